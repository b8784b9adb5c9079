//! Patterns that more than one file matches.

use std::collections::BTreeSet;

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools::Runner;
use crate::pipeline::{publish, tools};
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A pattern in the smoke test matches more than one wheel
    ///
    /// The drop has more than one wheel of a version, and a step before publishing runs `uv run --with dist/*.whl` or `uvx
    /// --from dist/*.whl` without quotes.
    ///
    /// ## Why
    /// The shell puts all names there; the second becomes the command, and uv says `Failed to spawn`, `Permission denied`.
    ///
    /// ## Fix
    /// Name one file: `--with "$(ls dist/*manylinux*x86_64.whl)"`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// === demo-1.0.0-cp313-cp313-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// === release.yml {sound}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === release.yml {sound}
    /// ```
    SmokeGlobMany { id: "smoke-glob-many", gate: Pipeline, severity: Warning, since: "0.2.0", reads: all [Workflow, Wheel] }
}

impl Rule for SmokeGlobMany {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        if release.wheels().count() < 2 {
            return;
        }
        let names: BTreeSet<String> = release
            .wheels()
            .filter_map(|wheel| wheel.filename.as_ref().ok())
            .map(|parts| format!("{} {}", parts.name, parts.version))
            .collect();
        if names.len() >= release.wheels().count() {
            return;
        }
        for workflow in release.workflows() {
            for publish in publishing(workflow, release, check) {
                for at in publish::before(&publish, release).steps {
                    for it in
                        tools::invocations(at.step).filter(|it| matches!(it.runner, Some(Runner::UvRun | Runner::Tool)))
                    {
                        let glob = it.with.iter().find(|word| {
                            word.glob
                                && word.text.ends_with("*.whl")
                                && word.text.trim_start_matches("--with=").matches('*').count() == 1
                        });
                        if let Some(word) = glob.filter(|_| !it.command.in_loop) {
                            let message = message!(
                                "{pattern} stands for {count} wheels here; the second becomes the command",
                                pattern = Fact::code(&word.text),
                                count = Fact::count(release.wheels().count())
                            );
                            check.find(
                                at.workflow.at(at.step.at(word.offset)),
                                message,
                                message!("Name the one wheel that fits the runner"),
                            );
                        }
                    }
                }
            }
        }
    }
}
