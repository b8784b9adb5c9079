//! The twine inside PyPI's action against the wheel's metadata.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::{actions, publish};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI's action cannot read the wheel's metadata
    ///
    /// The wheel has Metadata-Version 2.4 and PyPI's action is older than 1.12.3, or it has 2.5 and the action is older
    /// than 1.14.2.
    ///
    /// ## Why
    /// The twine that the action brings stops with `Metadata is missing required fields: Name, Version`, after the build
    /// succeeded.
    ///
    /// ## Fix
    /// Update the action.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: pypa/gh-action-pypi-publish@f8c70e705ffc13c3b4d1221169b84f12a75d6ca8 # v1.8.8
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === release.yml {sound}
    /// ```
    PublishActionTooOld { id: "publish-action-too-old", gate: Pipeline, severity: Error, since: "0.2.0", reads: all [Workflow, Wheel] }
}

impl Rule for PublishActionTooOld {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for publish in publish::all(release) {
            let Some(uses) = publish.step.uses.as_ref().filter(|_| publish.tool == Tool::Action) else { continue };
            let commit = uses.reference.as_deref().and_then(actions::publish_release);
            let Some(version) = commit.or_else(|| uses.version()) else { continue };
            let used = actions::numbers(version);
            // A major version alone moves with its releases.
            if used.len() < 3 {
                continue;
            }
            for wheel in release.wheels() {
                let written =
                    wheel.metadata.as_ref().and_then(|it| it.first("Metadata-Version")).map(|field| field.value.trim());
                let Some(needed) = written.and_then(actions::reads_metadata_from) else { continue };
                if used < actions::numbers(needed) {
                    let message = message!(
                        "PyPI's action {version} brings a twine that cannot read Metadata-Version {written} of {wheel}",
                        version = Fact::code(version),
                        written = Fact::code(written.unwrap_or_default()),
                        wheel = Fact::code(&wheel.file.name),
                    );
                    check.find(
                        publish.workflow.at(uses.place),
                        message,
                        message!("Use `pypa/gh-action-pypi-publish` {needed} or newer", needed = Fact::code(needed)),
                    );
                }
            }
        }
    }
}
