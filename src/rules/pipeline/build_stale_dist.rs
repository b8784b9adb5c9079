//! Old files in `dist/`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{publishing, release_jobs};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The build may find files of another build
    ///
    /// A job builds on a self-hosted runner, or after artifacts were downloaded into `dist`, without emptying the folder.
    ///
    /// ## Why
    /// What lies in `dist/` is published with the rest.
    ///
    /// ## Fix
    /// Build with `uv build --clear`, or remove the folder first.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    build:
    /// -    runs-on: ubuntu-latest
    /// +    runs-on: [self-hosted, linux]
    /// -        run: uv build --clear --no-sources
    /// +        run: uv build --no-sources
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    BuildStaleDist { id: "build-stale-dist", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for BuildStaleDist {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if publishing(workflow, release, check).is_empty() {
            return;
        }
        for job in release_jobs(workflow, release) {
            let own_machine = job.runs_on.iter().any(|label| label.value.eq_ignore_ascii_case("self-hosted"));
            let mut filled = own_machine;
            let mut cleared = job.container;
            for step in &job.steps {
                if step.uses("actions/download-artifact") {
                    filled |= step.with("path").is_some_and(|path| path.value.trim_matches(['.', '/']) == "dist");
                }
                cleared |= tools::invocations(step)
                    .any(|it| (it.program == "rm" || it.is("git", "clean")) || it.has(&["--clear", "--clean"]));
                let Some(build) = tools::builds(step).into_iter().next().filter(|_| step.run.is_some()) else {
                    continue;
                };
                if filled && !cleared {
                    let message = message!(
                        "The job {job} builds into a folder that may hold files of another build",
                        job = Fact::code(&job.id)
                    );
                    check.find(
                        workflow.at(build.place),
                        message,
                        message!("Empty the folder first, as `uv build --clear` does"),
                    );
                    break;
                }
            }
        }
    }
}
