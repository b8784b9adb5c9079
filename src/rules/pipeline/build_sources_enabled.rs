//! Sources of dependencies that only the checkout has.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::rules::pipeline::{publishing, release_jobs};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The build uses sources that users do not have
    ///
    /// `[tool.uv.sources]` has entries, and `uv build` runs without `--no-sources`.
    ///
    /// ## Why
    /// A build dependency from a path or a repository is used here, and the released one by everybody who builds the sdist.
    ///
    /// ## Fix
    /// Build with `uv build --no-sources`.
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
    ///
    /// [tool.uv.sources]
    /// hatchling = { path = "../hatchling" }
    /// === release.yml {sound}
    /// -        run: uv build --clear --no-sources
    /// +        run: uv build --clear
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
    ///
    /// [tool.uv.sources]
    /// hatchling = { path = "../hatchling" }
    /// === release.yml {sound}
    /// ```
    BuildSourcesEnabled { id: "build-sources-enabled", gate: Pipeline, severity: Info, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for BuildSourcesEnabled {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let sources = release
            .pyprojects()
            .filter_map(|file| file.get(&["tool", "uv", "sources"]))
            .any(|table| !table.entries().is_empty());
        if !sources {
            check.skip("there are no sources of uv");
            return;
        }
        for workflow in release.workflows() {
            if publishing(workflow, release, check).is_empty() {
                continue;
            }
            for step in release_jobs(workflow, release).into_iter().flat_map(|job| &job.steps) {
                for it in tools::invocations(step).filter(|it| it.is("uv", "build") && !it.has(&["--no-sources"])) {
                    let message = message!("`uv build` uses `[tool.uv.sources]`, which users of the sdist do not have");
                    check.find(workflow.at(step.at(it.offset)), message, message!("Add `--no-sources`"));
                }
            }
        }
    }
}
