//! Actions that may change under the same name. Names without a tag are `uses-no-such-tag`.

use std::collections::BTreeSet;

use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::{Workflow, is_expression};
use crate::rules::pipeline::{has_no_tag, is_retired, on_release_path};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An action is not pinned to a commit
    ///
    /// A workflow on the way of a release uses an action or a reusable workflow of another repository by a tag or branch.
    ///
    /// ## Why
    /// Tags move. Whoever takes over the action's repository runs code in the release; it has happened to popular actions.
    ///
    /// ## Fix
    /// Pin the commit, with the version in a comment so that update bots follow: `uses:
    /// actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: pypa/gh-action-pypi-publish@release/v1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesUnpinned { id: "uses-unpinned", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesUnpinned {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        let calls = workflow.jobs.iter().filter_map(|job| job.uses.as_ref());
        let steps = workflow.jobs.iter().flat_map(|job| &job.steps).filter_map(|step| step.uses.as_ref());
        let open = calls.chain(steps).filter(|uses| {
            let sunset = uses.action == publish::ACTION && uses.reference.as_deref() == Some("master");
            uses.is_foreign()
                && !uses.is_pinned()
                && !is_expression(&uses.text)
                && !is_retired(uses)
                && !has_no_tag(uses)
                && !sunset
        });
        let mut places: Vec<_> = open.map(|uses| (workflow.at(uses.place), uses.text.clone())).collect();
        if places.len() > MANY {
            let mut seen = BTreeSet::new();
            places.retain(|(_, name)| seen.insert(name.clone()));
        }
        check.find_each(
            workflow.location(),
            places,
            |name| message!("{name} is whatever its repository says at the time of the run", name = name),
            |count, names| {
                message!(
                    "{count} actions are whatever their repositories say at the time of the run: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Pin the commit, with the version as a comment behind it"),
        );
    }
}

/// With more uses than this, each action is told once.
const MANY: usize = 5;
