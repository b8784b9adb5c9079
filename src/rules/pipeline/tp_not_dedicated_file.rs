//! A publisher in a file that does other things too.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{always_reached_but_repository, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job stands in a general workflow
    ///
    /// The workflow that publishes by its identity runs on pull requests or on a schedule as well.
    ///
    /// ## Why
    /// PyPI trusts the whole file. Every change for the sake of the tests changes what may publish.
    ///
    /// ## Fix
    /// Move the release into a file of its own, such as `release.yml`.
    ///
    /// ## Bad
    /// ```fixture
    /// === ci.yml {sound}
    ///  on:
    /// +  schedule:
    /// +    - cron: "5 4 * * 1"
    ///    publish:
    /// -    if: github.repository == 'octo/demo'
    /// +    if: startsWith(github.ref, 'refs/tags/') && github.repository == 'octo/demo'
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpNotDedicatedFile { id: "tp-not-dedicated-file", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpNotDedicatedFile {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = publishing_publicly(workflow, release, check);
        let Some(publish) = publishes.iter().find(|publish| publish.is_trusted()) else { return };
        let other = workflow
            .triggers
            .iter()
            .find(|trigger| matches!(trigger.name.as_str(), "pull_request" | "schedule" | "merge_group"));
        if let Some(other) = other.filter(|_| !always_reached_but_repository(publish, Event::PullRequest)) {
            let message = message!(
                "{file} publishes and runs on {event} too; PyPI trusts the whole file",
                file = Fact::code(publish.workflow.file_name()),
                event = Fact::code(&other.name),
            );
            check.find(workflow.at(other.place), message, message!("Move the release into a workflow of its own"));
        }
    }
}
