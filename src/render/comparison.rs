//! A comparison as text and as JSON.
//!
//! The text ends with unified diffs that stand at the start of the line, so that the whole of it, written to a file, can be
//! given to `patch -p1` or `git apply`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::text::Style;
use super::text::{BLUE, BOLD, DIM, GREEN, RED};
use super::{json, words};
use crate::compare::lines::TextDiff;
use crate::compare::{ChangeKind, Comparison, FieldChange, FileChange, Part, Relation, Side};
use crate::finding::{human_bytes, is_hidden, one_line};

/// Files of one kind of change that are listed.
const MOST_FILES: usize = 200;

/// Names that stand for all of those that were to be expected.
const FEW: usize = 3;

/// Characters of one value that are shown.
const LONGEST_VALUE: usize = 200;

#[must_use]
pub fn text(comparison: &Comparison, style: Style) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, comparison, style);
    out
}

fn write(out: &mut String, comparison: &Comparison, style: Style) -> std::fmt::Result {
    writeln!(out, "{}\n", style.paint(&headline(comparison), BOLD))?;
    for (word, one) in [("old", &comparison.old), ("new", &comparison.new)] {
        writeln!(out, "  {word}  {}  {}", one_line(&one.file), about(one))?;
    }
    for part in [Part::Metadata, Part::Requirement, Part::EntryPoint, Part::Tag] {
        let changes: Vec<&FieldChange> =
            comparison.fields.iter().filter(|change| change.part == part && change.expected.is_none()).collect();
        if !changes.is_empty() {
            writeln!(out, "\n{}", style.paint(title(part), BOLD))?;
        }
        for change in changes {
            writeln!(out, "  {}", field(change, style))?;
        }
    }
    for (kind, title, colour) in [
        (ChangeKind::Added, "added", GREEN),
        (ChangeKind::Removed, "removed", RED),
        (ChangeKind::Changed, "changed", BLUE),
        (ChangeKind::Moved, "moved", BLUE),
    ] {
        let files: Vec<&FileChange> =
            comparison.files.iter().filter(|file| file.kind == kind && file.expected.is_none()).collect();
        if !files.is_empty() {
            writeln!(out, "\n{}", style.paint(&format!("{title}: {}", words::plural(files.len(), "file")), colour))?;
        }
        for file in files.iter().take(MOST_FILES) {
            writeln!(out, "  {}", file_line(file))?;
        }
        if files.len() > MOST_FILES {
            writeln!(out, "  and {} more; `--format json` has all", files.len() - MOST_FILES)?;
        }
    }
    write_expected(out, comparison, style)?;
    for note in &comparison.notes {
        writeln!(out, "\n{}", style.paint(&format!("note: {}", one_line(note)), DIM))?;
    }
    if let Some(TextDiff { hunks, .. }) = comparison.description.as_ref().filter(|diff| !diff.hunks.is_empty()) {
        // No file of its own, so it must not look like the diff of one to `patch`.
        writeln!(out, "\n{}", style.paint("description", BOLD))?;
        hunks.lines().try_for_each(|line| writeln!(out, "  | {}", shown(line)))?;
    }
    for file in comparison.files.iter().filter(|file| file.expected.is_none()) {
        if let (Some(diff), Some(old), Some(new)) = (&file.diff, &file.old, &file.new) {
            write_diff(out, &old.path, &new.path, diff, style)?;
        }
    }
    Ok(())
}

/// The difference in a sentence.
#[must_use]
pub fn headline(comparison: &Comparison) -> String {
    let Comparison { old, new, relation, .. } = comparison;
    let name = |side: &Side| side.name.as_deref().map_or_else(|| one_line(&side.file), one_line);
    let version = |side: &Side| one_line(side.version.as_deref().unwrap_or("an unknown version"));
    let what = match relation {
        Relation::WheelAndSdist => {
            format!("{} {}: {} and {}", name(new), version(new), old.kind.phrase(), new.kind.phrase())
        }
        Relation::Versions => format!("{}: {} and {}", name(new), version(old), version(new)),
        Relation::Builds => format!("{} {}: two builds", name(new), version(new)),
    };
    let fields = comparison.fields.iter().filter(|field| field.expected.is_none()).count()
        + usize::from(comparison.description.is_some());
    let files = comparison.files.iter().filter(|file| file.expected.is_none()).count();
    let expected = comparison.fields.len() + usize::from(comparison.description.is_some()) + comparison.files.len()
        - fields
        - files;
    let same = words::plural(comparison.unchanged, "file");
    if fields + files == 0 {
        let but = if expected == 0 { "no difference" } else { "no difference that was not to be expected" };
        return format!("{what}: {but}. Equal: {same}.");
    }
    format!("{what}: {} and {} differ. Equal: {same}.", words::plural(fields, "field"), words::plural(files, "file"))
}

/// What a side is, and how large.
#[must_use]
pub fn about(side: &Side) -> String {
    let (kind, size, unpacked) = (side.kind.name(), human_bytes(side.size), human_bytes(side.unpacked));
    format!("{kind}, {size}, {} of {unpacked}", words::plural(side.files, "file"))
}

/// What a part of the metadata is called.
#[must_use]
pub fn title(part: Part) -> &'static str {
    match part {
        Part::Metadata => "metadata",
        Part::Requirement => "requirements",
        Part::EntryPoint => "entry points",
        Part::Tag => "tags and generator",
    }
}

/// A value of a field on one line, not longer than can be read.
#[must_use]
pub fn value(value: &str) -> String {
    let mut value = one_line(value);
    if let Some((end, _)) = value.char_indices().nth(LONGEST_VALUE) {
        value.truncate(end);
        value.push('…');
    }
    value
}

fn field(change: &FieldChange, style: Style) -> String {
    let name = one_line(&change.name);
    // A requirement says its name itself.
    let name = if change.part == Part::Requirement { String::new() } else { format!("{name}: ") };
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{} {name}{} → {}", style.paint("~", BLUE), value(old), value(new)),
        (Some(old), None) => format!("{} {name}{}", style.paint("-", RED), value(old)),
        (None, new) => format!("{} {name}{}", style.paint("+", GREEN), value(new.as_deref().unwrap_or_default())),
    }
}

/// Path, sizes, and how many lines differ.
#[must_use]
pub fn file_line(file: &FileChange) -> String {
    let path = |path: &str| one_line(path);
    match (&file.old, &file.new) {
        (Some(old), Some(new)) => {
            let name = if old.path == new.path {
                path(&new.path)
            } else {
                format!("{} → {}", path(&old.path), path(&new.path))
            };
            let size = if old.size == new.size {
                human_bytes(new.size)
            } else {
                format!("{} → {}", human_bytes(old.size), human_bytes(new.size))
            };
            let detail = match (&file.diff, file.no_diff) {
                (Some(diff), _) => format!(", +{} -{}", diff.added, diff.removed),
                (None, Some(reason)) => format!(", no diff: {reason}"),
                (None, None) => String::new(),
            };
            format!("{name}  {size}{detail}")
        }
        (Some(one), None) | (None, Some(one)) => format!("{}  {}", path(&one.path), human_bytes(one.size)),
        (None, None) => String::new(),
    }
}

/// What was to be expected: the reason, how many there are, and a few names that stand for all.
#[must_use]
pub fn expected(comparison: &Comparison) -> Vec<(&'static str, usize, String)> {
    let mut reasons: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for field in &comparison.fields {
        field.expected.into_iter().for_each(|reason| reasons.entry(reason).or_default().push(&field.name));
    }
    for file in &comparison.files {
        file.expected.into_iter().for_each(|reason| reasons.entry(reason).or_default().push(file.path()));
    }
    let reasons = reasons.into_iter().map(|(reason, names)| {
        let shown: Vec<String> = names.iter().take(FEW).map(|name| one_line(name)).collect();
        let more = if names.len() > FEW { format!(" and {} more", names.len() - FEW) } else { String::new() };
        (reason, names.len(), shown.join(", ") + &more)
    });
    reasons.collect()
}

fn write_expected(out: &mut String, comparison: &Comparison, style: Style) -> std::fmt::Result {
    let reasons = expected(comparison);
    if !reasons.is_empty() {
        writeln!(out, "\n{}", style.paint("to be expected", BOLD))?;
    }
    for (reason, _, names) in reasons {
        writeln!(out, "  {}", style.paint(&format!("{reason}: {names}"), DIM))?;
    }
    Ok(())
}

fn write_diff(out: &mut String, old: &str, new: &str, diff: &TextDiff, style: Style) -> std::fmt::Result {
    if diff.hunks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.paint(&format!("--- a/{}", one_line(old)), BOLD))?;
    writeln!(out, "{}", style.paint(&format!("+++ b/{}", one_line(new)), BOLD))?;
    for line in diff.hunks.split_inclusive('\n') {
        let line = shown(line.trim_end_matches('\n'));
        let colour = match line.bytes().next() {
            Some(b'+') => Some(GREEN),
            Some(b'-') => Some(RED),
            Some(b'@') => Some(BLUE),
            _ => None,
        };
        writeln!(out, "{}", colour.map_or_else(|| line.clone(), |colour| style.paint(&line, colour)))?;
    }
    if diff.cut > 0 {
        // `patch` and `git apply` pass over what is no hunk.
        writeln!(out, "{}", style.paint(&format!("# {} more not shown", words::plural(diff.cut, "hunk")), DIM))?;
    }
    Ok(())
}

/// A line of a text as a terminal or a page may have it: tabs and the end of a DOS line are kept, since a diff without them would not
/// apply; whatever else is hidden stands as an escape.
#[must_use]
pub fn shown(line: &str) -> String {
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    let mut out = String::with_capacity(line.len() + 1);
    for c in line.chars() {
        if is_hidden(c) && c != '\t' {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out + end
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: super::json_v1::Tool,
    relation: &'static str,
    old: SideJson<'a>,
    new: SideJson<'a>,
    summary: Summary,
    fields: Vec<FieldJson<'a>>,
    description: Option<DiffJson<'a>>,
    files: Vec<FileJson<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct SideJson<'a> {
    file: &'a str,
    kind: &'static str,
    size: u64,
    sha256: &'a str,
    name: Option<&'a str>,
    version: Option<&'a str>,
    files: usize,
    unpacked: u64,
}

#[derive(Serialize)]
struct Summary {
    added: usize,
    removed: usize,
    changed: usize,
    moved: usize,
    unchanged: usize,
    /// Of the fields and files that differ, those that do not surprise.
    expected: usize,
}

#[derive(Serialize)]
struct FieldJson<'a> {
    part: &'static str,
    name: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    expected: Option<&'static str>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    change: &'static str,
    old: Option<FileRefJson<'a>>,
    new: Option<FileRefJson<'a>>,
    expected: Option<&'static str>,
    diff: Option<DiffJson<'a>>,
    no_diff: Option<&'static str>,
}

#[derive(Serialize)]
struct FileRefJson<'a> {
    path: &'a str,
    size: u64,
}

#[derive(Serialize)]
struct DiffJson<'a> {
    hunks: &'a str,
    added: usize,
    removed: usize,
    cut: usize,
}

/// The comparison as JSON, indented by two, with a line feed at the end (`docs/json-v1.md`).
#[must_use]
pub fn json_v1(comparison: &Comparison) -> String {
    let Comparison { fields, files, .. } = comparison;
    let count = |kind| files.iter().filter(|file| file.kind == kind).count();
    let expected = fields.iter().filter_map(|it| it.expected).chain(files.iter().filter_map(|it| it.expected)).count();
    json(&Document {
        schema: 1,
        tool: super::json_v1::Tool::this(),
        relation: match comparison.relation {
            Relation::WheelAndSdist => "wheel-and-sdist",
            Relation::Versions => "versions",
            Relation::Builds => "builds",
        },
        old: side(&comparison.old),
        new: side(&comparison.new),
        summary: Summary {
            added: count(ChangeKind::Added),
            removed: count(ChangeKind::Removed),
            changed: count(ChangeKind::Changed),
            moved: count(ChangeKind::Moved),
            unchanged: comparison.unchanged,
            expected,
        },
        fields: fields.iter().map(field_json).collect(),
        description: comparison.description.as_ref().map(diff),
        files: files.iter().map(file_json).collect(),
        notes: &comparison.notes,
    })
}

fn side(side: &Side) -> SideJson<'_> {
    SideJson {
        file: &side.file,
        kind: side.kind.name(),
        size: side.size,
        sha256: &side.sha256,
        name: side.name.as_deref(),
        version: side.version.as_deref(),
        files: side.files,
        unpacked: side.unpacked,
    }
}

fn field_json(change: &FieldChange) -> FieldJson<'_> {
    FieldJson {
        part: match change.part {
            Part::Metadata => "metadata",
            Part::Requirement => "requirement",
            Part::EntryPoint => "entry-point",
            Part::Tag => "tag",
        },
        name: &change.name,
        old: change.old.as_deref(),
        new: change.new.as_deref(),
        expected: change.expected,
    }
}

fn file_json(file: &FileChange) -> FileJson<'_> {
    FileJson {
        change: match file.kind {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
            ChangeKind::Moved => "moved",
        },
        old: file.old.as_ref().map(|it| FileRefJson { path: &it.path, size: it.size }),
        new: file.new.as_ref().map(|it| FileRefJson { path: &it.path, size: it.size }),
        expected: file.expected,
        diff: file.diff.as_ref().map(diff),
        no_diff: file.no_diff,
    }
}

fn diff(diff: &TextDiff) -> DiffJson<'_> {
    DiffJson { hunks: &diff.hunks, added: diff.added, removed: diff.removed, cut: diff.cut }
}
