//! Uploads of nothing.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{publishing, release_jobs};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An upload of nothing passes
    ///
    /// A job that builds uploads its files without `if-no-files-found: error`.
    ///
    /// ## Why
    /// When the path is wrong the action only warns, and the publish job is the first to notice.
    ///
    /// ## Fix
    /// Add `if-no-files-found: error`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -          if-no-files-found: error
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ArtifactEmptyOk { id: "artifact-empty-ok", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ArtifactEmptyOk {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = publishing(workflow, release, check);
        if publishes.is_empty() {
            return;
        }
        let mut places = Vec::new();
        for job in release_jobs(workflow, release) {
            if !job.steps.iter().any(|step| !tools::builds(step).is_empty()) {
                continue;
            }
            for step in job.steps.iter().filter(|step| step.uses("actions/upload-artifact")) {
                if step.with("if-no-files-found").is_none_or(|it| it.value == "warn" || it.value == "ignore") {
                    let place = step.uses.as_ref().map_or(step.place, |uses| uses.place);
                    places.push((workflow.at(place), job.id.clone()));
                }
            }
        }
        check.find_each(
            workflow.location(),
            places,
            |name| {
                message!("The job {name} uploads nothing without an error when its path matches nothing", name = name)
            },
            |count, names| {
                message!(
                    "{count} uploads pass when their paths match nothing, in {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Add `if-no-files-found: error`"),
        );
    }
}
