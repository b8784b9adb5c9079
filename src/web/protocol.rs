//! What the page and the engine say to each other, and the report as the page shows it.
//!
//! Requests carry `File` handles, so they are JavaScript objects: `{ id, files, paths }`. Events are JSON text. These types
//! mirror the core types, which are not serialisable on purpose; every text in them is safe to show on one line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::archive::{Member, MemberKind};
use crate::finding::{self, Certainty, Finding, Gate, Message, Segment, Severity, one_line};
use crate::render::{json_v1, words};
use crate::report::{self, Outcome, Report, Verdict};

/// What the engine tells the page. All but [`Event::Ready`] answer the request with the same `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The engine runs; what is sent to it earlier is lost.
    Ready,
    /// Bytes of one file read so far.
    Progress { id: u32, index: usize, read: u64, total: u64 },
    /// One file was read to its end.
    Read { id: u32, index: usize },
    Done {
        id: u32,
        report: Box<ReportView>,
        /// JSON v1, byte for byte what the native command prints.
        json: String,
    },
    /// The engine itself failed and runs no more. `file` is what it was reading.
    Failed { id: u32, file: String, message: String },
}

/// A report, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    pub headline: String,
    /// "3 errors and 1 remark"; empty where there is nothing.
    pub counts: String,
    pub gates: Vec<GateView>,
    pub artifacts: Vec<ArtifactView>,
    /// Worst first.
    pub findings: Vec<FindingView>,
    pub rules: Vec<RuleView>,
    /// Version of the engine, and the date of its data.
    pub version: String,
    pub data: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateView {
    pub name: String,
    pub question: String,
    pub mark: Mark,
    /// The word of JSON v1.
    pub verdict: String,
    pub answer: String,
}

/// A verdict, a severity or an outcome, as far as icons and colours tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Error,
    Warning,
    Info,
    Good,
    Undecided,
    Skipped,
}

impl Mark {
    /// As it stands in class names and in the hash.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Good => "good",
            Self::Undecided => "undecided",
            Self::Skipped => "skipped",
        }
    }
}

impl From<Severity> for Mark {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
        }
    }
}

impl From<Verdict> for Mark {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Good => Self::Good,
            Verdict::Bad | Verdict::ServerError => Self::Error,
            Verdict::Undecided => Self::Undecided,
            Verdict::NotChecked => Self::Skipped,
        }
    }
}

impl From<Outcome> for Mark {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::Good,
            Outcome::Failed => Self::Error,
            Outcome::Skipped => Self::Skipped,
            Outcome::Undecided => Self::Undecided,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactView {
    pub file: String,
    pub kind: String,
    pub size: u64,
    pub sha256: String,
    /// Name and version, where both are known: `lms-llmstxt 0.1.4`.
    pub release: Option<String>,
    pub status: Option<u16>,
    /// PyPI's words, or why its answer is not known.
    pub answer: String,
    pub members: Vec<MemberView>,
}

/// Path, kind and size. A tuple, because there may be 65,535 of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView(pub String, pub MemberMark, pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberMark {
    File,
    Directory,
    Link,
    Special,
}

/// One statement, and every place that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingView {
    pub rule: String,
    pub mark: Mark,
    /// The gate's name.
    pub gate: String,
    /// Whether a heuristic decided it.
    pub likely: bool,
    pub message: Vec<Piece>,
    pub fix: Vec<Piece>,
    pub places: Vec<Place>,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Text(String),
    Code(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    pub path: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

impl Place {
    /// What follows the file's name: `member:line:column`.
    #[must_use]
    pub fn inside(&self) -> String {
        let numbers = [self.line, self.column].into_iter().flatten().map(|number| number.to_string());
        self.path.clone().into_iter().chain(numbers).collect::<Vec<_>>().join(":")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleView {
    pub rule: String,
    pub gate: String,
    pub mark: Mark,
    pub reason: String,
}

/// The report as the page shows it.
#[must_use]
pub fn view(report: &Report) -> ReportView {
    let gates = Gate::ALL.into_iter().map(|gate| {
        let verdict = report.verdict(gate);
        GateView {
            name: gate.name().to_owned(),
            question: gate.question().to_owned(),
            mark: verdict.into(),
            verdict: verdict.name(gate).to_owned(),
            answer: words::answer(gate, verdict).to_owned(),
        }
    });
    let rules = report.rules.iter().map(|run| RuleView {
        rule: run.rule.to_owned(),
        gate: run.gate.name().to_owned(),
        mark: run.outcome.into(),
        reason: one_line(run.reason.as_deref().unwrap_or_default()),
    });
    ReportView {
        headline: words::headline(report),
        counts: words::counts(report),
        gates: gates.collect(),
        artifacts: report.artifacts.iter().map(artifact).collect(),
        findings: group(&report.findings),
        rules: rules.collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data: json_v1::DATA_DATE.to_owned(),
    }
}

fn artifact(artifact: &report::Artifact) -> ArtifactView {
    let release = artifact.name.as_ref().zip(artifact.version.as_ref());
    ArtifactView {
        file: one_line(&artifact.file),
        kind: artifact.kind.name().to_owned(),
        size: artifact.size,
        sha256: artifact.sha256.clone(),
        release: release.map(|(name, version)| one_line(&format!("{name} {version}"))),
        status: artifact.upload.status,
        answer: one_line(&artifact.upload.message),
        members: artifact.members.iter().map(member).collect(),
    }
}

fn member(member: &Member) -> MemberView {
    let mark = match member.kind {
        MemberKind::File => MemberMark::File,
        MemberKind::Directory => MemberMark::Directory,
        MemberKind::Symlink { .. } | MemberKind::Hardlink { .. } => MemberMark::Link,
        MemberKind::Special => MemberMark::Special,
    };
    MemberView(one_line(&member.path), mark, member.size)
}

/// Findings that say the same of several places become one; the order of the first of each stays.
fn group(findings: &[Finding]) -> Vec<FindingView> {
    let mut groups: Vec<FindingView> = Vec::new();
    let mut known: BTreeMap<(Severity, &str, &Message), usize> = BTreeMap::new();
    for finding in findings {
        let index = *known.entry((finding.severity, finding.rule, &finding.message)).or_insert_with(|| {
            groups.push(FindingView {
                rule: finding.rule.to_owned(),
                mark: finding.severity.into(),
                gate: finding.gate.name().to_owned(),
                likely: finding.certainty == Certainty::Likely,
                message: pieces(&finding.message),
                fix: pieces(&finding.fix),
                places: Vec::new(),
            });
            groups.len() - 1
        });
        groups[index].places.push(place(&finding.location));
    }
    groups
}

fn place(location: &finding::Location) -> Place {
    Place {
        file: one_line(&location.file),
        path: location.path.as_deref().map(one_line),
        line: location.line,
        column: location.column,
    }
}

fn pieces(message: &Message) -> Vec<Piece> {
    let segments = message.segments().into_iter();
    let pieces = segments.map(|segment| match segment {
        Segment::Text(text) => Piece::Text(one_line(&text)),
        Segment::Code(code) => Piece::Code(one_line(&code)),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Fact, Location};
    use crate::message;

    fn finding(file: &str, severity: Severity) -> Finding {
        Finding {
            rule: "some-rule",
            severity,
            gate: Gate::Upload,
            certainty: Certainty::Certain,
            location: Location { file: file.to_owned(), line: Some(3), ..Location::default() },
            message: message!("{path} is `odd`", path = Fact::code("a\nb")),
            fix: message!(""),
        }
    }

    #[test]
    fn the_same_words_about_several_places_are_one_card() {
        let findings =
            [finding("a.whl", Severity::Error), finding("b.whl", Severity::Error), finding("b.whl", Severity::Warning)];
        let groups = group(&findings);
        assert_eq!(groups.len(), 2);
        let files: Vec<&str> = groups[0].places.iter().map(|place| place.file.as_str()).collect();
        assert_eq!(files, ["a.whl", "b.whl"]);
        assert_eq!(
            groups[0].message,
            [Piece::Code("a\\nb".to_owned()), Piece::Text(" is ".to_owned()), Piece::Code("odd".to_owned())]
        );
    }

    #[test]
    fn an_event_survives_the_way() {
        let report = Box::new(view(&Report::default()));
        let event = Event::Done { id: 7, report, json: json_v1::render(&Report::default()) };
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
    }

    #[test]
    fn a_place_says_as_much_as_is_known() {
        let mut place = Place { file: "a.whl".to_owned(), path: None, line: None, column: None };
        assert_eq!(place.inside(), "");
        place.path = Some("a/METADATA".to_owned());
        place.line = Some(4);
        assert_eq!(place.inside(), "a/METADATA:4");
    }
}
