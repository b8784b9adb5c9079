//! What a rule has to say: facts first, words made of them by renderers.
//!
//! Severity, gate and certainty are three fields; none is encoded in another. Core types are plain data and not
//! serialisable: `render::json_v1` and `web::protocol` own their mirrors.

use std::fmt;

/// How bad it is, judged by what happens to the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It will be refused, will not install, will not run, or leaks.
    Error,
    /// Doubtful, or bad for some users.
    Warning,
    /// Worth knowing.
    Info,
}

/// The question that a finding answers (see `docs/architecture.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    Upload,
    Install,
    Run,
    Agree,
    Pipeline,
    Safe,
}

impl Gate {
    pub const ALL: [Self; 6] = [Self::Upload, Self::Install, Self::Run, Self::Agree, Self::Pipeline, Self::Safe];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Install => "install",
            Self::Run => "run",
            Self::Agree => "agree",
            Self::Pipeline => "pipeline",
            Self::Safe => "safe",
        }
    }

    /// The question in the words of a maintainer.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Self::Upload => "Will PyPI accept it?",
            Self::Install => "Will it install?",
            Self::Run => "Will it run?",
            Self::Agree => "Do the parts agree?",
            Self::Pipeline => "Will the pipeline publish it?",
            Self::Safe => "Is it safe to ship?",
        }
    }
}

impl Severity {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// How sure the tool is of its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Certainty {
    /// Decided by the bytes.
    #[default]
    Certain,
    /// Decided by a heuristic that its rule documents.
    Likely,
}

impl Certainty {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
        }
    }
}

/// Where in the drop. Lines and columns count from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Location {
    /// Name of the dropped file.
    pub file: String,
    /// Member inside it, if it is an archive.
    pub path: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

/// One value inside a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Shown as code: a path, a name, a requirement, a line of a file.
    Code(String),
    /// Shown as prose.
    Text(String),
    Number(u64),
    /// A size, shown with a unit.
    Bytes(u64),
    /// Several values shown as code, the first few of them.
    List(Vec<String>),
}

/// A sentence with named holes, and what goes into them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// Prose with `{name}` for a fact and backticks for literal code.
    pub template: &'static str,
    pub facts: Vec<(&'static str, Fact)>,
}

/// Builds a [`Message`]: `message!("{requirement} is a direct URL", requirement = Fact::code(text))`.
#[macro_export]
macro_rules! message {
    ($template:literal $(, $name:ident = $fact:expr)* $(,)?) => {
        $crate::finding::Message { template: $template, facts: vec![$((stringify!($name), $fact)),*] }
    };
}

/// One piece of a rendered message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    Text(String),
    Code(String),
}

impl Fact {
    pub fn code(value: impl Into<String>) -> Self {
        Self::Code(value.into())
    }

    pub fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }

    /// The number of things in a collection.
    #[must_use]
    pub fn count(value: usize) -> Self {
        Self::Number(value as u64)
    }

    pub fn list<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    fn segments(&self, out: &mut Vec<Segment>) {
        /// More than this many names in a sentence are counted, not listed.
        const SHOWN: usize = 5;
        match self {
            Self::Code(value) => out.push(Segment::Code(value.clone())),
            Self::Text(value) => out.push(Segment::Text(value.clone())),
            Self::Number(value) => out.push(Segment::Text(grouped(*value))),
            Self::Bytes(value) => out.push(Segment::Text(human_bytes(*value))),
            Self::List(values) => {
                for (i, value) in values.iter().take(SHOWN).enumerate() {
                    if i > 0 {
                        let last = i + 1 == values.len();
                        out.push(Segment::Text(if last { " and " } else { ", " }.to_owned()));
                    }
                    out.push(Segment::Code(value.clone()));
                }
                if values.len() > SHOWN {
                    out.push(Segment::Text(format!(" and {} more", values.len() - SHOWN)));
                }
            }
        }
    }
}

impl Message {
    /// The sentence in pieces, so that a renderer chooses the markup of code.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment> {
        let mut out = Vec::new();
        let mut rest = self.template;
        while let Some(at) = rest.find(['{', '`']) {
            let (before, from) = rest.split_at(at);
            if !before.is_empty() {
                out.push(Segment::Text(before.to_owned()));
            }
            let close = if from.starts_with('{') { '}' } else { '`' };
            let Some(end) = from[1..].find(close) else {
                rest = from;
                break;
            };
            let inside = &from[1..=end];
            rest = &from[end + 2..];
            if close == '`' {
                out.push(Segment::Code(self.fill(inside)));
            } else if let Some((_, fact)) = self.facts.iter().find(|(name, _)| *name == inside) {
                fact.segments(&mut out);
            } else {
                out.push(Segment::Text(format!("{{{inside}}}")));
            }
        }
        if !rest.is_empty() {
            out.push(Segment::Text(rest.to_owned()));
        }
        out
    }

    /// Literal code with facts in it.
    fn fill(&self, code: &str) -> String {
        self.facts.iter().fold(code.to_owned(), |code, (name, fact)| {
            let hole = format!("{{{name}}}");
            if !code.contains(&hole) {
                return code;
            }
            let mut segments = Vec::new();
            fact.segments(&mut segments);
            let plain: String = segments.into_iter().map(|(Segment::Text(text) | Segment::Code(text))| text).collect();
            code.replace(&hole, &plain)
        })
    }
}

impl fmt::Display for Message {
    /// Plain text, code between backticks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments().iter().try_for_each(|segment| match segment {
            Segment::Text(text) => f.write_str(&one_line(text)),
            Segment::Code(code) => write!(f, "`{}`", one_line(code)),
        })
    }
}

/// Text from a dropped file on one line: control characters and direction overrides are shown as escapes, so that a file
/// name can neither forge a line of the report nor hide in it.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.chars().flat_map(|c| if is_hidden(c) { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// Whether a character does something to what is shown and is not seen itself: control characters, direction marks and
/// overrides, separators of lines, what has no width, and tags.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// 1234567 as `1,234,567`.
#[must_use]
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes in powers of 1000, as PyPI and file managers show them: `72.7 MB`.
#[must_use]
pub fn human_bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") };
    }
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// One statement about the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    pub severity: Severity,
    pub gate: Gate,
    pub certainty: Certainty,
    pub location: Location,
    /// What is wrong and why it matters.
    pub message: Message,
    /// What to do.
    pub fix: Message,
}

impl Finding {
    /// The order of every report: worst first, then by gate, rule, place and words.
    #[must_use]
    pub fn sort_key(&self) -> (Severity, Gate, &'static str, &Location, &Message) {
        (self.severity, self.gate, self.rule, &self.location, &self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_facts_and_words() {
        let message = message!(
            "{requirement} points to a `git` URL; {count} files, {size}, in {folders}",
            requirement = Fact::code("llm-ctx @ git+https://example.org/x"),
            count = Fact::count(1234),
            size = Fact::Bytes(72_743_493),
            folders = Fact::list(["a", "b", "c"]),
        );
        assert_eq!(
            message.to_string(),
            "`llm-ctx @ git+https://example.org/x` points to a `git` URL; 1,234 files, 72.7 MB, in `a`, `b` and `c`"
        );
    }

    #[test]
    fn facts_stand_inside_literal_code_too() {
        let message = message!("Write `name = \"{normal}\"`", normal = Fact::code("demo"));
        assert_eq!(message.to_string(), "Write `name = \"demo\"`");
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let message = message!("{names}", names = Fact::list((0..8).map(|i| i.to_string())));
        assert_eq!(message.to_string(), "`0`, `1`, `2`, `3`, `4` and 3 more");
    }

    #[test]
    fn a_file_name_cannot_forge_a_line_of_the_report() {
        let message = message!("{path}", path = Fact::code("a\nerror: all is lost\u{202e}"));
        assert_eq!(message.to_string(), "`a\\nerror: all is lost\\u{202e}`");
    }

    #[test]
    fn sizes_read_as_people_write_them() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (38_379, "38.4 kB"),
            (999_999, "1.0 MB"),
            (5_000_000_000, "5.0 GB"),
        ] {
            assert_eq!(human_bytes(bytes), text);
        }
    }
}
