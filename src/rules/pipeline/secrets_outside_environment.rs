//! Secrets of jobs without environment. Publish jobs without one are `tp-no-environment`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{Workflow, contexts};
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A job uses a secret without an environment
    ///
    /// In a workflow that publishes, a job without `environment` reads a secret other than the token of the run.
    ///
    /// ## Why
    /// A secret of the repository is there for every workflow on every branch. A secret of an environment is there for jobs
    /// that name it, after its rules were met.
    ///
    /// ## Fix
    /// Move the secret into an environment and name that in the job.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  jobs:
    /// +  announce:
    /// +    needs: publish
    /// +    runs-on: ubuntu-latest
    /// +    timeout-minutes: 5
    /// +    steps:
    /// +      - run: ./announce
    /// +        env:
    /// +          WEBHOOK: ${{ secrets.CHAT_WEBHOOK }}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    SecretsOutsideEnvironment { id: "secrets-outside-environment", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for SecretsOutsideEnvironment {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = publishing(workflow, release, check);
        if publishes.is_empty() {
            return;
        }
        for job in workflow.jobs.iter().filter(|job| job.environment.is_none()) {
            if publishes.iter().any(|publish| publish.job.id == job.id) {
                continue;
            }
            let settings = job.steps.iter().flat_map(|step| step.env.iter().chain(&step.with)).chain(&job.env);
            let runs =
                job.steps.iter().filter_map(|step| step.run.as_ref()).filter_map(|run| Some((run.text()?, run.place)));
            let texts = settings.map(|it| (it.value.as_str(), it.place)).chain(runs);
            let secret = |text: &str| {
                contexts(text).into_iter().find(|path| path.starts_with("secrets.") && path != "secrets.github_token")
            };
            let mut texts = texts;
            let found = texts.find_map(|(text, place)| Some((secret(text)?, place)));
            if let Some((name, place)) = found {
                let message = message!(
                    "The job {job} reads {name} without an environment",
                    job = Fact::code(&job.id),
                    name = Fact::code(name)
                );
                check.find(
                    workflow.at(place),
                    message,
                    message!("Move the secret into an environment and name it in the job"),
                );
            }
        }
    }
}
