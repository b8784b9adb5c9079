//! Passing over what PyPI already has.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{names_tag, publishing_to_pypi, skips_existing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A forgotten version ends green
    ///
    /// Publishing to PyPI passes over files that are there (`skip-existing`, `--skip-existing`, `--check-url`), and no step
    /// before it looks at the tag.
    ///
    /// ## Why
    /// When the version was not raised, nothing is uploaded and the run is green.
    ///
    /// ## Fix
    /// Take it away, or compare the tag with the built version first.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - name: Compare the tag with what was built
    /// -        env:
    /// -          TAG: ${{ github.ref_name }}
    /// -        run: |
    /// -          test -f "dist/demo-${TAG#v}-py3-none-any.whl"
    /// -          test -f "dist/demo-${TAG#v}.tar.gz"
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          skip-existing: true
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          skip-existing: true
    /// ```
    VersionSkipExistingMasks { id: "version-skip-existing-masks", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for VersionSkipExistingMasks {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_to_pypi(workflow, release, check) {
            if !skips_existing(&publish) {
                continue;
            }
            let before = publish::before(&publish, release);
            if before.steps.iter().any(|at| names_tag(at.step)) {
                continue;
            }
            if let Some(unseen) = before.unseen {
                check.undecided(format!("what `{unseen}` does was not dropped"));
                continue;
            }
            let message = message!(
                "The job {job} passes over files that PyPI has, and nothing compares the tag: a forgotten version ends green",
                job = Fact::code(&publish.job.id)
            );
            check.find(
                workflow.at(publish.place),
                message,
                message!("Take it away, or compare the tag with the built version"),
            );
        }
    }
}
