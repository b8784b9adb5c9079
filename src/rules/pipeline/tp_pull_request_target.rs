//! Publishing on `pull_request_target`. Other dangerous triggers are `trigger-dangerous`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job runs on pull_request_target
    ///
    /// `pull_request_target` starts the workflow, and nothing keeps the publish job from running then.
    ///
    /// ## Why
    /// Anybody can start such a run with a pull request. PyPI refuses it: `invoked via 'pull_request_target' is not
    /// supported`.
    ///
    /// ## Fix
    /// Publish on a tag or a release.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  on:
    /// +  pull_request_target:
    /// -    if: github.repository == 'octo/demo'
    /// +    if: github.repository == 'octo/demo' && github.actor != 'dependabot[bot]'
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpPullRequestTarget { id: "tp-pull-request-target", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpPullRequestTarget {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            if publish.reached_by(Event::PullRequestTarget) {
                let message = message!(
                    "The job {job} can run on `pull_request_target`, which PyPI refuses",
                    job = Fact::code(&publish.job.id)
                );
                check.find(workflow.at(publish.job.place), message, message!("Publish on a pushed tag or a release"));
            }
        }
    }
}
