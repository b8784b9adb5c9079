//! Publishing by a button.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_to_pypi};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The button of the workflow publishes to PyPI
    ///
    /// `workflow_dispatch` starts a workflow that has another trigger for releases, and no condition of the publish job
    /// asks for a tag, an event or an input.
    ///
    /// ## Why
    /// A click on the wrong branch publishes what lies there, under whatever version it has.
    ///
    /// ## Fix
    /// Add `if: startsWith(github.ref, 'refs/tags/')` to the publish job, so that the button is a dry run.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  on:
    /// +  workflow_dispatch:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    DispatchCanPublish { id: "dispatch-can-publish", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for DispatchCanPublish {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_to_pypi(workflow, release, check)) {
            let conditions = [publish.job.condition.as_ref(), publish.step.condition.as_ref()];
            let chosen = conditions
                .into_iter()
                .flatten()
                .any(|it| it.value.contains("inputs") || it.value.contains("needs.") || it.value.contains("vars."));
            let other = workflow
                .triggers
                .iter()
                .any(|trigger| !matches!(trigger.name.as_str(), "workflow_dispatch" | "workflow_call"));
            if publish.reached_by(Event::Dispatch) && !chosen && other {
                let message = message!(
                    "`workflow_dispatch` on any branch runs the job {job}, which publishes to PyPI",
                    job = Fact::code(&publish.job.id)
                );
                check.find(
                    workflow.at(publish.job.place),
                    message,
                    message!("Add `if: startsWith(github.ref, 'refs/tags/')`"),
                );
            }
        }
    }
}
