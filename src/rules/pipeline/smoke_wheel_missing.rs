//! Whether the wheel was ever installed. Tests only after publishing are `smoke-after-publish-only`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{installs_after, publishing_publicly, seen_before, smoke};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Nobody installs the wheel before it is published
    ///
    /// No step before publishing installs a built wheel.
    ///
    /// ## Why
    /// A wheel without its package, or with a command that does not start, is found by the first user. Tests in the
    /// checkout do not see it.
    ///
    /// ## Fix
    /// Install the wheel in a job between build and publishing: `uv run --isolated --no-project --with dist/*.whl python -c
    /// "import demo"`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - name: Smoke test of the wheel
    /// -        run: uv run --isolated --no-project --with dist/*.whl python -c "import demo"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    SmokeWheelMissing { id: "smoke-wheel-missing", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for SmokeWheelMissing {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check).into_iter().take(1) {
            let Some(before) = seen_before(&publish, release, check) else { continue };
            let smoke = smoke(&before, release);
            if smoke.wheel || (!smoke.sdist && installs_after(&publish, release).is_some()) {
                continue;
            }
            let message = message!(
                "No step before the job {job} publishes installs the wheel",
                job = Fact::code(&publish.job.id)
            );
            check.find(
                workflow.at(publish.place),
                message,
                message!("Install the built wheel into an empty environment, import the package and run its commands"),
            );
        }
    }
}
