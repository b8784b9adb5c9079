//! Permissions for attestations.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Access, Workflow};
use crate::rules::pipeline::using;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A job attests and may not
    ///
    /// A job uses an `actions/attest` action, and its `permissions` lack `attestations: write` or `id-token: write`.
    ///
    /// ## Why
    /// The action fails: it cannot get an identity to sign with, or cannot store what it signed.
    ///
    /// ## Fix
    /// Give the job both.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    build:
    /// -      contents: read
    /// +      contents: read
    /// +      id-token: write
    ///        - name: Check the metadata
    ///          run: uvx twine@7.0.0 check --strict dist/*
    /// +      - uses: actions/attest-build-provenance@0f67c3f4856b2e3261c31976d6725780e5e4c373 # v4.1.1
    /// +        with:
    /// +          subject-path: dist/*
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PermAttestMissing { id: "perm-attest-missing", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PermAttestMissing {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for (job, _, uses) in
            using(workflow, &["actions/attest", "actions/attest-build-provenance", "actions/attest-sbom"])
        {
            let lacks = |scope: &str| matches!(workflow.access(job, scope), Some(Access::None | Access::Read));
            let missing: Vec<&str> = ["attestations", "id-token"].into_iter().filter(|scope| lacks(scope)).collect();
            if !missing.is_empty() {
                let message = message!(
                    "{action} fails in the job {job}, which may not write {missing}",
                    action = Fact::code(&uses.action),
                    job = Fact::code(&job.id),
                    missing = Fact::list(missing),
                );
                check.find(
                    workflow.at(uses.place),
                    message,
                    message!("Give the job `attestations: write` and `id-token: write`"),
                );
            }
        }
    }
}
