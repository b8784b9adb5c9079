//! Expressions inside scripts.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression;
use crate::pipeline::workflow::Workflow;
use crate::pipeline::yaml::Node;
use crate::rules::pipeline::on_release_path;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An expression is pasted into a script
    ///
    /// `run:` holds an expression that somebody else chooses. It is an error for what anybody may write, such as titles and
    /// branch names of pull requests, and a warning for inputs and names of tags and releases, which need the right to
    /// write.
    ///
    /// ## Why
    /// GitHub pastes the text into the script before the shell reads it: a tag named `v1$(curl …)` runs.
    ///
    /// ## Fix
    /// Hand it over as a variable under `env`, and quote the variable.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///        - name: Check the metadata
    /// +        shell: bash
    /// -        run: uvx twine@7.0.0 check --strict dist/*
    /// +        run: |
    /// +          echo "${{ github.event.head_commit.message }}"
    /// +          uvx twine@7.0.0 check --strict dist/*
    /// ```
    /// ```fixture
    /// === release.yml {sound}
    ///        - name: Check the metadata
    /// -        run: uvx twine@7.0.0 check --strict dist/*
    /// +        run: uvx twine@7.0.0 check --strict dist/*${{ github.ref_name }}*
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ScriptInjection { id: "script-injection", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ScriptInjection {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        for step in workflow.jobs.iter().flat_map(|job| &job.steps) {
            let Some(script) = step.run.as_ref().and_then(Node::text) else { continue };
            for (range, body) in expression::inside(script) {
                let Some(parsed) = expression::parse(body) else { continue };
                let worst = parsed.contexts().into_iter().filter_map(|path| Some((danger(path)?, path)));
                let Some((severity, path)) = worst.filter(|(_, path)| !is_closed_input(workflow, path)).min() else {
                    continue;
                };
                let message = message!(
                    "{path} is pasted into the script before the shell reads it, so its text can be a command",
                    path = Fact::code(path)
                );
                let finding = check.find(
                    workflow.at(step.at(range.start)),
                    message,
                    message!("Hand it over under `env` and write the variable in quotes"),
                );
                finding.severity = severity;
            }
        }
    }
}

/// Whether a context is an input that takes none but listed values, numbers or truth.
fn is_closed_input(workflow: &Workflow, path: &str) -> bool {
    let name = path.strip_prefix("github.event.").unwrap_or(path).strip_prefix("inputs.");
    let Some(name) = name else { return false };
    let declared =
        workflow.triggers.iter().flat_map(|trigger| trigger.filters.get("inputs").map_or(&[][..], Node::pairs));
    let mut declared = declared
        .filter(|pair| pair.key.text().is_some_and(|key| key.eq_ignore_ascii_case(name)))
        .map(|pair| pair.value.get("type").and_then(Node::text))
        .peekable();
    declared.peek().is_some() && declared.all(|it| matches!(it, Some("boolean" | "number" | "choice")))
}

/// How bad it is that a context is pasted into a script; `None` for what cannot hold a command.
fn danger(path: &str) -> Option<Severity> {
    let anybody = [
        "github.head_ref",
        ".title",
        ".body",
        ".message",
        ".email",
        ".head.ref",
        ".head.label",
        ".default_branch",
        ".page_name",
        ".head_branch",
        "author.name",
        "committer.name",
    ];
    let event =
        path.starts_with("github.event.") && !path.starts_with("github.event.inputs.") && !path.contains(".release.");
    if path == "github.head_ref" || (event && anybody.iter().any(|end| path.ends_with(end))) {
        return Some(Severity::Error);
    }
    let chosen = path.starts_with("inputs.")
        || path.starts_with("github.event.inputs.")
        || matches!(path, "github.ref_name" | "github.ref" | "github.base_ref")
        || (path.contains(".release.")
            && ["tag_name", "name", "body", "target_commitish"].iter().any(|end| path.ends_with(end)));
    chosen.then_some(Severity::Warning)
}
