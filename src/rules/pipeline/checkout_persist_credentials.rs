//! The token that a checkout leaves behind.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::{Workflow, is_expression};
use crate::rules::pipeline::{major, on_release_path, using};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The checkout leaves a token behind
    ///
    /// `actions/checkout` on the way of a release has no `persist-credentials: false`. From version 6 on the token lies
    /// outside `.git`, and this is information.
    ///
    /// ## Why
    /// Every later step can read the token, and an artifact that holds `.git` publishes it.
    ///
    /// ## Fix
    /// Add `persist-credentials: false`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///            fetch-depth: 0
    /// -          persist-credentials: false
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    CheckoutPersistCredentials { id: "checkout-persist-credentials", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for CheckoutPersistCredentials {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        for (job, step, uses) in using(workflow, &["actions/checkout"]) {
            let pushes = job.steps.iter().flat_map(tools::invocations).any(|it| it.is("git", "push"));
            if step.with("persist-credentials").is_some_and(|it| it.value == "false" || is_expression(&it.value))
                || pushes
            {
                continue;
            }
            let message = message!(
                "The checkout in the job {job} keeps its token where every later step can read it",
                job = Fact::code(&job.id)
            );
            let finding = check.find(workflow.at(uses.place), message, message!("Add `persist-credentials: false`"));
            if major(uses).is_some_and(|major| major >= 6) {
                finding.severity = Severity::Info;
            }
        }
    }
}
