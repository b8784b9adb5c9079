//! Checking out a private repository.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Access, Grants, Workflow};
use crate::rules::pipeline::{on_release_path, using};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A job checks out without contents: read
    ///
    /// A job on the way of a release has `permissions` without `contents` and uses `actions/checkout`.
    ///
    /// ## Why
    /// Public repositories can be read by everyone, so it works until the repository is private.
    ///
    /// ## Fix
    /// Give the job `contents: read`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -    permissions:
    /// -      contents: read
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PermCheckoutNeedsRead { id: "perm-checkout-needs-read", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PermCheckoutNeedsRead {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        for (job, _, uses) in using(workflow, &["actions/checkout"]) {
            let explicit = job.permissions.as_ref().or(workflow.permissions.as_ref());
            let scopes = matches!(explicit.map(|it| &it.grants), Some(Grants::Scopes(_)));
            if scopes && workflow.access(job, "contents") == Some(Access::None) {
                let message = message!(
                    "The job {job} checks out without `contents: read`, which fails in a private repository",
                    job = Fact::code(&job.id)
                );
                check.find(workflow.at(uses.place), message, message!("Add `contents: read` to the job"));
            }
        }
    }
}
