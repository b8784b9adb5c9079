//! Values that the form for a trusted publisher does not take. The values themselves are in the report's publisher cards.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publisher's form would not take these values
    ///
    /// The environment of a publish job is longer than 255 characters or has blanks at its ends, or the workflow does not
    /// lie in `.github/workflows` itself. The four values that the form asks for (owner, repository, file name of the
    /// workflow, environment) are in every report that has a publish job.
    ///
    /// ## Why
    /// The record is compared letter by letter with what GitHub says of a run.
    ///
    /// ## Fix
    /// Give the environment a short name, and keep workflows in `.github/workflows`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      name: pypi
    /// +      name: "pypi "
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpPublisherRecord { id: "tp-publisher-record", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpPublisherRecord {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            let Some(environment) = publish.job.environment.as_ref() else { continue };
            let value = &environment.value;
            if value.trim() != value || value.chars().count() > LONGEST {
                let message = message!(
                    "The form for a trusted publisher does not take {value} as an environment",
                    value = Fact::code(value),
                );
                check.find(
                    workflow.at(environment.place),
                    message,
                    message!("Use a name without blanks at its ends, of at most 255 characters"),
                );
            }
        }
        if let Some((folder, _)) =
            workflow.path.rsplit_once(".github/workflows/").and_then(|(_, rest)| rest.rsplit_once('/'))
        {
            let message = message!(
                "GitHub runs no workflow in {folder}: they lie in `.github/workflows` itself",
                folder = Fact::code(folder)
            );
            check.find(workflow.location(), message, message!("Move the file up"));
        }
    }
}

/// Characters of an environment that PyPI's form takes.
const LONGEST: usize = 255;
