//! Limits of time.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job has no limit of time
    ///
    /// Neither the job that publishes nor its step has `timeout-minutes`.
    ///
    /// ## Why
    /// A step that hangs holds the release, and its approval, for six hours.
    ///
    /// ## Fix
    /// Add `timeout-minutes: 10`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -    timeout-minutes: 10
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishNoTimeout { id: "publish-no-timeout", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishNoTimeout {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            if !publish.job.timeout && !publish.step.timeout {
                let message = message!("The job {job} may hang for six hours", job = Fact::code(&publish.job.id));
                check.find(workflow.at(publish.job.place), message, message!("Add `timeout-minutes: 10`"));
            }
        }
    }
}
