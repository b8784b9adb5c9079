//! Tests that come too late.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{installs_after, publishing_publicly, seen_before, smoke};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The release is tried only after it was published
    ///
    /// No step before publishing installs a built file, and a step after it installs the project from the index.
    ///
    /// ## Why
    /// What it finds is online already, and its file names are used up.
    ///
    /// ## Fix
    /// Install the built files before publishing, and keep this as a check of the upload.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  jobs:
    /// +  verify:
    /// +    needs: publish
    /// +    runs-on: ubuntu-latest
    /// +    timeout-minutes: 10
    /// +    steps:
    /// +      - run: |
    /// +          for i in 1 2 3 4 5; do pip install "demo==${GITHUB_REF_NAME#v}" && break; sleep 30; done
    /// -      - name: Smoke test of the wheel
    /// -        run: uv run --isolated --no-project --with dist/*.whl python -c "import demo"
    /// -      - name: Smoke test of the sdist
    /// -        run: uv run --isolated --no-project --with dist/*.tar.gz python -c "import demo"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    SmokeAfterPublishOnly { id: "smoke-after-publish-only", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for SmokeAfterPublishOnly {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check).into_iter().take(1) {
            let Some(before) = seen_before(&publish, release, check) else { continue };
            let smoke = smoke(&before, release);
            let after = installs_after(&publish, release);
            if let Some(place) = after.filter(|_| !smoke.wheel && !smoke.sdist) {
                let message = message!(
                    "The project is installed for the first time after the job {job} has published it",
                    job = Fact::code(&publish.job.id)
                );
                check.find(
                    workflow.at(place),
                    message,
                    message!("Install the built wheel and sdist before publishing"),
                );
            }
        }
    }
}
