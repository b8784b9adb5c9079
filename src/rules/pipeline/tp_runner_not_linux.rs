//! Where PyPI's action runs.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::values;
use crate::pipeline::workflow::{Text, Workflow};
use crate::pipeline::yaml::Node;
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI's action does not run on Linux
    ///
    /// The job that uses `pypa/gh-action-pypi-publish` runs on macOS or Windows, or inside a `container`.
    ///
    /// ## Why
    /// The action is a Linux container; elsewhere it stops before it uploads.
    ///
    /// ## Fix
    /// Publish from one job on `ubuntu-latest`, fed by artifacts.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -    runs-on: ubuntu-latest
    /// +    runs-on: windows-latest
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpRunnerNotLinux { id: "tp-runner-not-linux", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpRunnerNotLinux {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing(workflow, release, check) {
            if publish.tool != Tool::Action {
                continue;
            }
            let label = publish.job.runs_on.iter().find(|label| is_foreign(&label.value));
            let of_matrix = || {
                let matrix = publish.job.matrix.as_ref()?;
                let free = publish.job.condition.is_none() && publish.step.condition.is_none();
                let labels = publish.job.runs_on.iter().filter(|_| free);
                labels.filter_map(|label| values(matrix, &label.value)).flatten().find(|it| is_foreign(&it.value))
            };
            if let Some(label) = label.cloned().or_else(of_matrix) {
                let message = message!(
                    "PyPI's action runs on Linux only, and the job {job} runs on {label}",
                    job = Fact::code(&publish.job.id),
                    label = Fact::code(&label.value)
                );
                check.find(
                    workflow.at(label.place),
                    message,
                    message!("Use `runs-on: ubuntu-latest` for the publish job"),
                );
            } else if publish.job.container {
                let message = message!(
                    "PyPI's action does not run inside a `container`, which the job {job} has",
                    job = Fact::code(&publish.job.id)
                );
                check.find(
                    workflow.at(publish.job.place),
                    message,
                    message!("Take `container` away from the publish job"),
                );
            }
        }
    }
}

fn is_foreign(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label.starts_with("macos") || label.starts_with("windows")
}

/// The values that `${{ matrix.NAME }}` has.
fn values(matrix: &Node, label: &str) -> Option<Vec<Text>> {
    let name = label.trim().strip_prefix("${{")?.strip_suffix("}}")?.trim().strip_prefix("matrix.")?;
    let nodes = values::matrix(matrix, name).into_iter();
    Some(nodes.filter_map(|node| Some(Text { value: node.text()?.to_owned(), place: node.place })).collect())
}
