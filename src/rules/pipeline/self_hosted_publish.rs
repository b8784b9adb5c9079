//! Where publishing runs.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job runs on a self-hosted runner
    ///
    /// A job that publishes has the label `self-hosted`.
    ///
    /// ## Why
    /// What earlier runs left on the machine can read the identity and change the files. PyPI's action supports hosted
    /// runners only.
    ///
    /// ## Fix
    /// Build there if it must be, and publish from `ubuntu-latest`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -    runs-on: ubuntu-latest
    /// +    runs-on: [self-hosted, linux]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    SelfHostedPublish { id: "self-hosted-publish", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for SelfHostedPublish {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing(workflow, release, check)) {
            if let Some(label) =
                publish.job.runs_on.iter().find(|label| label.value.eq_ignore_ascii_case("self-hosted"))
            {
                let message = message!(
                    "The job {job} publishes from a machine that other runs leave things on",
                    job = Fact::code(&publish.job.id)
                );
                check.find(workflow.at(label.place), message, message!("Publish from `ubuntu-latest`"));
            }
        }
    }
}
