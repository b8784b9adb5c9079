//! Whether the tag is compared with the version. What the tag's pattern lets through is `version-tag-filter-miss`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::rules::pipeline::{names_tag, one_a_job, other_project, publishing_to_pypi, seen_before, static_version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Nothing compares the tag with the version
    ///
    /// A pushed tag or a release publishes to PyPI, the version is written in `pyproject.toml`, and no step before
    /// publishing looks at the tag.
    ///
    /// ## Why
    /// A tag on a commit whose version was not raised publishes the old version again, which PyPI refuses, or with
    /// `skip-existing` ends green with nothing published.
    ///
    /// ## Fix
    /// Compare the tag with the version of the built wheel after the build: hand the tag over under `env` and take one
    /// leading `v` away.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.0.0"
    /// === release.yml {sound}
    /// -      - name: Compare the tag with what was built
    /// -        env:
    /// -          TAG: ${{ github.ref_name }}
    /// -        run: |
    /// -          test -f "dist/demo-${TAG#v}-py3-none-any.whl"
    /// -          test -f "dist/demo-${TAG#v}.tar.gz"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.0.0"
    /// === release.yml {sound}
    /// ```
    VersionTagUnchecked { id: "version-tag-unchecked", gate: Pipeline, severity: Warning, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for VersionTagUnchecked {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let Some(version) = release.pyprojects().find_map(static_version) else {
            check.skip("the version does not stand in pyproject.toml");
            return;
        };
        for workflow in release.workflows() {
            if let Some(folder) = other_project(workflow, release) {
                check.undecided(format!(
                    "{} builds `{folder}`, whose pyproject.toml was not dropped",
                    workflow.file_name()
                ));
                continue;
            }
            for publish in one_a_job(publishing_to_pypi(workflow, release, check)) {
                if !publish.reached_by(Event::PushTag) && !publish.reached_by(Event::Release) {
                    continue;
                }
                let Some(before) = seen_before(&publish, release, check) else { continue };
                if before.steps.iter().any(|at| names_tag(at.step)) {
                    continue;
                }
                let message = message!(
                    "No step before the job {job} publishes compares the tag with {version}; a tag on the wrong commit publishes the wrong version",
                    job = Fact::code(&publish.job.id),
                    version = Fact::code(format!("version = \"{version}\"")),
                );
                check.find(
                    workflow.at(publish.place),
                    message,
                    message!("Compare the tag with the version of the built wheel before uploading"),
                );
            }
        }
    }
}
