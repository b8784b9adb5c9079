//! The lines of a log as they were pasted, some at a time: a log may have a hundred megabytes, and its cause stands at the end.

use std::io;

use super::question::{Answer, LineView, TextView};
use super::{colour, kept};
use crate::archive::zip::ZipArchive;
use crate::pipeline::triage::normalize::{MAX_LOG_BYTES, without_escapes};
use crate::source::Source;

/// Lines from one place that is remembered to the next.
const MARK: u32 = 1024;

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// Bytes of one answer: lines longer than this are shown alone.
const WINDOW: usize = 1 << 20;

/// Where the lines of one log stand.
pub struct LogText {
    pub artifact: usize,
    /// The member of an archive of logs; empty where the file is the log.
    pub path: String,
    /// The unpacked member.
    inner: Option<Vec<u8>>,
    /// The offsets of the first line, and of every [`MARK`]th after it.
    marks: Vec<u64>,
    total: u32,
}

impl LogText {
    /// Looks through the whole log once; nothing where there is no such member.
    pub fn open(source: &dyn Source, artifact: usize, path: &str) -> Option<Self> {
        let inner =
            if path.is_empty() { None } else { Some(ZipArchive::open(source).read_up_to(path, MAX_LOG_BYTES as u64)?) };
        let mut text = Self { artifact, path: path.to_owned(), inner, marks: vec![0], total: 0 };
        let (mut marks, mut total, mut last) = (vec![0], 0_u32, b'\n');
        each_chunk(text.source(source), 0, |at, bytes| {
            for end in memchr::memchr_iter(b'\n', bytes) {
                total = total.saturating_add(1);
                if total.is_multiple_of(MARK) {
                    marks.push(at + end as u64 + 1);
                }
            }
            last = bytes.last().copied().unwrap_or(last);
            true
        })
        .ok()?;
        text.marks = marks;
        text.total = total + u32::from(last != b'\n');
        Some(text)
    }

    fn source<'s>(&'s self, source: &'s dyn Source) -> &'s dyn Source {
        match &self.inner {
            Some(bytes) => bytes,
            None => source,
        }
    }

    /// Some lines from one on.
    pub fn lines(&self, source: &dyn Source, from: u32) -> Answer {
        let source = self.source(source);
        let from = from.clamp(1, self.total.max(1));
        let index = usize::try_from((from - 1) / MARK).unwrap_or(usize::MAX);
        let mut start = self.marks.get(index).copied().unwrap_or_default();
        let mut skip = (from - 1) % MARK;
        let mut window = Vec::new();
        let read = each_chunk(source, start, |at, bytes| {
            let mut bytes = bytes;
            if skip > 0 {
                for end in memchr::memchr_iter(b'\n', bytes) {
                    skip -= 1;
                    if skip == 0 {
                        start = at + end as u64 + 1;
                        bytes = bytes.get(end + 1..).unwrap_or_default();
                        break;
                    }
                }
                if skip > 0 {
                    return true;
                }
            }
            window.extend_from_slice(bytes);
            window.len() < WINDOW
        });
        if let Err(error) = read {
            return Answer::Nothing(format!("The log could not be read again: {error}."));
        }
        let ended = start + window.len() as u64 >= source.len();
        let mut pieces: Vec<&[u8]> = window.split(|byte| *byte == b'\n').collect();
        // Behind the last line end is nothing, or the beginning of a line that is read with the next answer.
        if pieces.len() > 1 && (!ended || window.ends_with(b"\n")) {
            pieces.pop();
        }
        pieces.truncate(kept::LINES);
        Answer::Text(TextView {
            language: "log".to_owned(),
            encoding: "UTF-8".to_owned(),
            first: from,
            lines: pieces.into_iter().map(line).collect(),
            total: self.total,
            cut: None,
        })
    }
}

/// Reads from an offset on, until `visit` has enough.
fn each_chunk(source: &dyn Source, from: u64, mut visit: impl FnMut(u64, &[u8]) -> bool) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    let mut at = from;
    loop {
        let n = source.read_at(at, &mut buffer)?;
        let bytes = buffer.get(..n).unwrap_or_default();
        if n == 0 || !visit(at, bytes) {
            return Ok(());
        }
        at += n as u64;
    }
}

/// Without colours, and not longer than anybody reads.
fn line(bytes: &[u8]) -> LineView {
    const LONG: usize = 4 * kept::LINE_CHARS;
    let head = without_escapes(bytes.get(..bytes.len().min(LONG)).unwrap_or_default());
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_end_matches('\r');
    let shown: String = text.chars().take(kept::LINE_CHARS).collect();
    let cut = shown.len() < text.len() || bytes.len() > LONG;
    let mut view = LineView(vec![(colour::Class::Plain, kept::visible(&shown))]);
    if cut {
        view.0.push((colour::Class::Comment, " … the line goes on".to_owned()));
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(log: &Vec<u8>, from: u32) -> (u32, u32, Vec<String>) {
        let text = LogText::open(log, 0, "").unwrap();
        let Answer::Text(view) = text.lines(log, from) else { panic!() };
        let lines = view.lines.iter().map(|line| line.0.iter().map(|(_, text)| text.as_str()).collect());
        (view.first, view.total, lines.collect())
    }

    #[test]
    fn lines_are_found_far_down() {
        let log: Vec<u8> = (1..=100_000).flat_map(|n| format!("line {n}\r\n").into_bytes()).collect();
        let (first, total, lines) = some(&log, 99_990);
        assert_eq!((first, total, lines.len()), (99_990, 100_000, 11));
        assert_eq!((lines[0].as_str(), lines[10].as_str()), ("line 99990", "line 100000"));
        let (first, _, lines) = some(&log, 1025);
        assert_eq!((first, lines[0].as_str(), lines.len()), (1025, "line 1025", kept::LINES));
        assert_eq!(some(&log, 1).2[0], "line 1");
    }

    #[test]
    fn odd_logs_have_lines_too() {
        assert_eq!(some(&b"a\n\nb".to_vec(), 2), (2, 3, vec![String::new(), "b".to_owned()]));
        assert_eq!(some(&b"".to_vec(), 7).1, 0);
        assert_eq!(some(&b"\x1b[31mred\x1b[0m \xff\x07".to_vec(), 1).2, ["red \u{fffd}\\u{7}"]);
        let long = [vec![b'x'; 3 << 20], b"\nend".to_vec()].concat();
        let (_, total, lines) = some(&long, 1);
        assert_eq!((total, lines.len()), (2, 1));
        assert!(lines[0].ends_with("goes on"));
        assert_eq!(some(&long, 2).2, ["end"]);
    }
}
