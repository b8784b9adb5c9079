//! Whether a publish job has an environment. Which one it should be is `tp-environment-mismatch` and `tp-environment-shared`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Target;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job has no environment
    ///
    /// A job that publishes to PyPI or TestPyPI names no `environment`.
    ///
    /// ## Why
    /// With an environment, GitHub holds the job until a reviewer approves and lets only chosen tags through, and PyPI can
    /// bind the publisher to it. PyPI calls it optional, but strongly recommended.
    ///
    /// ## Fix
    /// Create an environment `pypi` (and `testpypi`) in the repository's settings, name it in the job, and in the
    /// publisher's record.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -    environment:
    /// -      name: pypi
    /// -      url: https://pypi.org/p/demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpNoEnvironment { id: "tp-no-environment", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpNoEnvironment {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            if publish.job.environment.is_none() {
                let message = message!(
                    "The job {job} publishes to {index} without an environment: nobody approves, and any ref may publish",
                    job = Fact::code(&publish.job.id),
                    index = Fact::text(publish.target.name()),
                );
                let name = if publish.target == Target::TestPyPi { "testpypi" } else { "pypi" };
                let fix = message!(
                    "Add `environment: {name}` to the job, and to the publisher's record",
                    name = Fact::code(name)
                );
                check.find(workflow.at(publish.job.place), message, fix);
            }
        }
    }
}
