//! Smoke tests that see the checkout.

use crate::finding::{Certainty, Fact};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools::Runner;
use crate::pipeline::workflow::{Job, Step, Workflow};
use crate::pipeline::{publish, tools};
use crate::rules::pipeline::{is_built, publishing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The smoke test sees the checkout instead of the built files
    ///
    /// A built file is installed by `uv run` without `--no-project`; or a step that is called a smoke test runs in the
    /// project's environment and installs no built file; or pytest runs after installing one, and `pythonpath` in the
    /// drop's `pyproject.toml` puts the checkout first.
    ///
    /// ## Why
    /// Python imports the package from the checkout, and the test passes whatever the wheel holds.
    ///
    /// ## Fix
    /// Use `uv run --isolated --no-project --with dist/*.whl`, in a job without a checkout, or in another folder.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -        run: uv run --isolated --no-project --with dist/*.whl python -c "import demo"
    /// +        run: uv run --isolated --with dist/*.whl python -c "import demo"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    SmokeNotIsolated { id: "smoke-not-isolated", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for SmokeNotIsolated {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing(workflow, release, check) {
            let before = publish::before(&publish, release);
            let shadowed =
                release.pyprojects().any(|file| file.get(&["tool", "pytest", "ini_options", "pythonpath"]).is_some());
            let mut built_in: Vec<&str> = Vec::new();
            for at in &before.steps {
                let installs = tools::installs(at.step);
                let built = installs.iter().any(|install| is_built(&install.what));
                if built {
                    built_in.push(&at.job.id);
                }
                let smoke = smoke_is_said(at.step);
                let in_project = tools::invocations(at.step).find(|it| match it.runner {
                    Some(Runner::UvRun) => !it.no_project,
                    Some(Runner::Project) => true,
                    _ => it.program == "pytest" || (tools::installs_editable(it) && !installs_built(at.job)),
                });
                let pytest = tools::invocations(at.step).find(|it| it.program == "pytest");
                let open = installs.iter().find(|install| is_built(&install.what) && !install.isolated);
                let (place, message) = if let Some(open) = open {
                    (
                        open.place,
                        message!(
                            "`uv run` without `--no-project` installs the checkout beside the built file, and the checkout may be what is tested"
                        ),
                    )
                } else if let Some(it) = in_project.filter(|_| smoke && !built_in.contains(&at.job.id.as_str())) {
                    let message = message!(
                        "{step} runs in the project's environment and installs no built file: it tests the checkout",
                        step = Fact::code(at.step.title())
                    );
                    (at.step.at(it.offset), message)
                } else if let Some(it) = pytest.filter(|_| built && shadowed && at.job.checks_out()) {
                    (
                        at.step.at(it.offset),
                        message!(
                            "`pythonpath` under `[tool.pytest.ini_options]` puts the checkout before the installed file, so pytest tests the checkout"
                        ),
                    )
                } else {
                    continue;
                };
                let finding = check.find(
                    at.workflow.at(place),
                    message,
                    message!("Use `uv run --isolated --no-project --with FILE` in a job without a checkout"),
                );
                finding.certainty = Certainty::Likely;
            }
        }
    }
}

/// Whether the step calls itself a smoke test.
fn smoke_is_said(step: &Step) -> bool {
    let said = |text: &str| text.to_ascii_lowercase().contains("smoke");
    step.name.as_deref().is_some_and(said) || step.commands.iter().any(|command| said(&command.line()))
}

fn installs_built(job: &Job) -> bool {
    job.steps.iter().flat_map(tools::installs).any(|install| is_built(&install.what))
}
