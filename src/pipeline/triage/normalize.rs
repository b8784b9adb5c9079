//! A pasted log as one folded text: prefixes, colours, entities and wrapping undone, with the way back to line and column.
//!
//! Owns what a log looks like, and nothing of what it means. Four shapes come in: the raw log of a runner (a timestamp before
//! every line, `##[error]`), `gh run view --log` (job, step and timestamp before every line), a copy of the web page (`Error:`,
//! collapsed groups, links to lines), and a terminal. Every run of white space, line ends included, becomes one blank, because
//! twine wraps its messages at 80 columns and uv indents them; a [`BOUNDARY`] stands where two lines cannot be one message.
//! One pass, and memory in proportion to the log.

use super::unfold::{Sink, unfold};

/// Stands between what does not belong together: steps, jobs, and commands that were only echoed.
pub const BOUNDARY: u8 = b'\n';

/// Bytes of a log that are looked at; a job's log that is longer ends in repetitions.
pub const MAX_LOG_BYTES: usize = 100 * 1024 * 1024;

/// Lines that are told apart.
const MOST_LINES: usize = 2_000_000;

/// Steps that are told apart.
const MOST_SEGMENTS: usize = 20_000;

/// Lines longer than this get no column: finding it reads the whole line again.
const LONGEST_COLUMN: usize = 16 * 1024;

/// One pasted text, or one file of a run's log archive.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The member of the archive, such as `2_publish.txt`; `None` for a pasted log.
    pub path: Option<&'a str>,
    pub bytes: &'a [u8],
}

/// How the runner marked a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    #[default]
    Plain,
    Warning,
    Error,
    /// The runner itself says that a step failed.
    Failure,
}

#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Where its text begins in the folded text.
    pub start: u32,
    /// Where the line begins in its part.
    raw: u32,
    /// From 1, in its part.
    pub number: u32,
    pub segment: u32,
    pub level: Level,
    /// A command or an input that the runner echoes before it runs a step: not what the step said.
    pub echoed: bool,
}

/// A step of a job, as far as the log tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segment {
    pub part: usize,
    pub job: String,
    pub step: String,
    /// The runner said that it failed.
    pub failed: bool,
    /// The runner cleaned up here: the job had come to its end.
    pub cleanup: bool,
}

/// The folded log.
#[derive(Debug, Default)]
pub struct Folded {
    pub text: Vec<u8>,
    /// By [`Line::start`]; lines without text are left out.
    pub lines: Vec<Line>,
    pub segments: Vec<Segment>,
    /// Whether it was longer than [`MAX_LOG_BYTES`].
    pub cut: bool,
}

/// Where something stands in what was pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub part: usize,
    /// From 1.
    pub line: u32,
    /// From 1, in characters; `None` on very long lines.
    pub column: Option<u32>,
}

impl Folded {
    #[must_use]
    pub fn new(parts: &[Part<'_>]) -> Self {
        let mut folded = Self::default();
        for (index, part) in parts.iter().enumerate() {
            let left = MAX_LOG_BYTES.saturating_sub(folded.text.len());
            folded.cut |= part.bytes.len() > left;
            let bytes = &part.bytes[..part.bytes.len().min(left)];
            Reader {
                folded: &mut folded,
                part: index,
                job: job_name(part.path),
                group: Group::Outside,
                marked: false,
                script: 0,
                force: true,
                counted: None,
            }
            .read(bytes);
        }
        folded
    }

    /// The line in which an offset of the folded text stands.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> Option<&Line> {
        self.lines.get(self.index_at(offset)?)
    }

    /// The number of that line among [`Self::lines`].
    #[must_use]
    pub fn index_at(&self, offset: usize) -> Option<usize> {
        self.lines.partition_point(|line| line.start as usize <= offset).checked_sub(1)
    }

    /// The text of a line.
    #[must_use]
    pub fn text_of(&self, index: usize) -> &[u8] {
        let Some(line) = self.lines.get(index) else { return &[] };
        let end = self.lines.get(index + 1).map_or(self.text.len(), |next| next.start as usize);
        self.text[line.start as usize..end].trim_ascii_end()
    }

    #[must_use]
    pub fn segment(&self, line: &Line) -> Option<&Segment> {
        self.segments.get(line.segment as usize)
    }

    /// The way back from the folded text to what was pasted.
    #[must_use]
    pub fn place(&self, parts: &[Part<'_>], offset: usize) -> Option<Place> {
        let line = self.line_at(offset)?;
        let part = self.segment(line)?.part;
        let bytes = parts.get(part)?.bytes;
        let rest = bytes.get(line.raw as usize..)?;
        // A copied line number stands before it.
        let before = bytes[..line.raw as usize].iter().rev().take(32).take_while(|byte| **byte != b'\n').count();
        let raw = &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())];
        let column = (raw.len() <= LONGEST_COLUMN).then(|| {
            let mut finder = Finder { left: offset - line.start as usize, found: None, blank: false, any: false };
            let head = Head::of(raw);
            unfold(&raw[head.length..], head.percent, &mut finder);
            let at = head.length + finder.found.unwrap_or(0);
            u32::try_from(String::from_utf8_lossy(&raw[..at.min(raw.len())]).chars().count() + before + 1)
                .unwrap_or(u32::MAX)
        });
        Some(Place { part, line: line.number, column })
    }
}

/// `2_publish.txt` is the log of the job `publish`.
fn job_name(path: Option<&str>) -> String {
    let Some(path) = path else { return String::new() };
    let name = path.split_once('/').map_or(path, |(job, _)| job).trim_end_matches(".txt");
    name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('_').to_owned()
}

/// Whether lines are echoed commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Outside,
    /// From `##[group]Run …` to `##[endgroup]`.
    Marked,
    /// After a line `Run …` of a copy of the web page: an indented script, until the line that names its shell.
    Script,
    /// Behind that line: the environment and the inputs of the step, each as a name and a value.
    Inputs,
}

struct Reader<'f> {
    folded: &'f mut Folded,
    part: usize,
    job: String,
    group: Group,
    /// The log marks where steps begin, so a line `Run …` without the mark is what a tool advises.
    marked: bool,
    /// The first line of a script.
    script: usize,
    /// The next line begins a segment.
    force: bool,
    /// The number that the next line begins with if the numbers beside a log were copied along.
    counted: Option<u32>,
}

impl Reader<'_> {
    fn read(mut self, bytes: &[u8]) {
        let mut at = 0;
        let mut number: u32 = 0;
        for raw in bytes.split(|byte| *byte == b'\n') {
            number = number.saturating_add(1);
            let digits = self.copied_number(raw);
            self.line(&raw[digits..], at + digits, number);
            at += raw.len() + 1;
        }
    }

    /// The length of a line number that was copied along: one more than that of the line before.
    fn copied_number(&mut self, raw: &[u8]) -> usize {
        let from = raw.iter().take(16).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let text = &raw[from..];
        let expected = self.counted.map(|number| number.to_string()).filter(|it| text.starts_with(it.as_bytes()));
        if let Some(expected) = expected {
            self.counted = self.counted.map(|number| number.saturating_add(1));
            return from + expected.len();
        }
        let digits = text.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
        let first = std::str::from_utf8(&text[..digits]).ok().and_then(|digits| digits.parse::<u32>().ok());
        self.counted = first.map(|number| number.saturating_add(1));
        0
    }

    fn line(&mut self, raw: &[u8], at: usize, number: u32) {
        let head = Head::of(raw);
        let body = &raw[head.length..];
        let words = visible(body);
        let starts = |prefix: &str| words.starts_with(prefix.as_bytes());
        if let Some((job, step)) = head.columns(raw) {
            self.columns(&job, &step);
        }
        let run = match head.marker {
            Marker::Group => starts("Run "),
            Marker::None => !self.marked && starts("Run "),
            _ => false,
        };
        self.marked |= run && head.marker == Marker::Group;
        let cleanup = head.marker == Marker::None
            && ["Post job cleanup.", "Cleaning up orphan processes", "Evaluate and set job outputs"]
                .iter()
                .any(|it| starts(it));
        if run || starts("Post job cleanup.") {
            self.step(&String::from_utf8_lossy(&words[..words.len().min(120)]));
        }
        let was = self.group;
        match (was, head.marker) {
            (_, Marker::Group) => self.group = if run { Group::Marked } else { Group::Outside },
            (_, Marker::EndGroup) => self.group = Group::Outside,
            (Group::Script, _) if starts("shell: ") || ["with:", "env:"].iter().any(|it| words == it.as_bytes()) => {
                self.group = Group::Inputs;
            }
            (Group::Script, _) if !body.starts_with(b"  ") && !words.is_empty() => self.give_back(),
            (Group::Inputs, _) if !words.is_empty() && !is_input(body, words) => self.group = Group::Outside,
            _ => {}
        }
        if run && self.group == Group::Outside {
            self.group = Group::Script;
            // Of the line `Run …` itself nothing is given back.
            self.script = self.folded.lines.len() + 1;
        }
        if head.marker == Marker::EndGroup || words.is_empty() || is_progress(body) {
            return;
        }
        let level = head.level(words);
        let inside = self.group != Group::Outside && level != Level::Failure && !run;
        let echoed = inside || head.marker == Marker::Hidden;
        self.push(body, head.percent, Line { start: 0, raw: to_u32(at), number, segment: 0, level, echoed });
        if let Some(segment) = self.folded.segments.last_mut() {
            segment.failed |= level == Level::Failure;
            segment.cleanup |= cleanup;
        }
    }

    /// What looked like a script was output: no line named a shell behind it.
    fn give_back(&mut self) {
        self.group = Group::Outside;
        let Folded { text, lines, .. } = &mut *self.folded;
        for line in lines.iter_mut().skip(self.script) {
            line.echoed = false;
            if let Some(before) = (line.start as usize).checked_sub(1).and_then(|before| text.get_mut(before)) {
                *before = b' ';
            }
        }
    }

    /// Job and step of `gh run view --log`.
    fn columns(&mut self, job: &str, step: &str) {
        let known = !step.is_empty() && step != "UNKNOWN STEP";
        let same = self.folded.segments.last().is_some_and(|last| {
            !self.force && last.part == self.part && last.job == job && (!known || last.step == step)
        });
        if !same {
            self.job = job.to_owned();
            self.segment(if known { step } else { "" });
            self.group = Group::Outside;
        }
    }

    /// A step that the log itself shows, where no column names it.
    fn step(&mut self, name: &str) {
        let named = self.folded.segments.last().is_some_and(|last| {
            !self.force
                && last.part == self.part
                && !last.step.is_empty()
                && !last.step.starts_with("Run ")
                && last.step != "Post job cleanup."
        });
        if !named {
            self.segment(name);
        }
    }

    fn segment(&mut self, step: &str) {
        self.force = false;
        if self.folded.segments.len() < MOST_SEGMENTS {
            let segment =
                Segment { part: self.part, job: self.job.clone(), step: step.to_owned(), ..Segment::default() };
            self.folded.segments.push(segment);
        }
    }

    fn push(&mut self, body: &[u8], percent: bool, line: Line) {
        if self.force {
            self.segment("");
        }
        let segment = to_u32(self.folded.segments.len().saturating_sub(1));
        let folded = &mut *self.folded;
        let apart = folded.lines.last().is_some_and(|last| last.segment != segment || last.echoed || line.echoed);
        if !folded.text.is_empty() {
            folded.text.push(if apart { BOUNDARY } else { b' ' });
        }
        let start = folded.text.len();
        unfold(body, percent, &mut Writer { text: &mut folded.text, start, blank: false });
        if folded.text.len() == start {
            if start > 0 {
                folded.text.pop();
            }
        } else if folded.lines.len() < MOST_LINES {
            folded.lines.push(Line { start: to_u32(start), segment, ..line });
        }
    }
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// `    NAME: value` below `  env:` or `  with:`.
fn is_input(body: &[u8], words: &[u8]) -> bool {
    let name = words.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let heading = ["shell: ", "with:", "env:"].iter().any(|it| words.starts_with(it.as_bytes()));
    heading || body.starts_with(b"    ") && name > 0 && words.get(name) == Some(&b':')
}

/// A progress bar says nothing, and every tool draws it many times.
fn is_progress(body: &[u8]) -> bool {
    const BAR: &[u8] = "━".as_bytes();
    const BLOCK: &[u8] = "█".as_bytes();
    body.contains(&b'%') && body.windows(3).take(400).any(|here| here == BAR || here == BLOCK)
}

/// A line without the sequences that colour it.
#[must_use]
pub fn without_escapes(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        // Without the escape character, a bracket may be what the line says.
        let length = if *first == 0x1b { super::unfold::escape(rest) } else { None };
        if length.is_none() {
            out.push(*first);
        }
        rest = length.and_then(|length| rest.get(length..)).unwrap_or(after);
    }
    out
}

/// The text of a line from its first character that shows.
fn visible(body: &[u8]) -> &[u8] {
    let mut rest = body;
    loop {
        rest = rest.trim_ascii();
        if let Some(length) = super::unfold::escape(rest) {
            rest = &rest[length..];
            continue;
        }
        let glyph = ["▶", "▼", "►", "▾", "▸", "✓", "X "].iter().find(|glyph| rest.starts_with(glyph.as_bytes()));
        match glyph {
            Some(glyph) => rest = &rest[glyph.len()..],
            None => return rest,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    None,
    Error,
    Warning,
    Notice,
    Group,
    EndGroup,
    /// `##[debug]`, `##[command]`: what the runner does, not what a tool says.
    Hidden,
}

/// What stands before the text of a line.
struct Head {
    length: usize,
    /// The ends of the columns for job and step.
    tabs: Option<(usize, usize)>,
    marker: Marker,
    /// A workflow command, in which line ends are written as `%0A`.
    percent: bool,
}

impl Head {
    fn of(raw: &[u8]) -> Self {
        let mut at = if raw.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let mut tabs = None;
        // Columns are short; a tab far away is part of the text.
        let near = &raw[..raw.len().min(600)];
        let mut tab = near.iter().enumerate().filter(|(_, byte)| **byte == b'\t').map(|(at, _)| at);
        if let (Some(job), Some(step)) = (tab.next(), tab.next()) {
            let after = skip(raw, step + 1, b"\xef\xbb\xbf");
            if timestamp(&raw[after..]).is_some() {
                tabs = Some((job, step));
                at = after;
            }
        }
        at = skip(raw, at, b"\xef\xbb\xbf");
        // Quoted in an issue.
        while raw[at..].starts_with(b"> ") {
            at += 2;
        }
        if let Some(length) = timestamp(&raw[at..]).or_else(|| web_timestamp(&raw[at..])) {
            at += length;
        }
        if let Some((_, length)) = super::unfold::line_link(&raw[at..]) {
            at += length;
        }
        at += line_number(&raw[at..]);
        let mut head = Self { length: at, tabs, marker: Marker::None, percent: false };
        head.read_marker(raw);
        for stray in [&b"25l"[..], b"25h"] {
            head.length = skip(raw, head.length, stray);
        }
        head
    }

    fn read_marker(&mut self, raw: &[u8]) {
        let mut start = self.length;
        while let Some(length) = super::unfold::escape(&raw[start..]) {
            start += length;
        }
        let rest = &raw[start..];
        let named = |name: &[u8]| match name {
            b"error" => Marker::Error,
            b"warning" => Marker::Warning,
            b"notice" => Marker::Notice,
            b"group" => Marker::Group,
            b"endgroup" => Marker::EndGroup,
            b"debug" | b"command" | b"section" | b"add-mask" | b"set-output" => Marker::Hidden,
            _ => Marker::None,
        };
        if let Some(inside) = rest.strip_prefix(b"##[")
            && let Some(end) = inside.iter().take(16).position(|byte| *byte == b']')
        {
            self.marker = named(&inside[..end]);
            if self.marker != Marker::None {
                self.length = start + 3 + end + 1;
            }
        } else if let Some(inside) = rest.strip_prefix(b"::")
            && let Some(end) = inside.windows(2).take(1000).position(|here| here == b"::")
        {
            let name = inside.split(|byte| *byte == b' ' || *byte == b':').next().unwrap_or_default();
            self.marker = named(name);
            if self.marker != Marker::None {
                self.length = start + 2 + end + 2;
                self.percent = true;
            }
        } else {
            for (prefix, marker) in
                [("Error: ", Marker::Error), ("Warning: ", Marker::Warning), ("Notice: ", Marker::Notice)]
            {
                if rest.starts_with(prefix.as_bytes()) {
                    self.marker = marker;
                    self.length = start + prefix.len();
                }
            }
        }
    }

    fn columns(&self, raw: &[u8]) -> Option<(String, String)> {
        let (job, step) = self.tabs?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
        Some((text(&raw[..job]), text(&raw[job + 1..step])))
    }

    fn level(&self, words: &[u8]) -> Level {
        let starts =
            |prefix: &str| words.len() >= prefix.len() && words[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes());
        let exit = starts("Process completed with exit code") || starts("ERROR: Job failed");
        match self.marker {
            _ if exit => Level::Failure,
            Marker::Error => Level::Failure,
            Marker::Warning => Level::Warning,
            _ if ["ERROR ", "ERROR:", "error:", "fatal:", "× "].iter().any(|it| words.starts_with(it.as_bytes())) => {
                Level::Error
            }
            _ if starts("warning") => Level::Warning,
            _ => Level::Plain,
        }
    }
}

fn skip(raw: &[u8], at: usize, prefix: &[u8]) -> usize {
    if raw[at..].starts_with(prefix) { at + prefix.len() } else { at }
}

/// `2026-11-19T10:11:12.1234567Z `, and what GitLab writes behind it.
pub(super) fn timestamp(text: &[u8]) -> Option<usize> {
    const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let head = text.get(..SHAPE.len())?;
    if !head.iter().zip(SHAPE).all(|(byte, shape)| if *shape == b'd' { byte.is_ascii_digit() } else { byte == shape }) {
        return None;
    }
    let mut at = SHAPE.len();
    while text.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.') && at < 36 {
        at += 1;
    }
    if text.get(at) != Some(&b'Z') {
        return None;
    }
    at += 1;
    if let Some([b' ', a, b, b'O' | b'E', b' ' | b'+']) = text.get(at..at + 5)
        && a.is_ascii_digit()
        && b.is_ascii_digit()
    {
        return Some(at + 5);
    }
    Some(if text.get(at) == Some(&b' ') { at + 1 } else { at })
}

/// `Thu, 19 Nov 2026 10:11:12 GMT `, as the web page shows timestamps.
fn web_timestamp(text: &[u8]) -> Option<usize> {
    let head = text.get(..text.len().min(34))?;
    let comma = head.get(3) == Some(&b',') && head.get(4) == Some(&b' ');
    let end = head.windows(5).position(|here| here == b" GMT ")?;
    comma.then_some(end + 5)
}

/// A line number that was copied along: `12Run …`.
fn line_number(text: &[u8]) -> usize {
    let digits = text.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
    let rest = &text[digits..];
    let known = ["Run ", "Error: ", "Warning: ", "##["].iter().any(|word| rest.starts_with(word.as_bytes()));
    if known || rest.trim_ascii().is_empty() { digits } else { 0 }
}

/// Writes folded text.
struct Writer<'t> {
    text: &'t mut Vec<u8>,
    start: usize,
    blank: bool,
}

impl Sink for Writer<'_> {
    fn push(&mut self, text: &[u8], _at: usize) {
        if std::mem::take(&mut self.blank) && self.text.len() > self.start {
            self.text.push(b' ');
        }
        self.text.extend_from_slice(text);
    }

    fn blank(&mut self) {
        self.blank = true;
    }
}

/// Counts what a [`Writer`] would write, up to a wanted byte.
struct Finder {
    left: usize,
    found: Option<usize>,
    blank: bool,
    any: bool,
}

impl Sink for Finder {
    fn push(&mut self, text: &[u8], at: usize) {
        if self.found.is_some() {
            return;
        }
        let length = text.len() + usize::from(std::mem::take(&mut self.blank) && self.any);
        self.any = true;
        if self.left < length {
            // Inside a run that was copied as it is, every byte counts for itself.
            self.found = Some(at + self.left.saturating_sub(length - text.len()));
        } else {
            self.left -= length;
        }
    }

    fn blank(&mut self) {
        self.blank = true;
    }
}

#[cfg(test)]
#[path = "normalize_tests.rs"]
mod tests;
