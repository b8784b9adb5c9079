//! What a button checks out.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Workflow, contexts};
use crate::rules::pipeline::{on_release_path, using};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A button publishes whatever ref is typed in
    ///
    /// The workflow publishes, and a checkout takes an input as its `ref` without `refs/tags/` before it.
    ///
    /// ## Why
    /// A branch of that name, or any commit, is published as if it were the tag.
    ///
    /// ## Fix
    /// Check the shape of the input first, and check out `refs/tags/${{ inputs.release_tag }}`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  on:
    /// +  workflow_dispatch:
    /// +    inputs:
    /// +      release_tag:
    /// +        required: true
    ///            fetch-depth: 0
    /// +          ref: ${{ inputs.release_tag }}
    /// -    if: github.repository == 'octo/demo'
    /// +    if: startsWith(github.ref, 'refs/tags/') && github.repository == 'octo/demo'
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    DispatchRefUnchecked { id: "dispatch-ref-unchecked", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for DispatchRefUnchecked {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        for (_, step, _) in using(workflow, &["actions/checkout"]) {
            let Some(reference) = step.with("ref") else { continue };
            let typed = contexts(&reference.value)
                .into_iter()
                .filter_map(|path| Some(path.rsplit_once("inputs.")?.1.to_owned()))
                // A commit or a branch is not taken for a tag.
                .any(|name| !["sha", "commit", "branch"].iter().any(|word| name.contains(word)));
            if typed && !reference.value.contains("refs/tags/") && workflow.trigger("workflow_dispatch").is_some() {
                let message = message!(
                    "The checkout takes {reference}: a branch of that name is published as if it were the tag",
                    reference = Fact::code(&reference.value)
                );
                check.find(
                    workflow.at(reference.place),
                    message,
                    message!("Check the input, and put `refs/tags/` before it"),
                );
            }
        }
    }
}
