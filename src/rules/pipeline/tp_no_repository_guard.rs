//! Runs in forks.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Text, Workflow};
use crate::rules::pipeline::{names_repository, one_a_job, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Nothing keeps the publish job from running in forks
    ///
    /// Neither the publish job nor what it needs asks for `github.repository`, its owner, or whether it is a fork.
    ///
    /// ## Why
    /// A tag that is pushed to a fork starts the workflow there. It fails at the index, and puzzles whoever forked.
    ///
    /// ## Fix
    /// Add `if: github.repository == 'OWNER/NAME'` to the publish job.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -    if: github.repository == 'octo/demo'
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ///
    /// ```fixture
    /// === release.yml {sound}
    /// -    if: github.repository == 'octo/demo'
    /// +    if: github.event.repository.fork == false
    /// ```
    TpNoRepositoryGuard { id: "tp-no-repository-guard", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpNoRepositoryGuard {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing_publicly(workflow, release, check)) {
            let guards = |condition: &Option<Text>| condition.as_ref().is_some_and(|it| names_repository(&it.value));
            let guarded = guards(&publish.job.condition)
                || guards(&publish.step.condition)
                || workflow.upstream(publish.job).iter().any(|job| guards(&job.condition));
            let only_called = workflow.triggers.len() == 1 && workflow.trigger("workflow_call").is_some();
            if !guarded && !only_called {
                let message = message!(
                    "The job {job} runs in every fork that gets a tag, and fails there",
                    job = Fact::code(&publish.job.id)
                );
                check.find(
                    workflow.at(publish.job.place),
                    message,
                    message!("Add `if: github.repository == 'OWNER/NAME'`"),
                );
            }
        }
    }
}
