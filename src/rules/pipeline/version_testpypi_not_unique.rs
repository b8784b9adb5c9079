//! Repeated uploads to TestPyPI.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::publish::{self, Target};
use crate::pipeline::workflow::{Step, Workflow};
use crate::pipeline::yaml::Node;
use crate::rules::pipeline::{other_project, publishing_publicly, skips_existing, static_version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A rehearsal uploads the same version again
    ///
    /// A push to a branch or a button publishes to TestPyPI without `skip-existing`, and the version is written in
    /// `pyproject.toml`. Without a `pyproject.toml` in the drop nothing is decided.
    ///
    /// ## Why
    /// TestPyPI burns file names as PyPI does: the second run of a version fails.
    ///
    /// ## Fix
    /// Take development versions from the history, or set `skip-existing: true` for TestPyPI.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.0.0"
    /// === rehearse.yml {sound}
    /// -  push:
    /// -    tags:
    /// -      - "v[0-9]+.[0-9]+.[0-9]+"
    /// -      - "v[0-9]+.[0-9]+.[0-9]+rc[0-9]+"
    /// +  workflow_dispatch:
    /// -      name: pypi
    /// +      name: testpypi
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          repository-url: https://test.pypi.org/legacy/
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    VersionTestpypiNotUnique { id: "version-testpypi-not-unique", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for VersionTestpypiNotUnique {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            let repeated =
                [Event::PushBranch, Event::Dispatch, Event::Schedule].iter().any(|event| publish.reached_by(*event));
            if publish.target != Target::TestPyPi || !repeated || skips_existing(&publish) {
                continue;
            }
            let mut pyprojects = release.pyprojects().peekable();
            if pyprojects.peek().is_none() {
                check.undecided(
                    "whether each run has a version of its own is said in pyproject.toml, which was not dropped",
                );
                continue;
            }
            let before = publish::before(&publish, release);
            let unseen = before.unseen.clone().or_else(|| other_project(workflow, release)).or_else(|| {
                // A step that speaks of versions may write another one into the file.
                let steps = before.steps.iter().map(|at| at.step);
                steps.filter(|step| !step.uses(publish::ACTION)).find(|step| says_version(step)).map(Step::title)
            });
            if let Some(unseen) = unseen {
                check.undecided(format!("`{unseen}` may give each run a version of its own"));
                continue;
            }
            if let Some(version) = pyprojects.find_map(static_version).filter(|version| !version.contains('+')) {
                let message = message!(
                    "The job {job} uploads {version} to TestPyPI at every run; the second one fails",
                    job = Fact::code(&publish.job.id),
                    version = Fact::code(version)
                );
                check.find(
                    workflow.at(publish.place),
                    message,
                    message!("Set `skip-existing: true` for TestPyPI, or use development versions"),
                );
            }
        }
    }
}

fn says_version(step: &Step) -> bool {
    let script = step.run.as_ref().and_then(Node::text).unwrap_or_default();
    ["version", "VERSION", "bump", ".dev"].iter().any(|word| script.contains(word))
}
