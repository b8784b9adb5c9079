//! Commits of PyPI's action, of the dated table.

use crate::finding::{Certainty, Fact};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::pipeline::{actions, publish};
use crate::rules::pipeline::using;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI's action is pinned to a commit that is no release
    ///
    /// The commit is none of the releases of `pypa/gh-action-pypi-publish` that the dated table knows, and the comment
    /// behind it names none, or one that has another commit.
    ///
    /// ## Why
    /// The action runs a container image that exists for releases. For another commit the run may end with `manifest
    /// unknown`.
    ///
    /// ## Fix
    /// Pin the commit of a release.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73bb44 # v1.14.2
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesPublishShaNotRelease { id: "uses-publish-sha-not-release", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesPublishShaNotRelease {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for (_, _, uses) in using(workflow, &[publish::ACTION]) {
            let Some(commit) = uses.reference.as_deref().filter(|_| uses.is_pinned()) else { continue };
            if actions::publish_release(commit).is_some() {
                continue;
            }
            let said = uses.version();
            let known = said.and_then(actions::publish_commit);
            if said.is_some() && known.is_none() {
                check.undecided("the release of PyPI's action is not in the table");
                continue;
            }
            let message = match said {
                Some(version) => message!(
                    "{commit} is not the commit of {version} of PyPI's action",
                    commit = Fact::code(commit),
                    version = Fact::code(version)
                ),
                None => message!(
                    "{commit} is no release of PyPI's action that was known on {date}; its image may not exist",
                    commit = Fact::code(commit),
                    date = Fact::text(actions::DATE)
                ),
            };
            let newest = actions::current(publish::ACTION).and_then(|it| it.commit.zip(Some(it.version)));
            let fix = match known.zip(said).or(newest) {
                Some((commit, version)) => message!(
                    "Pin {commit}, which is {version}",
                    commit = Fact::code(commit),
                    version = Fact::code(version)
                ),
                None => message!("Pin the commit of a release"),
            };
            check.find(workflow.at(uses.place), message, fix).certainty = Certainty::Likely;
        }
    }
}
