//! Publishing from a matrix. A matrix of packages is meant to.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job has a matrix
    ///
    /// A job that publishes has a `matrix` that is not one of packages.
    ///
    /// ## Why
    /// Each of its runs uploads a part of the release. When one fails, a half of the release is online, and the file names
    /// of that half are used up.
    ///
    /// ## Fix
    /// Collect all files as artifacts, and publish them once.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// +    strategy:
    /// +      matrix:
    /// +        os: [ubuntu-latest, windows-latest]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpPublishMatrix { id: "tp-publish-matrix", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpPublishMatrix {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing(workflow, release, check)) {
            let Some(matrix) = publish.job.matrix.as_ref() else { continue };
            let packages = matrix.pairs().iter().filter_map(|pair| pair.key.text()).any(|key| {
                let key = key.to_ascii_lowercase();
                ["package", "project", "pkg", "distribution", "name", "module", "path", "dir", "index"]
                    .iter()
                    .any(|word| key.contains(word))
            });
            if !packages {
                let message = message!(
                    "The job {job} publishes once for each entry of its matrix; when one fails, a part of the release is online",
                    job = Fact::code(&publish.job.id)
                );
                check.find(
                    workflow.at(matrix.place),
                    message,
                    message!("Collect the files as artifacts and publish them in one job"),
                );
            }
        }
    }
}
