//! Pieces of the page that the engine writes: elements of a closed list, and text.
//!
//! A view that only shows something is written here once, natively, and costs the page's wasm nothing: the page knows how to
//! draw a [`Node`] and no more (`components::drawn`). Text is drawn as text nodes, so nothing of a dropped file becomes
//! markup; a link can lead only to another view.

use serde::{Deserialize, Serialize};

use super::protocol::{Mark, Piece};
use super::route::Route;
use crate::finding::one_line;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    Text(String),
    /// Its tag, its attributes, and what is in it.
    Element(String, Vec<(String, String)>, Vec<Node>),
}

/// Elements that the page draws; what else it is told, it leaves out.
const TAGS: [&str; 27] = [
    "a", "article", "button", "code", "dd", "del", "details", "div", "dl", "dt", "h1", "h2", "h3", "header", "ins",
    "li", "ol", "p", "pre", "section", "span", "strong", "summary", "svg", "table", "ul", "td",
];

/// Attributes that it sets. `data-copy` makes a button copy its value.
const ATTRIBUTES: [&str; 12] = [
    "aria-label",
    "aria-labelledby",
    "class",
    "data-copy",
    "data-mark",
    "data-role",
    "data-rule",
    "href",
    "id",
    "open",
    "tabindex",
    "type",
];

impl Node {
    /// The tag to draw, where it is one of the list.
    #[must_use]
    pub fn tag(tag: &str) -> Option<&'static str> {
        TAGS.into_iter().find(|known| *known == tag)
    }

    /// Whether an attribute may be set to a value.
    #[must_use]
    pub fn allows(name: &str, value: &str) -> bool {
        ATTRIBUTES.contains(&name) && (name != "href" || value.starts_with("#/"))
    }

    /// All text in it, for tests and for who copies.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Element(_, _, children) => children.iter().map(Self::text).collect(),
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// `element("p", &[("class", "quiet")], vec!["…".into()])`
#[must_use]
pub fn element(tag: &str, attributes: &[(&str, &str)], children: Vec<Node>) -> Node {
    let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Node::Element(tag.to_owned(), attributes.collect(), children)
}

/// An element of a class with one text.
#[must_use]
pub fn text(tag: &str, class: &str, text: impl Into<Node>) -> Node {
    let attributes = [("class", class)];
    element(tag, if class.is_empty() { &[] } else { &attributes }, vec![text.into()])
}

#[must_use]
pub fn code(text: &str) -> Node {
    element("code", &[], vec![one_line(text).into()])
}

#[must_use]
pub fn link(route: &Route, children: Vec<Node>) -> Node {
    element("a", &[("href", &route.hash())], children)
}

/// A message with its code marked as code.
#[must_use]
pub fn sentence(pieces: &[Piece]) -> Vec<Node> {
    let nodes = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => Node::Text(text.clone()),
        Piece::Code(text) => code(text),
    });
    nodes.collect()
}

/// A picture of the mark, which a word stands beside.
#[must_use]
pub fn icon(mark: Mark) -> Node {
    element("svg", &[("data-mark", mark.name())], Vec::new())
}

/// A button that copies a text; `what` tells several of them apart.
#[must_use]
pub fn copy(value: &str, what: &str) -> Node {
    let label = format!("Copy {what}");
    let attributes = [("type", "button"), ("class", "button"), ("data-copy", value), ("aria-label", label.as_str())];
    element("button", &attributes, vec!["Copy".into()])
}

/// A list of names and values.
#[must_use]
pub fn facts(rows: impl Iterator<Item = (Node, Vec<Node>)>) -> Node {
    let rows =
        rows.map(|(name, value)| element("div", &[], vec![element("dt", &[], vec![name]), element("dd", &[], value)]));
    element("dl", &[("class", "facts")], rows.collect())
}

/// A unified diff. Each line keeps its `+` or `-`, and is an insertion or a deletion to who cannot see the colour.
#[must_use]
pub fn diff(diff: &str) -> Node {
    let lines = diff.lines().map(|line| {
        let shown: String = line.split('\t').map(one_line).collect::<Vec<_>>().join("\t") + "\n";
        match line.as_bytes().first() {
            Some(b'+') if !line.starts_with("+++ ") => element("ins", &[], vec![shown.into()]),
            Some(b'-') if !line.starts_with("--- ") => element("del", &[], vec![shown.into()]),
            Some(b' ') | None => shown.into(),
            Some(_) => text("span", "quiet", shown),
        }
    });
    element("pre", &[("class", "diff")], lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_nowhere_else() {
        assert!(Node::allows("href", "#/rules"));
        for (name, value) in
            [("href", "https://example.org"), ("href", "javascript:x"), ("onclick", "x"), ("style", "")]
        {
            assert!(!Node::allows(name, value), "{name}={value}");
        }
        assert_eq!(Node::tag("script"), None);
    }

    fn check(node: &Node) {
        let Node::Element(tag, attributes, children) = node else { return };
        assert!(Node::tag(tag).is_some(), "{tag}");
        for (name, value) in attributes {
            assert!(Node::allows(name, value), "{name}={value}");
        }
        children.iter().for_each(check);
    }

    #[test]
    fn what_is_built_here_is_drawn() {
        let all = [
            text("p", "x", "y"),
            code("x"),
            link(&Route::Rules, vec!["x".into()]),
            icon(Mark::Good),
            copy("x", "y"),
            facts(std::iter::once(("a".into(), vec!["b".into()]))),
            diff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n c\n"),
        ];
        all.iter().for_each(check);
        assert_eq!(all[6].text(), "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n c\n");
    }
}
