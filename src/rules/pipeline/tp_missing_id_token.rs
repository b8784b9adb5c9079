//! The permission that trusted publishing needs. Stored credentials are `tp-static-token`.

use crate::finding::{Certainty, Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::publish::Tool;
use crate::pipeline::workflow::{Access, Workflow};
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job may not ask for an identity
    ///
    /// A step publishes without a stored credential, and the job does not have `id-token: write`. A `permissions` block of
    /// a job replaces that of the workflow, and a scope that is not named in it is not given. No default of a repository
    /// includes this scope.
    ///
    /// ## Why
    /// Without it GitHub gives the run no identity, and PyPI's action stops with `missing or insufficient OIDC token
    /// permissions`. uv says `Missing credentials`.
    ///
    /// ## Fix
    /// Give the publish job `permissions: id-token: write`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      id-token: write
    /// +      contents: read
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpMissingIdToken { id: "tp-missing-id-token", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpMissingIdToken {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            let never = publish.invocation().is_some_and(|it| it.value(&["--trusted-publishing"]) == Some("never"));
            if !publish.is_trusted() || never {
                continue;
            }
            match workflow.access(publish.job, "id-token") {
                Some(Access::Write) => continue,
                None => {
                    check.undecided("the permissions of the publish job come from its caller");
                    continue;
                }
                Some(_) => {}
            }
            // A credential may come from an earlier step or a configuration file.
            let variables = [
                "UV_PUBLISH_TOKEN",
                "UV_PUBLISH_PASSWORD",
                "UV_KEYRING_PROVIDER",
                "TWINE_PASSWORD",
                ".pypirc",
                "MATURIN_PYPI_TOKEN",
            ];
            if publish.tool != Tool::Action && variables.iter().any(|name| publish::mentions(publish.job, name)) {
                check.undecided("an earlier step may set a credential");
                continue;
            }
            let message = message!(
                "{tool} publishes without a stored credential, and the job {job} lacks `id-token: write`; it cannot prove who it is",
                tool = Fact::code(publish.tool.name()),
                job = Fact::code(&publish.job.id),
            );
            let fix = message!(
                "Add `id-token: write` under `permissions` of the job {job}",
                job = Fact::code(&publish.job.id)
            );
            let finding = check.find(workflow.at(publish.place), message, fix);
            if !matches!(publish.tool, Tool::Action | Tool::Uv) {
                finding.severity = Severity::Warning;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}
