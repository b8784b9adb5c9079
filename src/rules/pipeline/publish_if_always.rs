//! Conditions that ignore failures.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publish job runs although the jobs before it failed
    ///
    /// The condition of the publish job or step has `always()` or `!cancelled()`, and asks for no result of what it needs or
    /// of the steps before it.
    ///
    /// ## Why
    /// What failed to build or to pass its tests is published.
    ///
    /// ## Fix
    /// Take it away: without it the job runs only after all that it needs succeeded.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -    if: github.repository == 'octo/demo'
    /// +    if: always() && github.repository == 'octo/demo'
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    PublishIfAlways { id: "publish-if-always", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for PublishIfAlways {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            // A job that needs none has nothing that could fail before it.
            let (job, step) = (&publish.job.condition, &publish.step.condition);
            let job = job.as_ref().filter(|_| !publish.job.needs.is_empty());
            let step = step.as_ref().filter(|_| publish.index > 0);
            for condition in [job, step].into_iter().flatten() {
                let Some(parsed) = expression::condition(&condition.value) else { continue };
                let text = condition.value.replace(' ', "");
                let failed = parsed.calls("failure") && !text.contains("!failure()");
                let anyway = parsed.calls("always") || text.contains("!cancelled()") || failed;
                let asks = ["needs.", "!failure()", "steps.", "outcome"].iter().any(|word| text.contains(word))
                    || (parsed.calls("success") && !failed);
                if anyway && !asks {
                    let message = message!(
                        "{condition} publishes even when the build or the tests failed",
                        condition = Fact::code(&condition.value)
                    );
                    check.find(
                        workflow.at(condition.place),
                        message,
                        message!("Take the status function away, or ask for `needs.JOB.result == 'success'`"),
                    );
                }
            }
        }
    }
}
