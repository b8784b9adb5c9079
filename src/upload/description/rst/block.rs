//! Blocks: the state machine of docutils (`parsers/rst/states.py`), reduced to what it warns of and to the tree that
//! its transforms look at.

use super::chars::{rstrip, space};
use super::machine::{Machine, join, trim_end, trim_start};
use super::section::width;
use super::starts::{Start, classify, punctuation_line};
use super::{Kind, Line, MAX_DEPTH, Parser, ROOT, Res, fail, unsure};
use std::rc::Rc;

pub(super) enum State {
    Body,
    Text(Line),
    Title(Line),
}

impl Parser {
    pub(super) fn document(&mut self, block: Vec<Line>) -> Res<()> {
        let mut machine =
            Machine { lines: block.into(), start: 0, at: -1, titles: true, node: ROOT, substitution: false };
        self.run(&mut machine)
    }

    pub(super) fn nested(&mut self, block: Vec<Line>, node: usize) -> Res<()> {
        let line = block.first().map_or(0, |line| line.no);
        self.spend(block.iter().map(|line| line.text.len() + 1).sum(), line)?;
        if self.depth >= MAX_DEPTH {
            return unsure("nested too deeply to decide", line);
        }
        self.depth += 1;
        let mut machine = Machine { lines: block.into(), start: 0, at: -1, titles: false, node, substitution: false };
        let done = self.run(&mut machine);
        self.depth -= 1;
        done
    }

    fn run(&mut self, m: &mut Machine) -> Res<()> {
        let mut state = State::Body;
        loop {
            m.at += 1;
            let line = m.get(m.at).cloned();
            state = match state {
                State::Body => match line {
                    None => return Ok(()),
                    Some(line) => self.body(m, line)?,
                },
                State::Text(first) => match line {
                    None => {
                        if self.paragraph(m, &[first])? {
                            self.literal_block(m)?;
                        }
                        return Ok(());
                    }
                    Some(second) => self.second_line(m, first, &second)?,
                },
                State::Title(over) => self.overline(m, &over, line)?,
            };
        }
    }

    fn body(&mut self, m: &mut Machine, line: Line) -> Res<State> {
        let text = Rc::clone(&line.text);
        if line.text.iter().all(|&c| c == ' ') {
            return Ok(State::Body);
        }
        if text.first() == Some(&' ') {
            let (block, finish) = m.unknown_indented();
            self.block_quote(block, m.node)?;
            return unindent(m, finish, "Block quote");
        }
        match classify(&text) {
            Start::Bullet(end) => self.bullet_list(m, &line, end),
            Start::Enumerator(marker) => self.enumerated_list(m, line, marker),
            Start::Field { to, end } => self.field_list(m, &line, to, end),
            Start::Option(end) => self.option_list(m, line, end),
            Start::Doctest => {
                while !m.next_blank() {
                    m.at += 1;
                }
                self.add(m.node, Kind::Leaf, line.no);
                Ok(State::Body)
            }
            Start::LineBlock(end) => self.line_block(m, &line, end),
            Start::Grid => {
                self.grid_table(m)?;
                Ok(State::Body)
            }
            Start::Simple => {
                self.simple_table(m)?;
                Ok(State::Body)
            }
            Start::Explicit(end) => {
                let finish = self.explicit(m, &line, end)?;
                self.explicit_list(m, finish)
            }
            Start::Anonymous(end) => {
                let finish = self.anonymous(m, end)?;
                self.explicit_list(m, finish)
            }
            Start::Line => {
                if m.titles {
                    return Ok(State::Title(line));
                }
                let text = rstrip(&text);
                if text == [':', ':'] {
                    Ok(State::Text(line))
                } else if text.len() < 4 {
                    self.add(m.node, Kind::Message, line.no);
                    Ok(State::Text(line))
                } else {
                    fail("Unexpected section title or transition.", line.no)
                }
            }
            Start::Text => Ok(State::Text(line)),
        }
    }

    /// Answers whether a literal block follows.
    fn paragraph(&mut self, m: &Machine, lines: &[Line]) -> Res<bool> {
        let joined = join(lines);
        let mut text = rstrip(&joined);
        let mut literal = false;
        if text.ends_with(&[':', ':']) {
            let slashes = text[..text.len() - 2].iter().rev().take_while(|&&c| c == '\\').count();
            if slashes % 2 == 0 {
                literal = true;
                if text.len() == 2 {
                    return Ok(true);
                }
                text = if matches!(text[text.len() - 3], ' ' | '\n') {
                    rstrip(&text[..text.len() - 3])
                } else {
                    &text[..text.len() - 1]
                };
            }
        }
        let no = lines.first().map_or(0, |line| line.no);
        self.inline(text, no, m.node)?;
        self.add(m.node, Kind::Paragraph, no);
        Ok(literal)
    }

    fn literal_block(&mut self, m: &mut Machine) -> Res<()> {
        let (mut block, finish) = if m.at >= m.len() {
            // `get_text_block` of nothing: docutils stays behind the last line.
            (Vec::new(), true)
        } else {
            m.unknown_indented()
        };
        trim_end(&mut block);
        if block.is_empty() {
            return self.quoted_literal_block(m);
        }
        self.add(m.node, Kind::Leaf, block[0].no);
        unindent(m, finish, "Literal block").map(|_| ())
    }

    fn quoted_literal_block(&mut self, m: &mut Machine) -> Res<()> {
        let mut quote = None;
        while let Some(line) = m.get(m.at) {
            let first = line.text.first().copied();
            match (quote, first) {
                (None, None | Some(' ')) if line.blank() => {}
                (None, Some(c)) if c.is_ascii_punctuation() => quote = Some(c),
                (None, _) => return fail("Literal block expected; none found.", line.no),
                (Some(_), _) if line.blank() => break,
                (Some(quote), Some(c)) if quote == c => {}
                (Some(_), Some(' ')) => return fail("Unexpected indentation.", line.no),
                (Some(_), _) => return fail("Inconsistent literal block quoting.", line.no),
            }
            m.at += 1;
        }
        if quote.is_none() {
            return fail("Literal block expected; none found.", m.no());
        }
        self.add(m.node, Kind::Leaf, 0);
        Ok(())
    }

    /// The line after the first one of a paragraph, a definition or a title.
    fn second_line(&mut self, m: &mut Machine, first: Line, second: &Line) -> Res<State> {
        if second.text.iter().all(|&c| c == ' ') {
            if self.paragraph(m, &[first])? {
                self.literal_block(m)?;
            }
            return Ok(State::Body);
        }
        if second.text.first() == Some(&' ') {
            return self.definition_list(m, &first);
        }
        if punctuation_line(&second.text) {
            let title = rstrip(&first.text);
            let under = rstrip(&second.text);
            if width(title, first.no)? > under.len() {
                if under.len() >= 4 {
                    return fail("Title underline too short.", second.no);
                }
                if m.titles {
                    self.add(m.node, Kind::Message, first.no);
                }
            } else {
                if !m.titles {
                    return fail("Unexpected section title.", second.no);
                }
                self.section(m, title, (under[0], None), first.no)?;
                return Ok(State::Body);
            }
        }
        let mut lines = vec![first];
        while let Some(line) = m.get(m.at).filter(|line| !line.blank()) {
            if line.text.first() == Some(&' ') {
                return fail("Unexpected indentation.", line.no);
            }
            lines.push(line.clone());
            m.at += 1;
        }
        m.at -= 1;
        if self.paragraph(m, &lines)? {
            m.at += 1;
            self.literal_block(m)?;
        }
        Ok(State::Body)
    }

    pub(super) fn block_quote(&mut self, mut block: Vec<Line>, parent: usize) -> Res<()> {
        while !block.is_empty() {
            let quote = self.add(parent, Kind::Body, block[0].no);
            let Some((from, to, dash)) = attribution(&block) else {
                return self.nested(block, quote);
            };
            let mut words: Vec<Line> = block[from..to].to_vec();
            let rest = trim_start(block.split_off(to));
            block.truncate(from);
            self.nested(block, quote)?;
            words[0] = words[0].cut(dash);
            let indent = words.get(1).map_or(0, |line| line.text.iter().take_while(|&&c| space(c)).count());
            for line in words.iter_mut().skip(1) {
                *line = line.cut(indent);
            }
            self.inline(rstrip(&join(&words)), words[0].no, parent)?;
            block = rest;
        }
        Ok(())
    }
}

/// The next line of a list and what it starts; blank lines between members are skipped where they may be.
pub(super) fn member(m: &Machine, skip_blank: bool) -> Option<(Line, Start)> {
    let mut at = m.at + 1;
    loop {
        let line = m.get(at)?;
        if !line.blank() {
            if line.text.first() == Some(&' ') {
                return None;
            }
            return Some((line.clone(), classify(&line.text)));
        }
        if !skip_blank {
            return None;
        }
        at += 1;
    }
}

/// Moves to the line that `member` answered.
pub(super) fn take(m: &mut Machine) {
    m.at += 1;
    while m.get(m.at).is_some_and(Line::blank) {
        m.at += 1;
    }
}

pub(super) fn unindent(m: &Machine, finish: bool, what: &str) -> Res<State> {
    if finish {
        return Ok(State::Body);
    }
    let line = m.get(m.at + 1).map_or(0, |line| line.no);
    fail(format!("{what} ends without a blank line; unexpected unindent."), line)
}

/// Lines of an attribution in a block quote, and where its text starts.
fn attribution(block: &[Line]) -> Option<(usize, usize, usize)> {
    let mut seen = false;
    for (i, line) in block.iter().enumerate() {
        if line.blank() {
            continue;
        }
        if seen && block[i - 1].blank() {
            let dashes = line.text.iter().take_while(|&&c| c == '-').count();
            let mark = if line.text.first() == Some(&'\u{2014}') { 1 } else { dashes };
            if (mark == 1 && dashes == 0) || dashes == 2 || dashes == 3 {
                let start = mark + line.text.iter().skip(mark).take_while(|&&c| c == ' ').count();
                if start < line.text.len() {
                    let to = block[i + 1..].iter().position(Line::blank).map_or(block.len(), |n| i + 1 + n);
                    let mut indents =
                        block[i + 1..to].iter().map(|line| line.text.iter().take_while(|&&c| space(c)).count());
                    let first = indents.next();
                    if indents.all(|indent| Some(indent) == first) {
                        return Some((i, to, start));
                    }
                }
            }
        }
        seen = true;
    }
    None
}
