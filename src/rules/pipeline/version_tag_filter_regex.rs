//! Patterns that are written as regular expressions.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{is_regex, publishing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A pattern for tags is a regular expression
    ///
    /// A pattern under `push: tags` has `\d`, `^`, `$` at its end, or `(…|…)`. It is a warning where another pattern lets
    /// tags through.
    ///
    /// ## Why
    /// GitHub's patterns are globs: `\d` is the letter d. The pattern matches no tag of a version, and nothing starts.
    ///
    /// ## Fix
    /// Write `[0-9]+` for a number: `v[0-9]+.[0-9]+.[0-9]+`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - "v[0-9]+.[0-9]+.[0-9]+"
    /// -      - "v[0-9]+.[0-9]+.[0-9]+rc[0-9]+"
    /// +      - 'v\d+\.\d+\.\d+'
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    VersionTagFilterRegex { id: "version-tag-filter-regex", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for VersionTagFilterRegex {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if publishing(workflow, release, check).is_empty() {
            return;
        }
        let Some(trigger) = workflow.trigger("push") else { return };
        let patterns = trigger.patterns("tags");
        let sound =
            patterns.iter().filter_map(|node| node.text()).any(|text| !is_regex(text) && !text.starts_with('!'));
        for (node, text) in patterns.iter().filter_map(|node| Some((node, node.text()?))) {
            if is_regex(text) {
                let message = message!(
                    "{pattern} is written as a regular expression; GitHub reads a glob, and no tag of a version matches",
                    pattern = Fact::code(text)
                );
                let finding = check.find(workflow.at(node.place), message, message!("Write `v[0-9]+.[0-9]+.[0-9]+`"));
                if sound {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }
}
