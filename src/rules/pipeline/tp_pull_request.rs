//! Publishing on pull requests.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::publish::Target;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{always_reached_but_repository, publishing_publicly};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job runs on every pull request
    ///
    /// `pull_request` starts the workflow, and no condition of the publish job, of its step or of what it needs asks for
    /// another event; a condition on the repository alone holds for them too. For TestPyPI, and where
    /// the trigger is filtered by paths or types, it is a warning.
    ///
    /// ## Why
    /// Runs for pull requests from forks get no identity and no secrets, so that the job fails; the others publish code
    /// that was not merged.
    ///
    /// ## Fix
    /// Add `if: startsWith(github.ref, 'refs/tags/')` to the publish job.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  on:
    /// +  pull_request:
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// -    if: github.repository == 'octo/demo'
    /// +    if: startsWith(github.ref, 'refs/tags/') && github.repository == 'octo/demo'
    /// ```
    TpPullRequest { id: "tp-pull-request", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpPullRequest {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            if always_reached_but_repository(&publish, Event::PullRequest) {
                // Filters of the trigger, or a step that ends the run, may let nothing but a release pass.
                let filtered = workflow.trigger("pull_request").is_some_and(|trigger| {
                    ["paths", "paths-ignore", "types"].iter().any(|filter| trigger.filters.get(filter).is_some())
                });
                let message = message!(
                    "The job {job} publishes on pull requests; from a fork it has neither an identity nor secrets, and fails",
                    job = Fact::code(&publish.job.id)
                );
                let finding = check.find(
                    workflow.at(publish.job.place),
                    message,
                    message!("Add `if: startsWith(github.ref, 'refs/tags/')`"),
                );
                if filtered || publish.target != Target::PyPi {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }
}
