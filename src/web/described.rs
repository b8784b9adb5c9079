//! What a distribution says of itself: metadata, requirements in words, the README, RECORD against what is there. Answers out
//! of what was read; opens nothing.

use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::ExtraName;

use super::kept::{LINE_CHARS, MOST_BYTES};
use super::question::{
    Answer, DescriptionView, DetailsView, EntryPointView, Environment, FieldView, HeaderView, RecordRowView,
    RecordState, RecordView, Rendered, RequirementsView,
};
use super::{explain, requirement_words, tag_words};
use crate::artifact::entry_points::EntryPoint;
use crate::artifact::metadata::{Field, Metadata};
use crate::artifact::normalize_name;
use crate::artifact::wheel::{Digest, Wheel};
use crate::finding::one_line;
use crate::inspect::Dropped;
use crate::upload::description;

/// Rows of one answer.
const ROWS: usize = 200;

/// Requirements of one answer; a hostile file has thousands.
const REQUIREMENTS: usize = 300;

pub(super) fn details(file: &Dropped) -> Answer {
    let mut view = DetailsView::default();
    match file {
        Dropped::Wheel(wheel) => {
            view.metadata = wheel.metadata.as_ref().map(headers);
            view.wheel = wheel.wheel_file.as_ref().map(|file| header_view(&file.path, file.fields(), 0, 0));
            view.tags = wheel.filename.as_ref().ok().map(tag_words::view);
            let entries = wheel.entry_points.iter().flat_map(|points| &points.entries);
            view.entry_points = entries.take(REQUIREMENTS).map(entry_point).collect();
        }
        Dropped::Sdist(sdist) => view.metadata = sdist.metadata.as_ref().map(headers),
        Dropped::Pyproject(_) | Dropped::Workflow(_) | Dropped::Log(_) | Dropped::Other(_) => {}
    }
    let metadata = match file {
        Dropped::Wheel(wheel) => wheel.metadata.as_ref(),
        Dropped::Sdist(sdist) => sdist.metadata.as_ref(),
        _ => None,
    };
    let extras = metadata.into_iter().flat_map(|metadata| metadata.all("Provides-Extra"));
    view.extras = extras.take(REQUIREMENTS).map(|field| one_line(field.value.trim())).collect();
    Answer::Details(Box::new(view))
}

fn headers(metadata: &Metadata) -> HeaderView {
    header_view(&metadata.path, &metadata.fields, metadata.body.lines().count(), metadata.body_line)
}

fn header_view(path: &str, fields: &[Field], body_lines: usize, body_line: u32) -> HeaderView {
    /// More fields than any release has.
    const MOST: usize = 1000;
    let fields = fields.iter().take(MOST).map(|field| {
        let (note, odd) = explain::field(&field.name);
        let mut value: String = field.value.chars().take(LINE_CHARS).collect();
        if value.len() < field.value.len() {
            value.push('…');
        }
        FieldView {
            name: one_line(&field.name),
            value: one_line(&value.replace("\r\n", "\n").replace('\n', " ")),
            line: field.line,
            note: note.to_owned(),
            odd,
        }
    });
    HeaderView { path: one_line(path), fields: fields.collect(), body_lines, body_line }
}

fn entry_point(entry: &EntryPoint) -> EntryPointView {
    let meaning = match entry.group.as_str() {
        "console_scripts" => format!("installers make the command {}", entry.name),
        "gui_scripts" => format!("installers make the command {}, without a console on Windows", entry.name),
        _ => format!("programs that look for {} find it", entry.group),
    };
    EntryPointView {
        group: one_line(&entry.group),
        name: one_line(&entry.name),
        value: one_line(&entry.value),
        line: entry.line,
        meaning: one_line(&meaning),
    }
}

pub(super) fn requirements(metadata: &Metadata, chosen: &Environment) -> Answer {
    let environment = requirement_words::environment(chosen);
    let extras: Vec<ExtraName> =
        chosen.extras.iter().filter_map(|extra| ExtraName::from_str(&normalize_name(extra)).ok()).collect();
    let all = metadata.requires_dist.iter();
    let python = metadata.value("Requires-Python").map(|text| match VersionSpecifiers::from_str(text) {
        Ok(specifiers) => {
            let contains = Version::from_str(&chosen.python).ok().map(|python| specifiers.contains(&python));
            (format!("Python {}", requirement_words::versions(&specifiers)), contains)
        }
        Err(_) => (one_line(text), None),
    });
    Answer::Requirements(RequirementsView {
        requirements: all
            .take(REQUIREMENTS)
            .map(|requirement| requirement_words::view(requirement, environment.as_ref(), &extras))
            .collect(),
        python,
        more: metadata.requires_dist.len().saturating_sub(REQUIREMENTS),
    })
}

/// The description, and what PyPI's renderer made of it where it ran.
pub(super) fn readme(metadata: &Metadata, executed: Option<&Rendered>) -> Answer {
    let content_type = metadata.value("Description-Content-Type");
    // Versions before 2.1 of the format, and some tools still, write it as a field.
    let field = metadata.value("Description").map(str::to_owned);
    let text = if metadata.body.trim().is_empty() { field.unwrap_or_default() } else { metadata.body.clone() };
    if text.trim().is_empty() {
        return Answer::Nothing("There is no description: the project page on PyPI would be empty.".to_owned());
    }
    let said = content_type.map_or_else(|| "no content type".to_owned(), one_line);
    let mut preview = description::preview(&text, content_type);
    let mut renderer = format!("{} ({said})", preview.renderer);
    if let Some(Rendered { html, warnings, .. }) = executed {
        renderer.push_str(", rendered here by PyPI's own renderer");
        preview.html = html.as_deref().map(description::markdown::clean);
        preview.problem = html.is_none().then(|| one_line(warnings.trim()));
    }
    Answer::Description(DescriptionView {
        renderer,
        can_run: executed.is_none() && description::needs_docutils(content_type),
        images: preview.html.as_ref().map_or(0, |html| html.matches("<img").count()),
        html: preview.html,
        text: text.chars().take(usize::try_from(MOST_BYTES / 8).unwrap_or(0)).collect(),
        problem: preview.problem,
    })
}

pub(super) fn record(wheel: &Wheel, from: usize) -> Answer {
    let Some(record) = &wheel.record else {
        return Answer::Nothing("This wheel has no RECORD that could be read.".to_owned());
    };
    let places: std::collections::HashMap<&str, usize> =
        wheel.members.iter().enumerate().map(|(at, member)| (member.path.as_str(), at)).collect();
    let listed: std::collections::HashSet<&str> = record.rows.iter().map(|row| row.path.as_str()).collect();
    let rows = record.rows.iter().map(|row| {
        let member = places.get(row.path.as_str()).copied();
        let state = state(&row.path, &row.hash, &row.size, member.is_some(), wheel.digests.get(&row.path));
        (state, row.path.as_str(), row.hash.as_str(), row.size.as_str(), Some(row.line), member)
    });
    let unlisted = wheel.members.iter().enumerate().filter(|(_, member)| {
        !member.is_directory() && !listed.contains(member.path.as_str()) && !is_exempt(&member.path)
    });
    let unlisted = unlisted.map(|(at, member)| (RecordState::Unlisted, member.path.as_str(), "", "", None, Some(at)));
    let mut all: Vec<_> = rows.chain(unlisted).collect();
    all.sort_by_key(|row| row.0);
    let mut counts: Vec<(RecordState, usize)> = Vec::new();
    for row in &all {
        match counts.last_mut() {
            Some((state, count)) if *state == row.0 => *count += 1,
            _ => counts.push((row.0, 1)),
        }
    }
    let views = all.iter().skip(from).take(ROWS).map(|(state, path, hash, size, line, member)| RecordRowView {
        path: one_line(path),
        state: *state,
        hash: one_line(hash),
        size: one_line(size),
        line: *line,
        member: *member,
    });
    Answer::Record(RecordView { path: one_line(&record.path), rows: views.collect(), total: all.len(), counts })
}

fn is_exempt(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    folder.ends_with(".dist-info") && matches!(name, "RECORD" | "RECORD.jws" | "RECORD.p7s")
}

fn state(path: &str, hash: &str, size: &str, there: bool, digest: Option<&Digest>) -> RecordState {
    if !there {
        return RecordState::Missing;
    }
    if is_exempt(path) {
        return RecordState::Exempt;
    }
    let Some(digest) = digest else { return RecordState::Unknown };
    if size.parse::<u64>().is_ok_and(|size| size != digest.size) {
        return RecordState::Differs;
    }
    match &digest.hash {
        _ if hash.is_empty() => RecordState::NoHash,
        Some(found) if found.trim_end_matches('=') == hash.trim_end_matches('=') => RecordState::Matches,
        Some(_) => RecordState::Differs,
        None => RecordState::Unknown,
    }
}
