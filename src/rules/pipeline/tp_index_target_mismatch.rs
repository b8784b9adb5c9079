//! Names that say TestPyPI and an address that is PyPI's, and the reverse.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Target;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A job for TestPyPI publishes to PyPI
    ///
    /// The job or its environment is called after TestPyPI, and no step of it has the address of TestPyPI, so that it
    /// publishes to PyPI. The reverse is a warning.
    ///
    /// ## Why
    /// The address of PyPI is the default of every tool. A rehearsal would be the release.
    ///
    /// ## Fix
    /// Set `repository-url: https://test.pypi.org/legacy/`, or rename the job.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -  publish:
    /// +  publish-testpypi:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpIndexTargetMismatch { id: "tp-index-target-mismatch", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpIndexTargetMismatch {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = publishing_publicly(workflow, release, check);
        for publish in one_a_job(publishes.clone()) {
            let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_', ' ', '.'], "");
            let mut names = vec![plain(&publish.job.id)];
            names.extend(publish.job.environment.as_ref().map(|text| plain(&text.value)));
            let says_test = names.iter().any(|name| name.contains("testpypi") || name.contains("pypitest"));
            let says_pypi = !says_test
                && names
                    .iter()
                    .any(|name| matches!(name.as_str(), "pypi" | "publishpypi" | "pypipublish" | "publishtopypi"));
            let all = |target: &Target| {
                publishes.iter().filter(|it| it.job.id == publish.job.id).all(|it| it.target == *target)
            };
            // The address may be set by a configuration file or for later steps.
            let elsewhere = publish.job.steps.iter().any(|step| {
                step.run.as_ref().and_then(|run| run.text()).is_some_and(|text| text.contains("test.pypi"))
            });
            let (said, severity) = if says_test && !elsewhere && all(&Target::PyPi) {
                ("TestPyPI", Severity::Error)
            } else if says_pypi && all(&Target::TestPyPi) {
                ("PyPI", Severity::Warning)
            } else {
                continue;
            };
            let message = message!(
                "The job {job} is called after {said}, and publishes to {index}",
                job = Fact::code(&publish.job.id),
                said = Fact::text(said),
                index = Fact::text(publish.target.name()),
            );
            let fix = message!(
                "Set the upload address of {said}, or rename the job and its environment",
                said = Fact::text(said)
            );
            check.find(workflow.at(publish.place), message, fix).severity = severity;
        }
    }
}
