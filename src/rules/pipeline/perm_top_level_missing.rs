//! The default permissions of the token.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Job, Workflow};
use crate::rules::pipeline::on_release_path;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The workflow does not limit its token
    ///
    /// A workflow on the way of a release has no `permissions` of its own, and a job has none either. Workflows that are
    /// only called get theirs from the caller.
    ///
    /// ## Why
    /// The token then has what the repository's settings give, in older repositories the right to write everything: any
    /// step, and any action of it, can change code, releases and tags.
    ///
    /// ## Fix
    /// Write `permissions: {}` at the top, and give each job what it needs.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -permissions: {}
    ///    smoke:
    /// -    permissions: {}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PermTopLevelMissing { id: "perm-top-level-missing", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PermTopLevelMissing {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) || workflow.permissions.is_some() {
            return;
        }
        if workflow.triggers.iter().all(|trigger| trigger.name == "workflow_call") {
            return;
        }
        let open: Vec<&Job> = workflow.jobs.iter().filter(|job| job.permissions.is_none()).collect();
        if let Some(first) = open.first() {
            let message = message!(
                "The token of {jobs} may do whatever the repository's settings give",
                jobs = Fact::list(open.iter().map(|job| job.id.clone())),
            );
            check.find(
                workflow.at(first.place),
                message,
                message!(
                    "Add `permissions: {braces}` at the top and the needed scopes to each job",
                    braces = Fact::code("{}")
                ),
            );
        }
    }
}
