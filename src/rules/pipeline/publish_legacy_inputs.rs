//! Old names of inputs.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Inputs of PyPI's action have their old names
    ///
    /// An input of `pypa/gh-action-pypi-publish` is written with `_`: `repository_url`, `packages_dir`, `skip_existing`,
    /// `verify_metadata`, `print_hash`.
    ///
    /// ## Why
    /// The names with `-` replaced them; the old ones print a warning and will go.
    ///
    /// ## Fix
    /// Write `-`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          packages_dir: dist
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishLegacyInputs { id: "publish-legacy-inputs", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishLegacyInputs {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing(workflow, release, check) {
            if publish.tool != Tool::Action {
                continue;
            }
            for input in &publish.step.with {
                if matches!(
                    input.key.as_str(),
                    "repository_url" | "packages_dir" | "skip_existing" | "verify_metadata" | "print_hash"
                ) {
                    let message = message!("{input} is the old name of this input", input = Fact::code(&input.key));
                    check.find(
                        workflow.at(input.key_place),
                        message,
                        message!("Write {name}", name = Fact::code(input.key.replace('_', "-"))),
                    );
                }
            }
        }
    }
}
