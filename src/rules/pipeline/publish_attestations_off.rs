//! Attestations that are switched off.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing_to_pypi;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Attestations are switched off
    ///
    /// PyPI's action has `attestations: false`, or uv `--no-attestations`, for PyPI.
    ///
    /// ## Why
    /// Nobody can verify where the files come from, and it cannot be added later.
    ///
    /// ## Fix
    /// Take it away.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          attestations: false
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishAttestationsOff { id: "publish-attestations-off", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishAttestationsOff {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_to_pypi(workflow, release, check) {
            let input = publish.step.with("attestations").filter(|it| it.value == "false").map(|it| it.place);
            let option = || publish.invocation()?.has(&["--no-attestations"]).then_some(publish.place);
            if let Some(place) = input.or_else(option).filter(|_| publish.is_trusted()) {
                check.find(
                    workflow.at(place),
                    message!("The release is published without attestations"),
                    message!("Take this away"),
                );
            }
        }
    }
}
