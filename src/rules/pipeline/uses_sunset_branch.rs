//! A branch of PyPI's action that is no more.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::using;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI's action is used by a branch that was retired
    ///
    /// `pypa/gh-action-pypi-publish@master`.
    ///
    /// ## Why
    /// The branch gets no fixes any more, not even for security, warns in every run, and has no code for trusted publishing: with it
    /// only a stored token works. Its `action.yml` calls it unsupported.
    ///
    /// ## Fix
    /// Use `release/v1`, an exact version, or a commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: pypa/gh-action-pypi-publish@master
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesSunsetBranch { id: "uses-sunset-branch", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesSunsetBranch {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for (_, _, uses) in using(workflow, &[publish::ACTION]) {
            if uses.reference.as_deref() == Some("master") {
                check.find(
                    workflow.at(uses.place),
                    message!("The branch `master` of PyPI's action was retired: it gets no fixes and cannot use a trusted publisher"),
                    message!("Use `pypa/gh-action-pypi-publish@release/v1`, or pin the commit of a release"),
                );
            }
        }
    }
}
