//! What a called workflow asks for against what its caller gives.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::{Access, Grants, Workflow};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A called workflow asks for more than the calling job gives
    ///
    /// A job calls another workflow of the drop, which, or a job of which, has `permissions` that the calling job does not
    /// have. Where the caller has no `permissions` at all, the repository's settings decide, and nothing is said.
    ///
    /// ## Why
    /// GitHub compares them before the run starts, even for jobs that would be skipped. The run dies at start-up, with no
    /// job and no log.
    ///
    /// ## Fix
    /// Grant the scope on the calling job.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  jobs:
    /// +  verify:
    /// +    needs: publish
    /// +    permissions:
    /// +      contents: read
    /// +    uses: ./.github/workflows/verify.yml
    /// === verify.yml
    /// on: workflow_call
    /// jobs:
    ///   verify:
    ///     runs-on: ubuntu-latest
    ///     timeout-minutes: 5
    ///     permissions:
    ///       contents: write
    ///     steps:
    ///       - run: echo done
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PermCallerTooNarrow { id: "perm-caller-too-narrow", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PermCallerTooNarrow {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for job in &workflow.jobs {
            let Some(called) = publish::called(job, release) else { continue };
            // Without a block of the caller the repository's settings decide.
            if job.permissions.is_none() && workflow.permissions.is_none() {
                continue;
            }
            let root = called.permissions.as_ref().map(|it| (called.file_name(), it));
            let inner = called.jobs.iter().filter_map(|inner| Some((inner.id.as_str(), inner.permissions.as_ref()?)));
            let mut missing: Vec<String> = Vec::new();
            let mut asking: Vec<&str> = Vec::new();
            for (name, permissions) in root.into_iter().chain(inner) {
                let Grants::Scopes(scopes) = &permissions.grants else { continue };
                for scope in scopes {
                    let wanted = match scope.value.as_str() {
                        "write" => Access::Write,
                        "read" => Access::Read,
                        _ => continue,
                    };
                    if workflow.access(job, &scope.key).is_some_and(|given| given < wanted) {
                        missing.push(format!("{}: {}", scope.key, scope.value));
                        asking.push(name);
                    }
                }
            }
            missing.sort();
            missing.dedup();
            asking.dedup();
            if missing.is_empty() {
                continue;
            }
            let message = message!(
                "The job {job} calls {file}, which asks for {missing} (in {asking}); the caller does not give that, and the run dies at start-up",
                job = Fact::code(&job.id),
                file = Fact::code(called.file_name()),
                asking = Fact::list(asking),
                missing = Fact::list(missing),
            );
            let place = job.uses.as_ref().map_or(job.place, |uses| uses.place);
            check.find(
                workflow.at(place),
                message,
                message!("Grant it under `permissions` of the job {job}", job = Fact::code(&job.id)),
            );
        }
    }
}
