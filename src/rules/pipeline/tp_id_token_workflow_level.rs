//! Where the permission stands. Whether it is there is `tp-missing-id-token`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Grants, Workflow};
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Every job of the workflow may ask for the publishing identity
    ///
    /// `id-token: write` stands under the `permissions` of the whole workflow, which has more than one job.
    ///
    /// ## Why
    /// PyPI trusts the workflow file, not the job: any step of the build or of the tests could publish.
    ///
    /// ## Fix
    /// Give the permission to the publish job alone.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -permissions: {}
    /// +permissions:
    /// +  id-token: write
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpIdTokenWorkflowLevel { id: "tp-id-token-workflow-level", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpIdTokenWorkflowLevel {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if publishing(workflow, release, check).is_empty() {
            return;
        }
        let Some(permissions) = workflow.permissions.as_ref() else { return };
        let Grants::Scopes(scopes) = &permissions.grants else { return };
        let Some(scope) = scopes.iter().find(|scope| scope.key == "id-token" && scope.value == "write") else { return };
        if workflow.jobs.len() > 1 {
            check.find(
                workflow.at(scope.key_place),
                message!(
                    "`id-token: write` holds for all {count} jobs, and PyPI trusts each of them",
                    count = Fact::count(workflow.jobs.len())
                ),
                message!("Move it to the publish job"),
            );
        }
    }
}
