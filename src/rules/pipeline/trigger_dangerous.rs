//! Triggers that others can pull. Publishing on `pull_request_target` itself is `tp-pull-request-target`.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A workflow that publishes has a trigger that others can pull
    ///
    /// The workflow publishes and is started by `workflow_run` or `pull_request_target`. `workflow_run` is an error where
    /// nothing in the publish job asks what the other run was started by; where the branches are named or a condition asks,
    /// it is a warning.
    ///
    /// ## Why
    /// Such runs have the rights of the default branch, and a pull request from a fork can start them.
    ///
    /// ## Fix
    /// Publish on a pushed tag or a release.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  on:
    /// +  workflow_run:
    /// +    workflows: [Tests]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TriggerDangerous { id: "trigger-dangerous", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TriggerDangerous {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = publishing_publicly(workflow, release, check);
        let Some(publish) = publishes.first() else { return };
        if let Some(trigger) = workflow.trigger("workflow_run") {
            let conditions = [publish.job.condition.as_ref(), publish.step.condition.as_ref()];
            let asks = conditions.into_iter().flatten().any(|it| {
                ["workflow_run.event", "workflow_run.head_branch", "workflow_run.head_repository", "workflow_run.actor"]
                    .iter()
                    .any(|word| it.value.contains(word))
            });
            let reached = publish.reached_by(Event::WorkflowRun);
            let told_apart = asks || !trigger.patterns("branches").is_empty();
            let file = Fact::code(workflow.file_name());
            let message = if told_apart {
                message!(
                    "{file} publishes after runs of another workflow, and a filter or condition alone keeps those of pull requests out",
                    file = file
                )
            } else {
                message!(
                    "{file} publishes after any run of another workflow, which a pull request can start",
                    file = file
                )
            };
            let finding =
                check.find(workflow.at(trigger.place), message, message!("Publish on a pushed tag or a release"));
            if told_apart || !reached {
                finding.severity = Severity::Warning;
            }
        }
        if let Some(trigger) = workflow.trigger("pull_request_target")
            && !publishes.iter().any(|publish| publish.reached_by(Event::PullRequestTarget))
        {
            let message = message!(
                "{file} publishes, and `pull_request_target` lets anybody start it with the rights of the default branch",
                file = Fact::code(workflow.file_name())
            );
            check
                .find(
                    workflow.at(trigger.place),
                    message,
                    message!("Move what needs this trigger into a workflow of its own"),
                )
                .severity = Severity::Warning;
        }
    }
}
