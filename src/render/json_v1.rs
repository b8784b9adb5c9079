//! JSON v1, described in `docs/json-v1.md`. Fields may be added, never renamed or taken away: these mirrors, and not the
//! core types, are the contract.

use serde::Serialize;

use super::json;
use super::triage_json::{self, TriageJson};
use crate::finding::{Finding, Gate};
use crate::pipeline::card::{self, PublisherCard};
use crate::pipeline::triage::Triage;
use crate::report::{Answer, Artifact, Ignored, Outcome, Report, RuleRun};
use crate::rules::{self, RULES};
use crate::upload::answer::NOT_DECIDED;

/// Date of the newest data table in `data/`.
pub const DATA_DATE: &str = crate::pipeline::actions::DATE;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: Tool,
    verdict: Verdicts,
    artifacts: Vec<ArtifactJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    ignored: IgnoredJson<'a>,
    rules: Vec<RuleJson<'a>>,
    not_decided: &'a [&'static str],
    /// Only what `preflight triage` prints has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    triage: Option<TriageJson<'a>>,
    publishers: Vec<PublisherJson<'a>>,
    publishers_not_proven: &'a [&'static str],
}

#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
    data: &'static str,
}

impl Tool {
    pub(super) fn this() -> Self {
        Self { name: "preflight", version: env!("CARGO_PKG_VERSION"), data: DATA_DATE }
    }
}

#[derive(Serialize)]
struct Verdicts {
    upload: &'static str,
    install: &'static str,
    run: &'static str,
    agree: &'static str,
    pipeline: &'static str,
    safe: &'static str,
}

#[derive(Serialize)]
struct ArtifactJson<'a> {
    file: &'a str,
    kind: &'static str,
    size: u64,
    sha256: &'a str,
    name: Option<&'a str>,
    version: Option<&'a str>,
    upload: UploadJson<'a>,
}

#[derive(Serialize)]
struct UploadJson<'a> {
    status: Option<u16>,
    message: &'a str,
    answers: Vec<AnswerJson<'a>>,
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    uploader: &'static str,
    status: Option<u16>,
    message: &'a str,
    refused_by_tool: Option<&'a str>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'a str,
    severity: &'static str,
    gate: &'static str,
    certainty: &'static str,
    file: &'a str,
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    message: String,
    fix: String,
}

#[derive(Serialize)]
struct IgnoredJson<'a> {
    count: usize,
    findings: Vec<IgnoredFindingJson<'a>>,
}

#[derive(Serialize)]
struct IgnoredFindingJson<'a> {
    #[serde(flatten)]
    finding: FindingJson<'a>,
    /// Id or `prefix-*` of the entry that did it.
    ignored_by: &'a str,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct PublisherJson<'a> {
    index: &'static str,
    form: &'static str,
    project: Option<&'a str>,
    owner: Option<&'a str>,
    repository: Option<&'a str>,
    repository_source: Option<&'static str>,
    workflow: &'a str,
    environment: Option<&'a str>,
    environment_varies: bool,
    job: &'a str,
    trusted: bool,
    file: &'a str,
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Serialize)]
struct RuleJson<'a> {
    rule: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// The report as JSON, indented by two, with a line feed at the end.
#[must_use]
pub fn render(report: &Report) -> String {
    document(report, None)
}

/// The report of a triage as JSON, with what the log says beside its failures.
#[must_use]
pub fn render_triage(report: &Report, triage: &Triage) -> String {
    document(report, Some(triage_json::of(triage)))
}

fn document(report: &Report, triage: Option<TriageJson<'_>>) -> String {
    let word = |gate| report.verdict(gate).name(gate);
    let document = Document {
        schema: 1,
        tool: Tool::this(),
        verdict: Verdicts {
            upload: word(Gate::Upload),
            install: word(Gate::Install),
            run: word(Gate::Run),
            agree: word(Gate::Agree),
            pipeline: word(Gate::Pipeline),
            safe: word(Gate::Safe),
        },
        artifacts: report.artifacts.iter().map(artifact).collect(),
        findings: report.findings.iter().map(finding).collect(),
        ignored: IgnoredJson { count: report.ignored.len(), findings: report.ignored.iter().map(ignored).collect() },
        rules: report.rules.iter().map(rule).collect(),
        not_decided: &NOT_DECIDED,
        triage,
        publishers: report.publishers.iter().map(publisher).collect(),
        publishers_not_proven: if report.publishers.is_empty() { &[] } else { &card::NOT_PROVEN },
    };
    json(&document)
}

#[derive(Serialize)]
struct RuleMetaJson {
    rule: &'static str,
    title: &'static str,
    severity: &'static str,
    gate: &'static str,
    since: &'static str,
    page: String,
}

/// All rules with their pages, as JSON.
#[must_use]
pub fn rules() -> String {
    let rules: Vec<RuleMetaJson> = RULES
        .iter()
        .map(|rule| rule.meta())
        .map(|meta| RuleMetaJson {
            rule: meta.id,
            title: meta.title(),
            severity: meta.severity.name(),
            gate: meta.gate.name(),
            since: meta.since,
            page: rules::page(meta),
        })
        .collect();
    json(&rules)
}

fn artifact(artifact: &Artifact) -> ArtifactJson<'_> {
    ArtifactJson {
        file: &artifact.file,
        kind: artifact.kind.name(),
        size: artifact.size,
        sha256: &artifact.sha256,
        name: artifact.name.as_deref(),
        version: artifact.version.as_deref(),
        upload: UploadJson {
            status: artifact.upload.status,
            message: &artifact.upload.message,
            answers: artifact.upload.answers.iter().map(answer).collect(),
        },
    }
}

fn answer(answer: &Answer) -> AnswerJson<'_> {
    AnswerJson {
        uploader: answer.uploader.name(),
        status: answer.status,
        message: &answer.message,
        refused_by_tool: answer.refused_by_tool.as_deref(),
    }
}

fn finding(finding: &Finding) -> FindingJson<'_> {
    FindingJson {
        rule: finding.rule,
        severity: finding.severity.name(),
        gate: finding.gate.name(),
        certainty: finding.certainty.name(),
        file: &finding.location.file,
        path: finding.location.path.as_deref(),
        line: finding.location.line,
        column: finding.location.column,
        message: finding.message.to_string(),
        fix: finding.fix.to_string(),
    }
}

fn ignored(ignored: &Ignored) -> IgnoredFindingJson<'_> {
    IgnoredFindingJson {
        finding: finding(&ignored.finding),
        ignored_by: &ignored.by.rule,
        reason: ignored.by.reason.as_deref(),
    }
}

fn publisher(card: &PublisherCard) -> PublisherJson<'_> {
    PublisherJson {
        index: card.index,
        form: card.form,
        project: card.project.as_deref(),
        owner: card.owner.as_deref(),
        repository: card.repository.as_deref(),
        repository_source: card.repository_source,
        workflow: &card.workflow,
        environment: card.environment.as_deref(),
        environment_varies: card.environment_varies,
        job: &card.job,
        trusted: card.trusted,
        file: &card.location.file,
        path: card.location.path.as_deref(),
        line: card.location.line,
        column: card.location.column,
    }
}

fn rule(run: &RuleRun) -> RuleJson<'_> {
    let outcome = match run.outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Skipped | Outcome::Undecided => "skipped",
    };
    RuleJson { rule: run.rule, outcome, reason: run.reason.as_deref() }
}
