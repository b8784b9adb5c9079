//! What uv says when the identity fails.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// uv hides why trusted publishing failed
    ///
    /// `uv publish` runs by the identity of the job without `--trusted-publishing always`.
    ///
    /// ## Why
    /// By default uv goes on without the identity when that fails, and ends with `Missing credentials`, which is not the
    /// cause.
    ///
    /// ## Fix
    /// Write `uv publish --trusted-publishing always`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1
    /// +        with:
    /// +          version: "0.13.9"
    /// +          enable-cache: false
    /// +      - uses: astral-sh/attest-action@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v0.0.6
    /// +      - run: uv publish
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishUvAutoTp { id: "publish-uv-auto-tp", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishUvAutoTp {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            let Some(it) = publish.invocation().filter(|_| publish.tool == Tool::Uv && publish.is_trusted()) else {
                continue;
            };
            let set =
                it.value(&["--trusted-publishing"]).or_else(|| Some(publish.variable("UV_TRUSTED_PUBLISHING")?.0));
            if set.is_none_or(|set| set == "automatic") {
                let message =
                    message!("When the identity fails, `uv publish` says `Missing credentials` instead of the cause");
                check.find(
                    workflow.at(publish.place),
                    message,
                    message!("Write `uv publish --trusted-publishing always`"),
                );
            }
        }
    }
}
