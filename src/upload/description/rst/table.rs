//! Grid and simple tables (`parsers/rst/tableparser.py`).

use super::chars::{blank, combining, rstrip, space, strip, wide};
use super::machine::Machine;
use super::starts::grid_border;
use super::{Kind, Line, Parser, Res, fail, unsure};
use std::collections::BTreeSet;

/// Pads double-width characters with NUL, as docutils does.
fn pad(text: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    for &c in text {
        out.push(c);
        if wide(c) {
            out.push('\0');
        }
    }
    out
}

fn bare(text: &[char]) -> Vec<char> {
    text.iter().copied().filter(|&c| !combining(c)).collect()
}

/// Columns `left..right` of some lines, without their common indentation.
fn cut(lines: &[(Vec<char>, u32)], left: usize, right: usize) -> Vec<Line> {
    let mut indent = right;
    let mut out = Vec::new();
    for (text, no) in lines {
        let columns: Vec<usize> = (0..text.len()).filter(|&i| !combining(text[i])).collect();
        let from = columns.get(left).copied().unwrap_or(left).min(text.len());
        let to = columns.get(right).copied().unwrap_or(text.len());
        let part = rstrip(text.get(from..to).unwrap_or_default()).to_vec();
        if !part.is_empty() {
            indent = indent.min(part.iter().take_while(|&&c| space(c)).count());
        }
        out.push((part, *no));
    }
    if indent == 0 || indent >= right {
        indent = 0;
    }
    out.into_iter()
        .map(|(part, no)| {
            let part: Vec<char> = part.into_iter().skip(indent).filter(|&c| c != '\0').collect();
            Line::from(&part, no)
        })
        .collect()
}

/// Columns times lines of a simple table that is followed.
const MAX_CELLS: usize = 100_000;

impl Parser {
    fn cells(&mut self, cells: Vec<Vec<Line>>, table: usize) -> Res<()> {
        for cell in cells {
            if cell.iter().all(|line| line.text.is_empty()) {
                continue;
            }
            let no = cell.first().map_or(0, |line| line.no);
            let entry = self.add(table, Kind::Body, no);
            self.nested(cell, entry)?;
        }
        Ok(())
    }

    pub(super) fn grid_table(&mut self, m: &mut Machine) -> Res<()> {
        let mut block: Vec<(Vec<char>, u32)> = Vec::new();
        while let Some(line) = m.get(m.at).filter(|line| !line.blank()) {
            if line.text.first() == Some(&' ') {
                return fail("Unexpected indentation.", line.no);
            }
            block.push((strip(&pad(&line.text)).to_vec(), line.no));
            m.at += 1;
        }
        m.at -= 1;
        let Some((first, top_no)) = block.first().cloned() else { return unsure("an empty table", 0) };
        if let Some((_, no)) = block.iter().find(|(text, _)| !matches!(text.first(), Some('+' | '|'))) {
            return fail("Malformed table, or no blank line after it.", *no);
        }
        if block.len() < 2 {
            // docutils takes a lone border for a table without rows.
            return unsure("a table without rows", top_no);
        }
        if block.last().is_none_or(|(text, _)| !grid_border(text, '-')) {
            return fail("Malformed table.\nBottom border missing or corrupt.", top_no);
        }
        let width = first.len();
        for (text, no) in &block {
            if bare(text).len() != width || !matches!(text.last(), Some('+' | '|')) {
                return fail("Malformed table.\nRight border not aligned or missing.", *no);
            }
        }
        let mut separator = None;
        for (i, (text, no)) in block.iter_mut().enumerate() {
            if grid_border(text, '=') {
                if separator.is_some() {
                    return fail("Malformed table.\nMultiple head/body row separators; only one allowed.", *no);
                }
                separator = Some(i);
                for c in text.iter_mut().filter(|c| **c == '=') {
                    *c = '-';
                }
            }
        }
        let grid: Vec<Vec<char>> = block.iter().map(|(text, _)| bare(text)).collect();
        let (bottom, right) = (grid.len() - 1, width - 1);
        let mut done = vec![-1_isize; width];
        let mut corners = BTreeSet::from([(0, 0)]);
        let (mut rows, mut columns) = (BTreeSet::from([0]), BTreeSet::from([0]));
        let mut cells = Vec::new();
        while let Some((top, left)) = corners.pop_first() {
            if top == bottom || left == right || signed(top) <= done[left] {
                continue;
            }
            let Some(cell) = self.scan_cell(&grid, top, left, top_no)? else { continue };
            rows.extend(cell.rows);
            columns.extend(cell.columns);
            for column in &mut done[left..cell.right] {
                if *column != signed(top) - 1 {
                    return unsure("a table whose cells overlap", top_no);
                }
                *column = signed(cell.bottom) - 1;
            }
            cells.push((top, left, cell.bottom, cell.right));
            corners.insert((top, cell.right));
            corners.insert((cell.bottom, left));
        }
        if done[..right].iter().any(|&column| column != signed(bottom) - 1) {
            return fail("Malformed table.\nMalformed table; parse incomplete.", top_no);
        }
        let index = |set: &BTreeSet<usize>, value: usize| set.iter().position(|&other| other == value);
        let mut area = 0;
        for &(top, left, bottom, right) in &cells {
            let (Some(first_row), Some(end_row)) = (index(&rows, top), index(&rows, bottom)) else {
                return unsure("an unusual table", top_no);
            };
            let (Some(first_column), Some(end_column)) = (index(&columns, left), index(&columns, right)) else {
                return unsure("an unusual table", top_no);
            };
            area += (end_row - first_row) * (end_column - first_column);
        }
        if area != (rows.len() - 1) * (columns.len() - 1) || separator.is_some_and(|at| !rows.contains(&at)) {
            return unsure("an unusual table", top_no);
        }
        let table = self.add(m.node, Kind::Table { columns: columns.len() - 1 }, top_no);
        let cells =
            cells.into_iter().map(|(top, left, bottom, right)| cut(&block[top + 1..bottom], left + 1, right)).collect();
        self.cells(cells, table)?;
        if m.next_blank() {
            Ok(())
        } else {
            fail("Blank line required after table.", m.get(m.at + 1).map_or(0, |line| line.no))
        }
    }

    fn scan_cell(&mut self, grid: &[Vec<char>], top: usize, left: usize, no: u32) -> Res<Option<Cell>> {
        let (bottom, right) = (grid.len() - 1, grid[0].len() - 1);
        if grid[top][left] != '+' {
            return unsure("an unusual table", no);
        }
        let mut passed = Vec::new();
        for i in left + 1..=right {
            match grid[top][i] {
                '+' => {
                    passed.push(i);
                    let mut rows = Vec::new();
                    for j in top + 1..=bottom {
                        match grid[j][i] {
                            '+' => {
                                rows.push(j);
                                self.spend(i - left + j - top, no)?;
                                let line = &grid[j];
                                if line[left] != '+' || line[left + 1..i].iter().any(|&c| c != '+' && c != '-') {
                                    continue;
                                }
                                let side: Vec<char> = (top + 1..j).map(|row| grid[row][left]).collect();
                                if side.iter().any(|&c| c != '+' && c != '|') {
                                    continue;
                                }
                                rows.extend((top + 1..j).filter(|&row| grid[row][left] == '+'));
                                passed.extend((left + 1..i).filter(|&column| line[column] == '+'));
                                return Ok(Some(Cell { bottom: j, right: i, rows, columns: passed }));
                            }
                            '|' => {}
                            _ => break,
                        }
                    }
                }
                '-' => {}
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    pub(super) fn simple_table(&mut self, m: &mut Machine) -> Res<()> {
        let Some(top) = m.get(m.at).cloned() else { return unsure("an empty table", 0) };
        let border = |text: &[char]| text.first() == Some(&'=') && text.iter().all(|&c| c == '=' || c == ' ');
        let mut block: Vec<(Vec<char>, u32)> = vec![(pad(&top.text), top.no)];
        let mut found = 0;
        let mut at = m.at;
        loop {
            at += 1;
            let Some(line) = m.get(at) else { return fail("Malformed table.\nNo bottom table border found.", top.no) };
            block.push((pad(&line.text), line.no));
            if border(&line.text) {
                if strip(&line.text).len() != strip(&top.text).len() {
                    return fail("Malformed table.\nBottom border or header rule does not match top border.", line.no);
                }
                found += 1;
                if found == 2 || m.get(at + 1).is_none_or(Line::blank) {
                    break;
                }
            }
        }
        m.at = at;
        for (text, _) in block.iter_mut().filter(|(text, _)| border(text)) {
            for c in text.iter_mut().filter(|c| **c == '=') {
                *c = '-';
            }
        }
        let mut simple = Simple { columns: Vec::new(), border: 0, cells: Vec::new() };
        simple.columns = simple.parse_columns(&block[0].0, top.no)?;
        if simple.columns.len().saturating_mul(block.len()) > MAX_CELLS {
            return unsure("a table of very many cells", top.no);
        }
        simple.border = simple.columns.last().map_or(0, |&(_, end)| end);
        let (first_start, first_end) = simple.columns[0];
        let (mut start, mut text_found) = (1, false);
        for offset in 1..block.len() {
            let line = &block[offset].0;
            if line.first() == Some(&'-') && line.iter().all(|&c| c == '-' || c == ' ') {
                let span = rstrip(line).to_vec();
                simple.row(&block[start..offset], Some((&span, block[offset].1)))?;
                start = offset + 1;
                text_found = false;
            } else if !blank(line.get(first_start..first_end.min(line.len())).unwrap_or_default()) {
                if text_found && offset != start {
                    simple.row(&block[start..offset], None)?;
                }
                start = offset;
                text_found = true;
            } else if !text_found {
                start = offset + 1;
            }
        }
        let table = self.add(m.node, Kind::Table { columns: simple.columns.len() }, top.no);
        self.cells(simple.cells, table)?;
        if m.next_blank() {
            Ok(())
        } else {
            fail("Blank line required after table.", m.get(m.at + 1).map_or(0, |line| line.no))
        }
    }
}

fn signed(value: usize) -> isize {
    isize::try_from(value).unwrap_or(isize::MAX)
}

struct Cell {
    bottom: usize,
    right: usize,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

struct Simple {
    columns: Vec<(usize, usize)>,
    border: usize,
    cells: Vec<Vec<Line>>,
}

impl Simple {
    fn parse_columns(&self, line: &[char], no: u32) -> Res<Vec<(usize, usize)>> {
        let mut out = Vec::new();
        let mut end = 0;
        while let Some(begin) = (end..line.len()).find(|&i| line[i] == '-') {
            end = (begin..line.len()).find(|&i| line[i] == ' ').unwrap_or(line.len());
            out.push((begin, end));
        }
        if let Some(&(_, border)) = self.columns.last() {
            match out.last_mut() {
                Some(last) if last.1 == self.border => last.1 = border,
                _ => return fail("Malformed table.\nColumn span incomplete in table.", no),
            }
        }
        if out.is_empty() { unsure("an unusual table", no) } else { Ok(out) }
    }

    fn row(&mut self, lines: &[(Vec<char>, u32)], span: Option<(&[char], u32)>) -> Res<()> {
        if lines.is_empty() && span.is_none() {
            return Ok(());
        }
        let no = lines.first().map_or_else(|| span.map_or(0, |(_, no)| no), |(_, no)| *no);
        let mut columns = match span {
            Some((text, no)) => self.parse_columns(text, no)?,
            None => self.columns.clone(),
        };
        let last = columns.len() - 1;
        for i in 0..columns.len() {
            let (start, end) = columns[i];
            let next = columns.get(i + 1).map(|&(next, _)| next);
            for (text, no) in lines {
                let text = bare(text);
                let margin = text.get(end..next.unwrap_or(text.len()).min(text.len())).unwrap_or_default();
                if blank(margin) {
                    continue;
                }
                if i != last {
                    return fail("Malformed table.\nText in column margin in table.", *no);
                }
                let new_end = start + rstrip(text.get(start..).unwrap_or_default()).len();
                if let Some(main) = self.columns.last_mut() {
                    columns[i] = (start, main.1.max(new_end));
                    main.1 = main.1.max(new_end);
                }
            }
        }
        let mut i = 0;
        for &(start, end) in &columns {
            let aligned = self.columns.get(i).is_some_and(|column| column.0 == start);
            let stop = self.columns.iter().skip(i).position(|column| column.1 == end);
            match stop.filter(|_| aligned) {
                Some(more) => i += more + 1,
                None => return fail("Malformed table.\nColumn span alignment problem in table.", no),
            }
        }
        for (start, end) in columns {
            self.cells.push(cut(lines, start, end));
        }
        Ok(())
    }
}
