//! Whether the update bot knows of actions.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Form, Workflow};
use crate::pipeline::yaml::Node;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The update bot does not follow actions
    ///
    /// `dependabot.yml` has no entry for `github-actions`.
    ///
    /// ## Why
    /// Pinned actions stay as they are until somebody thinks of them.
    ///
    /// ## Fix
    /// Add an entry with `package-ecosystem: github-actions`, grouped, so that one pull request updates all.
    ///
    /// ## Bad
    /// ```fixture
    /// === dependabot.yml
    /// version: 2
    /// updates:
    ///   - package-ecosystem: pip
    ///     directory: /
    ///     schedule:
    ///       interval: monthly
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === dependabot.yml
    /// version: 2
    /// updates:
    ///   - package-ecosystem: github-actions
    ///     directory: /
    ///     schedule:
    ///       interval: monthly
    /// ```
    ActionsUpdates { id: "actions-updates", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ActionsUpdates {
    fn automation(&self, file: &Workflow, _release: &Release, check: &mut Check<'_>) {
        if file.form != Form::UpdateBot {
            check.skip("no settings of an update bot");
            return;
        }
        let updates = file.tree.root.as_ref().and_then(|root| root.get("updates")).map(Node::items).unwrap_or_default();
        let follows =
            updates.iter().any(|update| update.get("package-ecosystem").and_then(Node::text) == Some("github-actions"));
        if !follows {
            check.find(
                file.location(),
                message!("No entry follows `github-actions`, so pinned actions grow old"),
                message!("Add an entry with `package-ecosystem: github-actions`"),
            );
        }
    }
}
