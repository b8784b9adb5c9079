//! Names of artifacts. Where they are put is `artifact-path`; a publish job that needs nothing is `publish-no-needs`.

use crate::finding::{Certainty, Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{may_be_same, may_upload_unseen, publishing, release_jobs, uploads};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An artifact is downloaded that no job before uploads
    ///
    /// A job that publishes, or runs before one that does, downloads an artifact by a name that no job of the workflow
    /// uploads, or one that is uploaded by a job that it does not need. Where an action or a called workflow may upload it
    /// unseen, it is a warning, or nothing is decided.
    ///
    /// ## Why
    /// The run fails with `Artifact not found`, or now and then, depending on which job is faster.
    ///
    /// ## Fix
    /// Use one name on both sides, and list the uploading job under `needs`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -          name: dist
    /// +          name: packages
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ArtifactNameMismatch { id: "artifact-name-mismatch", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ArtifactNameMismatch {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if publishing(workflow, release, check).is_empty() {
            return;
        }
        let uploads = uploads(workflow, release);
        for job in release_jobs(workflow, release) {
            for step in job.steps.iter().filter(|step| step.uses("actions/download-artifact")) {
                let Some(name) = step.with("name").filter(|name| !name.value.is_empty()) else { continue };
                if step.with("run-id").is_some() || job.needs.is_empty() {
                    continue;
                }
                let fits: Vec<_> = uploads.iter().filter(|it| may_be_same(&it.name, &name.value)).collect();
                let upstream = workflow.upstream(job);
                let before = |id: &str| id == job.id || upstream.iter().any(|need| need.id == id);
                if fits.iter().any(|it| before(&it.job)) {
                    continue;
                }
                let strange =
                    upstream.iter().any(|need| may_upload_unseen(need, release)) || may_upload_unseen(job, release);
                // A name that another job says may be that of anything.
                let said = name.value.starts_with("${{") && name.value.ends_with("}}");
                if (strange || said) && fits.is_empty() {
                    check.undecided("an action or a called workflow that was not dropped may upload the artifact, or give it its name");
                    continue;
                }
                let message = match fits.first() {
                    Some(other) => message!(
                        "The job {job} downloads {name}, which the job {other} uploads, and does not need that job",
                        job = Fact::code(&job.id),
                        name = Fact::code(&name.value),
                        other = Fact::code(&other.job),
                    ),
                    None => message!(
                        "The job {job} downloads the artifact {name}, and no job uploads one of that name",
                        job = Fact::code(&job.id),
                        name = Fact::code(&name.value),
                    ),
                };
                let finding = check.find(
                    workflow.at(name.place),
                    message,
                    message!("Use one name on both sides, and need the job that uploads"),
                );
                if strange {
                    finding.severity = Severity::Warning;
                    finding.certainty = Certainty::Likely;
                }
            }
        }
    }
}
