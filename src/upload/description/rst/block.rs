//! Blocks: the state machine of docutils (`parsers/rst/states.py`), reduced to what it warns of and to the tree that
//! its transforms look at.

use super::chars::{
    blank, combining, escape, normal, rstrip, simple_name, space, string, strip, unclear_width, unescape, wide, words,
};
use super::{Kind, Line, MAX_DEPTH, Parser, ROOT, Res, fail, unsure};
use std::rc::Rc;

/// A state machine: the lines it reads and the node it fills.
pub(super) struct Machine {
    pub(super) lines: Rc<[Line]>,
    pub(super) start: usize,
    /// Offset of the current line, counted from `start`.
    pub(super) at: isize,
    pub(super) titles: bool,
    pub(super) node: usize,
    /// Whether the content of a substitution definition is read.
    pub(super) substitution: bool,
}

impl Machine {
    pub(super) fn get(&self, offset: isize) -> Option<&Line> {
        let offset = usize::try_from(offset).ok()?;
        self.lines.get(self.start + offset)
    }

    fn len(&self) -> isize {
        isize::try_from(self.lines.len() - self.start).unwrap_or(isize::MAX)
    }

    fn no(&self) -> u32 {
        self.get(self.at).or_else(|| self.lines.last()).map_or(0, |line| line.no)
    }

    pub(super) fn next_blank(&self) -> bool {
        self.get(self.at + 1).is_none_or(Line::blank)
    }

    /// `StringList.get_indented`; moves to the last line of the block.
    fn indented(
        &mut self,
        block_indent: Option<usize>,
        first_indent: Option<usize>,
        until_blank: bool,
        strip_indent: bool,
    ) -> (Vec<Line>, bool) {
        let first_indent = first_indent.or(block_indent);
        let mut indent = block_indent;
        let start = self.at;
        let mut end = if first_indent.is_some() { start + 1 } else { start };
        let mut finish = true;
        while let Some(line) = self.get(end) {
            let text = &line.text;
            let short = block_indent.is_some_and(|indent| !blank(text.get(..indent).unwrap_or(text)));
            if text.first().is_some_and(|&c| c != ' ') || (!text.is_empty() && short) {
                finish = end > start && self.get(end - 1).is_some_and(Line::blank);
                break;
            }
            if line.blank() {
                if until_blank {
                    break;
                }
            } else if block_indent.is_none() {
                let own = text.iter().take_while(|&&c| space(c)).count();
                indent = Some(indent.map_or(own, |indent| indent.min(own)));
            }
            end += 1;
        }
        let mut block: Vec<Line> = (start..end).filter_map(|i| self.get(i).cloned()).collect();
        if let Some(indent) = indent.filter(|&indent| indent > 0 && strip_indent) {
            for line in block.iter_mut().skip(usize::from(first_indent.is_some())) {
                *line = line.cut(indent);
            }
        }
        if let Some(first) = first_indent
            && let Some(line) = block.first_mut()
        {
            *line = line.cut(first);
        }
        if end > start {
            self.at = end - 1;
        }
        (block, finish)
    }

    pub(super) fn unknown_indented(&mut self) -> (Vec<Line>, bool) {
        let (block, finish) = self.indented(None, None, false, true);
        (trim_start(block), finish)
    }

    fn known_indented(&mut self, indent: usize) -> (Vec<Line>, bool) {
        let (block, finish) = self.indented(Some(indent), None, false, true);
        (trim_start(block), finish)
    }

    pub(super) fn first_indented(
        &mut self,
        indent: usize,
        until_blank: bool,
        strip_indent: bool,
        strip_top: bool,
    ) -> (Vec<Line>, bool) {
        let (block, finish) = self.indented(None, Some(indent), until_blank, strip_indent);
        (if strip_top { trim_start(block) } else { block }, finish)
    }
}

fn trim_start(mut block: Vec<Line>) -> Vec<Line> {
    let blanks = block.iter().take_while(|line| line.blank()).count();
    block.drain(..blanks);
    block
}

pub(super) fn trim_end(block: &mut Vec<Line>) {
    while block.last().is_some_and(Line::blank) {
        block.pop();
    }
}

pub(super) fn join(block: &[Line]) -> Vec<char> {
    let mut out = Vec::new();
    for (i, line) in block.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.extend(line.text.iter());
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parens,
    Right,
    Period,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sequence {
    Arabic,
    LowerAlpha,
    UpperAlpha,
    LowerRoman,
    UpperRoman,
    Auto,
}

/// What the first line of a block may start.
enum Start {
    Bullet(usize),
    Enumerator { format: Format, from: usize, to: usize, end: usize },
    Field { to: usize, end: usize },
    Option(usize),
    Doctest,
    LineBlock(usize),
    Grid,
    Simple,
    Explicit(usize),
    Anonymous(usize),
    Line,
    Text,
}

/// End of the spaces after a marker, or of the line.
fn gap(text: &[char], at: usize) -> Option<usize> {
    let spaces = text.iter().skip(at).take_while(|&&c| c == ' ').count();
    (spaces > 0 || at == text.len()).then_some(at + spaces)
}

fn enumerator(text: &[char]) -> Option<Start> {
    let open = text.first() == Some(&'(');
    let from = usize::from(open);
    let run = |test: fn(char) -> bool| text.iter().skip(from).take_while(|&&c| test(c)).count();
    let mut lengths = [run(|c| c.is_ascii_digit()), run(|c| "ivxlcdm".contains(c)), run(|c| "IVXLCDM".contains(c)), 0];
    if text.get(from).is_some_and(|&c| c.is_ascii_alphabetic() || c == '#') {
        lengths[3] = 1;
    }
    for length in lengths.into_iter().filter(|&length| length > 0) {
        let to = from + length;
        let format = match text.get(to) {
            Some(')') if open => Format::Parens,
            Some(')') => Format::Right,
            Some('.') if !open => Format::Period,
            _ => continue,
        };
        if let Some(end) = gap(text, to + 1) {
            return Some(Start::Enumerator { format, from, to, end });
        }
    }
    None
}

/// A field marker: end of the name and of the marker.
pub(super) fn field_marker(text: &[char]) -> Option<(usize, usize)> {
    if text.first() != Some(&':') || matches!(text.get(1), None | Some(':' | ' ')) {
        return None;
    }
    let mut i = 1;
    loop {
        match text.get(i)? {
            '\\' => {
                text.get(i + 1)?;
                i += 2;
            }
            ':' => match text.get(i + 1) {
                None | Some(' ') => {
                    if text[i - 1] == ' ' {
                        return None;
                    }
                    return gap(text, i + 1).map(|end| (i, end));
                }
                Some('`') => return None,
                Some(_) => i += 1,
            },
            _ => i += 1,
        }
    }
}

/// End of an option marker.
fn option_marker(text: &[char]) -> Option<usize> {
    let plus = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let argument = |at: usize| -> Option<usize> {
        match text.get(at)? {
            c if c.is_ascii_alphabetic() => Some(at + text.iter().skip(at).take_while(|&&c| plus(c)).count()),
            '<' => {
                let inner = text.iter().skip(at + 1).take_while(|&&c| c != '<' && c != '>').count();
                (inner > 0 && text.get(at + 1 + inner) == Some(&'>')).then_some(at + inner + 2)
            }
            _ => None,
        }
    };
    let terminated = |at: usize| -> Option<usize> {
        let spaces = text.iter().skip(at).take_while(|&&c| c == ' ').count();
        (spaces >= 2 || at + spaces == text.len()).then_some(at + spaces)
    };
    let mut at = 0;
    loop {
        let mut candidates = Vec::new();
        let long = text.get(at) == Some(&'/') || (text.get(at) == Some(&'-') && text.get(at + 1) == Some(&'-'));
        if long {
            let from = if text[at] == '/' { at + 1 } else { at + 2 };
            if !text.get(from)?.is_ascii_alphanumeric() {
                return None;
            }
            let end = from + text.iter().skip(from).take_while(|&&c| plus(c)).count();
            if matches!(text.get(end), Some(' ' | '=')) {
                candidates.extend(argument(end + 1));
            }
            candidates.push(end);
        } else {
            if !matches!(text.get(at), Some('-' | '+')) || !text.get(at + 1)?.is_ascii_alphanumeric() {
                return None;
            }
            let end = at + 2;
            if text.get(end) == Some(&' ') {
                candidates.extend(argument(end + 1));
            }
            candidates.extend(argument(end));
            candidates.push(end);
        }
        // Only one of the ends can be followed by a comma or by the end of the marker.
        let mut next = None;
        for end in candidates {
            if text.get(end) == Some(&',') && text.get(end + 1) == Some(&' ') {
                next = Some(end + 2);
                break;
            }
            if let Some(end) = terminated(end) {
                return Some(end);
            }
        }
        at = next?;
    }
}

fn punctuation_line(text: &[char]) -> bool {
    let text = trim_spaces(text);
    text.first().is_some_and(|&first| first.is_ascii_punctuation() && text.iter().all(|&c| c == first))
}

fn trim_spaces(text: &[char]) -> &[char] {
    let end = text.iter().rposition(|&c| c != ' ').map_or(0, |at| at + 1);
    &text[..end]
}

/// `\+-[-+]+-\+ *$`
pub(super) fn grid_border(text: &[char], mark: char) -> bool {
    let text = trim_spaces(text);
    text.len() >= 5
        && text.starts_with(&['+', mark])
        && text.ends_with(&[mark, '+'])
        && text.iter().all(|&c| c == mark || c == '+')
}

fn simple_top(text: &[char]) -> bool {
    let text = trim_spaces(text);
    text.first() == Some(&'=') && text.contains(&' ') && text.iter().all(|&c| c == '=' || c == ' ')
}

fn classify(text: &[char]) -> Start {
    if matches!(text.first(), Some('-' | '+' | '*' | '\u{2022}' | '\u{2023}' | '\u{2043}'))
        && let Some(end) = gap(text, 1)
    {
        return Start::Bullet(end);
    }
    if let Some(start) = enumerator(text) {
        return start;
    }
    if let Some((to, end)) = field_marker(text) {
        return Start::Field { to, end };
    }
    if let Some(end) = option_marker(text) {
        return Start::Option(end);
    }
    let marker = |mark: &[char]| text.starts_with(mark).then(|| gap(text, mark.len())).flatten();
    if marker(&['>', '>', '>']).is_some() {
        Start::Doctest
    } else if let Some(end) = marker(&['|']) {
        Start::LineBlock(end)
    } else if grid_border(text, '-') {
        Start::Grid
    } else if simple_top(text) {
        Start::Simple
    } else if let Some(end) = marker(&['.', '.']) {
        Start::Explicit(end)
    } else if let Some(end) = marker(&['_', '_']) {
        Start::Anonymous(end)
    } else if punctuation_line(text) {
        Start::Line
    } else {
        Start::Text
    }
}

/// Value of a Roman numeral up to 4999.
fn roman(text: &str) -> Option<u64> {
    let mut rest = text.to_ascii_uppercase();
    let mut total = 0;
    for (value, digit, most) in [
        (1000, "M", 4),
        (900, "CM", 1),
        (500, "D", 1),
        (400, "CD", 1),
        (100, "C", 3),
        (90, "XC", 1),
        (50, "L", 1),
        (40, "XL", 1),
        (10, "X", 3),
        (9, "IX", 1),
        (5, "V", 1),
        (4, "IV", 1),
        (1, "I", 3),
    ] {
        for _ in 0..most {
            let Some(tail) = rest.strip_prefix(digit) else { break };
            rest = tail.to_owned();
            total += value;
        }
    }
    (rest.is_empty() && total > 0 && to_roman(total) == text.to_ascii_uppercase()).then_some(total)
}

fn to_roman(mut number: u64) -> String {
    let mut out = String::new();
    for (value, digit) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while number >= value {
            number -= value;
            out.push_str(digit);
        }
    }
    out
}

fn fits(sequence: Sequence, text: &str) -> bool {
    let all = |set: &str| text.chars().all(|c| set.contains(c));
    match sequence {
        Sequence::Arabic => text.chars().all(|c| c.is_ascii_digit()),
        Sequence::LowerAlpha => text.len() == 1 && text.chars().all(|c| c.is_ascii_lowercase()),
        Sequence::UpperAlpha => text.len() == 1 && text.chars().all(|c| c.is_ascii_uppercase()),
        Sequence::LowerRoman => all("ivxlcdm"),
        Sequence::UpperRoman => all("IVXLCDM"),
        Sequence::Auto => text == "#",
    }
}

fn sequence_of(text: &str, expected: Option<Sequence>) -> (Sequence, Option<u64>) {
    let sequence = if text == "#" {
        Sequence::Auto
    } else if let Some(expected) = expected.filter(|&expected| fits(expected, text)) {
        expected
    } else if expected.is_none() && text == "i" {
        Sequence::LowerRoman
    } else if expected.is_none() && text == "I" {
        Sequence::UpperRoman
    } else {
        [Sequence::Arabic, Sequence::LowerAlpha, Sequence::UpperAlpha, Sequence::LowerRoman]
            .into_iter()
            .find(|&sequence| fits(sequence, text))
            .unwrap_or(Sequence::UpperRoman)
    };
    let letter = |base: u8| text.bytes().next().map(|b| u64::from(b.wrapping_sub(base)) + 1);
    let ordinal = match sequence {
        Sequence::Auto => Some(1),
        Sequence::Arabic => text.parse().ok(),
        Sequence::LowerAlpha => letter(b'a'),
        Sequence::UpperAlpha => letter(b'A'),
        Sequence::LowerRoman | Sequence::UpperRoman => roman(text),
    };
    (sequence, ordinal)
}

enum State {
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

    fn width(&mut self, text: &[char], line: u32) -> Res<usize> {
        if text.iter().any(|&c| unclear_width(c)) {
            return unsure("the width of a character depends on the version of Unicode", line);
        }
        let wides = text.iter().filter(|&&c| wide(c)).count();
        let marks = text.iter().filter(|&&c| combining(c)).count();
        Ok((text.len() + wides).saturating_sub(marks))
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
                State::Title(over) => self.overline(m, over, line)?,
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
            return self.unindent(m, finish, "Block quote");
        }
        match classify(&text) {
            Start::Bullet(end) => {
                let list = self.add(m.node, Kind::BulletList, line.no);
                let mut finish = self.item(m, end, list)?;
                let bullet = text[0];
                while let Some((next, start)) = Self::member(m, true) {
                    let Start::Bullet(end) = start else { break };
                    if next.text[0] != bullet {
                        break;
                    }
                    Self::take(m);
                    finish = self.item(m, end, list)?;
                }
                self.unindent(m, finish, "Bullet list")
            }
            Start::Enumerator { format, from, to, end } => {
                let label = string(&text[from..to]);
                let (sequence, ordinal) = sequence_of(&label, None);
                if !self.is_item(m, m.at, ordinal, sequence, format)? {
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
                while let Some((next, start)) = Self::member(m, true) {
                    let Start::Enumerator { format: other, from, to, end } = start else { break };
                    let label = string(&next.text[from..to]);
                    let (sequence, ordinal) = sequence_of(&label, Some(kind));
                    let follows =
                        sequence == Sequence::Auto || (sequence == kind && !auto && ordinal == Some(last + 1));
                    Self::take(m);
                    if other != format || !follows || !self.is_item(m, m.at, ordinal, sequence, format)? {
                        m.at -= 1;
                        break;
                    }
                    auto |= sequence == Sequence::Auto;
                    finish = self.item(m, end, list)?;
                    last = ordinal.unwrap_or(1);
                }
                self.unindent(m, finish, "Enumerated list")
            }
            Start::Field { to, end } => {
                let list = self.add(m.node, Kind::FieldList, line.no);
                let mut finish = self.field(m, &line, to, end, list)?;
                while let Some((next, start)) = Self::member(m, true) {
                    let Start::Field { to, end } = start else { break };
                    Self::take(m);
                    finish = self.field(m, &next, to, end, list)?;
                }
                self.unindent(m, finish, "Field list")
            }
            Start::Option(end) => {
                let before = m.at;
                let (block, mut finish) = m.first_indented(end, false, true, true);
                if block.is_empty() {
                    m.at = before;
                    return Ok(State::Text(line));
                }
                let list = self.add(m.node, Kind::Body, line.no);
                self.nested(block, list)?;
                while let Some((_, start)) = Self::member(m, true) {
                    let Start::Option(end) = start else { break };
                    let before = m.at;
                    Self::take(m);
                    let (block, done) = m.first_indented(end, false, true, true);
                    if block.is_empty() {
                        m.at = before;
                        break;
                    }
                    self.nested(block, list)?;
                    finish = done;
                }
                self.unindent(m, finish, "Option list")
            }
            Start::Doctest => {
                while !m.next_blank() {
                    m.at += 1;
                }
                self.add(m.node, Kind::Leaf, line.no);
                Ok(State::Body)
            }
            Start::LineBlock(end) => {
                let block = self.add(m.node, Kind::Leaf, line.no);
                let mut finish = self.line_of_block(m, &line, end, m.node)?;
                if !finish {
                    while let Some((next, start)) = Self::member(m, false) {
                        let Start::LineBlock(end) = start else { break };
                        m.at += 1;
                        finish = self.line_of_block(m, &next, end, block)?;
                    }
                }
                if finish { Ok(State::Body) } else { fail("Line block ends without a blank line.", line.no + 1) }
            }
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

    /// The next line of a list and what it starts; blank lines between members are skipped where they may be.
    fn member(m: &Machine, skip_blank: bool) -> Option<(Line, Start)> {
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
    fn take(m: &mut Machine) {
        m.at += 1;
        while m.get(m.at).is_some_and(Line::blank) {
            m.at += 1;
        }
    }

    fn unindent(&self, m: &Machine, finish: bool, what: &str) -> Res<State> {
        let _ = self.depth;
        if finish {
            return Ok(State::Body);
        }
        let line = m.get(m.at + 1).map_or(0, |line| line.no);
        fail(format!("{what} ends without a blank line; unexpected unindent."), line)
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

    fn is_item(&self, m: &Machine, at: isize, ordinal: Option<u64>, sequence: Sequence, format: Format) -> Res<bool> {
        let _ = self.depth;
        let Some(ordinal) = ordinal else {
            // A number too large to read is a number for docutils.
            return if sequence == Sequence::Arabic {
                unsure("an enumerator with a large number", m.no())
            } else {
                Ok(false)
            };
        };
        let Some(next) = m.get(at + 1) else { return Ok(true) };
        if next.text.first().is_none_or(|&c| space(c)) {
            return Ok(true);
        }
        let ordinal = ordinal.saturating_add(1);
        let mark = match sequence {
            Sequence::Auto => "#".to_owned(),
            Sequence::Arabic => ordinal.to_string(),
            Sequence::LowerAlpha | Sequence::UpperAlpha => {
                let Some(letter) = u8::try_from(ordinal).ok().filter(|&o| o <= 26) else { return Ok(false) };
                let letter = char::from(b'a' + letter - 1);
                if sequence == Sequence::UpperAlpha { letter.to_ascii_uppercase() } else { letter }.to_string()
            }
            Sequence::LowerRoman | Sequence::UpperRoman => {
                if ordinal > 4999 {
                    return unsure("a large Roman numeral", m.no());
                }
                let numeral = to_roman(ordinal);
                if sequence == Sequence::LowerRoman { numeral.to_lowercase() } else { numeral }
            }
        };
        let (prefix, suffix) = match format {
            Format::Parens => ("(", ")"),
            Format::Right => ("", ")"),
            Format::Period => ("", "."),
        };
        let next = string(&next.text);
        Ok(next.starts_with(&format!("{prefix}{mark}{suffix} ")) || next.starts_with(&format!("{prefix}#{suffix} ")))
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

    fn line_of_block(&mut self, m: &mut Machine, line: &Line, end: usize, parent: usize) -> Res<bool> {
        let (block, finish) = m.first_indented(end, true, true, true);
        self.inline(&join(&block), line.no, parent)?;
        Ok(finish)
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
        self.unindent(m, finish, "Literal block").map(|_| ())
    }

    fn quoted_literal_block(&mut self, m: &mut Machine) -> Res<()> {
        let mut quote = None;
        loop {
            let Some(line) = m.get(m.at) else { break };
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

    fn definition(&mut self, m: &mut Machine, term: &Line, list: usize) -> Res<bool> {
        let (block, finish) = m.unknown_indented();
        self.inline(&term.text, term.no, m.node)?;
        self.nested(block, list)?;
        Ok(finish)
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
            let list = self.add(m.node, Kind::Body, first.no);
            let mut finish = self.definition(m, &first, list)?;
            while let Some((next, Start::Text)) = Self::member(m, true) {
                let before = m.at;
                Self::take(m);
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
            return self.unindent(m, finish, "Definition list");
        }
        if punctuation_line(&second.text) {
            let title = rstrip(&first.text);
            let under = rstrip(&second.text);
            if self.width(title, first.no)? > under.len() {
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
        loop {
            let Some(line) = m.get(m.at).filter(|line| !line.blank()) else { break };
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

    /// What follows a line of punctuation where titles may stand.
    fn overline(&mut self, m: &mut Machine, over: Line, line: Option<Line>) -> Res<State> {
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
            Some(_) if self.width(rstrip(&title.text), title.no)? > mark.len() => Some("Title overline too short."),
            Some(_) => None,
        };
        if let Some(reason) = reason {
            return if short { back(self, m, true) } else { fail(reason, over.no) };
        }
        m.at += 1;
        self.section(m, strip(&title.text), (mark[0], Some(mark[0])), title.no)?;
        Ok(State::Body)
    }

    fn section(&mut self, m: &mut Machine, title: &[char], style: (char, Option<char>), no: u32) -> Res<()> {
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

    fn explicit_list(&mut self, m: &mut Machine, mut finish: bool) -> Res<State> {
        while let Some((line, start)) = Self::member(m, false) {
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
        self.unindent(m, finish, "Explicit markup")
    }

    fn explicit(&mut self, m: &mut Machine, line: &Line, end: usize) -> Res<bool> {
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

    fn anonymous(&mut self, m: &mut Machine, end: usize) -> Res<bool> {
        let no = m.no();
        let (block, finish) = m.first_indented(end, true, true, true);
        let lines: Vec<Vec<char>> = block.iter().map(|line| escape(&line.text)).collect();
        self.make_target(m.node, &lines, None, no)?;
        Ok(finish)
    }

    fn make_target(&mut self, parent: usize, block: &[Vec<char>], name: Option<String>, no: u32) -> Res<()> {
        let target = self.add(parent, Kind::Target, no);
        match indirect(block) {
            Some(alias) => {
                self.nodes[target].refname = Some(normal(&alias));
                self.reg.indirect.push(target);
            }
            None => {
                let address = super::inline::address(&block.join(&' '));
                if !address.is_empty() {
                    self.nodes[target].refuri = Some(address);
                }
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

impl Parser {
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
