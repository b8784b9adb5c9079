//! The link of a deployment.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Target;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The environment of the publish job has no address
    ///
    /// The publish job names an environment without `url`.
    ///
    /// ## Why
    /// With it, GitHub links each deployment to the page of the project.
    ///
    /// ## Fix
    /// Add `url: https://pypi.org/p/NAME`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      url: https://pypi.org/p/demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    EnvironmentUrl { id: "environment-url", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for EnvironmentUrl {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            if let Some(environment) =
                publish.job.environment.as_ref().filter(|_| publish.job.environment_url.is_none())
            {
                let host = if publish.target == Target::TestPyPi { "test.pypi.org" } else { "pypi.org" };
                let message = message!("The environment {name} has no `url`", name = Fact::code(&environment.value));
                check.find(
                    workflow.at(environment.place),
                    message,
                    message!("Add `url: https://{host}/p/NAME`", host = Fact::code(host)),
                );
            }
        }
    }
}
