//! Versions of the tools that build and publish.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::tools::Runner;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{on_release_path, release_jobs};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A build tool is installed in whatever version is newest
    ///
    /// A job on the way of a release installs `build`, `twine` or another build tool without a version, a constraint or a
    /// lock file, or runs it so with `uvx` or `pipx run`.
    ///
    /// ## Why
    /// A new version, good or bad, takes part in the release without anybody having chosen it.
    ///
    /// ## Fix
    /// Name the version: `pip install build==1.6.1`, `uvx twine@7.0.0`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -        run: uvx twine@7.0.0 check --strict dist/*
    /// +        run: uvx twine check --strict dist/*
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UnpinnedBuildTools { id: "unpinned-build-tools", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UnpinnedBuildTools {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        for step in release_jobs(workflow, release).into_iter().flat_map(|job| &job.steps) {
            for it in tools::invocations(step) {
                let locked =
                    it.has(&["-c", "--constraint", "--constraints", "--require-hashes", "-r", "--requirement"]);
                let open = match it.runner {
                    Some(Runner::Tool) => TOOLS.contains(&it.program.as_str()) && !it.fixed,
                    _ => false,
                };
                let installs =
                    it.is("pip", "install") || it.is("pipx", "install") || (it.is("uv", "tool") || it.is("uv", "pip"));
                let named = installs && it.arguments.iter().any(|word| TOOLS.contains(&word.text.as_str()));
                if !locked && (open || named) {
                    let message = message!(
                        "{command} takes whatever version is newest at the time of the release",
                        command = Fact::code(it.command.line())
                    );
                    check.find(
                        workflow.at(step.at(it.offset)),
                        message,
                        message!("Name the versions, or use a constraint file"),
                    );
                }
            }
        }
    }
}

const TOOLS: [&str; 12] = [
    "build",
    "twine",
    "hatch",
    "poetry",
    "flit",
    "pdm",
    "maturin",
    "cibuildwheel",
    "setuptools",
    "wheel",
    "uv",
    "hatchling",
];
