//! The files of an artifact as a tree, and what the keyboard does in it (WAI-ARIA tree view pattern).
//!
//! Knows nothing of the DOM: rows come out, a key and a row go in. Only expanded folders make rows, and of each folder only
//! a part of its children, so that an archive of 65,535 members costs no more to show than a small one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::protocol::{MemberMark, MemberView};

/// Children of one folder that are shown at once.
pub const PAGE: usize = 200;

/// Folders nested deeper are shown as one, with the rest of the path as its name: a hostile archive can nest thousands.
const DEEPEST: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// One component of the path.
    pub name: String,
    pub mark: MemberMark,
    /// Of a folder: all that is below it.
    pub bytes: u64,
    /// Files below a folder.
    pub files: usize,
    pub parent: Option<usize>,
    /// Folders first, then by name.
    pub children: Vec<usize>,
}

impl Node {
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.mark == MemberMark::Directory
    }
}

/// Nodes by index; the root, which is not shown, is the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    pub nodes: Vec<Node>,
}

/// Which folders are open, and how many children each shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Open {
    folders: HashSet<usize>,
    shown: HashMap<usize, usize>,
}

impl Open {
    pub fn toggle(&mut self, folder: usize) {
        if !self.folders.remove(&folder) {
            self.folders.insert(folder);
        }
    }

    /// Shows so many children of a folder that one of them is seen.
    fn show(&mut self, folder: usize, position: usize) {
        self.folders.insert(folder);
        if position >= self.shown(folder) {
            self.shown.insert(folder, (position / PAGE + 1) * PAGE);
        }
    }

    pub fn show_more(&mut self, folder: usize) {
        *self.shown.entry(folder).or_insert(PAGE) += PAGE;
    }

    fn shown(&self, folder: usize) -> usize {
        self.shown.get(&folder).copied().unwrap_or(PAGE)
    }
}

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub content: Content,
    /// From 1, for `aria-level`.
    pub level: usize,
    /// From 1, among its siblings.
    pub position: usize,
    /// How many siblings there are, itself among them.
    pub siblings: usize,
    /// Of a folder: whether it is open.
    pub expanded: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Content {
    Node(usize),
    /// Asks for more children of a folder.
    More {
        folder: usize,
        left: usize,
    },
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Focus(usize),
    Toggle(usize),
    More(usize),
}

impl Tree {
    #[must_use]
    pub fn new(members: &[MemberView]) -> Self {
        let mut tree = Self { nodes: vec![folder("", None)] };
        let mut known: HashMap<(usize, String), usize> = HashMap::new();
        for MemberView(path, mark, bytes) in members {
            let parts: Vec<&str> = path.splitn(DEEPEST, '/').filter(|part| !part.is_empty()).collect();
            let Some((name, folders)) = parts.split_last() else { continue };
            let mut parent = 0;
            for part in folders {
                parent =
                    *known.entry((parent, (*part).to_owned())).or_insert_with(|| tree.add(folder(part, Some(parent))));
            }
            if *mark == MemberMark::Directory {
                known.entry((parent, (*name).to_owned())).or_insert_with(|| tree.add(folder(name, Some(parent))));
            } else {
                // Two members may have one path: both are shown.
                let node = Node { mark: *mark, bytes: *bytes, files: 1, ..folder(name, Some(parent)) };
                tree.add(node);
            }
        }
        tree.sum();
        tree.sort();
        tree
    }

    fn add(&mut self, node: Node) -> usize {
        let index = self.nodes.len();
        if let Some(parent) = node.parent {
            self.nodes[parent].children.push(index);
        }
        self.nodes.push(node);
        index
    }

    /// A parent stands before its children, so one pass from the end sums all.
    fn sum(&mut self) {
        for index in (1..self.nodes.len()).rev() {
            let (bytes, files) = (self.nodes[index].bytes, self.nodes[index].files);
            if let Some(parent) = self.nodes[index].parent {
                self.nodes[parent].bytes = self.nodes[parent].bytes.saturating_add(bytes);
                self.nodes[parent].files += files;
            }
        }
    }

    fn sort(&mut self) {
        for index in 0..self.nodes.len() {
            let mut children = std::mem::take(&mut self.nodes[index].children);
            children.sort_by_cached_key(|child| {
                let child = &self.nodes[*child];
                (Reverse(child.is_folder()), child.name.to_lowercase(), child.name.clone())
            });
            self.nodes[index].children = children;
        }
    }

    /// Opens the folders that are alone in theirs, so that an sdist shows more than its one top folder.
    #[must_use]
    pub fn first_open(&self) -> Open {
        let mut open = Open::default();
        let mut at = 0;
        while let Some([only]) = self.nodes.get(at).map(|node| node.children.as_slice()) {
            if !self.nodes[*only].is_folder() {
                break;
            }
            open.toggle(*only);
            at = *only;
        }
        open
    }

    /// The member at a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        let mut at = 0;
        for part in path.splitn(DEEPEST, '/').filter(|part| !part.is_empty()) {
            at = *self.nodes.get(at)?.children.iter().find(|child| self.nodes[**child].name == part)?;
        }
        (at != 0).then_some(at)
    }

    /// Opens every folder above a node.
    pub fn reveal(&self, node: usize, open: &mut Open) {
        let mut at = node;
        while let Some(parent) = self.nodes.get(at).and_then(|node| node.parent) {
            let position = self.nodes[parent].children.iter().position(|child| *child == at).unwrap_or(0);
            open.show(parent, position);
            at = parent;
        }
    }

    /// What is to be seen, top to bottom.
    #[must_use]
    pub fn rows(&self, open: &Open) -> Vec<Row> {
        let mut rows = Vec::new();
        if !self.nodes.is_empty() {
            self.rows_below(0, 1, open, &mut rows);
        }
        rows
    }

    fn rows_below(&self, folder: usize, level: usize, open: &Open, rows: &mut Vec<Row>) {
        let children = &self.nodes[folder].children;
        let shown = open.shown(folder);
        let left = children.len().saturating_sub(shown);
        for (i, child) in children.iter().take(shown).enumerate() {
            let expanded = self.nodes[*child].is_folder().then(|| open.folders.contains(child));
            let row =
                Row { content: Content::Node(*child), level, position: i + 1, siblings: children.len(), expanded };
            rows.push(row);
            if expanded == Some(true) {
                self.rows_below(*child, level + 1, open, rows);
            }
        }
        if left > 0 {
            let content = Content::More { folder, left };
            rows.push(Row { content, level, position: shown + 1, siblings: children.len(), expanded: None });
        }
    }

    /// What a key does on a row. `None` for keys that the tree leaves to the browser.
    #[must_use]
    pub fn key(&self, rows: &[Row], at: usize, key: &str) -> Option<Step> {
        let row = rows.get(at)?;
        let last = rows.len() - 1;
        match key {
            "ArrowDown" => Some(Step::Focus((at + 1).min(last))),
            "ArrowUp" => Some(Step::Focus(at.saturating_sub(1))),
            "Home" => Some(Step::Focus(0)),
            "End" => Some(Step::Focus(last)),
            "Enter" | " " => match row.content {
                Content::More { folder, .. } => Some(Step::More(folder)),
                Content::Node(node) => Some(row.expanded.map_or(Step::Focus(at), |_| Step::Toggle(node))),
            },
            "ArrowRight" => match (row.content, row.expanded) {
                (Content::Node(node), Some(false)) => Some(Step::Toggle(node)),
                (_, Some(true)) => Some(Step::Focus((at + 1).min(last))),
                _ => Some(Step::Focus(at)),
            },
            "ArrowLeft" => {
                let parent = rows[..at].iter().rposition(|other| other.level < row.level);
                match row.content {
                    Content::Node(node) if row.expanded == Some(true) => Some(Step::Toggle(node)),
                    _ => Some(Step::Focus(parent.unwrap_or(at))),
                }
            }
            _ => self.typed(rows, at, key),
        }
    }

    /// A letter goes to the next row whose name starts with it.
    fn typed(&self, rows: &[Row], at: usize, key: &str) -> Option<Step> {
        let mut letters = key.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
        let starts = |row: &Row| match row.content {
            Content::Node(node) => {
                let first = self.nodes[node].name.chars().next();
                first.is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
            }
            Content::More { .. } => false,
        };
        let after = (at + 1..rows.len()).chain(0..=at).find(|i| starts(&rows[*i]));
        after.map(Step::Focus)
    }

    /// The files that weigh most, largest first, with their whole paths.
    #[must_use]
    pub fn largest(&self, count: usize) -> Vec<(String, u64)> {
        let mut files: Vec<usize> = (1..self.nodes.len()).filter(|i| !self.nodes[*i].is_folder()).collect();
        files.sort_by_key(|i| Reverse(self.nodes[*i].bytes));
        files.into_iter().take(count).map(|i| (self.path(i), self.nodes[i].bytes)).collect()
    }

    /// The whole path of a node.
    #[must_use]
    pub fn path(&self, index: usize) -> String {
        let mut parts = Vec::new();
        let mut at = Some(index);
        while let Some(node) = at.and_then(|at| self.nodes.get(at)) {
            parts.push(node.name.as_str());
            at = node.parent;
        }
        parts.reverse();
        parts.join("/").trim_start_matches('/').to_owned()
    }

    /// The worst mark below every folder and at every file, of what is marked by path.
    #[must_use]
    pub fn marks<T: Copy + Ord>(&self, marked: &BTreeMap<String, T>) -> HashMap<usize, T> {
        let mut marks: HashMap<usize, T> = HashMap::new();
        if marked.is_empty() {
            return marks;
        }
        for index in (1..self.nodes.len()).rev() {
            let own = marked.get(&self.path(index)).copied();
            let worst = own.into_iter().chain(marks.get(&index).copied()).min();
            if let Some(worst) = worst {
                marks.insert(index, worst);
                if let Some(parent) = self.nodes[index].parent {
                    marks.entry(parent).and_modify(|mark| *mark = worst.min(*mark)).or_insert(worst);
                }
            }
        }
        marks
    }
}

fn folder(name: &str, parent: Option<usize>) -> Node {
    Node { name: name.to_owned(), mark: MemberMark::Directory, bytes: 0, files: 0, parent, children: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> Tree {
        let members = paths.iter().map(|path| match path.strip_suffix('/') {
            Some(_) => MemberView((*path).to_owned(), MemberMark::Directory, 0),
            None => MemberView((*path).to_owned(), MemberMark::File, 10),
        });
        Tree::new(&members.collect::<Vec<_>>())
    }

    fn names(tree: &Tree, rows: &[Row]) -> Vec<String> {
        let name = |row: &Row| match row.content {
            Content::Node(node) => format!("{}{}", " ".repeat(row.level - 1), tree.nodes[node].name),
            Content::More { left, .. } => format!("{left} more"),
        };
        rows.iter().map(name).collect()
    }

    #[test]
    fn a_member_far_down_is_brought_to_light() {
        let mut paths: Vec<String> = (0..PAGE + 5).map(|i| format!("a/b/{i:04}.py")).collect();
        paths.push("a/c.py".to_owned());
        let tree = tree(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        let last = tree.find(&format!("a/b/{:04}.py", PAGE + 4)).unwrap();
        let mut open = Open::default();
        tree.reveal(last, &mut open);
        assert!(tree.rows(&open).iter().any(|row| row.content == Content::Node(last)));
        assert_eq!(tree.find("a/b/none.py"), None);
        assert_eq!(tree.find(""), None);
    }

    #[test]
    fn folders_come_first_and_weigh_what_is_in_them() {
        let tree = tree(&["p/", "p/b.py", "p/sub/x.py", "p/a.py", "setup.py"]);
        let mut open = Open::default();
        assert_eq!(names(&tree, &tree.rows(&open)), ["p", "setup.py"]);
        open.toggle(1);
        assert_eq!(names(&tree, &tree.rows(&open)), ["p", " sub", " a.py", " b.py", "setup.py"]);
        assert_eq!((tree.nodes[1].bytes, tree.nodes[1].files), (30, 3));
        let row = &tree.rows(&open)[2];
        assert_eq!((row.level, row.position, row.siblings), (2, 2, 3));
    }

    #[test]
    fn a_lone_top_folder_is_open() {
        let tree = tree(&["p-1/src/a.py", "p-1/PKG-INFO"]);
        assert_eq!(names(&tree, &tree.rows(&tree.first_open())), ["p-1", " src", " PKG-INFO"]);
    }

    #[test]
    fn a_large_folder_is_shown_in_parts() {
        let paths: Vec<String> = (0..500).map(|i| format!("{i:03}.py")).collect();
        let tree = tree(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        let mut open = Open::default();
        let rows = tree.rows(&open);
        assert_eq!(rows.len(), PAGE + 1);
        assert_eq!(tree.key(&rows, PAGE, "Enter"), Some(Step::More(0)));
        open.show_more(0);
        open.show_more(0);
        assert_eq!(tree.rows(&open).len(), 500);
    }

    #[test]
    fn arrows_walk_the_tree() {
        let tree = tree(&["p/a.py", "p/b.py", "setup.py"]);
        let mut open = Open::default();
        let rows = tree.rows(&open);
        assert_eq!(tree.key(&rows, 0, "ArrowRight"), Some(Step::Toggle(1)));
        open.toggle(1);
        let rows = tree.rows(&open);
        for (at, key, step) in [
            (0, "ArrowRight", Some(Step::Focus(1))),
            (2, "ArrowLeft", Some(Step::Focus(0))),
            (0, "ArrowLeft", Some(Step::Toggle(1))),
            (0, "ArrowUp", Some(Step::Focus(0))),
            (1, "End", Some(Step::Focus(3))),
            (3, "Home", Some(Step::Focus(0))),
            (3, "ArrowDown", Some(Step::Focus(3))),
            (0, "s", Some(Step::Focus(3))),
            (3, "B", Some(Step::Focus(2))),
            (0, "z", None),
            (0, "Tab", None),
            (9, "Home", None),
        ] {
            assert_eq!(tree.key(&rows, at, key), step, "{key} on row {at}");
        }
    }

    #[test]
    fn hostile_paths_are_shown_and_nothing_breaks() {
        let deep = "d/".repeat(5000) + "x";
        let tree = tree(&["/etc/passwd", "../../up", "a//b", "", "/", "same", "same", &deep]);
        assert_eq!(tree.nodes[0].files, 6);
        assert!(tree.rows(&tree.first_open()).len() >= 4);
        assert!(Tree::default().rows(&Open::default()).is_empty());
    }

    #[test]
    fn the_worst_mark_reaches_every_folder_above() {
        let tree = tree(&["p/q/a.py", "p/b.py", "c.py"]);
        let marked = BTreeMap::from([("p/q/a.py".to_owned(), 2), ("p/b.py".to_owned(), 1)]);
        let marks = tree.marks(&marked);
        let by_path: BTreeMap<String, i32> = marks.into_iter().map(|(index, mark)| (tree.path(index), mark)).collect();
        let expected = [("", 1), ("p", 1), ("p/b.py", 1), ("p/q", 2), ("p/q/a.py", 2)];
        assert_eq!(by_path, expected.into_iter().map(|(path, mark)| (path.to_owned(), mark)).collect());
        assert_eq!(tree.largest(1), [("p/q/a.py".to_owned(), 10)]);
    }
}
