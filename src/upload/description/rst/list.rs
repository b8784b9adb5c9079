//! Lists: bullets, enumerators, fields, options, definitions and line blocks.

use super::block::{State, member, take, unindent};
use super::chars::string;
use super::enumerator::{Sequence, is_item, sequence_of};
use super::machine::{Machine, join};
use super::starts::{Enumerator, Start};
use super::{Kind, Line, Parser, Res, fail};

impl Parser {
    pub(super) fn bullet_list(&mut self, m: &mut Machine, line: &Line, end: usize) -> Res<State> {
        let list = self.add(m.node, Kind::BulletList, line.no);
        let mut finish = self.item(m, end, list)?;
        let bullet = line.text.first();
        while let Some((next, start)) = member(m, true) {
            let Start::Bullet(end) = start else { break };
            if next.text.first() != bullet {
                break;
            }
            take(m);
            finish = self.item(m, end, list)?;
        }
        unindent(m, finish, "Bullet list")
    }

    pub(super) fn enumerated_list(&mut self, m: &mut Machine, line: Line, marker: Enumerator) -> Res<State> {
        let Enumerator { format, from, to, end } = marker;
        let label = string(&line.text[from..to]);
        let (sequence, ordinal) = sequence_of(&label, None);
        if !is_item(m, m.at, ordinal, sequence, format)? {
            return Ok(State::Text(line));
        }
        let list = self.add(m.node, Kind::EnumeratedList, line.no);
        if ordinal != Some(1) {
            self.add(m.node, Kind::Message, line.no);
        }
        let mut finish = self.item(m, end, list)?;
        let kind = if sequence == Sequence::Auto { Sequence::Arabic } else { sequence };
        let mut auto = sequence == Sequence::Auto;
        let mut last = ordinal.unwrap_or(1);
        while let Some((next, start)) = member(m, true) {
            let Start::Enumerator(Enumerator { format: other, from, to, end }) = start else { break };
            let label = string(&next.text[from..to]);
            let (sequence, ordinal) = sequence_of(&label, Some(kind));
            let follows = sequence == Sequence::Auto
                || (sequence == kind && !auto && ordinal.is_some() && ordinal == last.checked_add(1));
            take(m);
            if other != format || !follows || !is_item(m, m.at, ordinal, sequence, format)? {
                m.at -= 1;
                break;
            }
            auto |= sequence == Sequence::Auto;
            finish = self.item(m, end, list)?;
            last = ordinal.unwrap_or(1);
        }
        unindent(m, finish, "Enumerated list")
    }

    pub(super) fn field_list(&mut self, m: &mut Machine, line: &Line, to: usize, end: usize) -> Res<State> {
        let list = self.add(m.node, Kind::FieldList, line.no);
        let mut finish = self.field(m, line, to, end, list)?;
        while let Some((next, start)) = member(m, true) {
            let Start::Field { to, end } = start else { break };
            take(m);
            finish = self.field(m, &next, to, end, list)?;
        }
        unindent(m, finish, "Field list")
    }

    pub(super) fn option_list(&mut self, m: &mut Machine, line: Line, end: usize) -> Res<State> {
        let before = m.at;
        let (block, mut finish) = m.first_indented(end, false, true, true);
        if block.is_empty() {
            m.at = before;
            return Ok(State::Text(line));
        }
        let list = self.add(m.node, Kind::Body, line.no);
        self.nested(block, list)?;
        while let Some((_, start)) = member(m, true) {
            let Start::Option(end) = start else { break };
            let before = m.at;
            take(m);
            let (block, done) = m.first_indented(end, false, true, true);
            if block.is_empty() {
                m.at = before;
                break;
            }
            self.nested(block, list)?;
            finish = done;
        }
        unindent(m, finish, "Option list")
    }

    pub(super) fn definition_list(&mut self, m: &mut Machine, first: &Line) -> Res<State> {
        let list = self.add(m.node, Kind::Body, first.no);
        let mut finish = self.definition(m, first, list)?;
        while let Some((next, Start::Text)) = member(m, true) {
            let before = m.at;
            take(m);
            m.at += 1;
            if !m.get(m.at).is_some_and(|line| line.text.first() == Some(&' ') && !line.blank()) {
                m.at = before;
                // Blank lines before the term are consumed, as by docutils.
                while m.get(m.at + 1).is_some_and(Line::blank) {
                    m.at += 1;
                }
                break;
            }
            finish = self.definition(m, &next, list)?;
        }
        unindent(m, finish, "Definition list")
    }

    pub(super) fn line_block(&mut self, m: &mut Machine, line: &Line, end: usize) -> Res<State> {
        let block = self.add(m.node, Kind::Leaf, line.no);
        let mut finish = self.line_of_block(m, line, end, m.node)?;
        if !finish {
            while let Some((next, start)) = member(m, false) {
                let Start::LineBlock(end) = start else { break };
                m.at += 1;
                finish = self.line_of_block(m, &next, end, block)?;
            }
        }
        if finish { Ok(State::Body) } else { fail("Line block ends without a blank line.", line.no + 1) }
    }

    fn item(&mut self, m: &mut Machine, indent: usize, list: usize) -> Res<bool> {
        let no = m.no();
        let more = m.get(m.at).is_some_and(|line| line.text.len() > indent);
        let (block, finish) = if more { m.known_indented(indent) } else { m.first_indented(indent, false, true, true) };
        let item = self.add(list, Kind::ListItem, no);
        if !block.is_empty() {
            self.nested(block, item)?;
        }
        Ok(finish)
    }

    fn field(&mut self, m: &mut Machine, line: &Line, to: usize, end: usize, list: usize) -> Res<bool> {
        let (block, finish) = m.first_indented(end, false, true, true);
        let field = self.add(list, Kind::Field, line.no);
        let name = self.inline(&line.text[1..to], line.no, m.node)?;
        self.nodes[field].text = name.first.unwrap_or_default();
        let body = self.add(field, Kind::FieldBody, line.no);
        self.nodes[body].text = string(&join(&block));
        if !block.is_empty() {
            let before = (
                self.reg.references.len(),
                self.reg.anonymous_references,
                self.reg.identified,
                self.reg.substitution_references.len(),
            );
            self.nested(block, body)?;
            let after = (
                self.reg.references.len(),
                self.reg.anonymous_references,
                self.reg.identified,
                self.reg.substitution_references.len(),
            );
            self.nodes[body].plain = before == after;
        }
        Ok(finish)
    }

    fn definition(&mut self, m: &mut Machine, term: &Line, list: usize) -> Res<bool> {
        let (block, finish) = m.unknown_indented();
        self.inline(&term.text, term.no, m.node)?;
        self.nested(block, list)?;
        Ok(finish)
    }

    fn line_of_block(&mut self, m: &mut Machine, line: &Line, end: usize, parent: usize) -> Res<bool> {
        let (block, finish) = m.first_indented(end, true, true, true);
        self.inline(&join(&block), line.no, parent)?;
        Ok(finish)
    }
}
