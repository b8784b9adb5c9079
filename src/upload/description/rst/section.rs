//! Titles of sections, with an overline or without, and the levels that their styles give them.

use super::block::State;
use super::chars::{combining, normal, rstrip, strip, unclear_width, wide};
use super::machine::Machine;
use super::starts::punctuation_line;
use super::{Kind, Line, Parser, ROOT, Res, fail, unsure};

/// The width of a title in columns.
pub(super) fn width(text: &[char], line: u32) -> Res<usize> {
    if text.iter().any(|&c| unclear_width(c)) {
        return unsure("the width of a character depends on the version of Unicode", line);
    }
    let wides = text.iter().filter(|&&c| wide(c)).count();
    let marks = text.iter().filter(|&&c| combining(c)).count();
    Ok((text.len() + wides).saturating_sub(marks))
}

impl Parser {
    /// What follows a line of punctuation where titles may stand.
    pub(super) fn overline(&mut self, m: &mut Machine, over: &Line, line: Option<Line>) -> Res<State> {
        let mark = rstrip(&over.text);
        let short = mark.len() < 4;
        let at = m.at;
        let back = |parser: &mut Self, m: &mut Machine, message: bool| {
            m.at = at - 1;
            if message {
                parser.add(m.node, Kind::Message, over.no);
            }
            Ok(State::Text(over.clone()))
        };
        let Some(title) = line.filter(|line| !line.blank()) else {
            if short {
                return back(self, m, false);
            }
            self.add(m.node, Kind::Transition, over.no);
            return Ok(State::Body);
        };
        if punctuation_line(&title.text) {
            if short {
                return back(self, m, true);
            }
            return fail("Invalid section title or transition marker.", over.no);
        }
        let under = m.get(m.at + 1).cloned();
        let reason = match &under {
            None => Some("Incomplete section title."),
            Some(under) if !punctuation_line(&under.text) => {
                Some("Missing matching underline for section title overline.")
            }
            Some(under) if rstrip(&under.text) != mark => Some("Title overline & underline mismatch."),
            Some(_) if width(rstrip(&title.text), title.no)? > mark.len() => Some("Title overline too short."),
            Some(_) => None,
        };
        if let Some(reason) = reason {
            return if short { back(self, m, true) } else { fail(reason, over.no) };
        }
        m.at += 1;
        self.section(m, strip(&title.text), (mark[0], Some(mark[0])), title.no)?;
        Ok(State::Body)
    }

    pub(super) fn section(&mut self, m: &mut Machine, title: &[char], style: (char, Option<char>), no: u32) -> Res<()> {
        let mut parents = Vec::new();
        let mut node = Some(m.node);
        while let Some(at) = node {
            if self.nodes[at].kind == Kind::Section {
                parents.push(at);
            }
            node = self.nodes[at].parent;
        }
        let old = parents.len();
        let new = self.title_styles.iter().position(|&known| known == style).unwrap_or(self.title_styles.len()) + 1;
        if new > old + 1 {
            return fail(format!("Inconsistent title style: skip from level {old} to {new}."), no);
        }
        if new <= old {
            m.node = self.nodes[parents[old - new]].parent.unwrap_or(ROOT);
        }
        if new > self.title_styles.len() {
            self.title_styles.push(style);
        }
        let section = self.add(m.node, Kind::Section, no);
        let text = self.inline(title, no, m.node)?.text;
        self.add(section, Kind::Title, no);
        self.nodes[section].names.push(normal(&text));
        self.note(section, Some(section), false, no)?;
        m.node = section;
        Ok(())
    }
}
