//! Installing right after the upload.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{downstream, is_the_project, one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The release is installed right after the upload
    ///
    /// A job after publishing installs the project from the index, in no loop and without a pause.
    ///
    /// ## Why
    /// The index shows a new file after half a minute to two; the job fails now and then.
    ///
    /// ## Fix
    /// Try again for some minutes before giving up.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  jobs:
    /// +  verify:
    /// +    needs: publish
    /// +    runs-on: ubuntu-latest
    /// +    timeout-minutes: 10
    /// +    steps:
    /// +      - run: pip install "demo==${GITHUB_REF_NAME#v}"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PostpublishNoRetry { id: "postpublish-no-retry", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PostpublishNoRetry {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            let later = publish.job.steps.iter().skip(publish.index + 1).map(|step| (publish.job, step));
            let jobs = downstream(workflow, publish.job)
                .into_iter()
                .flat_map(|job| job.steps.iter().map(move |step| (job, step)));
            for (job, step) in later.chain(jobs) {
                let patient = job.steps.iter().flat_map(|step| &step.commands).any(|command| {
                    command.in_loop
                        || command
                            .words
                            .first()
                            .is_some_and(|word| matches!(word.text.as_str(), "sleep" | "retry" | "until"))
                });
                let found = tools::installs(step)
                    .into_iter()
                    .find(|install| is_the_project(&install.what, release) && !install.retried);
                if let Some(install) = found.filter(|_| !patient) {
                    let message = message!(
                        "The job {job} installs the release at once, and the index may not show it yet",
                        job = Fact::code(&job.id)
                    );
                    check.find(
                        workflow.at(install.place),
                        message,
                        message!("Try again for some minutes, with a pause in between"),
                    );
                }
            }
        }
    }
}
