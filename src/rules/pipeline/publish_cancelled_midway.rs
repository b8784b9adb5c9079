//! Cancelling a run that publishes.

use crate::finding::Severity;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::workflow::{Text, Workflow, decided};
use crate::pipeline::yaml::Node;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A new run cancels one that is publishing
    ///
    /// `concurrency` of the workflow or of the publish job has `cancel-in-progress: true`. Where the group names the tag and
    /// only a tag or a release publishes, it is a remark.
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
        let publishes = one_a_job(publishing_publicly(workflow, release, check));
        let all = publishes.iter().filter_map(|_| workflow.concurrency.as_ref()).take(1);
        let of_jobs = publishes.iter().filter_map(|publish| publish.job.concurrency.as_ref());
        for settings in all.chain(of_jobs) {
            let Some(cancel) = settings.get("cancel-in-progress") else { continue };
            let condition = cancel.text().map(|text| Text { value: text.to_owned(), place: cancel.place });
            let holds = |event: &Event| decided(condition.as_ref(), *event) == Some(true);
            let events = workflow.events();
            let mut published =
                events.iter().filter(|event| publishes.iter().any(|publish| publish.reached_by(**event)));
            if condition.is_none() || !published.any(holds) {
                continue;
            }
            // Runs of other tags are in other groups then, and one tag starts one run.
            let group = settings.get("group").and_then(Node::text).unwrap_or_default();
            let by_reference = ["github.ref", "github.run_id", "github.sha"].iter().any(|it| group.contains(it));
            let again = [Event::PushBranch, Event::Dispatch, Event::Schedule, Event::WorkflowRun, Event::Call];
            let mut meant = publishes.iter().filter(|publish| {
                workflow.concurrency.as_ref() == Some(settings) || publish.job.concurrency.as_ref() == Some(settings)
            });
            let once = by_reference
                && meant.all(|publish| !again.iter().any(|event| holds(event) && publish.reached_by(*event)));
            let message = if once {
                message!("A second run for the same tag cancels this one, also in the middle of an upload")
            } else {
                message!("A new run may cancel this one in the middle of an upload")
            };
            let finding = check.find(workflow.at(cancel.place), message, message!("Write `cancel-in-progress: false`"));
            if once {
                finding.severity = Severity::Info;
            }
        }
    }
}
