//! The permission to make a release on GitHub.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Access, Workflow};
use crate::rules::pipeline::release_made;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A job makes a release on GitHub and may not
    ///
    /// `gh release create`, or an action that makes releases, runs with the default token, and the job's `permissions` do
    /// not give `contents: write`.
    ///
    /// ## Why
    /// GitHub answers 403 `Resource not accessible by integration`, often after PyPI already has the files.
    ///
    /// ## Fix
    /// Give that job `contents: write`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  jobs:
    /// +  github-release:
    /// +    needs: publish
    /// +    runs-on: ubuntu-latest
    /// +    timeout-minutes: 5
    /// +    steps:
    /// +      - run: gh release create "$GITHUB_REF_NAME" --verify-tag --generate-notes
    /// +        env:
    /// +          GH_TOKEN: ${{ github.token }}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PermReleaseNeedsContents { id: "perm-release-needs-contents", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PermReleaseNeedsContents {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for job in &workflow.jobs {
            if !matches!(workflow.access(job, "contents"), Some(Access::None | Access::Read)) {
                continue;
            }
            for step in &job.steps {
                let Some(place) = release_made(workflow, job, step) else { continue };
                let message = message!(
                    "The job {job} makes a release on GitHub without `contents: write`; GitHub answers 403",
                    job = Fact::code(&job.id)
                );
                check.find(
                    workflow.at(place),
                    message,
                    message!("Add `contents: write` under `permissions` of the job {job}", job = Fact::code(&job.id)),
                );
            }
        }
    }
}
