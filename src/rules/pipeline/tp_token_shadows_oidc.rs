//! A credential that switches trusted publishing off. Credentials alone are `tp-static-token`.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Access, Workflow};
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A stored token switches trusted publishing off
    ///
    /// The job has `id-token: write`, and the publish step gets a password or token as well. It is a warning where the job
    /// uses its identity for something else, as for an attestation.
    ///
    /// ## Why
    /// PyPI's action then uploads with the token and drops the attestations with only a warning in the log; uv with
    /// `--trusted-publishing always` refuses to run. The provenance of that version is lost for good.
    ///
    /// ## Fix
    /// Delete the credential, and revoke it on the index.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          password: ${{ secrets.PYPI_TOKEN }}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpTokenShadowsOidc { id: "tp-token-shadows-oidc", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpTokenShadowsOidc {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            let Some(credential) = publish.credential.as_ref() else { continue };
            if workflow.access(publish.job, "id-token") != Some(Access::Write) {
                continue;
            }
            let other_use = publish.job.steps.iter().filter_map(|step| step.uses.as_ref()).any(|uses| {
                let action = uses.action.as_str();
                ["attest", "sigstore", "cosign", "configure-aws", "google-github-actions/auth", "azure/login"]
                    .iter()
                    .any(|word| action.contains(word))
            });
            let message = message!(
                "{name} makes {tool} upload with a stored token, although the job {job} has an identity: trusted publishing and \
                 attestations are off",
                name = Fact::code(&credential.name),
                tool = Fact::code(publish.tool.name()),
                job = Fact::code(&publish.job.id),
            );
            let finding = check.find(
                workflow.at(credential.place),
                message,
                message!("Delete the credential and revoke it on the index"),
            );
            if other_use {
                finding.severity = Severity::Warning;
            }
        }
    }
}
