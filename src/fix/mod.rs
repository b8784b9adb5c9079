//! Repairs of `pyproject.toml` and of workflows, each tied to the findings that it answers.
//!
//! A repair changes nothing but what it is about: the form of the file, its comments and the order of its keys stay. It is
//! plain data (which bytes, what instead), so that a command can write it and a page can show it. One file a group of rules;
//! a repair invents nothing: no version, no licence, no name that is not in the drop.
//!
//! The edits of `pyproject.toml` are found with [`toml`], those of workflows with [`workflow`].

mod classifiers;
mod direct_url;
mod discovery;
mod dynamic;
mod entry_points;
mod license;
mod names;
mod readme;
mod toml;
mod workflow;

use std::ops::Range;

use imara_diff::{Algorithm, BasicLineDiffPrinter, Diff, InternedInput, UnifiedDiffConfig};
use toml_edit::DocumentMut;

use crate::artifact::pyproject::Pyproject;
use crate::finding::{Finding, Location, Message};
use crate::inspect::Release;

/// Whether a repair may be written without being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// Means the same to every tool, or turns what no tool takes into what it can only have meant.
    Safe,
    /// Somebody who knows the project has to agree.
    Review,
}

impl Safety {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Review => "review",
        }
    }
}

/// Bytes of the file that are replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// One repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The rule whose findings it answers.
    pub rule: &'static str,
    /// The places of those findings: the first is the one in the file itself, if there is such a one.
    pub locations: Vec<Location>,
    /// What it does.
    pub title: Message,
    pub safety: Safety,
    /// The file that is edited, as findings name it.
    pub file: Location,
    /// From the front, apart from each other.
    pub edits: Vec<Edit>,
}

/// What was found and could be repaired elsewhere, and why it is left to the maintainer here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub rule: &'static str,
    pub location: Location,
    pub reason: Message,
}

/// What can be done about the findings of a drop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repairs {
    pub fixes: Vec<Fix>,
    pub left: Vec<Left>,
}

/// What the file alone does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Requirements that take the place of URLs, as `name>=1.0`: what the user answered when asked for a version.
    pub requirements: Vec<String>,
    /// Whether the packages lie in `src/` and no module beside them, for who can look; else an sdist of the drop tells.
    pub src_layout: Option<bool>,
}

/// Larger files are not edited: an honest one has some hundred lines.
const MAX_BYTES: usize = 128 * 1024;
/// More findings of one file than this are not worked on at once.
const MAX_FINDINGS: usize = 100;

/// What a repair does, once it has been done to the document.
struct Repair {
    title: Message,
    safety: Safety,
}

impl Repair {
    fn safe(title: Message) -> Self {
        Self { title, safety: Safety::Safe }
    }

    fn review(title: Message) -> Self {
        Self { title, safety: Safety::Review }
    }
}

/// What a repair may look at.
struct Case<'c> {
    finding: &'c Finding,
    /// The byte of the file that the finding points to, if it points into the file.
    at: Option<usize>,
    pyproject: &'c Pyproject,
    release: &'c Release,
    options: &'c Options,
}

/// Changes the document and says what it did, or returns nothing where it can do nothing.
type Repairer = fn(&Case<'_>, &mut DocumentMut) -> Option<Repair>;

const REPAIRERS: [(&str, Repairer); 18] = [
    ("dep-direct-url", direct_url::repair),
    ("dep-local-path", direct_url::repair),
    ("dep-name-spelling", names::requirement),
    ("metadata-name-spelling", names::project),
    ("pyproject-discovery-implicit", discovery::explicit),
    ("sdist-package-missing", discovery::folder),
    ("content-empty", discovery::folder),
    ("pyproject-dynamic-conflict", dynamic::repair),
    ("pyproject-backend-too-old", license::backend),
    ("pyproject-license-table", license::table),
    ("metadata-license-conflict", license::classifier),
    ("license-expression", license::expression),
    ("metadata-content-type", readme::repair),
    ("classifier-unknown", classifiers::unknown),
    ("classifier-deprecated", classifiers::deprecated),
    ("entry-reference-invalid", entry_points::reference),
    ("entry-module-missing", entry_points::module),
    ("entry-attribute-missing", entry_points::attribute),
];

/// Repairs of every `pyproject.toml` and every workflow of the drop, in the order of the findings. Which file one is about,
/// it says itself.
#[must_use]
pub fn fixes(release: &Release, findings: &[Finding], options: &Options) -> Vec<Fix> {
    repairs(release, findings, options).fixes
}

/// The same, with what is left to the maintainer.
#[must_use]
pub fn repairs(release: &Release, findings: &[Finding], options: &Options) -> Repairs {
    let of_files = release.pyprojects().flat_map(|pyproject| of_file(pyproject, release, findings, options));
    let mut repairs = Repairs { fixes: of_files.collect(), left: Vec::new() };
    workflow::repairs(release, findings, &mut repairs);
    repairs
}

fn of_file(pyproject: &Pyproject, release: &Release, findings: &[Finding], options: &Options) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = Vec::new();
    if pyproject.text.len() > MAX_BYTES || !pyproject.problems.is_empty() {
        return fixes;
    }
    // A document has lines that end with LF, the last one too.
    let crlf = pyproject.text.contains("\r\n");
    let open_end = !pyproject.text.ends_with('\n');
    let written = |document: &DocumentMut| {
        let mut text = document.to_string();
        if open_end && text.ends_with('\n') {
            text.pop();
        }
        if crlf { text.replace('\n', "\r\n") } else { text }
    };
    let Ok(document) = pyproject.text.replace("\r\n", "\n").parse::<DocumentMut>() else { return fixes };
    // A file that would come back otherwise than it was read is left alone.
    if written(&document) != pyproject.text {
        return fixes;
    }
    let file = pyproject.location();
    let inside = |location: &Location| location.file == file.file && location.path == file.path;
    let lines = Lines::of(&pyproject.text);
    let known = findings.iter().filter_map(|finding| {
        let repairer = REPAIRERS.iter().find(|(rule, _)| *rule == finding.rule)?.1;
        Some((finding, repairer))
    });
    for (finding, repairer) in known.take(MAX_FINDINGS) {
        let at = inside(&finding.location).then(|| lines.offset(&finding.location)).flatten();
        let case = Case { finding, at, pyproject, release, options };
        let mut changed = document.clone();
        let Some(Repair { title, safety }) = repairer(&case, &mut changed) else { continue };
        let edits = edits(&pyproject.text, &written(&changed));
        if edits.is_empty() {
            continue;
        }
        let same = |fix: &&mut Fix| fix.rule == finding.rule && fix.edits == edits;
        if let Some(fix) = fixes.iter_mut().find(same) {
            let place = if at.is_some() { 0 } else { fix.locations.len() };
            fix.locations.insert(place, finding.location.clone());
        } else {
            let locations = vec![finding.location.clone()];
            fixes.push(Fix { rule: finding.rule, locations, title, safety, file: file.clone(), edits });
        }
    }
    fixes
}

/// The text with the fixes applied, in their order; a fix that touches what another one has changed is left out.
#[must_use]
pub fn apply(text: &str, fixes: &[&Fix]) -> String {
    let mut chosen: Vec<&Edit> = Vec::new();
    for fix in fixes {
        let meets = |edit: &Edit| chosen.iter().any(|other| touch(&edit.range, &other.range));
        let outside = |edit: &Edit| text.get(edit.range.clone()).is_none();
        if !fix.edits.iter().any(|edit| meets(edit) || outside(edit)) {
            chosen.extend(&fix.edits);
        }
    }
    chosen.sort_by_key(|edit| edit.range.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in chosen {
        out.push_str(&text[from..edit.range.start]);
        out.push_str(&edit.text);
        from = edit.range.end;
    }
    out.push_str(&text[from..]);
    out
}

/// A repair may make another one possible, or change the place of one; more rounds than this nobody needs.
pub const ROUNDS: usize = 20;

/// Applies those fixes that do not meet one before them, which wait for the next round: what was applied, and the text.
pub fn round(text: &str, fixes: impl IntoIterator<Item = Fix>) -> (Vec<Fix>, String) {
    let mut applied: Vec<Fix> = Vec::new();
    let mut after = text.to_owned();
    for fix in fixes {
        applied.push(fix);
        let with = apply(text, &applied.iter().collect::<Vec<_>>());
        if with == after {
            applied.pop();
        }
        after = with;
    }
    (applied, after)
}

/// Repairs until there is nothing to repair: what was done, and the text. `look` says what a text still needs.
pub fn settle(text: &str, mut look: impl FnMut(&str) -> Vec<Fix>) -> (Vec<Fix>, String) {
    let mut text = text.to_owned();
    let mut done = Vec::new();
    for _ in 0..ROUNDS {
        let (applied, after) = round(&text, look(&text));
        if applied.is_empty() {
            break;
        }
        text = after;
        done.extend(applied);
    }
    (done, text)
}

fn touch(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// A unified diff with three lines around each change; empty where nothing differs.
#[must_use]
pub fn unified_diff(name: &str, before: &str, after: &str) -> String {
    let (lines, diff) = diff(before, after);
    let printer = BasicLineDiffPrinter(&lines.interner);
    let hunks = diff.unified_diff(&printer, UnifiedDiffConfig::default(), &lines).to_string();
    if hunks.is_empty() { hunks } else { format!("--- a/{name}\n+++ b/{name}\n{hunks}") }
}

fn diff<'t>(before: &'t str, after: &'t str) -> (InternedInput<&'t str>, Diff) {
    let lines = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::Histogram, &lines);
    diff.postprocess_lines(&lines);
    (lines, diff)
}

/// What turns one text into the other: changed lines, without what their ends have in common.
fn edits(before: &str, after: &str) -> Vec<Edit> {
    let (old, new) = (starts(before), starts(after));
    let bytes = |starts: &[usize], lines: Range<u32>| {
        let at = |line: u32| {
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            starts.get(line).or(starts.last()).copied().unwrap_or_default()
        };
        at(lines.start)..at(lines.end)
    };
    let (_, diff) = diff(before, after);
    diff.hunks()
        .map(|hunk| {
            let text = &after[bytes(&new, hunk.after)];
            trimmed(before, bytes(&old, hunk.before), text)
        })
        .collect()
}

/// Where each line starts, and the end of the text.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1).filter(|at| *at < text.len()));
    starts.push(text.len());
    starts
}

/// The edit without the characters that both texts begin and end with.
fn trimmed(before: &str, range: Range<usize>, text: &str) -> Edit {
    let old = &before[range.clone()];
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum()
    };
    let front = same(&mut old.chars().zip(text.chars()));
    let (old, text) = (&old[front..], &text[front..]);
    let back = same(&mut old.chars().rev().zip(text.chars().rev()));
    let start = range.start + front;
    Edit { range: start..start + old.len() - back, text: text[..text.len() - back].to_owned() }
}

/// Lines of a text, to find the byte of a place.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, starts: starts(text) }
    }

    fn offset(&self, location: &Location) -> Option<usize> {
        let start = *self.starts.get(usize::try_from(location.line?).ok()?.checked_sub(1)?)?;
        let column = usize::try_from(location.column?).ok()?.checked_sub(1)?;
        let line = self.text.get(start..)?;
        line.char_indices().map(|(at, _)| start + at).nth(column)
    }
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_as_small_as_they_can_be_and_give_the_other_text() {
        for (before, after, expected) in [
            ("a = \"b_c\"\n", "a = \"b-c\"\n", vec![(6..7, "-")]),
            ("a\nb\nc\n", "a\nc\n", vec![(2..4, "")]),
            ("a\n", "a\nb\n", vec![(2..2, "b\n")]),
            ("a", "a\nb\n", vec![(1..1, "\nb\n")]),
            ("ä = 1\nx\nö = 1\n", "ä = 2\nx\nö = 2\n", vec![(5..6, "2"), (14..15, "2")]),
        ] {
            let found = edits(before, after);
            let told: Vec<(Range<usize>, &str)> =
                found.iter().map(|edit| (edit.range.clone(), edit.text.as_str())).collect();
            assert_eq!(told, expected, "{before:?} {after:?}");
            let fix = Fix {
                rule: "x",
                locations: Vec::new(),
                title: crate::message!("x"),
                safety: Safety::Safe,
                file: Location::default(),
                edits: found,
            };
            assert_eq!(apply(before, &[&fix]), after);
            assert_eq!(apply(before, &[&fix, &fix]), after, "the second has nothing to stand on");
        }
    }

    /// Every repair of a `pyproject.toml` is held against its promise by the tests of its module, and once more over the bad
    /// example of its rule, where there is a file in it that can be repaired.
    #[test]
    fn every_repair_of_a_pyproject_keeps_its_promise() {
        const TESTS: [&str; 8] = [
            include_str!("classifiers.rs"),
            include_str!("direct_url.rs"),
            include_str!("discovery.rs"),
            include_str!("dynamic.rs"),
            include_str!("entry_points.rs"),
            include_str!("license.rs"),
            include_str!("names.rs"),
            include_str!("readme.rs"),
        ];
        let mut tried = 0;
        for (rule, _) in REPAIRERS {
            let named = format!("\"{rule}\"");
            let tests = TESTS.iter().filter_map(|text| text.split_once("#[cfg(test)]"));
            assert!(tests.clone().any(|(_, tests)| tests.contains(&named)), "no test repairs {rule}");
            let doc = crate::rules::by_id(rule).unwrap().meta().doc;
            for example in crate::fixture::examples(doc, "Bad") {
                tried += usize::from(testing::promise(rule, &example));
            }
        }
        assert!(tried >= 3, "{tried}");
    }

    #[test]
    fn a_repairer_has_a_rule() {
        for rule in REPAIRERS.iter().map(|(rule, _)| *rule).chain(workflow::rules()) {
            assert!(crate::rules::by_id(rule).is_some(), "{rule}");
        }
    }
}
