//! The environment against the publisher's record that was typed in. Without a record nothing is compared.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Workflow, is_expression};
use crate::rules::pipeline::{one_a_job, publishing_to_pypi};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publisher's record names another environment
    ///
    /// The environment of the publisher's record that was typed in differs from that of the job that publishes to PyPI.
    /// Case does not matter, and a record without environment fits all.
    ///
    /// ## Why
    /// PyPI compares them, and answers `invalid-publisher` where they differ.
    ///
    /// ## Fix
    /// Write the same name in the workflow and in the record.
    ///
    /// ## Bad
    /// ```fixture
    /// environment: release
    /// === release.yml {sound}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// environment: PyPI
    /// === release.yml {sound}
    /// ```
    TpEnvironmentMismatch { id: "tp-environment-mismatch", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpEnvironmentMismatch {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let Some(recorded) = release.options.publisher.environment.as_deref() else {
            check.skip("no publisher's record was typed in");
            return;
        };
        for publish in one_a_job(publishing_to_pypi(workflow, release, check)) {
            let environment = publish.job.environment.as_ref();
            let named = environment.map(|text| text.value.trim()).unwrap_or_default();
            if !publish.is_trusted() || recorded.trim().is_empty() || recorded.trim().eq_ignore_ascii_case(named) {
                continue;
            }
            if is_expression(named) {
                check.undecided("the environment is an expression");
                continue;
            }
            let message = message!(
                "The publisher's record has the environment {recorded}, and the job {job} runs in {named}: PyPI answers `invalid-publisher`",
                recorded = Fact::code(recorded),
                job = Fact::code(&publish.job.id),
                named = if named.is_empty() { Fact::text("none") } else { Fact::code(named) },
            );
            let place = environment.map_or(publish.job.place, |text| text.place);
            check.find(
                workflow.at(place),
                message,
                message!("Write the same environment in the job and in the record"),
            );
        }
    }
}
