//! Spelling of the repository in the publisher's record that was typed in.

use crate::finding::{Certainty, Fact};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::card;
use crate::pipeline::publish::Publish;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The publisher's record spells the repository in other case
    ///
    /// Owner or repository that were typed in differ from those in the project's URLs only in upper and lower case.
    ///
    /// ## Why
    /// GitHub tells PyPI the spelling of the repository itself, and the record is looked up by it before case is ignored.
    ///
    /// ## Fix
    /// Copy owner and repository from the address of the repository.
    ///
    /// ## Bad
    /// ```fixture
    /// repository: octo/Demo
    /// === release.yml {sound}
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.0.0"
    ///
    /// [project.urls]
    /// Source = "https://github.com/octo/demo"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// repository: octo/demo
    /// === release.yml {sound}
    /// ```
    TpClaimCase { id: "tp-claim-case", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpClaimCase {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let Some(typed) = card::typed(release) else {
            check.skip("no repository was typed in");
            return;
        };
        if !publishing_publicly(workflow, release, check).iter().any(Publish::is_trusted) {
            return;
        }
        let said = card::said(release);
        let Some(said) =
            said.filter(|it| it.owner.eq_ignore_ascii_case(&typed.owner) && it.name.eq_ignore_ascii_case(&typed.name))
        else {
            return;
        };
        if (&said.owner, &said.name) != (&typed.owner, &typed.name) {
            let message = message!(
                "{typed} was typed in, and {source} says {said}; the record is looked up letter by letter",
                typed = Fact::code(format!("{}/{}", typed.owner, typed.name)),
                source = Fact::text(said.source),
                said = Fact::code(format!("{}/{}", said.owner, said.name)),
            );
            let finding = check.find(
                workflow.location(),
                message,
                message!("Copy owner and repository from the repository's address"),
            );
            finding.certainty = Certainty::Likely;
        }
    }
}
