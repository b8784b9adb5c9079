//! Whether the build sees the history that the version comes from. What the version looks like is `version-local-part`.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::publish::Located;
use crate::pipeline::workflow::Step;
use crate::pipeline::{publish, tools};
use crate::rules::pipeline::{always_reached_but_repository, one_a_job, other_project, publishing, vcs_plugin};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The version comes from the history, and the build does not fetch it
    ///
    /// `version` is dynamic, a plugin takes it from tags, and the job that builds checks out without `fetch-depth: 0`. It
    /// is an error where a push to a branch publishes, a warning where a button may, and information where only tags do: a
    /// shallow checkout of the tag itself has the tag.
    ///
    /// ## Why
    /// Without the tags the plugin invents a version such as `0.1.dev1`.
    ///
    /// ## Fix
    /// Add `fetch-depth: 0` to the checkout.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling", "hatch-vcs"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// dynamic = ["version"]
    ///
    /// [tool.hatch.version]
    /// source = "vcs"
    ///
    /// [tool.hatch.version.raw-options]
    /// local_scheme = "no-local-version"
    /// === release.yml {sound}
    ///    push:
    /// +    branches: [main]
    /// -          fetch-depth: 0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling", "hatch-vcs"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// dynamic = ["version"]
    ///
    /// [tool.hatch.version]
    /// source = "vcs"
    /// === release.yml {sound}
    /// ```
    VersionDynamicHistory { id: "version-dynamic-history", gate: Pipeline, severity: Error, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for VersionDynamicHistory {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let Some(plugin) = release.pyprojects().find_map(vcs_plugin) else {
            check.skip("the version does not come from the history");
            return;
        };
        for workflow in release.workflows() {
            if let Some(folder) = other_project(workflow, release) {
                check.undecided(format!(
                    "{} builds `{folder}`, whose pyproject.toml was not dropped",
                    workflow.file_name()
                ));
                continue;
            }
            for publish in one_a_job(publishing(workflow, release, check)) {
                let before = publish::before(&publish, release);
                let inside = publish.job.steps.iter().map(|step| Located { workflow, job: publish.job, step });
                let steps: Vec<Located<'_>> = before.steps.iter().copied().chain(inside).collect();
                for at in &steps {
                    let Some(uses) = at.step.uses.as_ref().filter(|uses| uses.action == "actions/checkout") else {
                        continue;
                    };
                    let with = |key: &str| at.step.with(key).map(|it| it.value.as_str());
                    let builds = at.job.steps.iter().any(|step| !tools::builds(step).is_empty());
                    let script =
                        |step: &Step| step.run.as_ref().and_then(|run| run.text()).unwrap_or_default().to_owned();
                    let fetches = at
                        .job
                        .steps
                        .iter()
                        .map(script)
                        .any(|text| text.contains("git fetch") || text.contains("PRETEND_VERSION"));
                    let pretends =
                        publish.workflow.env.iter().chain(&at.job.env).any(|it| it.key.contains("PRETEND_VERSION"));
                    let deep = with("fetch-depth").is_some_and(|depth| depth != "1") || with("repository").is_some();
                    if !builds || fetches || pretends || deep {
                        continue;
                    }
                    let tagged = with("ref").is_some_and(|reference| reference.contains("refs/tags/"));
                    let chosen = with("ref").is_some();
                    let severity = if tagged {
                        Severity::Info
                    } else if always_reached_but_repository(&publish, Event::PushBranch) && !chosen {
                        Severity::Error
                    } else if [Event::PushBranch, Event::Dispatch, Event::Schedule]
                        .iter()
                        .any(|event| publish.reached_by(*event))
                    {
                        Severity::Warning
                    } else {
                        Severity::Info
                    };
                    let message = message!(
                        "{plugin} takes the version from the tags, and the job {job} checks out without them",
                        plugin = Fact::code(plugin),
                        job = Fact::code(&at.job.id),
                    );
                    check
                        .find(at.workflow.at(uses.place), message, message!("Add `fetch-depth: 0` to the checkout"))
                        .severity = severity;
                }
            }
        }
    }
}
