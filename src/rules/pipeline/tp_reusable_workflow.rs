//! Publishing from a workflow that others call.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A reusable workflow publishes
    ///
    /// A workflow with `workflow_call` publishes by its identity. It is an error for PyPI's action with attestations, where
    /// a call is the only way to start it; otherwise a warning: within one repository the exchange of the token is known to
    /// work.
    ///
    /// ## Why
    /// GitHub names the called file in one claim and the calling file in others. PyPI does not support reusable workflows
    /// as publishers: from another repository no record fits, and an attestation names a workflow that is not the
    /// publisher.
    ///
    /// ## Fix
    /// Keep the build and the tests reusable, and put the publish job into the workflow that starts.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -  push:
    /// -    tags:
    /// -      - "v[0-9]+.[0-9]+.[0-9]+"
    /// -      - "v[0-9]+.[0-9]+.[0-9]+rc[0-9]+"
    /// +  workflow_call:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpReusableWorkflow { id: "tp-reusable-workflow", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpReusableWorkflow {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let Some(call) = workflow.trigger("workflow_call") else { return };
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            if !publish.is_trusted() {
                continue;
            }
            let attests =
                publish.tool == Tool::Action && publish.step.with("attestations").is_none_or(|it| it.value != "false");
            let message = message!(
                "The job {job} publishes from a workflow that others call; PyPI does not support that",
                job = Fact::code(&publish.job.id),
            );
            let finding = check.find(
                workflow.at(call.place),
                message,
                message!("Publish from the workflow that starts the run; call only build and tests"),
            );
            if !attests || workflow.triggers.len() > 1 {
                finding.severity = Severity::Warning;
            }
        }
    }
}
