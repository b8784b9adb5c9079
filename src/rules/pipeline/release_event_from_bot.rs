//! Releases that start nothing.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{publishes_releases, publishing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The release that should start the workflow is made by the default token
    ///
    /// The workflow publishes on `release`, and a workflow of the drop makes the release with the token of its own run, not
    /// as a draft.
    ///
    /// ## Why
    /// What that token does starts no other workflow. The release appears, and nothing is ever published.
    ///
    /// ## Fix
    /// Publish on the pushed tag, or in the workflow that makes the release.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -  push:
    /// -    tags:
    /// -      - "v[0-9]+.[0-9]+.[0-9]+"
    /// -      - "v[0-9]+.[0-9]+.[0-9]+rc[0-9]+"
    /// +  release:
    /// +    types: [published]
    /// === make-release.yml
    /// on:
    ///   push:
    ///     tags: ["v*"]
    /// permissions:
    ///   contents: write
    /// jobs:
    ///   release:
    ///     runs-on: ubuntu-latest
    ///     timeout-minutes: 5
    ///     steps:
    ///       - run: gh release create "$GITHUB_REF_NAME" --verify-tag
    ///         env:
    ///           GH_TOKEN: ${{ github.token }}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ReleaseEventFromBot { id: "release-event-from-bot", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ReleaseEventFromBot {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let Some(trigger) = workflow.trigger("release") else { return };
        let publishes = publishing(workflow, release, check);
        let only_release = publishes.iter().any(|publish| {
            publish.reached_by(Event::Release)
                && ![Event::PushTag, Event::Dispatch, Event::Call].iter().any(|event| publish.reached_by(*event))
        });
        let maker = release.workflows().find(|other| publishes_releases(other));
        if let Some(maker) = maker.filter(|_| only_release) {
            let message = message!(
                "{maker} makes the release with the token of its own run, and that starts no other workflow: {file} never publishes",
                maker = Fact::code(maker.file_name()),
                file = Fact::code(workflow.file_name()),
            );
            check.find(
                workflow.at(trigger.place),
                message,
                message!("Publish on the pushed tag, or from the workflow that makes the release"),
            );
        }
    }
}
