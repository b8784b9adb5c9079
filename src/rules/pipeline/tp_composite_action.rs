//! PyPI's action inside another action.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::{Form, Workflow};
use crate::rules::pipeline::using;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI's action is used inside a composite action
    ///
    /// An `action.yml` with steps uses `pypa/gh-action-pypi-publish`.
    ///
    /// ## Why
    /// The action finds its own image by the name of the action that runs, which inside another one is not its own; it
    /// stops before it uploads.
    ///
    /// ## Fix
    /// Use it as a step of the workflow.
    ///
    /// ## Bad
    /// ```fixture
    /// === action.yml
    /// name: Publish
    /// runs:
    ///   using: composite
    ///   steps:
    ///     - uses: pypa/gh-action-pypi-publish@release/v1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === action.yml
    /// name: Build
    /// runs:
    ///   using: composite
    ///   steps:
    ///     - run: uv build
    ///       shell: bash
    /// ```
    TpCompositeAction { id: "tp-composite-action", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpCompositeAction {
    fn automation(&self, file: &Workflow, _release: &Release, check: &mut Check<'_>) {
        if file.form != Form::CompositeAction {
            check.skip("no composite action");
            return;
        }
        for (_, _, uses) in using(file, &[publish::ACTION]) {
            check.find(
                file.at(uses.place),
                message!("PyPI's action does not work inside a composite action"),
                message!("Use `pypa/gh-action-pypi-publish` as a step of the workflow itself"),
            );
        }
    }
}
