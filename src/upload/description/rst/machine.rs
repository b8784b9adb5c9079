//! The state machine that reads lines, and the blocks that it takes from them (docutils' `statemachine.py`).

use super::Line;
use super::chars::{blank, space};
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

    pub(super) fn len(&self) -> isize {
        isize::try_from(self.lines.len() - self.start).unwrap_or(isize::MAX)
    }

    pub(super) fn no(&self) -> u32 {
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

    pub(super) fn known_indented(&mut self, indent: usize) -> (Vec<Line>, bool) {
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

pub(super) fn trim_start(mut block: Vec<Line>) -> Vec<Line> {
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
