//! Versions behind pinned commits.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::on_release_path;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A pinned action does not say its version
    ///
    /// An action is pinned to a commit, and no comment behind it names a version.
    ///
    /// ## Why
    /// Readers cannot tell how old it is, and update bots rely on the comment.
    ///
    /// ## Fix
    /// Add the version as a comment: `# v7.0.1`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesNoVersionComment { id: "uses-no-version-comment", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesNoVersionComment {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        let calls = workflow.jobs.iter().filter_map(|job| job.uses.as_ref());
        let steps = workflow.jobs.iter().flat_map(|job| &job.steps).filter_map(|step| step.uses.as_ref());
        let silent = calls.chain(steps).filter(|uses| uses.is_pinned() && uses.version().is_none());
        let mut places: Vec<_> = silent.map(|uses| (workflow.at(uses.place), uses.action.clone())).collect();
        // A branch such as `release/v1` is named as well as a version is.
        places.retain(|(location, _)| location.line.and_then(|line| workflow.comment(line)).is_none());
        check.find_each(
            workflow.location(),
            places,
            |name| message!("{name} is pinned without its version beside it", name = name),
            |count, names| {
                message!(
                    "{count} actions are pinned without their versions beside them: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Add the version as a comment behind the commit"),
        );
    }
}
