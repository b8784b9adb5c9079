//! YAML as a tree that knows where everything stands: over the events of `granit-parser`, with comments.
//!
//! Total: a damaged text gives the tree up to the damage and a list of problems. Bytes, depth and the nodes that aliases
//! multiply are bounded. Knows nothing of workflows.

use std::collections::{BTreeMap, BTreeSet};

use granit_parser::{Event, Parser, ScalarStyle, Span};

/// Bytes of one file that are read; GitHub itself refuses workflows far below it.
pub const MAX_BYTES: usize = 1 << 20;

/// Collections inside each other.
const MAX_DEPTH: usize = 64;

/// Nodes of one file, those that aliases repeat counted each time.
const MAX_NODES: usize = 50_000;

/// Line and column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub value: Value,
    /// Where its content begins; of what an alias repeats, where the alias stands.
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Scalar(Scalar),
    Sequence(Vec<Node>),
    Mapping(Vec<Pair>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Decoded; empty for nothing at all.
    pub text: String,
    pub style: Style,
}

/// How a scalar is written, as far as places inside it depend on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Quoted,
    /// Lines are kept: `|`.
    Literal,
    /// Lines are joined: `>`.
    Folded,
    /// Repeated by an alias.
    Alias,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub key: Node,
    pub value: Node,
}

/// What is wrong with the text itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    pub place: Place,
    /// It is a limit of this tool, and nothing is wrong with the text.
    pub limit: bool,
}

/// A text read as YAML: its first document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    pub root: Option<Node>,
    /// By line: what stands behind `#`, trimmed.
    pub comments: BTreeMap<u32, String>,
    pub problems: Vec<Problem>,
}

impl Node {
    fn null(place: Place) -> Self {
        Self { value: Value::Scalar(Scalar { text: String::new(), style: Style::Plain }), place }
    }

    /// The value under a key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.pair(key).map(|pair| &pair.value)
    }

    #[must_use]
    pub fn pair(&self, key: &str) -> Option<&Pair> {
        self.pairs().iter().find(|pair| pair.key.text() == Some(key))
    }

    /// Keys of a mapping; none for anything else.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        match &self.value {
            Value::Mapping(pairs) => pairs,
            _ => &[],
        }
    }

    /// Elements of a sequence; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Whether nothing is written there.
    #[must_use]
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => {
                scalar.style == Style::Plain && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    /// The scalars of a sequence, or the one scalar that stands for a sequence of itself.
    pub fn scalars(&self) -> impl Iterator<Item = &Self> {
        let one = match &self.value {
            Value::Scalar(_) if !self.is_null() => std::slice::from_ref(self),
            _ => self.items(),
        };
        one.iter().filter(|node| node.text().is_some())
    }

    /// Where a byte of the decoded text stands in the file; of joined and escaped text, where the scalar begins.
    #[must_use]
    pub fn place_at(&self, offset: usize) -> Place {
        let Value::Scalar(Scalar { text, style }) = &self.value else { return self.place };
        let Some(before) = text.get(..offset) else { return self.place };
        let columns = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        match style {
            Style::Plain if !before.contains('\n') => {
                Place { column: self.place.column.saturating_add(columns(before)), ..self.place }
            }
            Style::Quoted if !before.contains(['\n', '\'', '"', '\\']) => {
                Place { column: self.place.column.saturating_add(columns(before) + 1), ..self.place }
            }
            Style::Literal => {
                // The scalar begins at its first line that is not blank.
                let blank = text.bytes().take_while(|byte| *byte == b'\n').count();
                let lines = before.bytes().filter(|byte| *byte == b'\n').count();
                let start = before.rfind('\n').map_or(0, |at| at + 1);
                let line = u32::try_from(lines.saturating_sub(blank)).unwrap_or(u32::MAX);
                Place {
                    line: self.place.line.saturating_add(line),
                    column: self.place.column.saturating_add(columns(&before[start..])),
                }
            }
            _ => self.place,
        }
    }

    /// The same at another place, with everything in it.
    fn at(mut self, place: Place) -> Self {
        self.place = place;
        match &mut self.value {
            Value::Scalar(scalar) => scalar.style = Style::Alias,
            Value::Sequence(items) => {
                for item in items {
                    *item = std::mem::replace(item, Self::null(place)).at(place);
                }
            }
            Value::Mapping(pairs) => {
                for pair in pairs {
                    pair.key = std::mem::replace(&mut pair.key, Self::null(place)).at(place);
                    pair.value = std::mem::replace(&mut pair.value, Self::null(place)).at(place);
                }
            }
        }
        self
    }

    fn count(&self) -> usize {
        1 + match &self.value {
            Value::Scalar(_) => 0,
            Value::Sequence(items) => items.iter().map(Self::count).sum(),
            Value::Mapping(pairs) => pairs.iter().map(|pair| pair.key.count() + pair.value.count()).sum(),
        }
    }
}

/// A collection that is still open.
struct Open {
    place: Place,
    anchor: usize,
    items: Vec<Node>,
    /// Pairs, and the key that waits for its value; `None` for a sequence.
    pairs: Option<(Vec<Pair>, Option<Node>)>,
    keys: BTreeSet<String>,
}

#[derive(Default)]
struct Builder {
    tree: Tree,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    nodes: usize,
    full: bool,
}

/// Reads the first document of a text.
#[must_use]
pub fn parse(text: &str) -> Tree {
    let mut builder = Builder::default();
    if text.len() > MAX_BYTES {
        builder.limit("the file is larger than a megabyte", Place { line: 1, column: 1 });
        return builder.tree;
    }
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        max_buffered_comment_events: 10_000,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((Event::DocumentEnd, _)) => break,
            Ok((event, span)) => builder.event(event, &span),
            Err(error) => {
                builder.problem(error.info(), place(error.marker().line(), error.marker().col()));
                break;
            }
        }
        if builder.full {
            break;
        }
    }
    builder.finish()
}

/// Lines of the parser count from 1, columns from 0.
fn place(line: usize, column: usize) -> Place {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Place { line: number(line), column: number(column).saturating_add(1) }
}

impl Builder {
    fn problem(&mut self, message: String, place: Place) {
        self.tree.problems.push(Problem { message, place, limit: false });
    }

    fn limit(&mut self, message: &str, place: Place) {
        self.tree.problems.push(Problem { message: message.to_owned(), place, limit: true });
        self.full = true;
    }

    fn event(&mut self, event: Event<'_>, span: &Span) {
        let place = place(span.start.line(), span.start.col());
        match event {
            Event::Comment(text, _) => {
                self.tree.comments.insert(place.line, text.trim().to_owned());
            }
            Event::Scalar(text, style, anchor, _) => {
                // A parser of YAML gives nothing at all as `~`.
                let nothing = style == ScalarStyle::Plain && span.is_empty();
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                let text = if nothing { String::new() } else { text.into_owned() };
                self.add(Node { value: Value::Scalar(Scalar { text, style }), place }, anchor, 1);
            }
            Event::SequenceStart(_, anchor, _) => self.start(place, anchor, None),
            Event::MappingStart(_, anchor, _) => self.start(place, anchor, Some((Vec::new(), None))),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(id) => match self.anchors.get(&id) {
                Some((_, count)) if self.nodes + count > MAX_NODES => {
                    self.limit("aliases repeat more than this tool reads", place);
                }
                Some((node, count)) => {
                    let (node, count) = (node.clone().at(place), *count);
                    self.add(node, 0, count);
                }
                None => {
                    self.problem("an alias inside the node that it names".to_owned(), place);
                    self.add(Node::null(place), 0, 1);
                }
            },
            Event::UnresolvedAlias(name) => {
                self.problem(format!("no anchor is called {name}"), place);
                self.add(Node::null(place), 0, 1);
            }
            _ => {}
        }
    }

    fn start(&mut self, place: Place, anchor: usize, pairs: Option<(Vec<Pair>, Option<Node>)>) {
        if self.open.len() >= MAX_DEPTH {
            self.limit("collections are nested deeper than this tool reads", place);
            return;
        }
        self.open.push(Open { place, anchor, items: Vec::new(), pairs, keys: BTreeSet::new() });
    }

    fn end(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        let anchor = open.anchor;
        let value = match open.pairs.take() {
            None => Value::Sequence(open.items),
            Some((mut pairs, key)) => {
                if let Some(key) = key {
                    let value = Node::null(key.place);
                    pairs.push(Pair { key, value });
                }
                Value::Mapping(pairs)
            }
        };
        self.add(Node { value, place: open.place }, anchor, 1);
    }

    fn add(&mut self, node: Node, anchor: usize, count: usize) {
        self.nodes += count;
        if self.nodes > MAX_NODES {
            self.limit("more values than this tool reads", node.place);
            return;
        }
        if anchor > 0 {
            let count = node.count();
            // What an anchor keeps is as bounded as what aliases repeat.
            self.nodes += count;
            self.anchors.insert(anchor, (node.clone(), count));
        }
        let Some(open) = self.open.last_mut() else {
            self.tree.root.get_or_insert(node);
            return;
        };
        match &mut open.pairs {
            None => open.items.push(node),
            Some((_, key @ None)) => {
                if let Some(text) = node.text()
                    && !open.keys.insert(text.to_owned())
                {
                    let message = format!("the key `{text}` stands twice in one mapping");
                    self.tree.problems.push(Problem { message, place: node.place, limit: false });
                }
                *key = Some(node);
            }
            Some((pairs, key)) => {
                if let Some(key) = key.take() {
                    pairs.push(Pair { key, value: node });
                }
            }
        }
    }

    /// Closes what is open, so that what was read up to an error is not lost.
    fn finish(mut self) -> Tree {
        self.full = false;
        self.nodes = 0;
        while !self.open.is_empty() {
            self.end();
        }
        self.tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(node: &Node, word: &str) -> (u32, u32) {
        let place = node.place_at(node.text().unwrap().find(word).unwrap());
        (place.line, place.column)
    }

    #[test]
    fn words_inside_block_scalars_know_their_line_and_column() {
        let tree = parse("a:\n  - run: |\n\n      uv build\n        ü publish\n  - run: uv publish # here\n");
        assert_eq!(tree.problems, []);
        let root = tree.root.unwrap();
        let steps = root.get("a").unwrap().items();
        let run = steps[0].get("run").unwrap();
        assert_eq!((at(run, "uv"), at(run, "publish")), ((4, 7), (5, 11)));
        assert_eq!(at(steps[1].get("run").unwrap(), "publish"), (6, 13));
        assert_eq!(tree.comments[&6], "here");
    }

    #[test]
    fn aliases_are_values_at_the_place_of_the_alias() {
        let tree = parse("a: &x {b: 1}\nc: *x\nd: *missing\n");
        let root = tree.root.unwrap();
        let node = root.get("c").unwrap().get("b").unwrap();
        assert_eq!((node.text(), node.place.line), (Some("1"), 2));
        assert_eq!(tree.problems.len(), 1, "{:?}", tree.problems);
    }

    #[test]
    fn duplicate_keys_and_errors_do_not_hide_the_rest() {
        let tree = parse("a: 1\na: 2\nb: [1, 2\nc: 3\n");
        assert_eq!(tree.root.unwrap().get("a").unwrap().text(), Some("1"));
        assert_eq!(tree.problems.len(), 2, "{:?}", tree.problems);
        assert!(tree.problems.iter().all(|problem| !problem.message.is_empty()), "{:?}", tree.problems);
    }

    #[test]
    fn nothing_at_all_is_null_and_a_tilde_in_quotes_is_not() {
        let tree = parse("a:\nb: ~\nc: '~'\n");
        let root = tree.root.unwrap();
        let null: Vec<bool> = root.pairs().iter().map(|pair| pair.value.is_null()).collect();
        assert_eq!(null, [true, true, false]);
    }

    #[test]
    fn a_bomb_of_aliases_stops() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..12 {
            let before = format!("*a{}", i - 1);
            text.push_str(&format!("a{i}: &a{i} [{}]\n", vec![before; 10].join(", ")));
        }
        let tree = parse(&text);
        assert!(tree.problems.iter().any(|problem| problem.message.contains("repeat")), "{:?}", tree.problems);
        assert!(tree.root.unwrap().count() < 2 * MAX_NODES);
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(50_000)] {
            assert!(!parse(&text).problems.is_empty());
        }
    }
}
