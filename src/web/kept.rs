//! A release that was inspected and is kept, so that the page can ask about it: one member, its metadata, its RECORD.
//!
//! Contents are read anew by range when they are asked for; what is kept of them is bounded by [`CACHE_BYTES`]. Knows nothing
//! of the browser, so all of it is tested natively.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::binary;
use super::colour::{self, Carry, Language};
use super::described::{details, readme, record, requirements};
use super::log_text::LogText;
use super::protocol::view;
use super::question::{Answer, DraftFile, Executed, LineView, Question, Slot, TextView};
use super::repair::{self, Original};
use super::{compared, executed, fixes, kit, publishers, triage, written::written};
use crate::archive::zip::{self, ZipArchive};
use crate::archive::{Member, MemberKind, Want, limits, tar};
use crate::artifact::Distribution;
use crate::compare::{Comparison, compare};
use crate::finding::{grouped, human_bytes, one_line};
use crate::inspect::{Dropped, Input, Release};
use crate::render::{comparison, text};
use crate::report::Report;
use crate::source::Source;

/// Bytes of one file that are shown.
pub(super) const MOST_BYTES: u64 = 2 << 20;

/// Lines of one answer: so many that the page draws them within one frame or two.
pub(super) const LINES: usize = 300;

/// Characters of one line that are shown. Data in one line of a megabyte is nothing to read.
pub(super) const LINE_CHARS: usize = 2000;

/// Small members of an sdist that are kept, because each look into it is a pass over all of it.
const CACHE_BYTES: usize = 24 << 20;

/// A member of an sdist that is kept beside the one that was asked for.
const SMALL_BYTES: u64 = 256 << 10;

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
    pub report: Report,
    /// Paths and bytes as they were given.
    pub sources: Vec<(String, S)>,
    /// One for each file of the release.
    pub origins: Vec<Origin>,
    /// A file that is no part of the release, to be compared with it.
    pub beside: Option<(String, S)>,
    comparison: Option<Comparison>,
    cache: Cache,
    executed: Executed,
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
    pub fn new(release: Release, report: Report, sources: Vec<(String, S)>, origins: Vec<Origin>) -> Self {
        Self {
            release,
            report,
            sources,
            origins,
            beside: None,
            comparison: None,
            cache: Cache::default(),
            executed: Executed::default(),
            log: None,
        }
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
                let rendered =
                    self.release.files.get(*artifact).and_then(|file| executed::rendered(file, &self.executed));
                let metadata = self.distribution(*artifact).and_then(Distribution::metadata);
                metadata.map_or_else(no_metadata, |metadata| readme(metadata, rendered))
            }
            Question::Record { artifact, from } => match self.release.files.get(*artifact) {
                Some(Dropped::Wheel(wheel)) => record(wheel, *from),
                _ => Answer::Nothing("Only wheels have a RECORD.".to_owned()),
            },
            Question::Descriptions => Answer::Descriptions(executed::descriptions(&self.release)),
            Question::Executed(executed) => {
                // As reading alone answers them.
                let gates = view(&self.report).gates;
                self.executed = executed.clone();
                Answer::Executed(Box::new(executed::report(&mut self.release, executed, &gates)))
            }
            Question::Written { form } => Answer::Written(written(&self.report, *form, &self.sources)),
            Question::Compare { old, new } => self.compare(*old, *new),
            Question::Changes { from } => {
                self.compared(|comparison| Answer::Changes(compared::changes(comparison, *from)))
            }
            Question::Difference { change } => self.compared(|comparison| match comparison.files.get(*change) {
                Some(file) => Answer::Difference(compared::difference(file)),
                None => Answer::Nothing("There is no such difference.".to_owned()),
            }),
            Question::ComparisonText => {
                self.compared(|comparison| Answer::Written(comparison::text(comparison, text::Style::Plain)))
            }
            Question::Draft => self.draft(),
            Question::Rebuild { files } => self.rebuild(files),
            Question::Log { artifact, path, from } => self.log(*artifact, path, *from),
            Question::Triage { artifact } => triage::answer(&self.release, *artifact).unwrap_or_else(gone),
            Question::Publishers(typed) => publishers::answer(&mut self.release, typed),
            Question::Fixed { artifact, path, all } => {
                fixes::fixed(&mut self.release, *artifact, path.as_deref(), *all)
            }
            Question::Kit(choice) => kit::answer(&self.release, choice),
        }
    }

    /// Compares anew; what differs is kept for the questions that follow.
    fn compare(&mut self, old: Slot, new: Slot) -> Answer {
        self.comparison = None;
        let (Some(old), Some(new)) = (self.slot(old), self.slot(new)) else { return gone() };
        let result = compare(&old.input(), &new.input(), &mut |_| {});
        match result {
            Ok(comparison) => {
                let view = compared::view(&comparison);
                self.comparison = Some(comparison);
                Answer::Comparison(Box::new(view))
            }
            Err(why) => Answer::Nothing(format!("{}.", one_line(&why))),
        }
    }

    fn compared(&self, answer: impl FnOnce(&Comparison) -> Answer) -> Answer {
        self.comparison.as_ref().map_or_else(|| Answer::Nothing("Nothing was compared yet.".to_owned()), answer)
    }

    fn slot(&self, slot: Slot) -> Option<Opened<'_, S>> {
        let artifact = match slot {
            Slot::Beside => {
                let (path, source) = self.beside.as_ref()?;
                return Some(Opened { path, source, inner: None });
            }
            Slot::Artifact(artifact) => artifact,
        };
        let origin = self.origins.get(artifact)?;
        let (path, source) = self.sources.get(origin.source)?;
        let Some(inner) = &origin.inner else { return Some(Opened { path, source, inner: None }) };
        Some(Opened { path: inner, source, inner: Some(self.open_inner(artifact)?) })
    }

    /// A file of the release with all that is in it, where that is little.
    fn original(&self, artifact: usize) -> Option<Original<'_>> {
        let opened = self.slot(Slot::Artifact(artifact))?;
        let source = opened.source();
        let members = self.distribution(artifact).map(Distribution::members).unwrap_or_default();
        let unpacked = members.iter().fold(source.len(), |sum, member| sum.saturating_add(member.size));
        if unpacked > repair::MOST_BYTES || members.len() > repair::MOST_MEMBERS {
            return None;
        }
        let mut bytes = vec![0; usize::try_from(source.len()).ok()?];
        source.read_at(0, &mut bytes).ok()?;
        let mut contents = vec![None; members.len()];
        match self.release.files.get(artifact)? {
            Dropped::Wheel(_) => {
                let mut zip = ZipArchive::open(source);
                for (member, content) in members.iter().zip(&mut contents) {
                    *content = zip.read(&member.path);
                }
            }
            Dropped::Sdist(_) => {
                let mut keep = |index: usize, _: &Member, bytes: Vec<u8>| {
                    if let Some(content) = contents.get_mut(index) {
                        *content = Some(bytes);
                    }
                };
                tar::read(source, &|_| Want::Content, &mut keep, &mut |_| {});
            }
            _ => {}
        }
        Some(Original { name: opened.path.to_owned(), bytes, members, contents })
    }

    fn draft(&self) -> Answer {
        let files = (0..self.release.files.len()).map(|at| Some(repair::draft(at, &self.original(at)?)));
        match files.collect::<Option<Vec<_>>>() {
            Some(files) => Answer::Draft(files),
            None => Answer::Nothing("This release is too large to be edited here.".to_owned()),
        }
    }

    fn rebuild(&self, drafts: &[DraftFile]) -> Answer {
        let files = drafts.iter().map(|draft| {
            let file = self.original(draft.of)?;
            Some((draft.name.clone(), repair::rebuilt(draft, &file)))
        });
        match files.collect::<Option<Vec<_>>>() {
            Some(files) => Answer::Rebuilt(STANDARD.encode(repair::bundle(files))),
            None => gone(),
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
                Some((_, source)) => source,
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
        let source = self.origins.get(artifact).and_then(|origin| self.sources.get(origin.source));
        let (Some(Dropped::Log(_)), Some((_, source))) = (self.release.files.get(artifact), source) else {
            return gone();
        };
        if self.log.as_ref().is_none_or(|log| (log.artifact, log.path.as_str()) != (artifact, path)) {
            self.log = LogText::open(source, artifact, path);
        }
        self.log.as_ref().map_or_else(gone, |log| log.lines(source, from))
    }

    fn open_inner(&self, artifact: usize) -> Option<Vec<u8>> {
        let origin = self.origins.get(artifact)?;
        let (_, source) = self.sources.get(origin.source)?;
        ZipArchive::open(source).read_up_to(origin.inner.as_ref()?, limits::MAX_NESTED_BYTES)
    }
}

/// A file as it was given, or out of the zip that it was given in.
struct Opened<'a, S> {
    path: &'a str,
    source: &'a S,
    inner: Option<Vec<u8>>,
}

impl<S: Source> Opened<'_, S> {
    fn source(&self) -> &dyn Source {
        self.inner.as_ref().map_or(self.source as &dyn Source, |bytes| bytes)
    }

    fn input(&self) -> Input<'_> {
        Input { path: self.path.to_owned(), source: self.source() }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::inspect::{Input, judge, read_input};
    use crate::web::question::Form;
    use crate::web::question::{Environment, Platform, RecordState};

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
        let report = judge(&release);
        Kept::new(release, report, files, origins)
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

    const SAMPLES: [&str; 3] = [
        SAMPLE,
        include_str!("../../tests/fixtures/samples/command.txt"),
        include_str!("../../tests/fixtures/samples/tampered.txt"),
    ];

    fn draft(kept: &mut Kept<Vec<u8>>) -> Vec<DraftFile> {
        match kept.answer(&Question::Draft) {
            Answer::Draft(files) => files,
            other => panic!("{other:?}"),
        }
    }

    /// The rules that a rebuilt release breaks.
    fn rebuilt(kept: &mut Kept<Vec<u8>>, files: Vec<DraftFile>) -> (Vec<u8>, Vec<&'static str>) {
        let Answer::Rebuilt(text) = kept.answer(&Question::Rebuild { files }) else { panic!() };
        let bytes = STANDARD.decode(text).unwrap();
        let input = Input { path: "sample.zip".to_owned(), source: &bytes };
        let report = crate::inspect::inspect(&[input], &crate::inspect::Options::default(), &mut |_| {});
        let rules = report.findings.iter().map(|finding| finding.rule).collect();
        (bytes, rules)
    }

    #[test]
    fn a_draft_that_nobody_edited_is_the_same_release() {
        for sample in SAMPLES {
            let mut kept = kept(sample, true);
            let files = draft(&mut kept);
            let before: Vec<&str> = kept.report.findings.iter().map(|finding| finding.rule).collect();
            let hashes: Vec<String> = kept.report.artifacts.iter().map(|one| one.sha256.clone()).collect();
            let (bytes, rules) = rebuilt(&mut kept, files);
            assert_eq!(rules, before);
            let input = Input { path: "sample.zip".to_owned(), source: &bytes };
            let after = crate::inspect::inspect(&[input], &crate::inspect::Options::default(), &mut |_| {});
            assert_eq!(after.artifacts.iter().map(|one| one.sha256.clone()).collect::<Vec<_>>(), hashes);
        }
    }

    /// Every archive written anew, with the same texts but for a comment: as sound as before.
    #[test]
    fn an_edited_release_has_no_fault_of_the_editor() {
        let mut kept = kept(SAMPLE, true);
        let mut files = draft(&mut kept);
        for file in &mut files {
            for member in file.members.iter_mut().filter(|member| member.path.ends_with("paper_plane/cli.py")) {
                member.text.as_mut().unwrap().push_str("# edited\n");
            }
        }
        let before: Vec<&str> = kept.report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rebuilt(&mut kept, files).1, before);
    }

    #[test]
    fn a_sample_is_repaired_by_a_text_or_by_a_new_file() {
        let mut kept = kept(SAMPLES[1], true);
        assert!(kept.report.findings.iter().any(|finding| finding.rule == "entry-module-missing"));
        let mut files = draft(&mut kept);
        let wheel = files.iter_mut().find(|file| file.name.ends_with(".whl")).unwrap();
        for member in &mut wheel.members {
            member.text = member.text.take().map(|text| text.replace("main:start", "main:run"));
        }
        let path = "star_chart/cli.py".to_owned();
        let text = Some("def main():\n    return 0\n".to_owned());
        wheel.members.push(crate::web::question::DraftMember { path, of: None, text });
        let (_, rules) = rebuilt(&mut kept, files);
        let left = ["entry-", "record-", "repro-", "zip-"];
        assert!(!rules.iter().any(|rule| left.iter().any(|start| rule.starts_with(start))), "{rules:?}");
    }

    #[test]
    fn two_files_of_a_release_and_one_beside_it_are_compared() {
        let mut kept = kept(SAMPLE, true);
        let of = |kept: &Kept<Vec<u8>>, kind: &str| {
            Slot::Artifact(kept.report.artifacts.iter().position(|one| one.kind.name() == kind).unwrap())
        };
        let (sdist, wheel) = (of(&kept, "sdist"), of(&kept, "wheel"));
        assert!(matches!(kept.answer(&Question::ComparisonText), Answer::Nothing(_)));
        let Answer::Comparison(view) = kept.answer(&Question::Compare { old: sdist, new: wheel }) else { panic!() };
        assert!(view.headline.contains("an sdist and a wheel"), "{}", view.headline);
        let Answer::Changes(changes) = kept.answer(&Question::Changes { from: 0 }) else { panic!() };
        assert_eq!(changes.len(), view.files);
        let Answer::Written(text) = kept.answer(&Question::ComparisonText) else { panic!() };
        assert!(text.starts_with(&view.headline));
        let other = fixture::build("=== paper_plane-1.3.0-py3-none-any.whl\n--- paper_plane/__init__.py\n").remove(0);
        kept.beside = Some((other.name, other.bytes));
        let Answer::Comparison(view) = kept.answer(&Question::Compare { old: wheel, new: Slot::Beside }) else {
            panic!()
        };
        assert!(view.headline.contains("1.2.0 and 1.3.0"), "{}", view.headline);
        let Answer::Nothing(why) = kept.answer(&Question::Compare { old: wheel, new: Slot::Artifact(99) }) else {
            panic!()
        };
        assert_eq!(why, "There is no such file in this release.");
    }

    #[test]
    fn a_report_is_written_in_every_form() {
        let mut kept = kept(SAMPLE, false);
        for (form, start) in [
            (Form::Text, "No error in "),
            (Form::Markdown, "## Preflight: "),
            (Form::Json, "{\n  \"schema\": 1"),
            (Form::Sarif, "{\n  \"$schema\""),
            (Form::Html, "<!DOCTYPE html>"),
        ] {
            let Answer::Written(text) = kept.answer(&Question::Written { form }) else { panic!() };
            assert!(text.starts_with(start), "{}", &text[..40]);
        }
    }
}
