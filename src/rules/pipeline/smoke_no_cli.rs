//! Whether the commands are started. Commands that are not there are `smoke-unknown-command`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Located;
use crate::pipeline::tools;
use crate::rules::pipeline::{is_built, other_project, publishing_publicly, scripts, seen_before};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The smoke test starts no command of the project
    ///
    /// The project declares commands, built files are installed before publishing, and no step runs any of the commands.
    /// Where tests run that may do so, nothing is decided.
    ///
    /// ## Why
    /// A command whose module or function is not in the wheel fails only when it starts.
    ///
    /// ## Fix
    /// Run `COMMAND --help` for each, with the wheel and with the sdist.
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
    /// [project.scripts]
    /// demo = "demo:main"
    /// === release.yml {sound}
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
    /// [project.scripts]
    /// demo = "demo:main"
    /// === release.yml {sound}
    /// -        run: uv run --isolated --no-project --with dist/*.whl python -c "import demo"
    /// +        run: uv run --isolated --no-project --with dist/*.whl demo --help
    /// -        run: uv run --isolated --no-project --with dist/*.tar.gz python -c "import demo"
    /// +        run: uv run --isolated --no-project --with dist/*.tar.gz demo --help
    /// ```
    SmokeNoCli { id: "smoke-no-cli", gate: Pipeline, severity: Warning, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for SmokeNoCli {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let declared: Vec<&str> = release.pyprojects().flat_map(scripts).collect();
        if declared.is_empty() {
            check.skip("the project declares no commands");
            return;
        }
        for workflow in release.workflows() {
            if let Some(folder) = other_project(workflow, release) {
                check.undecided(format!(
                    "{} builds `{folder}`, whose pyproject.toml was not dropped",
                    workflow.file_name()
                ));
                continue;
            }
            for publish in publishing_publicly(workflow, release, check).into_iter().take(1) {
                let Some(before) = seen_before(&publish, release, check) else { continue };
                let installing: Vec<&Located<'_>> = before
                    .steps
                    .iter()
                    .filter(|at| tools::installs(at.step).iter().any(|install| is_built(&install.what)))
                    .collect();
                let Some(first) = installing.first() else { continue };
                let words = before.steps.iter().flat_map(|at| &at.step.commands).flat_map(|command| &command.words);
                let mut names =
                    words.map(|word| word.text.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".exe"));
                let variable =
                    before.steps.iter().flat_map(|at| tools::invocations(at.step)).any(|it| it.program.contains('$'));
                if variable || names.any(|name| declared.contains(&name)) {
                    continue;
                }
                let tests = before.steps.iter().flat_map(|at| tools::invocations(at.step)).any(|it| {
                    matches!(it.program.as_str(), "pytest" | "unittest")
                        || it.program.ends_with(".py")
                        || (it.program == "python" && it.code.is_none() && it.subcommand().is_some())
                });
                if tests {
                    check.undecided("the tests may start the commands");
                    continue;
                }
                let message = message!(
                    "The smoke test starts none of the project's commands ({commands})",
                    commands = Fact::list(declared.iter().copied())
                );
                check.find(
                    first.workflow.at(first.step.place),
                    message,
                    message!(
                        "Run `{command} --help` with the wheel and with the sdist",
                        command = Fact::code(*declared.first().unwrap_or(&"COMMAND"))
                    ),
                );
            }
        }
    }
}
