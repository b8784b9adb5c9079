//! The part of JSON v1 that only a triage has, described in `docs/json-v1.md`.

use serde::Serialize;

use crate::finding::one_line;
use crate::pipeline::triage::{Entry, Triage};

#[derive(Serialize)]
pub(super) struct TriageJson<'a> {
    outcome: &'static str,
    step: Option<StepJson<'a>>,
    causes: Vec<CauseJson<'a>>,
    facts: FactsJson<'a>,
    last_lines: Vec<LineJson<'a>>,
    cut: bool,
}

#[derive(Serialize)]
struct StepJson<'a> {
    job: &'a str,
    step: &'a str,
    path: Option<&'a str>,
    line: u32,
}

/// Beside `findings`, in the same order.
#[derive(Serialize)]
struct CauseJson<'a> {
    rule: &'a str,
    role: &'static str,
    phase: Option<&'static str>,
    title: Option<&'static str>,
    rules: &'a [&'static str],
}

#[derive(Serialize)]
struct FactsJson<'a> {
    claims: Vec<ClaimJson<'a>>,
    tag: Option<&'a str>,
    built: &'a [String],
    indexes: &'a [String],
    actions: &'a [String],
    tools: Vec<ToolJson<'a>>,
}

#[derive(Serialize)]
struct ClaimJson<'a> {
    claim: &'static str,
    value: Option<&'a str>,
    line: u32,
}

#[derive(Serialize)]
struct ToolJson<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct LineJson<'a> {
    path: Option<&'a str>,
    line: u32,
    text: String,
}

pub(super) fn of(triage: &Triage) -> TriageJson<'_> {
    let facts = &triage.facts;
    TriageJson {
        outcome: triage.outcome.name(),
        step: triage.step.as_ref().map(|step| StepJson {
            job: &step.job,
            step: &step.step,
            path: step.path.as_deref(),
            line: step.line,
        }),
        causes: triage.entries.iter().map(cause).collect(),
        facts: FactsJson {
            claims: facts
                .claims
                .iter()
                .map(|claim| ClaimJson { claim: claim.name, value: claim.value.as_deref(), line: claim.line })
                .collect(),
            tag: facts.tag.as_deref(),
            built: &facts.built,
            indexes: &facts.indexes,
            actions: &facts.actions,
            tools: facts.tools.iter().map(|(name, version)| ToolJson { name, version }).collect(),
        },
        last_lines: triage
            .lines
            .iter()
            .map(|line| LineJson { path: line.path.as_deref(), line: line.line, text: one_line(&line.text) })
            .collect(),
        cut: triage.cut,
    }
}

fn cause(entry: &Entry) -> CauseJson<'_> {
    CauseJson {
        rule: entry.finding.rule,
        role: entry.role.name(),
        phase: entry.signature.map(|signature| signature.phase.name()),
        title: entry.signature.map(|signature| signature.title),
        rules: entry.signature.map_or(&[], |signature| signature.rules),
    }
}
