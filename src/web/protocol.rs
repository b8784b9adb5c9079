//! What the page and the engine say to each other, and the report as the page shows it.
//!
//! Requests carry `File` handles, so they are JavaScript objects: `{ id, files, paths }` to inspect files, and
//! `{ id, question }` to ask about the files that were inspected last. Questions and events are bytes (`wire`). These types
//! mirror the core types, which are not serialisable on purpose; every text in them is safe to show on one line.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::drawn::{self, Node};
use super::matrix::{self, CellView};
use super::publishers;
use super::question::Answer as AnswerToQuestion;
use super::route::Route;
use crate::archive::{Member, MemberKind};
use crate::finding::{self, Certainty, Finding, Gate, Message, Segment, Severity, one_line};
use crate::inspect::Kind;
use crate::kit::runbook;
use crate::render::{json_v1, words};
use crate::report::{self, Answer, Ignored, Outcome, Report, Verdict};
use crate::upload::answer::NOT_DECIDED;
use crate::upload::form::Uploader;

/// What the engine tells the page. All but [`Event::Ready`] answer the request with the same `id`. `public/boot.js` knows the
/// first three by their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The engine runs; what is sent to it earlier is lost.
    Ready,
    /// The engine itself failed and runs no more. `file` is what it was reading.
    Failed { id: u32, file: String, message: String },
    Done {
        id: u32,
        report: Box<ReportView>,
        /// JSON v1, byte for byte what the native command prints.
        json: String,
    },
    /// Bytes of one file read so far.
    Progress { id: u32, index: usize, read: u64, total: u64 },
    /// One file was read to its end.
    Read { id: u32, index: usize },
    /// What one file is by itself, while others are still to be read: nothing is compared yet.
    Part { id: u32, index: usize, artifacts: Vec<PartView> },
    /// A part of the members of one artifact, in order. They come before [`Event::Done`], because one message with all of
    /// them would stop the page while it is read.
    Members { id: u32, artifact: usize, members: Vec<MemberView> },
    /// The answer to a question.
    Answer { id: u32, answer: AnswerToQuestion },
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
    /// What was found and set aside; it counts for no verdict.
    pub ignored: Vec<IgnoredView>,
    pub rules: Vec<RuleView>,
    /// What else PyPI looks at, and no file shows.
    pub not_decided: Vec<String>,
    /// What to type into the forms for trusted publishers; nothing where nothing publishes.
    pub publishers: Vec<Node>,
    /// Where a release workflow asks the questions of the gates.
    pub enforced: Vec<Node>,
    /// Files that can be repaired; [`fixes`](super::fixes) fills it in.
    pub repairable: Vec<RepairableView>,
    /// Version of the engine, and the date of its data.
    pub version: String,
    pub data: String,
}

/// A file with repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairableView {
    pub artifact: usize,
    /// The member of an sdist.
    pub path: Option<String>,
    pub name: String,
    /// How many repairs may be written unseen, and how many somebody has to agree to.
    pub safe: usize,
    pub review: usize,
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
pub enum Mark {
    Error,
    Warning,
    Info,
    Good,
    Undecided,
    Skipped,
}

impl Mark {
    pub const ALL: [Self; 6] = [Self::Error, Self::Warning, Self::Info, Self::Good, Self::Undecided, Self::Skipped];

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
    /// What PyPI would answer, the chosen tool's answer first; empty for what is no distribution.
    pub answers: Vec<AnswerView>,
    /// Why there is no answer; empty where there is one.
    pub unanswered: String,
    /// Tools that would not send it, and why; what PyPI's renderer said, where it ran.
    pub notes: Vec<String>,
    /// One cell for each gate, in their order.
    pub matrix: Vec<CellView>,
    /// Whether the file itself can be shown as text: it is no archive.
    pub readable: bool,
    /// Empty in [`Event::Done`]; [`Event::Members`] brought them.
    pub members: Vec<MemberView>,
}

/// One artifact before all are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    pub file: String,
    /// The worst that was found.
    pub mark: Mark,
    /// What PyPI would answer, in a few words; empty for what is no distribution.
    pub answer: String,
    /// "2 errors and 1 remark"; empty where there is nothing.
    pub counts: String,
    /// The first few errors.
    pub errors: Vec<Vec<Piece>>,
}

/// One answer of PyPI's upload endpoint, to all tools that get the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerView {
    pub tools: Vec<String>,
    pub status: Option<u16>,
    pub mark: Mark,
    /// "accepted", "refused", "server error" or "not decided".
    pub word: String,
    /// PyPI's words, or why its answer is not known.
    pub message: String,
    pub cause: Option<Cause>,
}

/// The finding that explains an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its place in [`ReportView::findings`].
    pub finding: usize,
    pub rule: String,
    /// `member:line` in the file that is answered; empty where it is about the whole file.
    pub place: String,
    pub fix: Vec<Piece>,
}

/// Path, kind and size. A tuple, because there may be 65,535 of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView(pub String, pub MemberMark, pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Where the runbook tells about it, and its repairs, which [`fixes`](super::fixes) puts there.
    pub more: Vec<Node>,
}

/// Findings that were set aside for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredView {
    pub finding: FindingView,
    /// The maintainer's, or that there is none.
    pub reason: String,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The artifact that holds the member at `path`, or that is the file where no archive is meant; counted from 0. None where
    /// there is no such member, or nothing that could be shown.
    pub artifact: Option<usize>,
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
            answer: words::gate_answer(report, gate),
        }
    });
    let rules = report.rules.iter().map(|run| RuleView {
        rule: run.rule.to_owned(),
        gate: run.gate.name().to_owned(),
        mark: run.outcome.into(),
        reason: one_line(run.reason.as_deref().unwrap_or_default()),
    });
    let holders = named_members(report);
    let findings = group(&report.findings, &holders);
    ReportView {
        headline: words::headline(report),
        counts: words::counts(report),
        gates: gates.collect(),
        artifacts: report.artifacts.iter().map(|one| artifact(report, one, &findings)).collect(),
        ignored: ignored(&report.ignored, &holders),
        findings,
        rules: rules.collect(),
        not_decided: NOT_DECIDED.map(str::to_owned).to_vec(),
        publishers: publishers::drawn(&report.publishers),
        enforced: vec![drawn::element("ul", &[], Gate::ALL.into_iter().map(enforced).collect())],
        repairable: Vec::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data: json_v1::DATA_DATE.to_owned(),
    }
}

/// The steps of the kit's workflow that ask the question of a gate.
fn enforced(gate: Gate) -> Node {
    let mut words = vec![drawn::text("strong", "", gate.question())];
    for (number, runbook::Step { job, step }) in runbook::steps(gate).iter().enumerate() {
        words.push(if number == 0 { " ".into() } else { ", ".into() });
        words.push(drawn::link(&Route::Kit((*step).to_owned()), vec![format!("{job}: {step}").into()]));
    }
    drawn::element("li", &[], words)
}

/// The section of the runbook that tells what to do about a finding.
fn runbook_link(rule: &str, gate: Gate) -> Node {
    let runbook::Section { anchor, title } = runbook::section_of(rule, gate);
    let link = drawn::link(&Route::Publishing(anchor.to_owned()), vec![format!("Runbook: {title}").into()]);
    drawn::element("p", &[("class", "quiet")], vec![link])
}

/// The members of an artifact, ready to be shown.
#[must_use]
pub fn members(artifact: &report::Artifact) -> Vec<MemberView> {
    artifact.members.iter().map(member).collect()
}

/// One file that was judged by itself.
#[must_use]
pub fn part(report: &Report) -> Vec<PartView> {
    /// More would hide the other files.
    const SHOWN: usize = 3;
    let view = view(report);
    let parts = view.artifacts.iter().map(|artifact| {
        let here = |finding: &&FindingView| finding.places.iter().any(|place| place.file == artifact.file);
        let errors = view.findings.iter().filter(|finding| finding.mark == Mark::Error).filter(here);
        PartView {
            file: artifact.file.clone(),
            mark: view.findings.iter().filter(here).map(|finding| finding.mark).min().unwrap_or(Mark::Good),
            answer: artifact.answers.first().map(|answer| format!("PyPI: {}", answer.word)).unwrap_or_default(),
            counts: if view.artifacts.len() == 1 { view.counts.clone() } else { String::new() },
            errors: errors.take(SHOWN).map(|finding| finding.message.clone()).collect(),
        }
    });
    parts.collect()
}

fn artifact(report: &Report, artifact: &report::Artifact, findings: &[FindingView]) -> ArtifactView {
    let upload = &artifact.upload;
    let file = one_line(&artifact.file);
    let release = artifact.name.as_ref().zip(artifact.version.as_ref());
    ArtifactView {
        answers: answers(&file, upload, findings),
        unanswered: if upload.answers.is_empty() { one_line(&upload.message) } else { String::new() },
        notes: upload.answers.iter().filter_map(words::refused_by_tool).map(|note| one_line(&note)).collect(),
        file,
        kind: artifact.kind.name().to_owned(),
        size: artifact.size,
        sha256: artifact.sha256.clone(),
        release: release.map(|(name, version)| one_line(&format!("{name} {version}"))),
        matrix: matrix::row(report, artifact, findings),
        readable: is_readable(artifact),
        members: Vec::new(),
    }
}

/// Whether it is a text by its name, and no archive.
fn is_readable(artifact: &report::Artifact) -> bool {
    artifact.members.is_empty() && matches!(artifact.kind, Kind::Pyproject | Kind::Workflow | Kind::Log)
}

/// The answers to all tools, the same ones as one, in the order of the report but for the chosen one, which is first.
fn answers(file: &str, upload: &report::Upload, findings: &[FindingView]) -> Vec<AnswerView> {
    let mut groups: Vec<(&Answer, Vec<String>)> = Vec::new();
    for answer in &upload.answers {
        let tool = answer.uploader.name().to_owned();
        let same = |group: &&mut (&Answer, _)| (group.0.status, &group.0.message) == (answer.status, &answer.message);
        match groups.iter_mut().find(same) {
            Some((_, tools)) => tools.push(tool),
            None => groups.push((answer, vec![tool])),
        }
    }
    groups.sort_by_key(|(answer, _)| (answer.status, &answer.message) != (upload.status, &upload.message));
    let views = groups.into_iter().map(|(answer, tools)| AnswerView {
        status: answer.status,
        mark: match answer.status {
            None => Mark::Undecided,
            Some(200) => Mark::Good,
            Some(_) => Mark::Error,
        },
        word: words::status(answer.status).to_owned(),
        cause: if answer.status == Some(200) { None } else { cause(file, answer, &tools, findings) },
        message: one_line(&answer.message),
        tools,
    });
    views.collect()
}

/// The finding that says why a file gets that answer: the one with PyPI's words in it; or else the only one that can be meant.
fn cause(file: &str, answer: &Answer, tools: &[String], findings: &[FindingView]) -> Option<Cause> {
    // PyPI ends many of its sentences with where to read more; findings leave that out.
    let words = one_line(&answer.message);
    let words = words.split(" See http").next().unwrap_or_default().trim_end_matches('.');
    let here = |finding: &FindingView| finding.places.iter().any(|place| place.file == file);
    let about: Vec<(usize, &FindingView)> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.gate == Gate::Upload.name() && finding.mark != Mark::Info && here(finding))
        .collect();
    let spoken = about.iter().find(|(_, finding)| !words.is_empty() && text(&finding.message).contains(words));
    // What only one tool's form leads to is a warning that names the tool.
    let named = |finding: &FindingView| {
        let text = text(&finding.message);
        tools.iter().any(|tool| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == tool))
    };
    let only = || {
        let twine = tools.iter().any(|tool| tool == Uploader::Twine.name());
        let mut possible =
            about.iter().filter(|(_, finding)| if twine { finding.mark == Mark::Error } else { named(finding) });
        possible.next().filter(|_| answer.status.is_some() && possible.next().is_none())
    };
    let (index, finding) = spoken.or_else(only)?;
    let place = finding.places.iter().find(|place| place.file == file)?;
    Some(Cause { finding: *index, rule: finding.rule.clone(), place: place.inside(), fix: finding.fix.clone() })
}

fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(|(Piece::Text(text) | Piece::Code(text))| text.as_str()).collect()
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

/// Which artifact holds the members that findings name, by file and path.
fn named_members(report: &Report) -> HashMap<(&str, &str), usize> {
    let mut named: HashMap<(&str, &str), Option<usize>> = HashMap::new();
    for finding in report.findings.iter().chain(report.ignored.iter().map(|ignored| &ignored.finding)) {
        // The file itself is where there is no path.
        named.insert((&finding.location.file, finding.location.path.as_deref().unwrap_or_default()), None);
    }
    for (index, artifact) in report.artifacts.iter().enumerate() {
        if artifact.kind == Kind::Log {
            // Members of an archive of logs are shown as the log itself.
            named
                .iter_mut()
                .filter(|((file, _), _)| *file == artifact.file)
                .for_each(|(_, holder)| *holder = Some(index));
        } else if is_readable(artifact)
            && let Some(holder) = named.get_mut(&(artifact.file.as_str(), ""))
        {
            holder.get_or_insert(index);
        }
        for member in &artifact.members {
            if let Some(holder) = named.get_mut(&(artifact.file.as_str(), member.path.trim_end_matches('/'))) {
                holder.get_or_insert(index);
            }
        }
    }
    named.into_iter().filter_map(|(name, holder)| Some((name, holder?))).collect()
}

/// Findings that say the same of several places become one; the order of the first of each stays.
fn group(findings: &[Finding], holders: &HashMap<(&str, &str), usize>) -> Vec<FindingView> {
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
                more: vec![runbook_link(finding.rule, finding.gate)],
            });
            groups.len() - 1
        });
        groups[index].places.push(place(&finding.location, holders));
    }
    groups
}

/// The same for what was set aside, by reason.
fn ignored(all: &[Ignored], holders: &HashMap<(&str, &str), usize>) -> Vec<IgnoredView> {
    let mut by_reason: Vec<(String, Vec<Finding>)> = Vec::new();
    for one in all {
        let reason = one_line(&words::why_ignored(&one.by));
        match by_reason.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, findings)) => findings.push(one.finding.clone()),
            None => by_reason.push((reason, vec![one.finding.clone()])),
        }
    }
    let views = by_reason.into_iter().flat_map(|(reason, findings)| {
        let findings = group(&findings, holders).into_iter();
        findings.map(move |finding| IgnoredView { finding, reason: reason.clone() })
    });
    views.collect()
}

fn place(location: &finding::Location, holders: &HashMap<(&str, &str), usize>) -> Place {
    let path = location.path.as_deref();
    Place {
        file: one_line(&location.file),
        path: path.map(one_line),
        line: location.line,
        column: location.column,
        artifact: holders.get(&(location.file.as_str(), path.unwrap_or_default())).copied(),
    }
}

pub(super) fn pieces(message: &Message) -> Vec<Piece> {
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
    use crate::fixture;
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
        let groups = group(&findings, &HashMap::new());
        assert_eq!(groups.len(), 2);
        let files: Vec<&str> = groups[0].places.iter().map(|place| place.file.as_str()).collect();
        assert_eq!(files, ["a.whl", "b.whl"]);
        assert_eq!(
            groups[0].message,
            [Piece::Code("a\\nb".to_owned()), Piece::Text(" is ".to_owned()), Piece::Code("odd".to_owned())]
        );
    }

    fn sample(text: &str) -> ReportView {
        view(&fixture::report(text))
    }

    #[test]
    fn an_answer_links_to_the_finding_that_explains_it() {
        let view = sample(include_str!("../../tests/fixtures/samples/broken.txt"));
        let wheel = view.artifacts.iter().find(|artifact| artifact.kind == "wheel").unwrap();
        let [answer] = wheel.answers.as_slice() else { panic!("{:?}", wheel.answers) };
        assert_eq!(
            (answer.tools.join(" "), answer.status, answer.word.as_str()),
            ("twine uv".to_owned(), Some(400), "refused")
        );
        let cause = answer.cause.as_ref().unwrap();
        assert_eq!((cause.rule.as_str(), cause.place.rsplit('/').next()), ("dep-direct-url", Some("METADATA:7")));
        assert_eq!(view.findings[cause.finding].rule, "dep-direct-url");
        assert_eq!(cause.fix, view.findings[cause.finding].fix);
        let pyproject = view.artifacts.iter().find(|artifact| artifact.kind == "pyproject").unwrap();
        assert!(pyproject.answers.is_empty() && !pyproject.unanswered.is_empty());
    }

    #[test]
    fn tools_that_get_other_answers_are_told_apart() {
        let view = sample(
            "=== demo-1.0-py3-none-any.whl\n--- demo-1.0.dist-info/METADATA {merge}\nMetadata-Version: 2.1\nLicense-Expression:\nLicense-File: LICENSE\n",
        );
        let answers = &view.artifacts[0].answers;
        let brief: Vec<_> = answers.iter().map(|answer| (answer.tools.join(" "), answer.status)).collect();
        assert_eq!(brief, [("twine".to_owned(), Some(200)), ("uv".to_owned(), Some(400))]);
        assert!(answers[0].cause.is_none());
        assert_eq!(answers[1].cause.as_ref().map(|cause| cause.rule.as_str()), Some("metadata-field-too-new"));
    }

    #[test]
    fn a_place_knows_the_member_that_can_be_shown() {
        let view = sample(include_str!("../../tests/fixtures/samples/broken.txt"));
        for place in view.findings.iter().flat_map(|finding| &finding.places) {
            let whole_wheel = place.path.is_none() && place.file.ends_with(".whl");
            assert_eq!(place.artifact.is_some(), !whole_wheel, "{place:?}");
        }
    }

    #[test]
    fn what_is_ignored_is_shown_with_its_reason_and_place() {
        let view = sample(
            "=== pyproject.toml\n[tool.preflight]\nignore = [{ rule = \"dep-*\", reason = \"known\" }]\n\
             === demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n\
             Requires-Dist: one @ https://example.com/one.whl\n",
        );
        let ignored: Vec<(&str, &str)> =
            view.ignored.iter().map(|one| (one.finding.rule.as_str(), one.reason.as_str())).collect();
        assert_eq!(ignored, [("dep-direct-url", "known")]);
        assert!(view.ignored[0].finding.places[0].artifact.is_some());
    }

    #[test]
    fn a_place_says_as_much_as_is_known() {
        let mut place = Place { file: "a.whl".to_owned(), path: None, line: None, column: None, artifact: None };
        assert_eq!(place.inside(), "");
        place.path = Some("a/METADATA".to_owned());
        place.line = Some(4);
        assert_eq!(place.inside(), "a/METADATA:4");
    }
}
