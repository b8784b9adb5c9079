//! Editing of YAML in place: entries of mappings, scalars and comments by their places, and the proof that an edit changes
//! nothing else.
//!
//! The text is never written anew from its values. Whatever an edit comes to is read again and compared with what it was meant
//! to be, so that a form that is not understood here (anchors that are shared, keys of a strange shape) is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::finding::Location;
use crate::fix::{Edit, Lines};
use crate::pipeline::yaml::{self, Node, Pair, Place, Scalar, Style, Tree, Value};

/// What is written into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Text(String),
    Map(Vec<(String, Shape)>),
}

/// One step from a mapping or a sequence to what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// What an edit is to change, and nothing beside it.
#[derive(Debug, Clone)]
pub enum Change {
    /// What stands at the path, which is new or was something else.
    Set(Vec<Step>, Node),
    Remove(Vec<Step>),
}

/// A text and its lines.
pub struct Source<'t> {
    pub text: &'t str,
    lines: Lines<'t>,
    newline: &'static str,
}

impl Shape {
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }

    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, shape)| (key.into(), shape)).collect())
    }

    /// As the value that it stands for.
    pub fn node(&self) -> Node {
        let place = Place::default();
        let value = match self {
            Self::Text(text) => Value::Scalar(Scalar { text: text.clone(), style: Style::Plain }),
            Self::Map(entries) => {
                let pair = |(key, shape): &(String, Self)| Pair { key: Self::text(key).node(), value: shape.node() };
                Value::Mapping(entries.iter().map(pair).collect())
            }
        };
        Node { value, place }
    }

    fn flow(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, shape)| format!("{key}: {}", shape.flow())).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// The lines of an entry of a block mapping.
    fn block(&self, indent: usize, key: &str, newline: &str, out: &mut String) {
        let blanks = " ".repeat(indent);
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                out.push_str(&format!("{blanks}{key}:{newline}"));
                for (key, shape) in entries {
                    shape.block(indent + 2, key, newline, out);
                }
            }
            _ => out.push_str(&format!("{blanks}{key}: {}{newline}", self.flow())),
        }
    }
}

/// Another text as a scalar of the form of one that is there.
pub fn like(old: &Node, text: &str) -> Node {
    let mut node = Shape::text(text).node();
    if let (Value::Scalar(new), Value::Scalar(old)) = (&mut node.value, &old.value) {
        new.style = old.style;
    }
    node
}

/// The way through keys.
pub fn keys<const N: usize>(keys: [&str; N]) -> Vec<Step> {
    keys.map(|key| Step::Key(key.to_owned())).into()
}

impl<'t> Source<'t> {
    pub fn new(text: &'t str) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, lines: Lines::of(text), newline }
    }

    /// The byte at a place.
    pub fn at(&self, place: Place) -> Option<usize> {
        let Place { line, column } = place;
        self.lines.offset(&Location { line: Some(line), column: Some(column), ..Location::default() })
    }

    pub fn newline(&self) -> &'static str {
        self.newline
    }

    /// The bytes of a line, from 0, without what ends it.
    fn line(&self, index: usize) -> Option<Range<usize>> {
        let start = *self.lines.starts.get(index)?;
        let end = *self.lines.starts.get(index + 1)?;
        Some(start..start + self.text.get(start..end)?.trim_end_matches(['\n', '\r']).len())
    }

    /// Where a line that is there ends, with what ends it.
    fn end(&self, index: usize) -> usize {
        self.lines.starts.get(index + 1).copied().unwrap_or(self.text.len())
    }

    fn is_flow(&self, node: &Node) -> bool {
        self.at(node.place).and_then(|at| self.text.get(at..)).is_some_and(|text| text.starts_with('{'))
    }

    /// How far a key is indented, and whether nothing but blanks stands before it.
    fn indent(&self, key: &Node) -> Option<(usize, bool)> {
        let indent = usize::try_from(key.place.column).ok()?.checked_sub(1)?;
        let line = self.text.get(self.line(index(key.place)?)?)?;
        let before = line.get(..indent)?;
        let bare = before.bytes().all(|byte| byte == b' ');
        let item = before.bytes().all(|byte| matches!(byte, b' ' | b'-'));
        item.then_some((indent, bare))
    }

    /// The last line of an entry of a block mapping, from 0: what is indented deeper belongs to it, and so do the items of a
    /// sequence that stand as deep as its key.
    fn last_line(&self, pair: &Pair) -> Option<usize> {
        let first = index(pair.key.place)?;
        let (indent, _) = self.indent(&pair.key)?;
        let listed = matches!(pair.value.value, Value::Sequence(_));
        let mut last = first;
        for number in first + 1.. {
            let Some(line) = self.line(number).and_then(|range| self.text.get(range)) else { break };
            let content = line.trim_start_matches(' ');
            let depth = line.len() - content.len();
            let item = listed && depth == indent && (content == "-" || content.starts_with("- "));
            if content.trim().is_empty() {
                continue;
            }
            if depth > indent || item {
                last = number;
            } else if !content.starts_with('#') {
                break;
            }
        }
        Some(last)
    }

    /// The bytes of an entry of a block mapping, whole lines.
    pub fn lines_of(&self, pair: &Pair) -> Option<Range<usize>> {
        let start = self.line(index(pair.key.place)?)?.start;
        Some(start..self.end(self.last_line(pair)?))
    }

    /// The bytes of an item of a block sequence, whole lines, from the comments that stand before its dash. `next` is the item
    /// behind it, `whole` what holds the sequence.
    pub fn lines_of_item(&self, item: &Node, next: Option<&Node>, whole: &Pair) -> Option<Range<usize>> {
        let start = |node: &Node| {
            let number = index(node.pairs().first()?.key.place)?;
            Some(self.comments_before(number, self.dash(node)?)?.start)
        };
        let end = match next {
            Some(next) => start(next)?,
            None => self.end(self.last_line(whole)?),
        };
        Some(start(item)?..end)
    }

    /// How deep the dash of an item stands, on the line of its first key.
    pub fn dash(&self, item: &Node) -> Option<usize> {
        let first = item.pairs().first()?;
        let (indent, _) = self.indent(&first.key)?;
        let line = self.text.get(self.line(index(first.key.place)?)?)?;
        line.trim_start().starts_with("- ").then_some(())?;
        line.find('-').filter(|dash| *dash < indent)
    }

    /// The comments right above a line that are indented as deep, or its start.
    fn comments_before(&self, line: usize, indent: usize) -> Option<Range<usize>> {
        let mut first = line;
        while let Some(above) = first.checked_sub(1) {
            let text = self.text.get(self.line(above)?)?;
            let content = text.trim_start_matches(' ');
            if !content.starts_with('#') || text.len() - content.len() != indent {
                break;
            }
            first = above;
        }
        Some(self.line(first)?.start..self.line(line)?.start)
    }

    /// An entry more of a mapping: behind the one with that key, else as the last one.
    pub fn insert(&self, mapping: &Node, behind: Option<&str>, key: &str, shape: &Shape) -> Option<Edit> {
        if self.is_flow(mapping) {
            let at = self.at(mapping.place)? + 1;
            let rest = self.text.get(at..)?;
            let comma = match () {
                () if mapping.pairs().is_empty() => "",
                () if rest.starts_with(['\n', '\r', ' ']) => ",",
                () => ", ",
            };
            return Some(Edit { range: at..at, text: format!("{key}: {}{comma}", shape.flow()) });
        }
        let pairs = mapping.pairs();
        let found = behind.and_then(|behind| pairs.iter().find(|pair| pair.key.text() == Some(behind)));
        let pair = found.or(pairs.last())?;
        self.entry(pair, key, shape)
    }

    /// An entry behind another one of a block mapping.
    pub fn entry(&self, pair: &Pair, key: &str, shape: &Shape) -> Option<Edit> {
        let (indent, _) = self.indent(&pair.key)?;
        let mut text = String::new();
        shape.block(indent, key, self.newline, &mut text);
        Some(self.lines_at(self.end(self.last_line(pair)?), text))
    }

    /// Whole lines, at the start of a line or at the end of the text.
    pub fn lines_at(&self, at: usize, mut text: String) -> Edit {
        let open = self.text.get(..at).is_some_and(|before| !before.is_empty() && !before.ends_with('\n'));
        if open {
            text.truncate(text.len() - self.newline.len());
            text.insert_str(0, self.newline);
        }
        Edit { range: at..at, text }
    }

    /// An entry of a block mapping becomes another one.
    pub fn replace(&self, pair: &Pair, key: &str, shape: &Shape) -> Option<Edit> {
        let (indent, bare) = self.indent(&pair.key)?;
        let mut text = String::new();
        shape.block(indent, key, self.newline, &mut text);
        let range = self.lines_of(pair).filter(|_| bare)?;
        if !self.text.get(range.clone())?.ends_with('\n') {
            text.truncate(text.len() - self.newline.len());
        }
        Some(Edit { range, text })
    }

    /// An entry of a block mapping goes.
    pub fn remove(&self, pair: &Pair) -> Option<Edit> {
        let (_, bare) = self.indent(&pair.key)?;
        Some(Edit { range: self.lines_of(pair).filter(|_| bare)?, text: String::new() })
    }

    /// Another text in the place of a scalar, in its quotes.
    pub fn scalar(&self, node: &Node, by: &str) -> Option<Edit> {
        let written = node.text()?;
        let at = self.at(node.place)?;
        let quote = usize::from(self.text.get(at..)?.starts_with(['"', '\'']));
        let start = at + quote;
        let range = start..start + written.len();
        (self.text.get(range.clone())? == written).then(|| Edit { range, text: by.to_owned() })
    }

    /// The version as a comment at the end of a line: in place of the version that a comment begins with, before another one.
    pub fn version_comment(&self, tree: &Tree, place: Place, version: &str) -> Option<Edit> {
        let range = self.line(index(place)?)?;
        let line = self.text.get(range.clone())?;
        let Some(comment) = tree.comments.get(&place.line) else {
            let end = range.start + line.trim_end().len();
            return Some(Edit { range: end..end, text: format!(" # v{version}") });
        };
        let is_comment = |at: &usize| line.get(at + 1..).is_some_and(|rest| rest.trim() == comment);
        let at = line.match_indices('#').map(|(at, _)| at).find(is_comment)?;
        let start = range.start + at + 1;
        if comment.is_empty() {
            return Some(Edit { range: start..start, text: format!(" v{version}") });
        }
        let blanks = line.get(at + 1..)?.len() - line.get(at + 1..)?.trim_start().len();
        let word = comment.split([' ', ',', ';']).next().filter(|word| is_version(word));
        let start = start + blanks;
        Some(match word {
            Some(word) => Edit { range: start..start + word.len(), text: format!("v{version}") },
            None => Edit { range: start..start, text: format!("v{version}, ") },
        })
    }
}

/// Whether a word is a version, such as `v4` or `4.2.1`.
fn is_version(word: &str) -> bool {
    !crate::pipeline::actions::numbers(word).is_empty()
}

fn index(place: Place) -> Option<usize> {
    usize::try_from(place.line).ok()?.checked_sub(1)
}

/// Whether a text is what the changes make of the tree, and has every comment of it; those behind what is removed may go.
pub fn is_changed(tree: &Tree, changes: &[Change], after: &str) -> bool {
    let Some(root) = &tree.root else { return false };
    let mut expected = root.clone();
    if !changes.iter().all(|change| change.apply(&mut expected)) {
        return false;
    }
    let read = yaml::parse(after);
    let same = read.problems.is_empty() && read.root.as_ref().is_some_and(|root| same(&expected, root));
    same && comments_kept(tree, &read, changes.iter().any(|change| matches!(change, Change::Remove(_))))
}

fn comments_kept(before: &Tree, after: &Tree, removed: bool) -> bool {
    let kept: BTreeSet<&str> = after.comments.values().map(String::as_str).collect();
    let lost = before.comments.values().filter(|comment| !kept.contains(comment.as_str()));
    let lost = lost.filter(|comment| !comment.split([' ', ',', ';']).next().is_some_and(is_version));
    lost.take(100)
        .all(|comment| removed || comment.is_empty() || kept.iter().any(|kept| kept.ends_with(comment.as_str())))
}

impl Change {
    fn apply(&self, root: &mut Node) -> bool {
        let (Self::Set(path, _) | Self::Remove(path)) = self;
        let Some((last, way)) = path.split_last() else { return false };
        let Some(parent) = way.iter().try_fold(root, |node, step| child(node, step)) else { return false };
        let nothing = parent.is_null();
        match (self, last, &mut parent.value) {
            (Self::Set(_, node), Step::Key(key), Value::Mapping(pairs)) => {
                match pairs.iter_mut().find(|pair| pair.key.text() == Some(key)) {
                    Some(pair) => pair.value = node.clone(),
                    None => pairs.push(Pair { key: Shape::text(key).node(), value: node.clone() }),
                }
                true
            }
            // Nothing at all is written as a mapping with one entry.
            (Self::Set(_, node), Step::Key(key), Value::Scalar(_)) if nothing => {
                let pair = Pair { key: Shape::text(key).node(), value: node.clone() };
                parent.value = Value::Mapping(vec![pair]);
                true
            }
            (Self::Set(_, node), Step::Index(index), Value::Sequence(items)) => {
                items.get_mut(*index).is_some_and(|item| {
                    *item = node.clone();
                    true
                })
            }
            (Self::Remove(_), Step::Key(key), Value::Mapping(pairs)) => {
                let before = pairs.len();
                pairs.retain(|pair| pair.key.text() != Some(key));
                pairs.len() + 1 == before
            }
            _ => false,
        }
    }
}

fn child<'n>(node: &'n mut Node, step: &Step) -> Option<&'n mut Node> {
    match (&mut node.value, step) {
        (Value::Mapping(pairs), Step::Key(key)) => {
            pairs.iter_mut().find(|pair| pair.key.text() == Some(key)).map(|pair| &mut pair.value)
        }
        (Value::Sequence(items), Step::Index(index)) => items.get_mut(*index),
        _ => None,
    }
}

/// Whether two values are the same, wherever they stand. The order of keys says nothing.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Scalar(a), Value::Scalar(b)) => {
            let quoted = |scalar: &Scalar| matches!(scalar.style, Style::Quoted | Style::Literal | Style::Folded);
            a.text == b.text && (quoted(a) == quoted(b) || [a, b].iter().any(|it| it.style == Style::Alias))
        }
        (Value::Sequence(a), Value::Sequence(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Mapping(a), Value::Mapping(b)) => {
            let by_key = |pairs: &'_ [Pair]| -> Option<BTreeMap<String, usize>> {
                let keys = pairs.iter().enumerate().map(|(at, pair)| Some((pair.key.text()?.to_owned(), at)));
                keys.collect()
            };
            let (Some(left), Some(right)) = (by_key(a), by_key(b)) else { return false };
            a.len() == b.len()
                && left.len() == a.len()
                && left.len() == right.len()
                && left.iter().zip(&right).all(|((key, at), (other, there))| {
                    key == other && a.get(*at).zip(b.get(*there)).is_some_and(|(one, two)| same(&one.value, &two.value))
                })
        }
        _ => false,
    }
}
