//! Explicit markup: comments, footnotes, hyperlink targets, substitution definitions and the way to directives.

use super::block::{State, member, unindent};
use super::chars::{blank, escape, normal, rstrip, simple_name, space, string, strip, unescape, words};
use super::machine::{Machine, trim_end};
use super::starts::{Start, gap};
use super::{Kind, Line, Parser, Res, fail, unsure};
use std::rc::Rc;

impl Parser {
    pub(super) fn explicit_list(&mut self, m: &mut Machine, mut finish: bool) -> Res<State> {
        while let Some((line, start)) = member(m, false) {
            match start {
                Start::Explicit(end) => {
                    m.at += 1;
                    finish = self.explicit(m, &line, end)?;
                }
                Start::Anonymous(end) => {
                    m.at += 1;
                    finish = self.anonymous(m, end)?;
                }
                _ => break,
            }
        }
        unindent(m, finish, "Explicit markup")
    }

    pub(super) fn explicit(&mut self, m: &mut Machine, line: &Line, end: usize) -> Res<bool> {
        let text = Rc::clone(&line.text);
        let rest = &text[end..];
        let after = |at: usize| gap(rest, at).map(|gap| end + gap);
        match rest.first() {
            Some('[') => {
                let digits = rest.iter().skip(1).take_while(|c| c.is_ascii_digit()).count();
                let close = if digits > 0 && rest.get(1 + digits) == Some(&']') {
                    Some(1 + digits)
                } else if rest.get(1) == Some(&'#') {
                    Some(simple_name(rest, 2).unwrap_or(2))
                } else if rest.get(1) == Some(&'*') {
                    Some(2)
                } else {
                    simple_name(rest, 1)
                };
                if let Some(close) = close.filter(|&close| rest.get(close) == Some(&']'))
                    && let Some(from) = after(close + 1)
                {
                    return self.footnote(m, &string(&rest[1..close]), from, line.no);
                }
            }
            Some('_') if !matches!(rest.get(1), None | Some(' ')) => return self.target(m, end + 1, line.no),
            Some('|') if !matches!(rest.get(1), None | Some(' ')) => return self.definition_of(m, end + 1, line.no),
            _ => {
                if let Some(name) = simple_name(rest, 0) {
                    let colons = if rest.get(name) == Some(&' ') { name + 1 } else { name };
                    if rest.get(colons..colons + 2) == Some(&[':', ':'])
                        && let Some(from) = after(colons + 2)
                    {
                        return self.directive(m, &string(&rest[..name]), from, line.no);
                    }
                }
            }
        }
        if m.next_blank() && blank(rest) {
            self.add(m.node, Kind::Comment { empty: true }, line.no);
            return Ok(true);
        }
        if m.next_blank() && string(rest).starts_with("end of inclusion from \"") {
            return unsure("a comment that docutils takes for its own", line.no);
        }
        let (mut block, finish) = m.first_indented(end, false, true, true);
        trim_end(&mut block);
        self.add(m.node, Kind::Comment { empty: block.is_empty() }, line.no);
        Ok(finish)
    }

    fn footnote(&mut self, m: &mut Machine, label: &str, from: usize, no: u32) -> Res<bool> {
        let (block, finish) = m.first_indented(from, false, true, true);
        let name = normal(label);
        let note = self.add(m.node, Kind::Footnote, no);
        if let Some(auto) = name.strip_prefix('#') {
            if !auto.is_empty() {
                self.nodes[note].names.push(auto.to_owned());
            }
            self.reg.auto_footnotes.push(note);
        } else if name == "*" {
            self.reg.symbol_footnotes += 1;
        } else {
            self.nodes[note].names.push(name);
        }
        if !self.nodes[note].names.is_empty() {
            self.note(note, Some(note), true, no)?;
        }
        if block.is_empty() {
            return fail("Footnote content expected.", no);
        }
        self.nested(block, note)?;
        Ok(finish)
    }

    fn target(&mut self, m: &mut Machine, from: usize, no: u32) -> Res<bool> {
        let (block, finish) = m.first_indented(from, true, false, true);
        let lines: Vec<Vec<char>> = block.iter().map(|line| escape(&line.text)).collect();
        let mut text = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            text.extend(line);
            self.spend(text.len(), no)?;
            if let Some((name, end)) = target_marker(&text) {
                let mut rest = vec![strip(text.get(end..).unwrap_or_default()).to_vec()];
                rest.extend(lines[i + 1..].iter().cloned());
                self.make_target(m.node, &rest, name.map(|(from, to)| unescape(&text[from..to])), no)?;
                return Ok(finish);
            }
        }
        fail("malformed hyperlink target.", no)
    }

    pub(super) fn anonymous(&mut self, m: &mut Machine, end: usize) -> Res<bool> {
        let no = m.no();
        let (block, finish) = m.first_indented(end, true, true, true);
        let lines: Vec<Vec<char>> = block.iter().map(|line| escape(&line.text)).collect();
        self.make_target(m.node, &lines, None, no)?;
        Ok(finish)
    }

    fn make_target(&mut self, parent: usize, block: &[Vec<char>], name: Option<String>, no: u32) -> Res<()> {
        let target = self.add(parent, Kind::Target, no);
        if let Some(alias) = indirect(block) {
            self.nodes[target].refname = Some(normal(&alias));
            self.reg.indirect.push(target);
        } else {
            let address = super::inline::address(&block.join(&' '));
            if !address.is_empty() {
                self.nodes[target].refuri = Some(address);
            }
        }
        if let Some(name) = name {
            self.nodes[target].names.push(normal(&name));
            self.note(target, Some(parent), true, no)
        } else {
            self.reg.anonymous_targets += 1;
            Ok(())
        }
    }

    /// A substitution definition.
    fn definition_of(&mut self, m: &mut Machine, from: usize, no: u32) -> Res<bool> {
        let (mut block, mut finish) = m.first_indented(from, false, false, true);
        let Some(first) = block.first() else { return fail("malformed substitution definition.", no) };
        let mut text = escape(rstrip(&first.text));
        let mut used = 0;
        let (name, end) = loop {
            self.spend(text.len(), no)?;
            let close = (1..text.len())
                .find(|&i| text[i] == '|' && !space(text[i - 1]) && text[i - 1] != '\0' && gap(&text, i + 1).is_some());
            if text.first() != Some(&' ')
                && let Some(close) = close
            {
                break (text[..close].to_vec(), gap(&text, close + 1).unwrap_or(close + 1));
            }
            used += 1;
            let Some(line) = block.get(used) else { return fail("malformed substitution definition.", no) };
            text.push(' ');
            text.extend(escape(strip(&line.text)));
        };
        if name.contains(&'\0') {
            return unsure("a substitution name with an escape", no);
        }
        let left = text.len() - end;
        block.drain(..used);
        let head = strip(&block[0].text).to_vec();
        block[0] = Line::from(&head[head.len().saturating_sub(left)..], block[0].no);
        if block[0].text.is_empty() {
            block.remove(0);
        }
        trim_end(&mut block);
        let name = words(&string(&name)).join(" ");
        if block.is_empty() {
            return fail(format!("Substitution definition \"{name}\" missing contents."), no);
        }
        block[0] = Line::from(strip(&block[0].text), block[0].no);
        let head = Rc::clone(&block[0].text);
        let colons = simple_name(&head, 0).filter(|&end| head.get(end..end + 2) == Some(&[':', ':']));
        let Some((end, start)) = colons.and_then(|end| gap(&head, end + 2).map(|start| (end, start))) else {
            return fail(format!("Substitution definition \"{name}\" empty or invalid."), no);
        };
        let kind = string(&head[..end]);
        let definition = self.add(m.node, Kind::Substitution, no);
        let before = (self.reg.anonymous_references, self.reg.identified);
        let uses = self.reg.substitution_references.len();
        let mut inner =
            Machine { lines: block.into(), start: 0, at: 0, titles: false, node: definition, substitution: true };
        let done = self.directive(&mut inner, &kind, start, no)?;
        if inner.at < inner.len() - 1 {
            finish = done;
        }
        if !matches!(kind.to_lowercase().as_str(), "image" | "replace" | "unicode" | "date") {
            return fail(format!("Substitution definition \"{name}\" empty or invalid."), no);
        }
        if before != (self.reg.anonymous_references, self.reg.identified) {
            return fail(
                "Anonymous references, automatic footnotes and targets are not supported in a substitution definition.",
                no,
            );
        }
        let uses = self.reg.substitution_references[uses..].iter().map(|(name, _)| name.clone()).collect();
        if self.reg.substitutions.insert(name.clone(), super::Definition { uses }).is_some() {
            return fail(format!("Duplicate substitution definition name: \"{name}\"."), no);
        }
        self.reg.substitution_names.insert(normal(&name), name);
        Ok(finish)
    }
}

/// The name that an indirect target refers to.
pub(super) fn indirect(block: &[Vec<char>]) -> Option<String> {
    if strip(block.last()?).last() != Some(&'_') {
        return None;
    }
    let joined: Vec<Vec<char>> = block.iter().map(|line| strip(line).to_vec()).collect();
    let text: Vec<char> = words(&string(&joined.join(&' '))).join(" ").chars().collect();
    let last = text.len() - 1;
    if simple_name(&text, 0) == Some(last) {
        return Some(unescape(&text[..last]));
    }
    let phrase = text.strip_prefix(&['`'])?.strip_suffix(&['`', '_'])?;
    let closed = phrase.last().is_some_and(|&c| !space(c) && c != '\0');
    (closed && phrase.first() != Some(&' ')).then(|| unescape(phrase))
}

/// The name in a target and where its marker ends.
fn target_marker(text: &[char]) -> Option<(Option<(usize, usize)>, usize)> {
    let colon = |at: usize| {
        let at = if text.get(at) == Some(&' ') { at + 1 } else { at };
        (text.get(at) == Some(&':')).then(|| gap(text, at + 1)).flatten()
    };
    if text.first() == Some(&'_') {
        return colon(1).map(|end| (None, end));
    }
    let quoted = text.first() == Some(&'`');
    let from = usize::from(quoted);
    if matches!(text.get(from), None | Some(' ' | '`')) {
        return None;
    }
    (from + 1..=text.len()).find_map(|to| {
        let open = |at: usize| at > 0 && (space(text[at - 1]) || text[at - 1] == '\0');
        if open(to) || (quoted && text.get(to) != Some(&'`')) {
            return None;
        }
        let end = to + usize::from(quoted);
        if text[end - 1] == ':' && !(end > 1 && text[end - 2] == '\0') {
            return None;
        }
        colon(end).map(|after| (Some((from, to)), after))
    })
}
