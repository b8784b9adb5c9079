//! Secrets that a called workflow gets.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Job, Workflow};
use crate::rules::pipeline::on_release_path;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A called workflow gets every secret
    ///
    /// A job on the way of a release calls a workflow with `secrets: inherit`.
    ///
    /// ## Why
    /// Whatever runs there can read all secrets of the repository, not only those that it needs.
    ///
    /// ## Fix
    /// Name the secrets.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  jobs:
    /// +  notes:
    /// +    needs: publish
    /// +    uses: octo/shared/.github/workflows/notes.yml@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v1.0.0
    /// +    secrets: inherit
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    SecretsInherit { id: "secrets-inherit", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for SecretsInherit {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        let inherited = |job: &Job| Some(job.secrets.as_ref().filter(|node| node.text() == Some("inherit"))?.place);
        let places =
            workflow.jobs.iter().filter_map(|job| Some((workflow.at(inherited(job)?), job.id.clone()))).collect();
        check.find_each(
            workflow.location(),
            places,
            |name| message!("The job {name} hands every secret to the workflow that it calls", name = name),
            |count, names| {
                message!(
                    "{count} jobs hand every secret to the workflows that they call: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("List the secrets that it needs under `secrets`"),
        );
    }
}
