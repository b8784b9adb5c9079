//! Stored credentials. A job that has an identity as well is `tp-token-shadows-oidc`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Access, Workflow};
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The workflow publishes with a stored token
    ///
    /// A step gets a password or token for PyPI or TestPyPI: an input `password`, an option such as `--token`, or a
    /// variable such as `UV_PUBLISH_TOKEN` or `TWINE_PASSWORD`.
    ///
    /// ## Why
    /// A stored token stays valid until somebody revokes it, for whoever reads it, and nothing shows which workflow used
    /// it. A trusted publisher needs no secret, and gives attestations. TestPyPI has them too.
    ///
    /// ## Fix
    /// Register a trusted publisher on the index, give the job `id-token: write` and an environment, delete the secret and
    /// revoke the token.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      id-token: write
    /// +      contents: read
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          password: ${{ secrets.PYPI_TOKEN }}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpStaticToken { id: "tp-static-token", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpStaticToken {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            let Some(credential) = publish.credential.as_ref() else { continue };
            if workflow.access(publish.job, "id-token") == Some(Access::Write) {
                continue;
            }
            let message = message!(
                "{tool} publishes to {index} with a stored token ({name}), which is valid until somebody revokes it",
                tool = Fact::code(publish.tool.name()),
                index = Fact::text(publish.target.name()),
                name = Fact::code(&credential.name),
            );
            let fix = message!(
                "Register a trusted publisher on {index}, give the job `id-token: write`, delete the secret",
                index = Fact::text(publish.target.name()),
            );
            check.find(workflow.at(credential.place), message, fix);
        }
    }
}
