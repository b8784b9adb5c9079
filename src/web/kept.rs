//! A release that was inspected and is kept, so that the page can ask about it: one member, its metadata, its RECORD.
//!
//! Contents are read anew by range when they are asked for; what is kept of them is bounded by [`CACHE_BYTES`]. Knows nothing
//! of the browser, so all of it is tested natively.

use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::ExtraName;

use super::binary;
use super::colour::{self, Carry, Language};
use super::log_text::LogText;
use super::question::{
    Answer, DescriptionView, DetailsView, DrawnView, EntryPointView, FieldView, HeaderView, LineView, Question,
    RecordRowView, RecordState, RecordView, RequirementsView, TextView,
};
use super::{explain, fixes, kit, publishers, requirement_words, tag_words, triage as triage_view};
use crate::archive::zip::{self, ZipArchive};
use crate::archive::{Member, MemberKind, Want, limits, tar};
use crate::artifact::entry_points::EntryPoint;
use crate::artifact::metadata::{Field, Metadata};
use crate::artifact::wheel::{Digest, Wheel};
use crate::artifact::{Distribution, normalize_name};
use crate::finding::{grouped, human_bytes, one_line};
use crate::inspect::{Dropped, Release};
use crate::pipeline::triage::input as logs;
use crate::render::json_v1;
use crate::source::Source;
use crate::upload::description;

/// Bytes of one file that are shown.
const MOST_BYTES: u64 = 2 << 20;

/// Lines of one answer: so many that the page draws them within one frame or two.
pub(super) const LINES: usize = 300;

/// Characters of one line that are shown. Data in one line of a megabyte is nothing to read.
pub(super) const LINE_CHARS: usize = 2000;

/// Small members of an sdist that are kept, because each look into it is a pass over all of it.
const CACHE_BYTES: usize = 24 << 20;

/// A member of an sdist that is kept beside the one that was asked for.
const SMALL_BYTES: u64 = 256 << 10;

/// Rows of one answer.
const ROWS: usize = 200;

/// Requirements of one answer; a hostile file has thousands.
const REQUIREMENTS: usize = 300;

/// Where an artifact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Which of the sources.
    pub source: usize,
    /// The member of the source that it is, where the source is a zip of artifacts.
    pub inner: Option<String>,
}

pub struct Kept<S> {
    pub release: Release,
    pub sources: Vec<S>,
    /// One for each file of the release.
    pub origins: Vec<Origin>,
    cache: Cache,
    log: Option<LogText>,
}

/// What was read last.
#[derive(Default)]
struct Cache {
    artifact: Option<usize>,
    /// Of a zip of artifacts: the artifact itself.
    inner: Option<Vec<u8>>,
    /// Of an sdist: heads of members by their place.
    members: Vec<(usize, Vec<u8>)>,
}

impl<S: Source> Kept<S> {
    #[must_use]
    pub fn new(release: Release, sources: Vec<S>, origins: Vec<Origin>) -> Self {
        Self { release, sources, origins, cache: Cache::default(), log: None }
    }

    pub fn answer(&mut self, question: &Question) -> Answer {
        match question {
            Question::Content { artifact, member, from } => self.content(*artifact, *member, *from),
            Question::Details { artifact } => self.release.files.get(*artifact).map_or_else(gone, details),
            Question::Requirements { artifact, environment } => {
                let Some(distribution) = self.distribution(*artifact) else { return no_metadata() };
                let Some(metadata) = distribution.metadata() else { return no_metadata() };
                requirements(metadata, environment)
            }
            Question::Description { artifact } => {
                self.distribution(*artifact).and_then(Distribution::metadata).map_or_else(no_metadata, readme)
            }
            Question::Record { artifact, from } => match self.release.files.get(*artifact) {
                Some(Dropped::Wheel(wheel)) => record(wheel, *from),
                _ => Answer::Nothing("Only wheels have a RECORD.".to_owned()),
            },
            Question::Log { artifact, path, from } => self.log(*artifact, path, *from),
            Question::Triage { artifact } => triage(&self.release, *artifact),
            Question::Publishers { repository } => publishers::answer(&mut self.release, repository),
            Question::Fixed { artifact, path, all } => {
                fixes::fixed(&mut self.release, *artifact, path.as_deref(), *all)
            }
            Question::Kit(choice) => kit::answer(&self.release, choice),
        }
    }

    fn distribution(&self, artifact: usize) -> Option<&dyn Distribution> {
        match self.release.files.get(artifact)? {
            Dropped::Wheel(wheel) => Some(&**wheel),
            Dropped::Sdist(sdist) => Some(&**sdist),
            _ => None,
        }
    }

    fn content(&mut self, artifact: usize, member: Option<usize>, from: u32) -> Answer {
        if self.cache.artifact != Some(artifact) {
            self.cache = Cache { artifact: Some(artifact), ..Cache::default() };
            self.cache.inner = self.open_inner(artifact);
        }
        let Some(origin) = self.origins.get(artifact) else { return gone() };
        let source: &dyn Source = match (&origin.inner, &self.cache.inner) {
            (Some(_), Some(bytes)) => bytes,
            (Some(_), None) => return Answer::Nothing("The zip around this file could not be read again.".to_owned()),
            (None, _) => match self.sources.get(origin.source) {
                Some(source) => source,
                None => return gone(),
            },
        };
        let Some(file) = self.release.files.get(artifact) else { return gone() };
        let name = &file.info().name;
        let members = match file {
            Dropped::Wheel(wheel) => wheel.members.as_slice(),
            Dropped::Sdist(sdist) => sdist.members.as_slice(),
            _ => &[],
        };
        let Some(index) = member else {
            let mut bytes = vec![0; usize::try_from(source.len().min(MOST_BYTES)).unwrap_or(0)];
            return match source.read_at(0, &mut bytes) {
                Ok(read) => shown(name, bytes.get(..read).unwrap_or_default(), source.len(), from, Vec::new()),
                Err(error) => Answer::Nothing(format!("{name} could not be read again: {error}.")),
            };
        };
        let Some(member) = members.get(index) else { return gone() };
        if let Some(why) = no_content(member) {
            return Answer::Nothing(why);
        }
        let facts = facts(member, self.release.files.get(artifact));
        if let Some(Dropped::Wheel(wheel)) = self.release.files.get(artifact) {
            // A wheel is read by range; its last member is kept for the lines that follow.
            if !self.cache.members.iter().any(|(at, _)| *at == index) {
                let head = wheel.details.get(index).and_then(|detail| zip::head(source, detail, MOST_BYTES));
                self.cache.members = head.map(|head| (index, head)).into_iter().collect();
            }
        } else if !self.cache.members.iter().any(|(at, _)| *at == index) {
            self.cache.members = read_tar(source, members, index);
        }
        match self.cache.members.iter().find(|(at, _)| *at == index) {
            Some((_, head)) => shown(&member.path, head, member.size, from, facts),
            None if member.size > limits::MAX_TEXT_BYTES => Answer::Nothing(format!(
                "{} in an sdist is too much to be shown: the archive can be read only as one stream.",
                human_bytes(member.size)
            )),
            None => Answer::Nothing("This member could not be unpacked. The findings say why.".to_owned()),
        }
    }

    fn log(&mut self, artifact: usize, path: &str, from: u32) -> Answer {
        let Some(Dropped::Log(_)) = self.release.files.get(artifact) else { return gone() };
        let source = self.origins.get(artifact).and_then(|origin| self.sources.get(origin.source));
        let Some(source) = source else { return gone() };
        if self.log.as_ref().is_none_or(|log| (log.artifact, log.path.as_str()) != (artifact, path)) {
            self.log = LogText::open(source, artifact, path);
        }
        self.log.as_ref().map_or_else(gone, |log| log.lines(source, from))
    }

    fn open_inner(&self, artifact: usize) -> Option<Vec<u8>> {
        let origin = self.origins.get(artifact)?;
        let source = self.sources.get(origin.source)?;
        ZipArchive::open(source).read_up_to(origin.inner.as_ref()?, limits::MAX_NESTED_BYTES)
    }
}

fn triage(release: &Release, log: usize) -> Answer {
    let Some((report, triage)) = logs::report_of(release, log, &release.options) else { return gone() };
    let files: Vec<&str> = release.files.iter().map(|file| file.info().name.as_str()).collect();
    Answer::Drawn(DrawnView {
        nodes: triage_view::drawn(&triage, log, &files),
        text: json_v1::render_triage(&report, &triage),
        ..DrawnView::default()
    })
}

fn gone() -> Answer {
    Answer::Nothing("There is no such file in this release.".to_owned())
}

fn no_metadata() -> Answer {
    Answer::Nothing("This file has no metadata that could be read.".to_owned())
}

fn no_content(member: &Member) -> Option<String> {
    match &member.kind {
        MemberKind::File => None,
        MemberKind::Directory => Some("This is a folder.".to_owned()),
        MemberKind::Symlink { target } if target.is_empty() => None,
        MemberKind::Symlink { target } => Some(format!("This is a symbolic link to {}.", one_line(target))),
        MemberKind::Hardlink { target } => Some(format!("This is a hard link to {}.", one_line(target))),
        MemberKind::Special => Some("This is no file but a device, a pipe or what no reader knows.".to_owned()),
    }
}

/// One pass; the member that is asked for, and small ones beside it for the next questions.
fn read_tar(source: &dyn Source, members: &[Member], wanted: usize) -> Vec<(usize, Vec<u8>)> {
    let path = members.get(wanted).map(|member| member.path.as_str());
    let want = |member: &Member| {
        let is_it = Some(member.path.as_str()) == path;
        if is_it || member.size <= SMALL_BYTES { Want::Content } else { Want::Nothing }
    };
    let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
    let mut kept = Vec::new();
    let mut bytes = 0;
    let mut visit = |index: usize, _: &Member, mut content: Vec<u8>| {
        content.truncate(most);
        if index == wanted || bytes + content.len() <= CACHE_BYTES {
            bytes += content.len();
            kept.push((index, content));
        }
    };
    tar::read(source, &want, &mut visit, &mut |_| {});
    kept
}

/// What the archive says of a member that is no text.
fn facts(member: &Member, file: Option<&Dropped>) -> Vec<(String, String)> {
    let mut facts = vec![("Size".to_owned(), format!("{} ({} bytes)", human_bytes(member.size), grouped(member.size)))];
    if let Some(compressed) = member.compressed {
        facts.push(("In the archive".to_owned(), human_bytes(compressed)));
    }
    if let Some(mode) = member.mode.filter(|mode| mode & 0o7777 != 0) {
        facts.push(("Mode".to_owned(), format!("{:o}", mode & 0o7777)));
    }
    if let Some(Dropped::Wheel(wheel)) = file {
        let row = wheel.record.as_ref().and_then(|record| record.row(&member.path));
        if let Some(row) = row.filter(|row| !row.hash.is_empty()) {
            facts.push(("Hash in RECORD".to_owned(), one_line(&row.hash)));
        }
    }
    facts
}

/// The head of a file as text where it is one.
fn shown(path: &str, head: &[u8], size: u64, from: u32, facts: Vec<(String, String)>) -> Answer {
    if size == 0 {
        return Answer::Nothing("This file is empty.".to_owned());
    }
    let whole = head.len() as u64 >= size;
    let Some((text, encoding)) = decoded(head, whole) else { return Answer::Binary(binary::view(head, facts)) };
    let language = Language::of(path);
    let mut carry = Carry::default();
    let from = from.max(1);
    let mut lines = Vec::new();
    let mut total = 0_u32;
    // The colours of a line depend on those before it.
    for line in text.lines() {
        total = total.saturating_add(1);
        let cut = line.char_indices().nth(LINE_CHARS).map(|(at, _)| at);
        let seen = cut.map_or(line, |at| &line[..at]);
        if lines.len() >= LINES {
            continue;
        }
        let pieces = colour::line(language, seen, &mut carry);
        if total < from {
            continue;
        }
        let mut view = LineView(pieces.into_iter().map(|(class, text)| (class, visible(&text))).collect());
        if cut.is_some() {
            view.0.push((colour::Class::Comment, " … the line goes on".to_owned()));
        }
        lines.push(view);
    }
    let cut =
        (!whole).then(|| format!("Only the first {} of {} are shown.", human_bytes(MOST_BYTES), human_bytes(size)));
    Answer::Text(TextView {
        language: language.name().to_owned(),
        encoding: encoding.to_owned(),
        first: from,
        lines,
        total,
        cut,
    })
}

/// Control characters and direction overrides are shown as escapes; tabs are what they are.
pub(super) fn visible(text: &str) -> String {
    let pieces: Vec<String> = text.split('\t').map(one_line).collect();
    pieces.join("\t")
}

/// The text and what its bytes were taken for; `None` where they are no text.
fn decoded(bytes: &[u8], whole: bool) -> Option<(String, &'static str)> {
    let utf16 = |to: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).map(|pair| to([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xff, 0xfe, ..] if bytes.len().is_multiple_of(2) => return Some((utf16(u16::from_le_bytes), "UTF-16")),
        [0xfe, 0xff, ..] if bytes.len().is_multiple_of(2) => return Some((utf16(u16::from_be_bytes), "UTF-16")),
        _ => {}
    }
    let start = &bytes[..bytes.len().min(8192)];
    if start.contains(&0) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some((text.trim_start_matches('\u{feff}').to_owned(), "UTF-8")),
        // The head may end inside a character.
        Err(error) if !whole && error.valid_up_to() + 4 > bytes.len() => {
            Some((String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned(), "UTF-8"))
        }
        Err(_) => {
            let odd =
                start.iter().filter(|byte| **byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c)).count();
            (odd * 50 <= start.len())
                .then(|| (bytes.iter().map(|byte| char::from(*byte)).collect(), "Latin-1, because it is not UTF-8"))
        }
    }
}

fn details(file: &Dropped) -> Answer {
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

fn requirements(metadata: &Metadata, chosen: &super::question::Environment) -> Answer {
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

fn readme(metadata: &Metadata) -> Answer {
    let content_type = metadata.value("Description-Content-Type");
    // Versions before 2.1 of the format, and some tools still, write it as a field.
    let field = metadata.value("Description").map(str::to_owned);
    let text = if metadata.body.trim().is_empty() { field.unwrap_or_default() } else { metadata.body.clone() };
    if text.trim().is_empty() {
        return Answer::Nothing("There is no description: the project page on PyPI would be empty.".to_owned());
    }
    let said = content_type.map_or_else(|| "no content type".to_owned(), one_line);
    let rendered = description::preview(&text, content_type);
    Answer::Description(DescriptionView {
        renderer: format!("{} ({said})", rendered.renderer),
        images: rendered.html.as_ref().map_or(0, |html| html.matches("<img").count()),
        html: rendered.html,
        text: text.chars().take(usize::try_from(MOST_BYTES / 8).unwrap_or(0)).collect(),
        problem: rendered.problem,
    })
}

fn record(wheel: &Wheel, from: usize) -> Answer {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::inspect::{Input, read_input};
    use crate::web::question::{Environment, Platform};

    const SAMPLE: &str = include_str!("../../tests/fixtures/samples/sound.txt");

    fn kept(text: &str, as_zip: bool) -> Kept<Vec<u8>> {
        let built = fixture::build(text);
        let files = if as_zip {
            vec![("artifacts.zip".to_owned(), fixture::bundle(&built))]
        } else {
            built.into_iter().map(|file| (file.name, file.bytes)).collect()
        };
        let mut release = Release::default();
        let mut origins = Vec::new();
        for (source, (path, bytes)) in files.iter().enumerate() {
            let input = Input { path: path.clone(), source: bytes };
            for (file, inner) in read_input(source, &input, &mut |_| {}) {
                release.files.push(file);
                origins.push(Origin { source, inner });
            }
        }
        Kept::new(release, files.into_iter().map(|(_, bytes)| bytes).collect(), origins)
    }

    fn text(kept: &mut Kept<Vec<u8>>, file: &str, path: &str) -> (TextView, String) {
        let artifact = kept.release.files.iter().position(|dropped| match dropped {
            Dropped::Wheel(wheel) => wheel.file.name.ends_with(file),
            Dropped::Sdist(sdist) => sdist.file.name.ends_with(file),
            _ => false,
        });
        let artifact = artifact.unwrap();
        let member =
            kept.distribution(artifact).unwrap().members().iter().position(|member| member.path.ends_with(path));
        match kept.answer(&Question::Content { artifact, member, from: 1 }) {
            Answer::Text(view) => {
                let lines =
                    view.lines.iter().map(|line| line.0.iter().map(|(_, text)| text.as_str()).collect::<String>());
                let text = lines.collect::<Vec<_>>().join("\n");
                (view, text)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_member_is_read_from_a_file_and_from_a_zip_of_files() {
        for as_zip in [false, true] {
            let mut kept = kept(SAMPLE, as_zip);
            for (file, path) in [(".whl", "paper_plane/cli.py"), (".tar.gz", "src/paper_plane/cli.py")] {
                let (view, text) = text(&mut kept, file, path);
                assert_eq!((view.language.as_str(), view.total), ("Python", 10));
                assert!(text.contains("def main() -> int:"), "{text}");
            }
        }
    }

    #[test]
    fn a_dropped_file_is_shown_itself() {
        let mut kept = kept(SAMPLE, false);
        let artifact = kept.release.files.iter().position(|file| matches!(file, Dropped::Pyproject(_))).unwrap();
        let answer = kept.answer(&Question::Content { artifact, member: None, from: 2 });
        let Answer::Text(view) = answer else { panic!("{answer:?}") };
        assert_eq!((view.language.as_str(), view.first), ("TOML", 2));
    }

    #[test]
    fn a_long_text_comes_in_parts_and_long_lines_are_cut() {
        let long = "x".repeat(5000);
        let text: String = (1..=1000).map(|n| format!("# {n}\n")).collect::<Vec<_>>().concat() + &long;
        let Answer::Text(view) = shown("a.py", text.as_bytes(), text.len() as u64, 900, Vec::new()) else { panic!() };
        assert_eq!((view.first, view.lines.len(), view.total), (900, 102, 1001));
        assert!(view.lines[101].0.last().unwrap().1.contains("goes on"));
        let Answer::Text(view) = shown("a.py", b"a\x1b[31m\tb\xe2\x80\xae", 999, 1, Vec::new()) else { panic!() };
        assert_eq!(view.lines[0].0[0].1, "a\\u{1b}[");
        assert!(view.cut.is_some());
    }

    #[test]
    fn bytes_are_text_only_where_they_read_as_such() {
        assert_eq!(
            decoded(b"caf\xe9\n", true).unwrap(),
            ("caf\u{e9}\n".to_owned(), "Latin-1, because it is not UTF-8")
        );
        assert_eq!(decoded(b"\xff\xfea\0b\0", true).unwrap(), ("ab".to_owned(), "UTF-16"));
        assert_eq!(decoded(b"a\0b", true), None);
        assert_eq!(decoded("a\u{e9}".as_bytes().split_last().unwrap().1, false).unwrap().0, "a");
    }

    #[test]
    fn record_is_compared_with_what_is_there() {
        let mut kept = kept(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\nx\n--- demo/b.py {unrecorded}\n--- demo/c.py {recorded=z}\n",
            false,
        );
        let Answer::Record(view) = kept.answer(&Question::Record { artifact: 0, from: 0 }) else { panic!() };
        let states: Vec<(&str, RecordState)> = view.rows.iter().map(|row| (row.path.as_str(), row.state)).collect();
        assert_eq!(states[..2], [("demo/c.py", RecordState::Differs), ("demo/b.py", RecordState::Unlisted)]);
        assert!(states.contains(&("demo-1.0.dist-info/RECORD", RecordState::Exempt)));
        assert!(states.contains(&("demo/__init__.py", RecordState::Matches)));
        assert_eq!(view.counts.iter().map(|(_, count)| count).sum::<usize>(), view.total);
    }

    #[test]
    fn details_requirements_and_description_answer_for_a_distribution_and_say_so_for_others() {
        let mut kept = kept(
            "=== demo-1.0-py3-none-any.whl\n--- demo-1.0.dist-info/METADATA {merge}\nRequires-Python: >=3.10\n\
             Requires-Dist: colorama; sys_platform == 'win32'\nHome-page: x\nDescription-Content-Type: text/markdown\n\n# T\n\
             === pyproject.toml\n[project]\n",
            false,
        );
        let wheel = kept.release.files.iter().position(|file| matches!(file, Dropped::Wheel(_))).unwrap();
        let Answer::Details(view) = kept.answer(&Question::Details { artifact: wheel }) else { panic!() };
        assert!(view.metadata.unwrap().fields.iter().any(|field| field.name == "Home-page" && field.odd));
        assert!(view.tags.is_some() && view.wheel.is_some());
        let environment = Environment { platform: Platform::Windows, ..Environment::default() };
        let question = Question::Requirements { artifact: wheel, environment };
        let Answer::Requirements(view) = kept.answer(&question) else { panic!() };
        assert_eq!(view.python, Some(("Python 3.10 or later".to_owned(), Some(true))));
        assert_eq!(view.requirements[0].applies, Some(true));
        let Answer::Description(view) = kept.answer(&Question::Description { artifact: wheel }) else { panic!() };
        assert!(view.html.unwrap().contains("<h1"));
        for question in [Question::Details { artifact: 9 }, Question::Record { artifact: 1 - wheel, from: 0 }] {
            assert!(matches!(kept.answer(&question), Answer::Nothing(_)));
        }
    }
}
