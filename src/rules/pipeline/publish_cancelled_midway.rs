//! Cancelling a run that publishes.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A new run cancels one that is publishing
    ///
    /// `concurrency` of the workflow or of the publish job has `cancel-in-progress: true`.
    ///
    /// ## Why
    /// A run that is cancelled between two files leaves a part of the release online. For tests the setting is good, for
    /// publishing it is not.
    ///
    /// ## Fix
    /// Write `cancel-in-progress: false` in release workflows.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -  cancel-in-progress: false
    /// +  cancel-in-progress: true
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishCancelledMidway { id: "publish-cancelled-midway", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishCancelledMidway {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            let settings = [workflow.concurrency.as_ref(), publish.job.concurrency.as_ref()];
            for cancel in settings.into_iter().flatten().filter_map(|node| node.get("cancel-in-progress")) {
                if cancel.text() == Some("true") {
                    let message = message!("A new run may cancel this one in the middle of an upload");
                    check.find(workflow.at(cancel.place), message, message!("Write `cancel-in-progress: false`"));
                }
            }
        }
    }
}
