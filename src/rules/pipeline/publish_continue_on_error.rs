//! Failures that do not count.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::shell::Command;
use crate::pipeline::tools::Invocation;
use crate::pipeline::workflow::{Step, Text, Workflow};
use crate::pipeline::{publish, tools};
use crate::rules::pipeline::{is_built, publishing_to_pypi};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A failure does not stop the release
    ///
    /// `continue-on-error: true` on the step or job that publishes to PyPI. On a step or job before it that tests or
    /// installs the built files it is a warning, and so is `pytest || true` where no other test runs.
    ///
    /// ## Why
    /// A release that failed looks green, or one goes out that its tests refused.
    ///
    /// ## Fix
    /// Take it away.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - continue-on-error: true
    /// +        uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishContinueOnError { id: "publish-continue-on-error", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishContinueOnError {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let on = |text: &Option<Text>| text.as_ref().filter(|text| text.value == "true").map(|text| text.place);
        for publish in publishing_to_pypi(workflow, release, check) {
            if let Some(place) = on(&publish.step.continue_on_error).or_else(|| on(&publish.job.continue_on_error)) {
                let message =
                    message!("A failed upload in the job {job} counts as a success", job = Fact::code(&publish.job.id));
                check.find(workflow.at(place), message, message!("Take `continue-on-error` away"));
            }
            let before = publish::before(&publish, release).steps;
            let swallowed: Vec<_> = before.iter().filter_map(|at| Some((at, swallowed(at.step)?))).collect();
            // Beside tests that count, a run of others may only inform.
            let all = before.iter().filter(|at| tools::invocations(at.step).any(|it| tests(&it))).count();
            for (at, offset) in swallowed.iter().filter(|_| swallowed.len() == all) {
                let message = message!(
                    "The tests of {step} may fail and the release goes on",
                    step = Fact::code(at.step.title())
                );
                check
                    .find(at.workflow.at(at.step.at(*offset)), message, message!("Let a failure end the step"))
                    .severity = Severity::Warning;
            }
            for at in before {
                let tests = tools::invocations(at.step).any(|it| tests(&it))
                    || tools::checks_metadata(at.step)
                    || tools::installs(at.step).iter().any(|install| is_built(&install.what));
                if let Some(place) =
                    on(&at.step.continue_on_error).or_else(|| on(&at.job.continue_on_error)).filter(|_| tests)
                {
                    let message =
                        message!("{step} may fail and the release goes on", step = Fact::code(at.step.title()));
                    check.find(at.workflow.at(place), message, message!("Take `continue-on-error` away")).severity =
                        Severity::Warning;
                }
            }
        }
    }
}

fn tests(it: &Invocation<'_>) -> bool {
    matches!(it.program.as_str(), "pytest" | "tox" | "nox")
}

/// Where a step runs tests of which every failure is passed over: `pytest || true`.
fn swallowed(step: &Step) -> Option<usize> {
    let runs = step.commands.iter().enumerate().filter_map(|(at, command)| Some((at, Invocation::read(command)?)));
    let mut runs = runs.filter(|(_, it)| tests(it)).peekable();
    let first = runs.peek()?.1.offset;
    runs.all(|(at, it)| {
        let next = step.commands.get(at + 1).filter(|_| it.command.tolerated).map(Command::line);
        matches!(next.as_deref(), Some("true" | ":" | "exit 0"))
    })
    .then_some(first)
}
