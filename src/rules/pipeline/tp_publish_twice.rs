//! PyPI's action more than once in a job.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::{Publish, Tool};
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI's action publishes twice in one job
    ///
    /// A job uses `pypa/gh-action-pypi-publish` more than once, with attestations. It is a warning where conditions may let
    /// only one of them run, where there are no attestations, or where each publishes a folder of its own.
    ///
    /// ## Why
    /// The first run leaves its attestations in `dist/`, and the second stops at them. The action does not support it.
    ///
    /// ## Fix
    /// Publish to each index from a job of its own.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          repository-url: https://test.pypi.org/legacy/
    /// +      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpPublishTwice { id: "tp-publish-twice", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpPublishTwice {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = publishing(workflow, release, check);
        for job in &workflow.jobs {
            let of_job: Vec<&Publish<'_>> =
                publishes.iter().filter(|it| it.job.id == job.id && it.tool == Tool::Action).collect();
            let [first, second, ..] = of_job.as_slice() else { continue };
            let attests = |it: &&Publish<'_>| {
                it.is_trusted() && it.step.with("attestations").is_none_or(|it| it.value != "false")
            };
            let sure = of_job.iter().all(|it| it.step.condition.is_none())
                && of_job.iter().filter(|it| attests(it)).count() > 1;
            // The attestations of the first run lie in its folder.
            let [one, other] = [first, second].map(|it| it.packages_dir().trim_end_matches('/'));
            let apart = one != other;
            let message = if apart {
                message!(
                    "The job {job} uses PyPI's action twice, which the action does not support",
                    job = Fact::code(&job.id)
                )
            } else {
                message!(
                    "The job {job} uses PyPI's action twice; the second run stops at the attestations of the first",
                    job = Fact::code(&job.id)
                )
            };
            let finding =
                check.find(workflow.at(second.place), message, message!("Publish to each index from a job of its own"));
            if apart || !sure {
                finding.severity = Severity::Warning;
            }
        }
    }
}
