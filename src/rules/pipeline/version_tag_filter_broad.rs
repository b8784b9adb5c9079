//! Patterns that match what is no version.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Any tag starts the release
    ///
    /// The workflow publishes on tags, and a pattern is `*`, `**`, `v*` or `v**`, or there is none.
    ///
    /// ## Why
    /// `vendor-update` begins with a v too.
    ///
    /// ## Fix
    /// Write the digits: `v[0-9]+.[0-9]+.[0-9]+`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - "v[0-9]+.[0-9]+.[0-9]+"
    /// -      - "v[0-9]+.[0-9]+.[0-9]+rc[0-9]+"
    /// +      - v*
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    VersionTagFilterBroad { id: "version-tag-filter-broad", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for VersionTagFilterBroad {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !publishing(workflow, release, check).iter().any(|publish| publish.reached_by(Event::PushTag)) {
            return;
        }
        let Some(trigger) = workflow.trigger("push") else { return };
        let broad = trigger
            .patterns("tags")
            .into_iter()
            .find(|node| node.text().is_some_and(|text| matches!(text, "*" | "**" | "v*" | "v**")));
        if let Some(node) = broad {
            let message = message!(
                "{pattern} lets tags through that are no versions",
                pattern = Fact::code(node.text().unwrap_or_default())
            );
            check.find(workflow.at(node.place), message, message!("Write the digits: `v[0-9]+.[0-9]+.[0-9]+`"));
        }
    }
}
