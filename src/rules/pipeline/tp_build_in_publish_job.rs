//! Building where the identity is. Jobs that ask for an identity and publish nothing, as for attestations, are not meant.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::{Target, Tool};
use crate::pipeline::tools;
use crate::pipeline::tools::Installed;
use crate::pipeline::workflow::{Access, Workflow};
use crate::rules::pipeline::{one_a_job, publishing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The distributions are built in the job that holds the publishing identity
    ///
    /// A job with `id-token: write` publishes, and builds the project or installs it. It is an error for PyPI's action,
    /// which does not support it, and a warning for other tools and for TestPyPI.
    ///
    /// ## Why
    /// Building runs code of the project's build dependencies. In this job any of them can ask for a token and publish what
    /// it likes under the project's name. PyPA's guide calls building in a publishing job unsupported.
    ///
    /// ## Fix
    /// Build in a job of its own, hand the files over with upload-artifact and download-artifact, and leave nothing but
    /// that and publishing in the job with the identity.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      id-token: write
    /// +      id-token: write
    /// +      contents: read
    ///      steps:
    /// +      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
    /// +        with:
    /// +          fetch-depth: 0
    /// +          persist-credentials: false
    /// +      - run: pipx run build==1.6.1
    /// -      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
    /// -        with:
    /// -          name: dist
    /// -          path: dist
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpBuildInPublishJob { id: "tp-build-in-publish-job", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpBuildInPublishJob {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing(workflow, release, check)) {
            let job = publish.job;
            if workflow.access(job, "id-token") != Some(Access::Write) || publish.credential.is_some() {
                continue;
            }
            let built = job.steps.iter().flat_map(tools::builds).map(|build| build.place).next();
            let installed = || {
                let installs = job.steps.iter().flat_map(tools::installs);
                installs.filter(|install| install.what == Installed::Project).map(|install| install.place).next()
            };
            let Some(place) = built.or_else(installed) else { continue };
            let message = message!(
                "The job {job} holds the identity that may publish, and runs the build: any build dependency could publish in its place",
                job = Fact::code(&job.id),
            );
            check
                .find(
                    workflow.at(place),
                    message,
                    message!("Build in a job without `id-token: write`, and hand the files over as an artifact"),
                )
                .severity = if publish.tool == Tool::Action && publish.target != Target::TestPyPi {
                Severity::Error
            } else {
                Severity::Warning
            };
        }
    }
}
