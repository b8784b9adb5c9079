//! Indexes that only `pyproject.toml` names.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// uv is told an index that it cannot find
    ///
    /// `uv publish --index NAME` runs in a job that does not check out, so that no `pyproject.toml` is there to say what
    /// the name means.
    ///
    /// ## Why
    /// uv stops with `No indexes were found, can't use index`.
    ///
    /// ## Fix
    /// Write the address: `--publish-url https://test.pypi.org/legacy/`.
    ///
    /// ## Bad
    /// ```fixture
    /// === rehearse.yml {sound}
    /// -      name: pypi
    /// +      name: testpypi
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1
    /// +        with:
    /// +          version: "0.13.9"
    /// +          enable-cache: false
    /// +      - uses: astral-sh/attest-action@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v0.0.6
    /// +      - run: uv publish --trusted-publishing always --index testpypi
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishUvIndexNoCheckout { id: "publish-uv-index-no-checkout", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishUvIndexNoCheckout {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing(workflow, release, check) {
            let Some(it) = publish.invocation().filter(|_| publish.tool == Tool::Uv) else { continue };
            let by_variable = || publish.variable("UV_PUBLISH_INDEX").map(|(name, _)| name);
            let Some(index) = it.value(&["--index"]).or_else(by_variable) else { continue };
            let steps = publish.job.steps.iter().take(publish.index);
            let brought = steps.clone().any(|step| {
                step.uses("actions/checkout") || step.uses.as_ref().is_some_and(|uses| uses.action.starts_with("./"))
            });
            let written = steps
                .filter_map(|step| step.run.as_ref()?.text())
                .any(|text| ["pyproject", "uv.toml", "git clone", "git init"].iter().any(|word| text.contains(word)));
            let configured = it.has(&["--config-file", "--project", "--directory"])
                || publish.step.directory.is_some()
                || publish.job.directory.is_some();
            if !brought && !written && !configured {
                let message = message!(
                    "The job {job} does not check out, so uv does not know the index {index}",
                    job = Fact::code(&publish.job.id),
                    index = Fact::code(index)
                );
                check.find(workflow.at(publish.place), message, message!("Write the address with `--publish-url`"));
            }
        }
    }
}
