//! Caches in jobs that build or publish.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::pipeline::{publish, tools};
use crate::rules::pipeline::{major, on_release_path, release_jobs};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A release is built with a cache that other runs fill
    ///
    /// A job that builds or publishes restores a cache: `actions/cache`, `cache` of setup-python, or setup-uv where its
    /// version caches by itself or is told to.
    ///
    /// ## Why
    /// A run with less trust can put something into the cache that the release then carries.
    ///
    /// ## Fix
    /// Leave the cache out of release jobs: `enable-cache: false`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -          enable-cache: false
    /// +          enable-cache: true
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ReleaseCache { id: "release-cache", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ReleaseCache {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        let publishes = publish::publishes(workflow, release);
        for job in release_jobs(workflow, release) {
            let builds = job.steps.iter().any(|step| !tools::builds(step).is_empty());
            if !builds && !publishes.iter().any(|publish| publish.job.id == job.id) {
                continue;
            }
            for step in &job.steps {
                let Some(uses) = step.uses.as_ref() else { continue };
                let with = |key: &str| {
                    step.with(key).map(|it| it.value.as_str()).filter(|value| !value.is_empty() && *value != "false")
                };
                let cached = match uses.action.as_str() {
                    "actions/cache" | "actions/cache/restore" => true,
                    "actions/setup-python" => with("cache").is_some(),
                    "astral-sh/setup-uv" => match step.with("enable-cache").map(|it| it.value.as_str()) {
                        Some("true") => true,
                        // Version 10 leaves releases out by itself.
                        None | Some("auto") => major(uses).is_some_and(|major| (5..10).contains(&major)),
                        _ => false,
                    },
                    _ => false,
                };
                if cached {
                    let message = message!(
                        "The job {job} restores a cache into the release ({uses})",
                        job = Fact::code(&job.id),
                        uses = Fact::code(&uses.action)
                    );
                    check.find(workflow.at(uses.place), message, message!("Build and publish without a cache"));
                }
            }
        }
    }
}
