//! SARIF 2.1.0 (OASIS standard, Errata 01), for code scanning: only what is emitted is modelled, each with its section.
//!
//! A member of an archive is named by the path of the archive and its own, because readers of SARIF know no files in files.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{json, json_v1, markdown, words};
use crate::finding::{Fact, Finding, Gate, Location, Severity};
use crate::inspect::Kind;
use crate::inspect::file_name;
use crate::pipeline::triage::signature::{self, Signature};
use crate::report::{Artifact, Ignored, Outcome, Report};
use crate::rules::{self, Meta};
use crate::source::hex;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// 3.13
#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

/// 3.14
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    automation_details: AutomationDetails,
    invocations: [Invocation; 1],
    artifacts: Vec<ArtifactJson<'a>>,
    results: Vec<ResultJson>,
    /// Columns count characters (3.14.17).
    column_kind: &'static str,
    properties: RunProperties,
}

/// 3.17
#[derive(Serialize)]
struct AutomationDetails {
    id: &'static str,
}

/// 3.18
#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

/// 3.19
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

/// 3.49
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Text>,
    default_configuration: Configuration,
    properties: DescriptorProperties,
}

/// 3.50
#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

/// `tags` is of 3.8.2; code scanning on GitHub reads the other two.
#[derive(Serialize)]
struct DescriptorProperties {
    tags: [&'static str; 2],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
}

/// 3.11 and 3.12
#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

/// 3.20
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

/// 3.58
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    level: &'static str,
    message: Text,
    associated_rule: RuleReference,
}

/// 3.52
#[derive(Serialize)]
struct RuleReference {
    id: &'static str,
}

/// 3.24
#[derive(Serialize)]
struct ArtifactJson<'a> {
    location: Uri,
    length: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashes: Option<Hashes<'a>>,
}

/// 3.24.11
#[derive(Serialize)]
struct Hashes<'a> {
    #[serde(rename = "sha-256")]
    sha256: &'a str,
}

/// 3.4
#[derive(Serialize)]
struct Uri {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

/// 3.27
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultJson {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [LocationJson; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: ResultProperties,
}

/// 3.28
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationJson {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

/// 3.29
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Uri,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

/// 3.30
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
}

/// 3.33
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

/// 3.35
#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct ResultProperties {
    gate: &'static str,
    certainty: &'static str,
}

#[derive(Serialize)]
struct RunProperties {
    verdict: BTreeMap<&'static str, &'static str>,
    data: &'static str,
}

/// `paths` are those of the files as they were given; a file is located by its own where it is relative to where the command
/// runs, and else by its name alone.
#[must_use]
pub fn render(report: &Report, paths: &[String]) -> String {
    let places = Places::new(report, paths);
    let found = report.findings.iter().map(|finding| (finding, None));
    let ignored = report.ignored.iter().map(|ignored| (&ignored.finding, Some(ignored)));
    let mut used: Vec<&'static str> = found.clone().chain(ignored.clone()).map(|(finding, _)| finding.rule).collect();
    used.sort_unstable();
    used.dedup();
    let index: HashMap<&str, usize> = used.iter().enumerate().map(|(i, rule)| (*rule, i)).collect();
    let mut seen = HashMap::new();
    let mut results = Vec::new();
    for (finding, ignored) in found.chain(ignored) {
        let rule_index = index.get(finding.rule).copied().unwrap_or_default();
        results.push(result(finding, ignored, rule_index, &places, &mut seen));
    }
    let undecided = report.rules.iter().filter(|run| run.outcome == Outcome::Undecided);
    let notifications = undecided.map(|run| Notification {
        level: "note",
        message: plain(unlinked(&format!("Not decided: {}", run.reason.as_deref().unwrap_or_default()))),
        associated_rule: RuleReference { id: run.rule },
    });
    let driver = Driver {
        name: "preflight",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: used.iter().filter_map(|id| described(id)).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        automation_details: AutomationDetails { id: "preflight/" },
        invocations: [Invocation { execution_successful: true, tool_execution_notifications: notifications.collect() }],
        artifacts: report.artifacts.iter().map(|artifact| places.artifact(artifact)).collect(),
        results,
        column_kind: "unicodeCodePoints",
        properties: RunProperties {
            verdict: Gate::ALL.iter().map(|gate| (gate.name(), report.verdict(*gate).name(*gate))).collect(),
            data: json_v1::DATA_DATE,
        },
    };
    json(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

/// In the text of a message `[…](…)` is a link unless the bracket is escaped (3.11.6).
fn unlinked(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[") } else { text.to_owned() }
}

fn plain(text: String) -> Text {
    Text { text, markdown: None }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What a finding is named after: a rule, or the signature of a failure that a log shows.
fn described(id: &str) -> Option<Descriptor> {
    rules::by_id(id).map(|rule| descriptor(rule.meta())).or_else(|| signature::by_id(id).map(of_signature))
}

fn of_signature(signature: &Signature) -> Descriptor {
    let page = signature::page(signature);
    let meta = Meta {
        id: signature.id,
        gate: Gate::Pipeline,
        severity: signature.severity,
        since: "0.1.0",
        reads: &[Kind::Log],
        needs_all: false,
        doc: "",
    };
    Descriptor {
        short_description: Some(plain(signature.title.to_owned())),
        help: Some(Text { text: page.clone(), markdown: Some(page) }),
        ..descriptor(&meta)
    }
}

fn descriptor(meta: &Meta) -> Descriptor {
    let page = rules::page(meta);
    // The engine in the browser has no pages.
    let known = !meta.doc.is_empty();
    Descriptor {
        id: meta.id,
        short_description: known.then(|| plain(meta.title().to_owned())),
        help: known.then(|| Text { text: page.clone(), markdown: Some(page) }),
        default_configuration: Configuration { level: level(meta.severity) },
        properties: DescriptorProperties {
            tags: ["packaging", meta.gate.name()],
            precision: "high",
            problem_severity: match meta.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    }
}

fn result(
    finding: &Finding,
    ignored: Option<&Ignored>,
    rule_index: usize,
    places: &Places<'_>,
    seen: &mut HashMap<String, usize>,
) -> ResultJson {
    let (mut text, mut marked) = (finding.message.to_string(), markdown::message(&finding.message));
    let fix = finding.fix.to_string();
    if !fix.is_empty() {
        text.push_str(&format!(". Fix: {fix}"));
        marked.push_str(&format!("\n\nFix: {}", markdown::message(&finding.fix)));
    }
    let print = places.fingerprint(finding);
    let nth = seen.entry(print.clone()).or_insert(0);
    *nth += 1;
    let print = format!("{print}:{nth}");
    let suppression = ignored.map(|ignored| Suppression {
        kind: "external",
        status: "accepted",
        justification: words::why_ignored(&ignored.by),
    });
    ResultJson {
        rule_id: finding.rule,
        rule_index,
        level: level(finding.severity),
        message: Text { text: unlinked(&text), markdown: Some(marked) },
        locations: [places.location(&finding.location)],
        // Code scanning on GitHub compares the first only.
        partial_fingerprints: [("primaryLocationLineHash", print.clone()), ("preflight/v1", print)].into(),
        suppressions: suppression.into_iter().collect(),
        properties: ResultProperties { gate: finding.gate.name(), certainty: finding.certainty.name() },
    }
}

/// Where files lie, by their names.
struct Places<'a> {
    /// URI, index among the artifacts and version.
    files: HashMap<&'a str, (String, usize, Option<&'a str>)>,
}

impl<'a> Places<'a> {
    fn new(report: &'a Report, paths: &[String]) -> Self {
        let mut given: HashMap<&str, &str> = HashMap::new();
        for path in paths {
            given.entry(file_name(path)).or_insert(path);
        }
        let mut files = HashMap::new();
        for (index, artifact) in report.artifacts.iter().enumerate() {
            let file = artifact.file.as_str();
            let path = given.get(file).copied().and_then(relative).unwrap_or(file);
            files.entry(file).or_insert_with(|| (escape(path), index, artifact.version.as_deref()));
        }
        Self { files }
    }

    fn artifact(&self, artifact: &'a Artifact) -> ArtifactJson<'a> {
        let sha256 = artifact.sha256.as_str();
        ArtifactJson {
            location: Uri { uri: self.uri(&artifact.file), index: None },
            length: artifact.size,
            hashes: (!sha256.is_empty()).then_some(Hashes { sha256 }),
        }
    }

    fn uri(&self, file: &str) -> String {
        self.files.get(file).map_or_else(|| escape(file), |(uri, ..)| uri.clone())
    }

    fn location(&self, location: &Location) -> LocationJson {
        let region = location.line.map(|line| Region { start_line: line, start_column: location.column });
        let whole =
            || Uri { uri: self.uri(&location.file), index: self.files.get(location.file.as_str()).map(|it| it.1) };
        let (artifact_location, region) = match location.path.as_deref() {
            None => (whole(), region),
            // Such a path would lead a reader out of the archive, to a file of its own.
            Some(path) if relative(path).is_none() => (whole(), None),
            Some(path) => {
                let uri = format!("{}/{}", self.uri(&location.file), escape(path));
                (Uri { uri, index: None }, region)
            }
        };
        let member = location
            .path
            .iter()
            .map(|path| LogicalLocation { fully_qualified_name: format!("{}!{path}", location.file), kind: "member" });
        LocationJson {
            physical_location: PhysicalLocation { artifact_location, region },
            logical_locations: member.collect(),
        }
    }

    /// The same for the same finding in the next build and in the next version: no line, no number, no size, and a
    /// placeholder for the version.
    fn fingerprint(&self, finding: &Finding) -> String {
        let location = &finding.location;
        let version = self.files.get(location.file.as_str()).and_then(|(_, _, version)| *version);
        let steady = |text: &str| match version {
            Some(version) if !version.is_empty() => text.replace(version, "{version}"),
            _ => text.to_owned(),
        };
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.as_bytes());
            hash.update([0]);
        };
        add(finding.rule);
        add(&steady(&location.file));
        add(&steady(location.path.as_deref().unwrap_or_default()));
        add(finding.message.template);
        for (name, fact) in &finding.message.facts {
            add(name);
            match fact {
                Fact::Code(text) | Fact::Text(text) => add(&steady(text)),
                Fact::List(texts) => texts.iter().for_each(|text| add(&steady(text))),
                Fact::Number(_) | Fact::Bytes(_) => {}
            }
        }
        hex(&hash.finalize()[..16])
    }
}

/// A path without `./` at its start; `None` where it is absolute or leads upwards or nowhere.
fn relative(path: &str) -> Option<&str> {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    let sound = !path.is_empty()
        && !path.contains('\\')
        && !path.get(1..).is_some_and(|rest| rest.starts_with(':'))
        && path.trim_end_matches('/').split('/').all(|part| !matches!(part, "" | "." | ".."));
    sound.then_some(path)
}

/// A path as a relative URI reference (RFC 3986): all but unreserved characters and slashes as `%XX`.
fn escape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_references() {
        for (path, expected) in [
            ("dist/demo.whl", Some("dist/demo.whl")),
            ("./dist/demo.whl", Some("dist/demo.whl")),
            ("/home/me/demo.whl", None),
            ("../demo.whl", None),
            ("a//b", None),
            ("C:/demo.whl", None),
            ("a\\b", None),
            ("", None),
        ] {
            assert_eq!(relative(path), expected, "{path}");
        }
        assert_eq!(escape("a b/ü%\u{202e}#?.py"), "a%20b/%C3%BC%25%E2%80%AE%23%3F.py");
    }
}
