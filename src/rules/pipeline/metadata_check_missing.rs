//! Checking metadata before the index does.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::tools;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{publishing_publicly, seen_before};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Nothing checks the metadata before publishing
    ///
    /// No step before publishing runs `twine check --strict` or a check of the same kind; or PyPI's action is told
    /// `verify-metadata: false`.
    ///
    /// ## Why
    /// A description that does not render and a missing field are found by the index, after other files of the release may
    /// be online. The check of the action itself is not strict.
    ///
    /// ## Fix
    /// Run `twine check --strict dist/*` after the build.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - name: Check the metadata
    /// -        run: uvx twine@7.0.0 check --strict dist/*
    /// ```
    /// ```fixture
    /// === release.yml {sound}
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          verify-metadata: false
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    MetadataCheckMissing { id: "metadata-check-missing", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for MetadataCheckMissing {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            let off = publish
                .step
                .with("verify-metadata")
                .or_else(|| publish.step.with("verify_metadata"))
                .filter(|it| it.value == "false");
            if let Some(off) = off.filter(|_| publish.tool == Tool::Action) {
                check.find(
                    workflow.at(off.place),
                    message!("PyPI's action is told not to check the metadata"),
                    message!("Take `verify-metadata` away"),
                );
            }
        }
        for publish in publishing_publicly(workflow, release, check).into_iter().take(1) {
            let Some(before) = seen_before(&publish, release, check) else { continue };
            if !before.steps.iter().any(|at| tools::checks_metadata(at.step)) {
                let message = message!(
                    "No step before the job {job} publishes checks the metadata strictly",
                    job = Fact::code(&publish.job.id)
                );
                check.find(
                    workflow.at(publish.place),
                    message,
                    message!("Run `twine check --strict dist/*` after the build"),
                );
            }
        }
    }
}
