//! Whether the sdist was ever built and installed.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{installs_after, publishing_publicly, seen_before, smoke};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Nobody installs the sdist before it is published
    ///
    /// No step before publishing installs a built sdist.
    ///
    /// ## Why
    /// An sdist that lacks a file of the build fails for everyone whose platform has no wheel. A wheel that was built from
    /// the checkout does not show it.
    ///
    /// ## Fix
    /// Install the sdist in a job between build and publishing: `uv run --isolated --no-project --with dist/*.tar.gz python
    /// -c "import demo"`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - name: Smoke test of the sdist
    /// -        run: uv run --isolated --no-project --with dist/*.tar.gz python -c "import demo"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    SmokeSdistMissing { id: "smoke-sdist-missing", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for SmokeSdistMissing {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check).into_iter().take(1) {
            let Some(before) = seen_before(&publish, release, check) else { continue };
            let smoke = smoke(&before, release);
            let builds_sdist = before.builds().iter().any(|(_, build)| build.sdist);
            if smoke.sdist || !builds_sdist || (!smoke.wheel && installs_after(&publish, release).is_some()) {
                continue;
            }
            let message = message!(
                "No step before the job {job} publishes installs the sdist",
                job = Fact::code(&publish.job.id)
            );
            check.find(
                workflow.at(publish.place),
                message,
                message!("Install the built sdist into an empty environment, import the package and run its commands"),
            );
        }
    }
}
