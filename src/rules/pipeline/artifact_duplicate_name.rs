//! One name for the uploads of a matrix.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Workflow, is_expression};
use crate::rules::pipeline::{is_part_of_release, is_retired, using};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Every run of a matrix uploads the same name
    ///
    /// A job with a matrix of more than one entry uploads an artifact whose name has no expression, with version 4 or newer
    /// and without `overwrite`. It is a warning where the step has a condition, and in a workflow that is no part of a
    /// release. A condition that asks for the matrix may choose one run of it.
    ///
    /// ## Why
    /// The second upload fails with `409 Conflict`.
    ///
    /// ## Fix
    /// Put the matrix into the name, such as `dist-${{ matrix.os }}`, and download with `pattern` and `merge-multiple:
    /// true`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///        - name: Smoke test of the sdist
    ///          run: uv run --isolated --no-project --with dist/*.tar.gz python -c "import demo"
    /// +      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1
    /// +        with:
    /// +          name: log
    /// +          path: log.txt
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ArtifactDuplicateName { id: "artifact-duplicate-name", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ArtifactDuplicateName {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for (job, step, uses) in using(workflow, &["actions/upload-artifact"]) {
            let Some(matrix) = job.matrix.as_ref().filter(|_| !is_retired(uses)) else { continue };
            let name = step.with("name").map_or("artifact", |it| it.value.as_str());
            let include = matrix.get("include").map_or(0, |node| node.items().len());
            let lists = matrix.pairs().iter().filter(|pair| !matches!(pair.key.text(), Some("include" | "exclude")));
            let widest = lists.map(|pair| pair.value.items().len()).max().unwrap_or(0);
            // A file that is not packed keeps its own name.
            let unpacked = step.with("archive").is_some_and(|it| it.value == "false");
            let overwrites = unpacked || step.with("overwrite").is_some_and(|it| it.value == "true");
            // What is kept of a failure hinders no release.
            let of_failure = step.condition.as_ref().is_some_and(|it| it.value.contains("failure()"));
            // One run of the matrix may be chosen by it.
            let chosen = step.condition.as_ref().is_some_and(|it| it.value.contains("matrix."));
            if of_failure
                || chosen
                || is_expression(name)
                || name.contains('$')
                || overwrites
                || include.max(widest) < 2
            {
                continue;
            }
            let message = message!(
                "Each run of the matrix of the job {job} uploads {name}; the second fails with `409 Conflict`",
                job = Fact::code(&job.id),
                name = Fact::code(name)
            );
            let finding =
                check.find(workflow.at(uses.place), message, message!("Put a value of the matrix into the name"));
            if step.condition.is_some() || !is_part_of_release(workflow, release) {
                finding.severity = Severity::Warning;
            }
        }
    }
}
