//! Rights beside the publishing identity.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Grants, Workflow};
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job may also change the repository
    ///
    /// A job that publishes by its identity has `contents: write`.
    ///
    /// ## Why
    /// Whoever gets hold of the job can change the release on GitHub and the tags as well. Nothing that publishes needs it.
    ///
    /// ## Fix
    /// Make the release on GitHub in a job of its own, after publishing.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      id-token: write
    /// +      id-token: write
    /// +      contents: write
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PermPublishExtraWrite { id: "perm-publish-extra-write", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PermPublishExtraWrite {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            let explicit = publish.job.permissions.as_ref().or(workflow.permissions.as_ref());
            let Some(Grants::Scopes(scopes)) = explicit.map(|it| &it.grants) else { continue };
            let Some(scope) = scopes.iter().find(|scope| scope.key == "contents" && scope.value == "write") else {
                continue;
            };
            if publish.is_trusted() {
                let message = message!(
                    "The job {job} publishes and has `contents: write`, which publishing does not need",
                    job = Fact::code(&publish.job.id)
                );
                check.find(
                    workflow.at(scope.key_place),
                    message,
                    message!("Make the release on GitHub in a job of its own"),
                );
            }
        }
    }
}
