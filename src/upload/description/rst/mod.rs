//! Decides whether docutils renders a reStructuredText description without a warning, or says that it cannot tell.
//!
//! PyPI renders with readme_renderer 45.0 and docutils 0.23: any message of level WARNING or above ends the rendering
//! (`halt_level` 2), `raw` and every file are disabled, and an empty fragment counts as a failure. This is the parser of
//! docutils as far as its messages go: blocks, inline markup, directives, then what its transforms would complain of.
//! What is not modelled is undecided, never guessed.

mod arguments;
mod block;
mod chars;
mod directive;
mod enumerator;
mod explicit;
mod inline;
mod list;
mod machine;
mod section;
mod starts;
mod table;
mod transform;

use crate::upload::description::Rendering;
use std::collections::HashMap;
use std::rc::Rc;

/// Larger descriptions are left undecided.
const MAX_CHARS: usize = 200_000;
/// `line_length_limit` of docutils.
const MAX_LINE: usize = 10_000;
/// Deeper nesting comes near the recursion limit of Python.
const MAX_DEPTH: usize = 32;
/// Steps of the scanners that look ahead.
const MAX_WORK: usize = 20_000_000;

/// Why parsing ended early.
enum Stop {
    Fail { reason: String, line: Option<u32> },
    Unsure(String),
}

type Res<T> = Result<T, Stop>;

fn fail<T>(reason: impl Into<String>, line: u32) -> Res<T> {
    Err(Stop::Fail { reason: reason.into(), line: (line > 0).then_some(line) })
}

fn unsure<T>(reason: impl Into<String>, line: u32) -> Res<T> {
    let reason = reason.into();
    Err(Stop::Unsure(if line > 0 { format!("{reason} (line {line})") } else { reason }))
}

/// A line of the description, or what is left of it in a nested block.
#[derive(Clone)]
struct Line {
    text: Rc<[char]>,
    no: u32,
}

impl Line {
    fn from(text: &[char], no: u32) -> Self {
        Self { text: text.into(), no }
    }

    /// The line from a column on.
    fn cut(&self, at: usize) -> Self {
        Self::from(self.text.get(at..).unwrap_or_default(), self.no)
    }

    fn blank(&self) -> bool {
        chars::blank(&self.text)
    }
}

/// Kinds of nodes that the messages of docutils depend on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Document,
    Section,
    Title,
    Subtitle,
    Paragraph,
    Message,
    Comment {
        empty: bool,
    },
    Substitution,
    Target,
    Class,
    Pending,
    Decoration,
    Transition,
    FieldList,
    Field,
    FieldBody,
    BulletList,
    EnumeratedList,
    ListItem,
    Table {
        columns: usize,
    },
    Topic,
    Contents,
    Sidebar,
    Footnote,
    /// Any other visible element that may hold body elements.
    Body,
    /// A visible element without body elements.
    Leaf,
    /// The container of a directive, no part of the document.
    Bare,
}

struct Node {
    kind: Kind,
    parent: Option<usize>,
    kids: Vec<usize>,
    line: u32,
    /// Reference names, without those that are duplicates.
    names: Vec<String>,
    duplicate: bool,
    refname: Option<String>,
    refuri: Option<String>,
    /// Field: what its name reads. List: whether its text is one line only.
    text: String,
    plain: bool,
}

struct Name {
    node: Option<usize>,
    explicit: bool,
}

#[derive(Clone, PartialEq, Eq)]
enum Role {
    Plain,
    Raw,
    Unimplemented,
    Pep,
    Rfc,
    Code(Option<String>),
}

struct Definition {
    /// Substitutions that it uses itself.
    uses: Vec<String>,
}

#[derive(Default)]
struct Registry {
    names: HashMap<String, Name>,
    /// Names with an identifier; false once they are ambiguous.
    ids: HashMap<String, bool>,
    references: Vec<(String, u32)>,
    anonymous_references: usize,
    anonymous_targets: usize,
    indirect: Vec<usize>,
    substitutions: HashMap<String, Definition>,
    substitution_names: HashMap<String, String>,
    substitution_references: Vec<(String, u32)>,
    auto_footnotes: Vec<usize>,
    auto_references: Vec<(Option<String>, u32)>,
    symbol_footnotes: usize,
    symbol_references: Vec<u32>,
    /// Counts what may not stand in a substitution definition.
    identified: usize,
}

struct Parser {
    nodes: Vec<Node>,
    reg: Registry,
    title_styles: Vec<(char, Option<char>)>,
    roles: HashMap<String, Role>,
    default_role: Option<Role>,
    depth: usize,
    work: usize,
}

const ROOT: usize = 0;

impl Parser {
    fn new() -> Self {
        let mut parser = Self {
            nodes: Vec::new(),
            reg: Registry::default(),
            title_styles: Vec::new(),
            roles: HashMap::new(),
            default_role: None,
            depth: 0,
            work: 0,
        };
        parser.make(Kind::Document, 0);
        parser
    }

    fn make(&mut self, kind: Kind, line: u32) -> usize {
        self.nodes.push(Node {
            kind,
            parent: None,
            kids: Vec::new(),
            line,
            names: Vec::new(),
            duplicate: false,
            refname: None,
            refuri: None,
            text: String::new(),
            plain: true,
        });
        self.nodes.len() - 1
    }

    fn attach(&mut self, parent: usize, child: usize) {
        self.nodes[parent].kids.push(child);
        self.nodes[child].parent = Some(parent);
    }

    fn add(&mut self, parent: usize, kind: Kind, line: u32) -> usize {
        let node = self.make(kind, line);
        self.attach(parent, node);
        node
    }

    fn spend(&mut self, steps: usize, line: u32) -> Res<()> {
        self.work = self.work.saturating_add(steps);
        if self.work > MAX_WORK { unsure("takes too many steps to decide", line) } else { Ok(()) }
    }

    /// Registers the names of a node (`document.note_names`); an explicit target may not be defined twice.
    fn note(&mut self, node: usize, message_at: Option<usize>, explicit: bool, line: u32) -> Res<()> {
        self.reg.identified += 1;
        for name in self.nodes[node].names.clone() {
            let Some(old) = self.reg.names.get(&name) else {
                self.reg.names.insert(name.clone(), Name { node: Some(node), explicit });
                continue;
            };
            let (old_node, old_explicit) = (old.node, old.explicit);
            if old_node == Some(node) {
                continue;
            }
            let mut message = true;
            let same = old_node.is_some_and(|old| {
                let (new, old) = (&self.nodes[node], &self.nodes[old]);
                (new.refname.is_some() && new.refname == old.refname)
                    || (new.refuri.is_some() && new.refuri == old.refuri)
            });
            let mut known = old_node;
            if same {
                self.duplicate(node, &name);
            } else if explicit {
                if old_explicit {
                    let mail =
                        |uri: &Option<String>| uri.as_ref().map(|uri| uri.trim_start_matches("mailto:").to_owned());
                    let new_uri = mail(&self.nodes[node].refuri);
                    if new_uri.is_some() && old_node.is_some_and(|old| mail(&self.nodes[old].refuri) == new_uri) {
                        return unsure(format!("two targets of one name may be one address: \"{name}\""), line);
                    }
                    return fail(format!("Duplicate explicit target name: \"{name}\"."), line);
                }
                known = Some(node);
                match old_node {
                    Some(old) => self.duplicate(old, &name),
                    None => message = false,
                }
            } else {
                self.duplicate(node, &name);
                if let Some(old) = old_node.filter(|_| !old_explicit) {
                    self.duplicate(old, &name);
                    known = None;
                    self.reg.ids.insert(name.clone(), false);
                }
            }
            self.reg.names.insert(name.clone(), Name { node: known, explicit: old_explicit || explicit });
            if message
                && let Some(at) = message_at
                && !matches!(
                    self.nodes[at].kind,
                    Kind::Bare
                        | Kind::BulletList
                        | Kind::EnumeratedList
                        | Kind::FieldList
                        | Kind::Leaf
                        | Kind::Paragraph
                )
            {
                self.add(at, Kind::Message, line);
            }
        }
        self.identify(node);
        Ok(())
    }

    fn identify(&mut self, node: usize) {
        for name in self.nodes[node].names.clone() {
            self.reg.ids.insert(name, true);
        }
    }

    fn duplicate(&mut self, node: usize, name: &str) {
        let node = &mut self.nodes[node];
        node.names.retain(|other| other != name);
        node.duplicate = true;
    }
}

/// Splits a text into lines as `statemachine.string2lines` does.
fn lines(text: &str) -> Vec<Vec<char>> {
    let mut out = Vec::new();
    let mut line = Vec::new();
    let mut open = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        open = true;
        match c {
            '\r' | '\n' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                out.push(std::mem::take(&mut line));
                open = false;
            }
            '\t' => line.resize(line.len() / 8 * 8 + 8, ' '),
            '\u{b}' | '\u{c}' => line.push(' '),
            _ => line.push(c),
        }
    }
    if open {
        out.push(line);
    }
    for line in &mut out {
        let length = chars::rstrip(line).len();
        line.truncate(length);
    }
    out
}

fn decide(text: &str) -> Res<()> {
    if text.chars().count() > MAX_CHARS {
        return unsure("the description is too long to decide", 0);
    }
    if text.contains('\0') {
        return unsure("the description contains a NUL character", 0);
    }
    let mut number = 0;
    let mut block = Vec::new();
    for line in lines(text) {
        number += 1;
        if line.len() > MAX_LINE {
            return fail(format!("Line {number} exceeds the line-length-limit."), number);
        }
        block.push(Line::from(&line, number));
    }
    let mut parser = Parser::new();
    parser.document(block)?;
    parser.transforms()
}

/// What docutils says about a description.
pub(super) fn check(text: &str) -> Rendering {
    match decide(text) {
        Ok(()) => Rendering::Renders,
        Err(Stop::Fail { reason, line }) => Rendering::Fails { reason, line },
        Err(Stop::Unsure(reason)) => Rendering::Undecided { reason },
    }
}
