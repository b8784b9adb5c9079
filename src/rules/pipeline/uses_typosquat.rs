//! Names that are nearly those of known actions.

use crate::finding::{Certainty, Fact};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::actions;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::distance;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An action is called almost like a known one
    ///
    /// One letter of its name differs from that of an action that release workflows use.
    ///
    /// ## Why
    /// Names with a slip are registered to catch it, and the action runs in the release.
    ///
    /// ## Fix
    /// Correct the name.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: astra-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1
    /// +      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesTyposquat { id: "uses-typosquat", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesTyposquat {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for uses in workflow.jobs.iter().flat_map(|job| &job.steps).filter_map(|step| step.uses.as_ref()) {
            let known: Vec<&str> =
                actions::all().map(|it| it.action).chain(["pypa/cibuildwheel", "pyo3/maturin-action"]).collect();
            if !uses.is_foreign() || known.contains(&uses.action.as_str()) {
                continue;
            }
            if let Some(meant) = known.iter().find(|known| distance(known, &uses.action) == 1) {
                let message = message!(
                    "{used} is one letter away from {meant}",
                    used = Fact::code(&uses.action),
                    meant = Fact::code(*meant)
                );
                check
                    .find(workflow.at(uses.place), message, message!("Write {meant}", meant = Fact::code(*meant)))
                    .certainty = Certainty::Likely;
            }
        }
    }
}
