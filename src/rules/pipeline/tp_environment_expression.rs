//! Environments that only a run knows.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Workflow, is_expression};
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The environment of the publish job is an expression
    ///
    /// `environment` of a job that publishes by its identity holds `${{ … }}`.
    ///
    /// ## Why
    /// Each value that it takes needs a publisher's record of its own, or one without environment. A new value fails at the
    /// first release that has it.
    ///
    /// ## Fix
    /// Write the name. Two indexes want two jobs.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      name: pypi
    /// +      name: ${{ vars.RELEASE_ENVIRONMENT }}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpEnvironmentExpression { id: "tp-environment-expression", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpEnvironmentExpression {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            let Some(environment) = publish.job.environment.as_ref().filter(|text| is_expression(&text.value)) else {
                continue;
            };
            if publish.is_trusted() {
                let message = message!(
                    "The environment of the job {job} is {value}: every value needs a publisher's record of its own",
                    job = Fact::code(&publish.job.id),
                    value = Fact::code(&environment.value),
                );
                check.find(workflow.at(environment.place), message, message!("Write the name of the environment"));
            }
        }
    }
}
