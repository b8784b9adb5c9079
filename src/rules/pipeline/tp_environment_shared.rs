//! One environment for two indexes. Jobs without one are `tp-no-environment`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::publish::Target;
use crate::pipeline::workflow::{Workflow, is_expression};
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI and TestPyPI are published from the same environment
    ///
    /// A job that publishes to TestPyPI names the environment of a job that publishes to PyPI, in this workflow or in
    /// another one of the drop.
    ///
    /// ## Why
    /// A rehearsal then asks for the approval of a release, or a release goes through as easily as a rehearsal.
    ///
    /// ## Fix
    /// Use two environments, `pypi` with reviewers and `testpypi` without.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      name: pypi
    /// +      name: release
    /// === rehearse.yml {sound}
    /// -      name: pypi
    /// +      name: Release
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          repository-url: https://test.pypi.org/legacy/
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpEnvironmentShared { id: "tp-environment-shared", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpEnvironmentShared {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            let Some(environment) = publish.job.environment.as_ref().filter(|text| !is_expression(&text.value)) else {
                continue;
            };
            if publish.target != Target::TestPyPi {
                continue;
            }
            let shared = publish::all(release).into_iter().any(|other| {
                let same_job = other.workflow.location() == workflow.location() && other.job.id == publish.job.id;
                let named =
                    other.job.environment.as_ref().is_some_and(|it| it.value.eq_ignore_ascii_case(&environment.value));
                other.target == Target::PyPi && named && !same_job
            });
            if shared {
                let message = message!(
                    "{environment} is the environment for PyPI and for TestPyPI: one set of reviewers and rules for both",
                    environment = Fact::code(&environment.value),
                );
                check.find(
                    workflow.at(environment.place),
                    message,
                    message!("Use an environment `testpypi` of its own"),
                );
            }
        }
    }
}
