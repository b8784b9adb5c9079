//! Permissions that are far too wide, or that GitHub does not know.

use crate::finding::{Certainty, Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::{Grants, Workflow, is_expression};
use crate::rules::pipeline::distance;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A job may write everything, or its permissions cannot be read
    ///
    /// `permissions` is `write-all`, or names a scope or level that does not exist. `write-all` is a warning in a workflow
    /// that does not publish, and so is a scope that is only unknown here.
    ///
    /// ## Why
    /// With `write-all` every step of every job holds the publishing identity and may change the repository. A misspelled
    /// scope keeps the workflow from starting at all.
    ///
    /// ## Fix
    /// Name the scopes that the job needs.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    smoke:
    /// -    permissions: {}
    /// +    permissions: write-all
    /// ```
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      id-token: write
    /// +      id-token: write
    /// +      content: read
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PermWriteAll { id: "perm-write-all", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PermWriteAll {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = !publish::publishes(workflow, release).is_empty();
        let own = workflow.jobs.iter().filter_map(|job| job.permissions.as_ref());
        for permissions in own.chain(workflow.permissions.as_ref()) {
            match &permissions.grants {
                Grants::WriteAll => {
                    let message =
                        message!("`write-all` gives every scope to every step, the publishing identity among them");
                    let finding = check.find(
                        workflow.at(permissions.place),
                        message,
                        message!(
                            "Name the scopes that are needed, or write `permissions: {braces}`",
                            braces = Fact::code("{}")
                        ),
                    );
                    if !publishes {
                        finding.severity = Severity::Warning;
                    }
                }
                Grants::Unknown(word) if !is_expression(word) => {
                    let message = message!(
                        "{word} is no permission that GitHub knows; it starts no run",
                        word = Fact::code(word)
                    );
                    check.find(
                        workflow.at(permissions.place),
                        message,
                        message!("Write scopes and levels, such as `contents: read`"),
                    );
                }
                Grants::Scopes(scopes) => {
                    for scope in scopes {
                        let known = SCOPES.contains(&scope.key.as_str());
                        let level =
                            matches!(scope.value.as_str(), "read" | "write" | "none") || is_expression(&scope.value);
                        if known && level {
                            continue;
                        }
                        let near = SCOPES.iter().any(|known| *known != scope.key && distance(known, &scope.key) <= 2);
                        let wrong = format!("{}: {}", scope.key, scope.value);
                        let message = message!(
                            "{wrong} is no permission that GitHub knows; it starts no run",
                            wrong = Fact::code(wrong)
                        );
                        let finding = check.find(
                            workflow.at(scope.key_place),
                            message,
                            message!("Correct the scope, or the level: `read`, `write` or `none`"),
                        );
                        if !known && !near && level {
                            finding.severity = Severity::Warning;
                            finding.certainty = Certainty::Likely;
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Scopes of the token, of GitHub's documentation.
const SCOPES: [&str; 16] = [
    "actions",
    "artifact-metadata",
    "attestations",
    "checks",
    "contents",
    "deployments",
    "discussions",
    "id-token",
    "issues",
    "models",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "security-events",
    "statuses",
];
