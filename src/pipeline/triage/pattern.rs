//! Patterns of signatures: literal text with holes, found in one pass over the folded log. Knows nothing of causes.
//!
//! A pattern is written as it reads in the log, with holes: `{name}` captures a fact, `{~}` skips a little text. Letters match
//! in either case. The first literal is what the automaton looks for; the rest is compared only where it was found, and looks
//! at a bounded number of bytes, so the cost is linear in the length of the log.

use aho_corasick::{AhoCorasick, MatchKind};

use super::normalize::BOUNDARY;

/// A captured fact is no longer than this many bytes.
const LONGEST_CAPTURE: usize = 240;

/// What `{~}` skips at most, in bytes.
const LONGEST_GAP: usize = 120;

/// Places where one pattern is compared at most: a log that is made of the first words of a pattern must not take long.
const MOST_ATTEMPTS: u32 = 20_000;

/// Matches that are kept of one pattern.
const MOST_MATCHES: u32 = 200;

/// A name in a pattern with what stood there.
pub type Capture = (&'static str, String);

/// Where a pattern was found in the folded text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which pattern, as they were given.
    pub pattern: usize,
    pub start: usize,
    pub end: usize,
    pub captures: Vec<Capture>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(&'static str),
    Capture(&'static str),
    Gap,
}

/// All patterns of a list, ready to run.
pub struct Patterns {
    automaton: Option<AhoCorasick>,
    /// The patterns that begin with each literal of the automaton.
    patterns: Vec<Vec<(usize, Pattern)>>,
}

#[derive(Debug, Clone)]
struct Pattern {
    /// A fact that stands before the first literal.
    before: Option<&'static str>,
    anchor: &'static str,
    rest: Vec<Piece>,
}

impl Pattern {
    /// Patterns are part of the source; one without a literal never matches.
    fn parse(text: &'static str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((literal, from)) = rest.split_once('{') {
            if !literal.is_empty() {
                pieces.push(Piece::Literal(literal));
            }
            let Some((name, after)) = from.split_once('}') else { break };
            pieces.push(if name == "~" { Piece::Gap } else { Piece::Capture(name) });
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest));
        }
        let mut pieces = pieces.into_iter();
        let mut before = None;
        let mut anchor = "";
        for piece in pieces.by_ref() {
            match piece {
                Piece::Capture(name) => before = Some(name),
                Piece::Gap => {}
                Piece::Literal(text) => {
                    anchor = text;
                    break;
                }
            }
        }
        Self { before, anchor, rest: pieces.collect() }
    }

    /// What follows the anchor, compared from `at`. Returns the end of the match.
    fn follow(&self, text: &[u8], at: usize, captures: &mut Vec<Capture>) -> Option<usize> {
        let mut at = at;
        let mut pieces = self.rest.iter().copied().peekable();
        while let Some(piece) = pieces.next() {
            let next = match pieces.peek() {
                Some(Piece::Literal(text)) => Some(*text),
                _ => None,
            };
            match (piece, next) {
                (Piece::Literal(literal), _) => {
                    let here = text.get(at..at + literal.len())?;
                    if !here.eq_ignore_ascii_case(literal.as_bytes()) {
                        return None;
                    }
                    at += literal.len();
                }
                (Piece::Gap, Some(next)) => at += find(window(text, at, LONGEST_GAP + next.len()), next)?,
                (Piece::Gap, None) => {}
                (Piece::Capture(name), Some(next)) => {
                    let length = find(window(text, at, LONGEST_CAPTURE + next.len()), next)?;
                    captures.push((name, clean(&text[at..at + length])));
                    at += length;
                }
                (Piece::Capture(name), None) => {
                    let word = window(text, at, LONGEST_CAPTURE);
                    let length = word.iter().position(|byte| *byte == b' ').unwrap_or(word.len());
                    captures.push((name, clean(&word[..length])));
                    at += length;
                }
            }
        }
        Some(at)
    }

    fn compare(&self, text: &[u8], start: usize, end: usize) -> Option<(usize, usize, Vec<Capture>)> {
        let mut captures = Vec::new();
        let mut from = start;
        if let Some(name) = self.before {
            let line = &text[start.saturating_sub(LONGEST_CAPTURE)..start];
            let line = &line[line.iter().rposition(|byte| *byte == BOUNDARY).map_or(0, |at| at + 1)..];
            let word = line.trim_ascii_end();
            let word = &word[word.iter().rposition(|byte| *byte == b' ').map_or(0, |at| at + 1)..];
            from = start - (line.len() - line.trim_ascii_end().len()) - word.len();
            captures.push((name, clean(word)));
        }
        let end = self.follow(text, end, &mut captures)?;
        captures.iter().all(|(_, value)| !value.is_empty()).then_some((from, end, captures))
    }
}

impl Patterns {
    #[must_use]
    pub fn new(texts: impl IntoIterator<Item = &'static str>) -> Self {
        let mut anchors: Vec<&'static str> = Vec::new();
        let mut patterns: Vec<Vec<(usize, Pattern)>> = Vec::new();
        for (index, text) in texts.into_iter().enumerate() {
            let pattern = Pattern::parse(text);
            if pattern.anchor.is_empty() {
                continue;
            }
            let known = anchors.iter().position(|anchor| anchor.eq_ignore_ascii_case(pattern.anchor));
            if let Some(at) = known {
                patterns[at].push((index, pattern));
            } else {
                anchors.push(pattern.anchor);
                patterns.push(vec![(index, pattern)]);
            }
        }
        // Overlapping matches are wanted, and only the standard kind gives them.
        let automaton =
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(&anchors).ok();
        Self { automaton, patterns }
    }

    /// Every match, by its place in the text.
    #[must_use]
    pub fn find(&self, text: &[u8]) -> Vec<Match> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let count = self.patterns.iter().flatten().map(|(index, _)| index + 1).max().unwrap_or(0);
        let mut attempts = vec![0_u32; count];
        let mut kept = vec![0_u32; count];
        let mut matches = Vec::new();
        for hit in automaton.find_overlapping_iter(text) {
            for (index, pattern) in &self.patterns[hit.pattern().as_usize()] {
                if attempts[*index] >= MOST_ATTEMPTS || kept[*index] >= MOST_MATCHES {
                    continue;
                }
                attempts[*index] += 1;
                if let Some((start, end, captures)) = pattern.compare(text, hit.start(), hit.end()) {
                    kept[*index] += 1;
                    matches.push(Match { pattern: *index, start, end, captures });
                }
            }
        }
        matches.sort_by_key(|found| (found.start, found.pattern));
        matches
    }
}

/// The bytes from `at`, up to a length or the end of what belongs together.
fn window(text: &[u8], at: usize, length: usize) -> &[u8] {
    let rest = text.get(at..).unwrap_or_default();
    let rest = &rest[..rest.len().min(length)];
    &rest[..rest.iter().position(|byte| *byte == BOUNDARY).unwrap_or(rest.len())]
}

fn find(text: &[u8], literal: &str) -> Option<usize> {
    text.windows(literal.len()).position(|here| here.eq_ignore_ascii_case(literal.as_bytes()))
}

/// A captured value without the quotes and full stops around it.
fn clean(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let around = |c: char| matches!(c, ' ' | '\'' | '"' | '\u{fffd}');
    let text = text.trim_matches(around);
    let text = text.trim_end_matches(|c: char| around(c) || matches!(c, ',' | ';' | ':' | '.' | ')' | ']' | '}' | '>'));
    text.trim_start_matches(|c: char| around(c) || matches!(c, '(' | '[' | '{' | '<')).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &'static str, text: &str, expected: Option<&[(&str, &str)]>) {
        let found = Patterns::new([pattern]).find(text.as_bytes());
        let captures = found
            .first()
            .map(|found| found.captures.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>());
        assert_eq!(captures.as_deref(), expected, "{pattern} in {text}");
    }

    #[test]
    fn holes_capture_and_gaps_skip() {
        check("File already exists ('{file}'", "x file already exists ('a-1.whl', with", Some(&[("file", "a-1.whl")]));
        check(
            "allowed to deploy to {environment} due to",
            "not allowed to deploy to pypi due to",
            Some(&[("environment", "pypi")]),
        );
        check("invalid-publisher{~}was not found", "invalid-publisher: a, b was not found", Some(&[]));
        check("No module named '{module}'", "No module named 'a.b'", Some(&[("module", "a.b")]));
        check("Backend subprocess exited{code}", "Backend subprocess exited", None);
    }

    #[test]
    fn a_capture_before_the_first_literal_is_the_word_before() {
        check(
            "{file} has a non-normalized filename",
            "warning: a_1.tar.gz has a non-normalized filename",
            Some(&[("file", "a_1.tar.gz")]),
        );
    }

    #[test]
    fn a_capture_at_the_end_is_a_word() {
        check("License-File {file}", "License-File LICENSE.txt, is", Some(&[("file", "LICENSE.txt")]));
    }

    #[test]
    fn nothing_matches_across_a_boundary() {
        check("one{~}two", "one\ntwo", None);
        check("one{~}two", "one two", Some(&[]));
    }

    #[test]
    fn a_log_made_of_first_words_is_read_quickly() {
        let text = "invalid-publisher ".repeat(400_000);
        assert!(Patterns::new(["invalid-publisher{~}was not found"]).find(text.as_bytes()).is_empty());
    }
}
