//! Two events for one release.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::publish;
use crate::pipeline::publish::{Publish, Target};
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{one_a_job, publishes_releases, publishing_to_pypi, skips_existing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A tag and a release both publish
    ///
    /// A pushed tag and a release that is published both lead to a job that publishes to PyPI, in one workflow or in two of
    /// the drop. Releases that the default token makes start nothing and do not count.
    ///
    /// ## Why
    /// One release starts two runs, and the second finds its files already there.
    ///
    /// ## Fix
    /// Choose one of the two.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  on:
    /// +  release:
    /// +    types: [published]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    DoubleTrigger { id: "double-trigger", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for DoubleTrigger {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = publishing_to_pypi(workflow, release, check);
        let all = publish::all(release);
        let by = |publish: &Publish<'_>, event: Event| {
            publish.target == Target::PyPi && publish.reached_by(event) && !skips_existing(publish)
        };
        let on_tag = all.iter().any(|publish| by(publish, Event::PushTag));
        let by_bot = release.workflows().any(publishes_releases);
        if !on_tag || by_bot {
            return;
        }
        for publish in one_a_job(publishes) {
            if by(&publish, Event::Release) {
                let message = message!(
                    "A pushed tag publishes, and so does the release in the job {job}: the second run finds the files already there",
                    job = Fact::code(&publish.job.id)
                );
                let place = workflow.trigger("release").map_or(publish.job.place, |trigger| trigger.place);
                check.find(workflow.at(place), message, message!("Publish on one of the two"));
            }
        }
    }
}
