//! Commands that the project does not have. Only commands that are started from a built file, or nearly called as a declared one.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::tools::Runner;
use crate::rules::pipeline::{distance, other_project, publishing, scripts};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The smoke test starts a command that the project does not have
    ///
    /// `uvx --from FILE COMMAND` with a built file, or `uv run --with FILE COMMAND` with a name that is one or two letters
    /// away from a declared command, and `[project.scripts]` has no such command.
    ///
    /// ## Why
    /// The step fails for every release, or another command of that name is tested.
    ///
    /// ## Fix
    /// Correct the name here or under `[project.scripts]`.
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
    /// demo-cli = "demo:main"
    /// === release.yml {sound}
    /// -        run: uv run --isolated --no-project --with dist/*.whl python -c "import demo"
    /// +        run: |
    /// +          uvx --from dist/*.whl democli --help
    /// +          uvx --from dist/*.whl demo-cli --help
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
    /// demo-cli = "demo:main"
    /// === release.yml {sound}
    /// -        run: uv run --isolated --no-project --with dist/*.whl python -c "import demo"
    /// +        run: uvx --from dist/*.whl demo-cli --help
    /// ```
    SmokeUnknownCommand { id: "smoke-unknown-command", gate: Pipeline, severity: Error, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for SmokeUnknownCommand {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let declared: Vec<&str> = release.pyprojects().flat_map(scripts).collect();
        let dynamic = release.pyprojects().any(|file| {
            file.is_dynamic("scripts")
                || file.is_dynamic("gui-scripts")
                || file.project().is_none()
                || file.get(&["tool", "poetry", "scripts"]).is_some()
        });
        if dynamic || release.pyprojects().count() != 1 {
            check.skip("the commands do not stand in one pyproject.toml");
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
            if publishing(workflow, release, check).is_empty() {
                continue;
            }
            for job in &workflow.jobs {
                for step in &job.steps {
                    for it in tools::invocations(step) {
                        let from_built =
                            it.with.iter().any(|word| word.text.contains(".whl") || word.text.contains(".tar.gz"));
                        let name = it.program.as_str();
                        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
                        let tool = it.runner == Some(Runner::Tool);
                        let near = declared.iter().any(|known| distance(known, name) <= 2);
                        let other = matches!(name, "python" | "pytest" | "pip" | "python3" | "uv" | "bash" | "sh");
                        if !from_built
                            || !plain
                            || other
                            || declared.contains(&name)
                            || !(tool || (near && it.runner == Some(Runner::UvRun)))
                        {
                            continue;
                        }
                        // The distribution itself may be named beside others.
                        if tool && it.with.len() > 1 {
                            continue;
                        }
                        let message = message!(
                            "The step starts {name}, and `[project.scripts]` has {declared}",
                            name = Fact::code(name),
                            declared = if declared.is_empty() {
                                Fact::text("no command")
                            } else {
                                Fact::list(declared.iter().copied())
                            },
                        );
                        check.find(
                            workflow.at(step.at(it.offset)),
                            message,
                            message!("Correct the name here, or declare the command"),
                        );
                    }
                }
            }
        }
    }
}
