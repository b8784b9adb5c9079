//! Edits before a build whose version comes from the history.

use crate::finding::{Certainty, Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::Step;
use crate::pipeline::yaml::Node;
use crate::rules::pipeline::{one_a_job, publishing, vcs_plugin};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A step edits files before the version is taken from the history
    ///
    /// The version comes from tags, and a command such as `sed -i` changes files in the job that builds, before the build.
    /// It is a warning where the step has a condition.
    ///
    /// ## Why
    /// The plugin sees a changed tree and makes the next development version with a local part, such as
    /// `1.0.1.dev0+g1a2b3c.d20260101`, which PyPI refuses.
    ///
    /// ## Fix
    /// Commit the change before the tag, or make it in the build backend.
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
    /// === release.yml {sound}
    ///        - name: Build
    /// -        run: uv build --clear --no-sources
    /// +        run: |
    /// +          sed -i "s/development/release/" README.md
    /// +          uv build --clear --no-sources
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
    /// === release.yml {sound}
    /// ```
    VersionDirtyTree { id: "version-dirty-tree", gate: Pipeline, severity: Error, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for VersionDirtyTree {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let Some(plugin) = release.pyprojects().find_map(vcs_plugin) else {
            check.skip("the version does not come from the history");
            return;
        };
        for workflow in release.workflows() {
            for publish in one_a_job(publishing(workflow, release, check)) {
                let mut jobs = workflow.upstream(publish.job);
                jobs.push(publish.job);
                for job in jobs {
                    let text = |step: &Step| step.run.as_ref().and_then(Node::text).unwrap_or_default().to_owned();
                    let settled = job.steps.iter().map(text).any(|text| {
                        [
                            "git commit",
                            "git stash",
                            "git checkout",
                            "git restore",
                            "assume-unchanged",
                            "PRETEND_VERSION",
                        ]
                        .iter()
                        .any(|word| text.contains(word))
                    });
                    let Some(build) = job.steps.iter().position(|step| !tools::builds(step).is_empty()) else {
                        continue;
                    };
                    if settled {
                        continue;
                    }
                    for step in job.steps.iter().take(build + 1) {
                        let built = tools::builds(step).first().map(|build| build.place);
                        for it in tools::invocations(step) {
                            let edits = (matches!(it.program.as_str(), "sed" | "perl")
                                && it.arguments.iter().any(|word| {
                                    word.text.starts_with("-i")
                                        || word.text.starts_with("-pi")
                                        || word.text == "--in-place"
                                }))
                                || matches!(it.program.as_str(), "bump2version" | "bumpversion" | "bump-my-version");
                            if !edits {
                                continue;
                            }
                            let place = step.at(it.offset);
                            if built.is_none_or(|built| place < built) {
                                let message = message!(
                                    "{command} changes the tree before {plugin} reads the version from it, which gives a version with a local part",
                                    command = Fact::code(it.command.line()),
                                    plugin = Fact::code(plugin),
                                );
                                let finding = check.find(
                                    workflow.at(place),
                                    message,
                                    message!("Commit the change before the tag"),
                                );
                                finding.certainty = Certainty::Likely;
                                if step.condition.is_some() {
                                    finding.severity = Severity::Warning;
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
