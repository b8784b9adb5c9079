//! Tags that an action does not have, of the dated table.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::actions;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::has_no_tag;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The action has no such tag
    ///
    /// An action is used by a major or minor version alone, and it publishes only full ones: `astral-sh/setup-uv` since
    /// 8.0.0.
    ///
    /// ## Why
    /// The run fails before its first step: `Unable to resolve action`.
    ///
    /// ## Fix
    /// Name the full version, or pin the commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1
    /// +      - uses: astral-sh/setup-uv@v8
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesNoSuchTag { id: "uses-no-such-tag", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesNoSuchTag {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for uses in workflow.jobs.iter().flat_map(|job| &job.steps).filter_map(|step| step.uses.as_ref()) {
            if has_no_tag(uses) {
                let newest = actions::current(&uses.action);
                let message = message!(
                    "{uses} does not exist: the action publishes only full versions",
                    uses = Fact::code(&uses.text)
                );
                let fix = match newest {
                    Some(newest) => message!(
                        "Write the full version, such as `v{version}`, or pin its commit",
                        version = Fact::code(newest.version)
                    ),
                    None => message!("Write the full version, or pin its commit"),
                };
                check.find(workflow.at(uses.place), message, fix);
            }
        }
    }
}
