//! What a called workflow asks for against what its caller gives.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::{Access, Grants, Job, Workflow};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A called workflow asks for more than the calling job gives
    ///
    /// A job calls another workflow of the drop, which, or a job of which, has `permissions` that the calling job does not
    /// have, `write-all` and `read-all` among them. Where the caller has no `permissions` at all, the repository's settings
    /// decide, and nothing is said.
    ///
    /// ## Why
    /// GitHub compares them before the run starts, even for jobs that would be skipped. The run dies at start-up, with no
    /// job and no log.
    ///
    /// ## Fix
    /// Grant the scope on the calling job. In place of `write-all` or `read-all` name the scopes that the called workflow needs.
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
            let (missing, asking) = missing(workflow, job, called, release);
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
            let fix = if asks_for_all(called) {
                message!("Name the scopes that {file} needs, and grant those", file = Fact::code(called.file_name()))
            } else {
                message!("Grant it under `permissions` of the job {job}", job = Fact::code(&job.id))
            };
            check.find(workflow.at(place), message, fix);
        }
    }
}

/// Whether a block of a called workflow names no scopes.
pub(crate) fn asks_for_all(called: &Workflow) -> bool {
    let mut blocks = called.permissions.iter().chain(called.jobs.iter().filter_map(|job| job.permissions.as_ref()));
    blocks.any(|it| matches!(it.grants, Grants::WriteAll | Grants::ReadAll))
}

/// Scopes that `read-all` and `write-all` have stood for since they came.
const EVERY: [&str; 10] = [
    "actions",
    "checks",
    "contents",
    "deployments",
    "issues",
    "packages",
    "pages",
    "pull-requests",
    "security-events",
    "statuses",
];

/// Workflows that one run may call: GitHub allows fifty.
const MAX_CALLED: usize = 50;

/// What a called workflow asks for and its caller does not give, and what there asks for it: the file, or its jobs.
pub(crate) fn missing<'w>(
    workflow: &Workflow,
    job: &Job,
    called: &'w Workflow,
    release: &'w Release,
) -> (Vec<String>, Vec<&'w str>) {
    let (mut missing, mut asking) = (Vec::new(), Vec::new());
    let mut all = vec![called];
    let mut at = 0;
    while let Some(called) = all.get(at).copied() {
        at += 1;
        let root = called.permissions.as_ref().map(|it| (called.file_name(), it));
        let inner = called.jobs.iter().filter_map(|inner| Some((inner.id.as_str(), inner.permissions.as_ref()?)));
        for (name, permissions) in root.into_iter().chain(inner) {
            let (scopes, every) = match &permissions.grants {
                Grants::Scopes(scopes) => (scopes.as_slice(), None),
                Grants::WriteAll => (&[][..], Some((Access::Write, "write-all"))),
                Grants::ReadAll => (&[][..], Some((Access::Read, "read-all"))),
                Grants::Unknown(_) => continue,
            };
            let lacks = |wanted| EVERY.iter().any(|scope| workflow.access(job, scope).is_some_and(|it| it < wanted));
            if let Some((_, word)) = every.filter(|(wanted, _)| lacks(*wanted)) {
                missing.push(word.to_owned());
                asking.push(name);
            }
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
        // What has no block of its own hands on what it was given.
        let open = called.jobs.iter().filter(|inner| inner.permissions.is_none() && called.permissions.is_none());
        for deeper in open.filter_map(|inner| publish::called(inner, release)) {
            if all.len() < MAX_CALLED && !all.iter().any(|known| std::ptr::eq(*known, deeper)) {
                all.push(deeper);
            }
        }
    }
    missing.sort();
    missing.dedup();
    asking.dedup();
    (missing, asking)
}
