//! Attestations with uv.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::workflow::Workflow;
use crate::pipeline::{publish, tools};
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// uv publishes without attestations
    ///
    /// `uv publish` runs by the identity of the job, and no step before it makes attestations.
    ///
    /// ## Why
    /// uv uploads attestations that lie beside the files, and makes none. PyPI then shows no provenance for the release,
    /// and it cannot be added later.
    ///
    /// ## Fix
    /// Use `astral-sh/attest-action` before it, or PyPI's action instead.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1
    /// +        with:
    /// +          version: "0.13.9"
    /// +          enable-cache: false
    /// +      - run: uv publish --trusted-publishing always
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishUvNoAttestations { id: "publish-uv-no-attestations", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishUvNoAttestations {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            if publish.tool != Tool::Uv
                || !publish.is_trusted()
                || publish.invocation().is_some_and(|it| it.has(&["--no-attestations"]))
            {
                continue;
            }
            let before = publish::before(&publish, release);
            let attests = before.steps.iter().any(|at| {
                at.step.uses.as_ref().is_some_and(|uses| uses.action == "astral-sh/attest-action")
                    || tools::invocations(at.step).any(|it| it.program == "pypi-attestations")
            });
            if !attests {
                let message = message!(
                    "`uv publish` makes no attestations, so {index} shows no provenance of this release",
                    index = Fact::text(publish.target.name())
                );
                check.find(workflow.at(publish.place), message, message!("Run `astral-sh/attest-action` before it"));
            }
        }
    }
}
