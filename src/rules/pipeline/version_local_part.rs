//! Versions with a local part that the configuration makes. Those that were built are `wheel-local-version` and `version-pep440`.

use crate::artifact::pyproject::Value;
use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::publish::{self, Publish};
use crate::pipeline::tools;
use crate::pipeline::workflow::{Job, Step};
use crate::rules::pipeline::{
    always_reached_but_repository, one_a_job, other_project, publishing_publicly, vcs_plugin,
};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Every build that is not exactly a tag gets a version that PyPI refuses
    ///
    /// The version comes from the history with a local part (`local_scheme` is not `no-local-version`), and the workflow
    /// publishes from something else than a tag, without checking out a tag for the build. It is an error for pushes to a branch, and a warning for a button.
    ///
    /// ## Why
    /// A commit that has no tag becomes a version such as `0.1.5.post1+g1a2b3c4.d20260101`. PyPI and TestPyPI refuse
    /// versions with a `+`.
    ///
    /// ## Fix
    /// Set `local_scheme = "no-local-version"` for rehearsals, or publish only from tags.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=80", "setuptools-scm>=8"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// dynamic = ["version"]
    ///
    /// [tool.setuptools]
    /// packages = ["demo"]
    ///
    /// [tool.setuptools_scm]
    /// local_scheme = "node-and-date"
    /// === release.yml {sound}
    ///    push:
    /// +    branches: [main]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=80", "setuptools-scm>=8"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// dynamic = ["version"]
    ///
    /// [tool.setuptools]
    /// packages = ["demo"]
    ///
    /// [tool.setuptools_scm]
    /// local_scheme = "no-local-version"
    /// === release.yml {sound}
    /// ```
    ///
    /// A button that builds nothing but a tag is as good as the tag:
    ///
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=80", "setuptools-scm>=8"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// dynamic = ["version"]
    ///
    /// [tool.setuptools]
    /// packages = ["demo"]
    ///
    /// [tool.setuptools_scm]
    /// === release.yml {sound}
    ///  on:
    /// -  push:
    /// -    tags:
    /// -      - "v[0-9]+.[0-9]+.[0-9]+"
    /// -      - "v[0-9]+.[0-9]+.[0-9]+rc[0-9]+"
    /// +  workflow_dispatch:
    /// +    inputs:
    /// +      release_tag:
    /// +        required: true
    ///            fetch-depth: 0
    /// +          ref: refs/tags/${{ inputs.release_tag }}
    /// ```
    VersionLocalPart { id: "version-local-part", gate: Pipeline, severity: Error, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for VersionLocalPart {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let found = release.pyprojects().find_map(|file| Some((file, vcs_plugin(file)?)));
        let Some((pyproject, plugin)) = found.filter(|(_, plugin)| matches!(*plugin, "setuptools-scm" | "hatch-vcs"))
        else {
            check.skip("no plugin adds a local part");
            return;
        };
        let tables = [&["tool", "setuptools_scm"][..], &["tool", "hatch", "version", "raw-options"]];
        let scheme = tables.iter().find_map(|path| pyproject.get(path)?.get(&["local_scheme"]));
        let written = scheme.and_then(Value::as_str).unwrap_or("node-and-date");
        if !matches!(written, "node-and-date" | "node-and-timestamp" | "dirty-tag") {
            return;
        }
        for workflow in release.workflows() {
            if let Some(folder) = other_project(workflow, release) {
                check.undecided(format!(
                    "{} builds `{folder}`, whose pyproject.toml was not dropped",
                    workflow.file_name()
                ));
                continue;
            }
            for publish in one_a_job(publishing_publicly(workflow, release, check)) {
                let job_text = |step: &Step| {
                    step.run.as_ref().and_then(|run| run.text()).is_some_and(|text| {
                        text.contains("local_scheme") || text.contains("PRETEND_VERSION") || text.contains("NO_LOCAL")
                    })
                };
                let set = publish::before(&publish, release).steps.iter().any(|at| {
                    job_text(at.step)
                        || at.step.env.iter().chain(&at.job.env).chain(&workflow.env).any(|it| {
                            it.key.contains("PRETEND_VERSION")
                                || it.key.contains("LOCAL")
                                || it.key.contains("OVERRIDES")
                        })
                });
                let branch = publish.reached_by(Event::PushBranch) || publish.reached_by(Event::Schedule);
                if set
                    || tags_only(&publish, release)
                    || written == "dirty-tag"
                    || (!branch && !publish.reached_by(Event::Dispatch))
                {
                    continue;
                }
                let message = message!(
                    "The local scheme {scheme} of {plugin} makes every build that is not exactly a tag a version with `+`, which {index} refuses; {file} can publish such a build",
                    scheme = Fact::code(written),
                    plugin = Fact::code(plugin),
                    index = Fact::text(publish.target.name()),
                    file = Fact::code(workflow.file_name()),
                );
                let location = scheme.map_or_else(|| workflow.at(publish.place), |value| pyproject.at(&value.span));
                let finding = check.find(
                    location,
                    message,
                    message!("Set `local_scheme = \"no-local-version\"`, or publish from tags only"),
                );
                if !always_reached_but_repository(&publish, Event::PushBranch) {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }
}

/// Whether every build on the way checks out nothing but a tag before it.
fn tags_only(publish: &Publish<'_>, release: &Release) -> bool {
    let before = publish::before(publish, release);
    let builds = before.builds();
    let tagged = |job: &Job| {
        let mut checkouts = job.steps.iter().filter(|step| step.uses("actions/checkout")).peekable();
        checkouts.peek().is_some()
            && checkouts.all(|step| {
                let reference = step.with("ref").map(|it| it.value.trim());
                let elsewhere = step.with("repository").is_some();
                elsewhere
                    || reference
                        .is_some_and(|it| it.starts_with("refs/tags/") || it.contains("github.event.release.tag_name"))
            })
    };
    let inside = !publish.job.steps.iter().all(|step| tools::builds(step).is_empty());
    (!builds.is_empty() || inside) && builds.iter().all(|(at, _)| tagged(at.job)) && (!inside || tagged(publish.job))
}
