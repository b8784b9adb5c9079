//! What the page may ask about a release that the engine keeps, and the answers, ready to be shown.
//!
//! Questions and answers are bytes like events (`wire`). Every text in an answer is safe to show on one line.

use serde::{Deserialize, Serialize};

use super::colour::Class;
use super::drawn::Node;
use super::protocol::ReportView;
use super::smoke::Verdict;

/// Artifacts, members and rows count from 0, lines from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// A part of a text from a line on, or the head of a binary. Without a member, the dropped file itself.
    Content { artifact: usize, member: Option<usize>, from: u32 },
    /// Metadata, tags and entry points of a distribution.
    Details { artifact: usize },
    /// Its requirements, and which of them apply.
    Requirements { artifact: usize, environment: Environment },
    /// Its long description as PyPI renders it.
    Description { artifact: usize },
    /// Rows of RECORD against what the archive holds, those that differ first.
    Record { artifact: usize, from: usize },
    /// The report as the command writes it.
    Written { form: Form },
    /// What differs between two distributions. The three questions that follow are about the newest of these.
    Compare { old: Slot, new: Slot },
    /// Files that differ, from one on, in the order of their paths.
    Changes { from: usize },
    /// How one of them differs.
    Difference { change: usize },
    /// All of it as the command writes it: a text that `patch` and `git apply` take.
    ComparisonText,
    /// The texts of a small release, to be edited.
    Draft,
    /// The release with those texts, as a zip.
    Rebuild { files: Vec<DraftFile> },
    /// The descriptions that PyPI renders with docutils.
    Descriptions,
    /// The report, with what was executed beside what was read.
    Executed(Executed),
    /// A part of a log from a line on; `path` names the member of an archive of logs.
    Log { artifact: usize, path: String, from: u32 },
    /// Why the run failed that a log is of; with the JSON of the triage.
    Triage { artifact: usize },
    /// What to type into the forms for trusted publishers, and how what was typed in differs from the files.
    Publishers(Typed),
    /// A file with its repairs written, all or only the safe ones; `path` names the member of an sdist.
    Fixed { artifact: usize, path: Option<String>, all: bool },
    /// The release kit; with the zip of it in base64.
    Kit(KitChoice),
}

/// What a report can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    Text,
    Markdown,
    Json,
    Sarif,
    Html,
}

impl Form {
    pub const ALL: [Self; 5] = [Self::Text, Self::Markdown, Self::Json, Self::Sarif, Self::Html];

    /// As people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "Markdown",
            Self::Json => "JSON",
            Self::Sarif => "SARIF",
            Self::Html => "HTML",
        }
    }

    /// As the command's `--format` and the name of a file end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Html => "html",
        }
    }

    /// What the command has to be told.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Markdown => "--format markdown ",
            Self::Json => "--format json ",
            Self::Sarif => "--format sarif ",
            Self::Html => "--format html ",
        }
    }
}

/// One of two distributions to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slot {
    /// Of the release, from 0.
    Artifact(usize),
    /// The file that was given beside the release.
    Beside,
}

/// A file of a release that is being repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftFile {
    pub name: String,
    /// Its place in the release.
    pub of: usize,
    /// Of what is no archive; `None` for what is no text either.
    pub text: Option<String>,
    /// Of an archive, but for its folders.
    pub members: Vec<DraftMember>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftMember {
    pub path: String,
    /// Its place among the members; `None` for one that was added.
    pub of: Option<usize>,
    /// `None` for what is no text, which stays as it is.
    pub text: Option<String>,
}

/// What came of running the release and PyPI's renderer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executed {
    pub descriptions: Vec<Rendered>,
    /// Artifacts that were tried.
    pub ran: Vec<(usize, Verdict)>,
}

/// What PyPI's renderer made of a description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    pub text: String,
    /// Before it is sanitised; `None` where it does not render.
    pub html: Option<String>,
    pub warnings: String,
}

/// What a visitor types in of the publisher's record at PyPI and of the tag; empty where it is not told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// `owner/name`; where it is empty, the drop decides.
    pub repository: String,
    pub environment: String,
    pub tag: String,
}

/// What a visitor chooses for the kit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitChoice {
    /// Whether uv publishes, in place of the action.
    pub uv: bool,
    /// Whether the version comes from the tag; by default from where the project has it now.
    pub from_tag: Option<bool>,
    /// The step of the workflow that the visitor came for.
    pub step: String,
}

/// Where a release would be installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// `3.12`
    pub python: String,
    pub platform: Platform,
    /// Extras that are asked for, as written.
    pub extras: Vec<String>,
}

impl Default for Environment {
    fn default() -> Self {
        Self { python: "3.13".to_owned(), platform: Platform::Linux, extras: Vec::new() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Platform {
    Linux,
    Macos,
    Windows,
}

impl Platform {
    pub const ALL: [Self; 3] = [Self::Linux, Self::Macos, Self::Windows];

    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Linux => "Linux on x86-64",
            Self::Macos => "macOS on Apple silicon",
            Self::Windows => "Windows on x86-64",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    Text(TextView),
    Binary(BinaryView),
    Details(Box<DetailsView>),
    Requirements(RequirementsView),
    Description(DescriptionView),
    Record(RecordView),
    /// A text to carry away.
    Written(String),
    Comparison(Box<ComparisonView>),
    Changes(Vec<ChangeView>),
    Difference(DifferenceView),
    Draft(Vec<DraftFile>),
    /// A zip, in base64.
    Rebuilt(String),
    Descriptions(Vec<String>),
    /// Without members.
    Executed(Box<ReportView>),
    Drawn(DrawnView),
    /// Why there is nothing to show.
    Nothing(String),
}

/// What the engine wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnView {
    pub nodes: Vec<Node>,
    /// What can be saved, as the question says; else empty.
    pub text: String,
    /// Of the file that it is saved as.
    pub name: String,
    /// Whether a choice that was left open stands so.
    pub chosen: bool,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextView {
    /// "Python", or "text" where nothing is coloured.
    pub language: String,
    /// "UTF-8" or what else the bytes were taken for.
    pub encoding: String,
    /// Of the first of `lines`.
    pub first: u32,
    pub lines: Vec<LineView>,
    /// Lines of the whole text, as far as it is shown.
    pub total: u32,
    /// What is not shown, in a sentence.
    pub cut: Option<String>,
}

/// Coloured pieces of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView(pub Vec<(Class, String)>);

/// The head of what is no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinaryView {
    /// "A PNG image, 32 by 32 pixels"
    pub kind: String,
    /// Names and values of what else is known.
    pub facts: Vec<(String, String)>,
    /// Offset, sixteen bytes in hexadecimal, and the same as ASCII.
    pub rows: Vec<(String, String, String)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsView {
    pub metadata: Option<HeaderView>,
    /// `WHEEL`
    pub wheel: Option<HeaderView>,
    pub tags: Option<TagsView>,
    pub entry_points: Vec<EntryPointView>,
    /// Extras that the metadata names.
    pub extras: Vec<String>,
}

/// A file of header fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderView {
    pub path: String,
    pub fields: Vec<FieldView>,
    /// Lines of the description that follows the fields.
    pub body_lines: usize,
    pub body_line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    pub name: String,
    pub value: String,
    pub line: u32,
    /// What the field is, or why it should not be there.
    pub note: String,
    /// Whether the specification calls it deprecated or does not know it.
    pub odd: bool,
}

/// The name of a wheel, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagsView {
    /// Each part as it stands in the name, what it is called, and what it means.
    pub parts: Vec<PartView>,
    /// Who can install it, in a sentence.
    pub installs: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    pub text: String,
    pub name: String,
    pub meaning: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPointView {
    pub group: String,
    pub name: String,
    pub value: String,
    pub line: u32,
    /// What an installer makes of it.
    pub meaning: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementsView {
    pub requirements: Vec<RequirementView>,
    /// `Requires-Python`, in words, and whether the chosen Python is in it.
    pub python: Option<(String, Option<bool>)>,
    /// How many there are beyond those listed.
    pub more: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementView {
    pub text: String,
    pub name: String,
    /// Versions and extras.
    pub what: String,
    /// When it is needed; empty for always.
    pub when: String,
    /// `None` where it cannot be read.
    pub applies: Option<bool>,
    pub line: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescriptionView {
    /// How PyPI comes to what it shows.
    pub renderer: String,
    /// Sanitised; images have no source. None where this page cannot render it as PyPI does.
    pub html: Option<String>,
    /// The source, where there is no HTML.
    pub text: String,
    /// Images that are left out.
    pub images: usize,
    /// What PyPI would not render, and why.
    pub problem: Option<String>,
    /// Whether PyPI's own renderer has still to run for it.
    pub can_run: bool,
}

/// What differs between two distributions, but for the files, which come in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonView {
    pub headline: String,
    /// Old and new: name, kind and sizes.
    pub sides: [(String, String); 2],
    /// A part of the metadata, a field of it, its old and its new value. Only what was not to be expected.
    pub fields: Vec<(String, String, String, String)>,
    /// Fields beyond those listed.
    pub more: usize,
    /// Of the long descriptions; empty where they are the same.
    pub description: Vec<(LineMark, String)>,
    /// Reasons to expect a difference, how many there are for each, and some of their names.
    pub expected: Vec<(String, usize, String)>,
    /// What could not be compared.
    pub notes: Vec<String>,
    /// Files that differ, those to be expected among them.
    pub files: usize,
}

/// Path, how it differs, bytes, and whether that was to be expected. A tuple, because there may be 65,535 of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView(pub String, pub ChangeMark, pub u64, pub bool);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeMark {
    Added,
    Removed,
    Changed,
    Moved,
}

impl ChangeMark {
    /// The sign of a diff, and a word.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Added => ("+", "added"),
            Self::Removed => ("−", "removed"),
            Self::Changed => ("~", "changed"),
            Self::Moved => ("→", "moved"),
        }
    }
}

/// How one file differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceView {
    /// Path or paths, sizes and counts of lines, or why there is no difference to show.
    pub title: String,
    /// Why it was to be expected; empty where it was not.
    pub expected: String,
    /// Successive lines of one kind are one piece.
    pub lines: Vec<(LineMark, String)>,
}

/// A line of a unified diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineMark {
    Added,
    Removed,
    Same,
    /// Where a hunk starts, or what is said of it.
    Head,
}

impl LineMark {
    /// As it stands in class names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Same => "same",
            Self::Head => "head",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    pub path: String,
    /// A part of them.
    pub rows: Vec<RecordRowView>,
    pub total: usize,
    /// "12 match", "1 differs": the counts of all rows.
    pub counts: Vec<(RecordState, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRowView {
    pub path: String,
    pub state: RecordState,
    pub hash: String,
    pub size: String,
    /// Of RECORD; none for a member that it does not list.
    pub line: Option<u32>,
    /// Its place among the members.
    pub member: Option<usize>,
}

/// In the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RecordState {
    Differs,
    Missing,
    Unlisted,
    NoHash,
    Unknown,
    Exempt,
    Matches,
}

impl RecordState {
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Differs => "differs from the file",
            Self::Missing => "not in the archive",
            Self::Unlisted => "not listed in RECORD",
            Self::NoHash => "listed without a hash",
            Self::Unknown => "not compared",
            Self::Exempt => "needs no hash",
            Self::Matches => "matches",
        }
    }

    /// "26 match", "1 matches"
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        let words = match self {
            Self::Differs if count != 1 => "differ from the file",
            Self::Exempt if count != 1 => "need no hash",
            Self::Matches if count != 1 => "match",
            _ => self.words(),
        };
        format!("{} {words}", crate::finding::grouped(count as u64))
    }
}
