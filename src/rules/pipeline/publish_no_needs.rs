//! What the publish job waits for.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::{Job, Step, Workflow};
use crate::rules::pipeline::{is_built, one_a_job, publishing, uploads};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job waits for nothing
    ///
    /// The publish job has no `needs`, and other jobs of the workflow build or test. It is an error where the job downloads
    /// what another one uploads, otherwise a warning.
    ///
    /// ## Why
    /// All jobs start at once: the files are not there yet, or a release goes out while its tests fail.
    ///
    /// ## Fix
    /// List the jobs that build and test under `needs`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -    needs: [build, smoke]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishNoNeeds { id: "publish-no-needs", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishNoNeeds {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing(workflow, release, check)) {
            if !publish.job.needs.is_empty() {
                continue;
            }
            let step = |test: &dyn Fn(&Step) -> bool| publish.job.steps.iter().any(test);
            let downloads = step(&|step| step.uses("actions/download-artifact") && step.with("run-id").is_none());
            let others: Vec<&str> = workflow
                .jobs
                .iter()
                .filter(|job| job.id != publish.job.id && works(job))
                .map(|job| job.id.as_str())
                .collect();
            let uploaded = uploads(workflow, release).iter().any(|it| it.job != publish.job.id);
            if others.is_empty() {
                continue;
            }
            let message = message!(
                "The job {job} publishes without waiting for {others}",
                job = Fact::code(&publish.job.id),
                others = Fact::list(others)
            );
            let finding = check.find(
                workflow.at(publish.job.place),
                message,
                message!("List the jobs that build and test under `needs`"),
            );
            if !(downloads && uploaded) {
                finding.severity = Severity::Warning;
            }
        }
    }
}

/// Whether a job builds, tests or installs: what a release should wait for.
fn works(job: &Job) -> bool {
    job.steps.iter().any(|step| {
        let tests =
            tools::invocations(step).any(|it| matches!(it.program.as_str(), "pytest" | "tox" | "nox" | "unittest"));
        tests || !tools::builds(step).is_empty() || tools::installs(step).iter().any(|install| is_built(&install.what))
    })
}
