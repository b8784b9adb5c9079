//! Versions of the artifact actions that GitHub fails.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::actions;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{is_part_of_release, is_retired, using};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The artifact action is of a retired version
    ///
    /// `actions/upload-artifact` or `actions/download-artifact` of version 1, 2 or 3. In a workflow that is no part of
    /// a release it is a warning.
    ///
    /// ## Why
    /// github.com fails every job that uses them.
    ///
    /// ## Fix
    /// Use upload-artifact 7 and download-artifact 8. Names must be unique from version 4 on.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1
    /// +      - uses: actions/upload-artifact@v3
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesArtifactV3 { id: "uses-artifact-v3", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesArtifactV3 {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for (job, _, uses) in using(workflow, &["actions/upload-artifact", "actions/download-artifact"]) {
            if is_retired(uses) {
                let message = message!(
                    "GitHub fails every job that uses {uses}, as the job {job} does",
                    uses = Fact::code(&uses.text),
                    job = Fact::code(&job.id)
                );
                let newest = actions::current(&uses.action).map_or("4", |it| it.version);
                let finding = check.find(
                    workflow.at(uses.place),
                    message,
                    message!("Use version {version}", version = Fact::code(newest)),
                );
                if !is_part_of_release(workflow, release) {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }
}
