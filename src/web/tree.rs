//! The files of an artifact as a tree, and what the keyboard does in it (WAI-ARIA tree view pattern).
//!
//! Knows nothing of the DOM: rows come out, a key and a row go in. Only expanded folders make rows, and the page draws only
//! those in [`window`], so that an archive of 65,535 members costs no more to show than a small one.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::protocol::{MemberMark, MemberView};

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
    /// Its place among the members; a folder may have none.
    pub member: Option<usize>,
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
    /// Beside the members: the node of each, 0 where it has none.
    members: Vec<usize>,
}

/// Which folders are open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Open(HashSet<usize>);

impl Open {
    pub fn toggle(&mut self, folder: usize) {
        if !self.0.remove(&folder) {
            self.0.insert(folder);
        }
    }
}

/// The rows that are drawn: those in sight, and a few more on both sides.
#[must_use]
pub fn window(rows: usize, height: f64, scrolled: f64, seen: f64) -> Range<usize> {
    const MORE: usize = 12;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of floats saturates")]
    let row = |pixels: f64| (pixels / height.max(1.0)) as usize;
    let first = row(scrolled).saturating_sub(MORE).min(rows);
    let last = row(scrolled + seen).saturating_add(MORE + 1).min(rows);
    first..last.max(first)
}

/// One line of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub node: usize,
    /// From 1, for `aria-level`.
    pub level: usize,
    /// From 1, among its siblings.
    pub position: usize,
    /// How many siblings there are, itself among them.
    pub siblings: usize,
    /// Of a folder: whether it is open.
    pub expanded: Option<bool>,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A row.
    Focus(usize),
    /// A folder.
    Toggle(usize),
    /// A file.
    Show(usize),
}

impl Tree {
    #[must_use]
    pub fn new(members: &[MemberView]) -> Self {
        let mut tree = Self { nodes: vec![folder("", None)], members: Vec::with_capacity(members.len()) };
        // Members lie beside their neighbours, so the folder of the one before is looked at first.
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (member, MemberView(path, mark, bytes)) in members.iter().enumerate() {
            let path = path.trim_end_matches('/');
            let deep = path.match_indices('/').nth(DEEPEST - 2).map(|(at, _)| at);
            let slash = deep.or_else(|| path.rfind('/'));
            let (above, name) = slash.map_or(("", path), |at| (&path[..at], &path[at + 1..]));
            if name.is_empty() {
                tree.members.push(0);
                continue;
            }
            let parent = tree.folder_at(above, &mut known);
            let node = if *mark == MemberMark::Directory {
                let node = *known.entry(path).or_insert_with(|| tree.add(folder(name, Some(parent))));
                tree.nodes[node].member.get_or_insert(member);
                node
            } else {
                // Two members may have one path: both are shown.
                let own = folder(name, Some(parent));
                tree.add(Node { mark: *mark, bytes: *bytes, files: 1, member: Some(member), ..own })
            };
            tree.members.push(node);
        }
        tree.sum();
        tree.sort();
        tree
    }

    /// The folder with that path, made with those above it where it is not there yet.
    fn folder_at<'m>(&mut self, path: &'m str, known: &mut HashMap<&'m str, usize>) -> usize {
        if path.is_empty() {
            return 0;
        }
        if let Some(node) = known.get(path) {
            return *node;
        }
        let mut at = 0;
        let mut start = 0;
        for end in path.match_indices('/').map(|(end, _)| end).chain([path.len()]) {
            if end > start {
                at = match known.get(&path[..end]) {
                    Some(node) => *node,
                    None => self.add(folder(&path[start..end], Some(at))),
                };
                known.insert(&path[..end], at);
            }
            start = end + 1;
        }
        at
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

    /// The node of a member.
    #[must_use]
    pub fn of_member(&self, member: usize) -> Option<usize> {
        self.members.get(member).copied().filter(|node| *node != 0)
    }

    /// The node at a path, for folders that no member stands for too.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        let mut at = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            at = *self.nodes.get(at)?.children.iter().find(|child| self.nodes[**child].name == part)?;
        }
        Some(at)
    }

    /// Opens every folder above a node.
    pub fn reveal(&self, node: usize, open: &mut Open) {
        let mut at = node;
        while let Some(parent) = self.nodes.get(at).and_then(|node| node.parent) {
            open.0.insert(parent);
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
        for (i, child) in children.iter().enumerate() {
            let expanded = self.nodes[*child].is_folder().then(|| open.0.contains(child));
            rows.push(Row { node: *child, level, position: i + 1, siblings: children.len(), expanded });
            if expanded == Some(true) {
                self.rows_below(*child, level + 1, open, rows);
            }
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
            "Enter" | " " => Some(row.expanded.map_or(Step::Show(row.node), |_| Step::Toggle(row.node))),
            "ArrowRight" => match row.expanded {
                Some(false) => Some(Step::Toggle(row.node)),
                Some(true) => Some(Step::Focus((at + 1).min(last))),
                None => Some(Step::Focus(at)),
            },
            "ArrowLeft" => {
                let parent = rows[..at].iter().rposition(|other| other.level < row.level);
                match row.expanded {
                    Some(true) => Some(Step::Toggle(row.node)),
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
        let starts = |row: &Row| {
            let first = self.nodes[row.node].name.chars().next();
            first.is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
        };
        let after = (at + 1..rows.len()).chain(0..=at).find(|i| starts(&rows[*i]));
        after.map(Step::Focus)
    }

    /// The files that weigh most, largest first.
    #[must_use]
    pub fn largest(&self, count: usize) -> Vec<usize> {
        let mut files: Vec<usize> = (1..self.nodes.len()).filter(|i| !self.nodes[*i].is_folder()).collect();
        files.sort_by_key(|i| Reverse(self.nodes[*i].bytes));
        files.truncate(count);
        files
    }

    /// Extensions with how many files have each and what they weigh together, heaviest first.
    #[must_use]
    pub fn types(&self, count: usize) -> Vec<(String, usize, u64)> {
        let mut types: HashMap<&str, (usize, u64)> = HashMap::new();
        for node in self.nodes.iter().filter(|node| !node.is_folder()) {
            let extension = node.name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, end)| end);
            let entry = types.entry(extension).or_default();
            *entry = (entry.0 + 1, entry.1.saturating_add(node.bytes));
        }
        let mut types: Vec<(String, usize, u64)> =
            types.into_iter().map(|(name, (files, bytes))| (name.to_owned(), files, bytes)).collect();
        types.sort_by(|a, b| (Reverse(a.2), &a.0).cmp(&(Reverse(b.2), &b.0)));
        types.truncate(count);
        types
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

    /// The worst mark at every marked member and at every folder above one.
    #[must_use]
    pub fn marks<T: Copy + Ord>(&self, marked: &[(usize, T)]) -> HashMap<usize, T> {
        let mut marks: HashMap<usize, T> = HashMap::new();
        for (member, mark) in marked {
            let mut at = self.of_member(*member);
            while let Some(node) = at.filter(|node| *node != 0) {
                marks.entry(node).and_modify(|worst| *worst = (*worst).min(*mark)).or_insert(*mark);
                at = self.nodes[node].parent;
            }
        }
        marks
    }
}

fn folder(name: &str, parent: Option<usize>) -> Node {
    Node {
        name: name.to_owned(),
        mark: MemberMark::Directory,
        bytes: 0,
        files: 0,
        parent,
        children: Vec::new(),
        member: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn tree(paths: &[&str]) -> Tree {
        let members = paths.iter().map(|path| match path.strip_suffix('/') {
            Some(_) => MemberView((*path).to_owned(), MemberMark::Directory, 0),
            None => MemberView((*path).to_owned(), MemberMark::File, 10),
        });
        Tree::new(&members.collect::<Vec<_>>())
    }

    fn names(tree: &Tree, rows: &[Row]) -> Vec<String> {
        rows.iter().map(|row| format!("{}{}", " ".repeat(row.level - 1), tree.nodes[row.node].name)).collect()
    }

    #[test]
    fn a_member_far_down_is_brought_to_light() {
        let tree = tree(&["a/b/c.py", "a/b/d.py", "a/c.py", "e/"]);
        let last = tree.of_member(1).unwrap();
        let mut open = Open::default();
        tree.reveal(last, &mut open);
        assert!(tree.rows(&open).iter().any(|row| row.node == last));
        assert_eq!(tree.find("a/b/d.py"), Some(last));
        assert_eq!((tree.find("a/b/none.py"), tree.find("")), (None, Some(0)));
        assert_eq!(tree.of_member(9), None);
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
    fn of_many_rows_those_in_sight_are_drawn() {
        assert_eq!(window(50_000, 28.0, 28_000.0, 560.0), 988..1033);
        assert_eq!(window(5, 28.0, 0.0, 560.0), 0..5);
        assert_eq!(window(5, 28.0, 1e12, 560.0), 5..5);
        assert_eq!(window(0, 0.0, f64::NAN, -1.0), 0..0);
    }

    #[test]
    fn types_and_largest_files_are_summed_up() {
        let tree = tree(&["p/a.py", "p/b.py", "p/.hidden", "LICENSE", "x.so"]);
        assert_eq!(tree.types(2), [(String::new(), 2, 20), ("py".to_owned(), 2, 20)]);
        assert_eq!(tree.largest(1).len(), 1);
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
            (1, "Enter", Some(Step::Show(2))),
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
        let marks = tree.marks(&[(0, 2), (1, 1), (7, 0)]);
        let by_path: BTreeMap<String, i32> = marks.into_iter().map(|(index, mark)| (tree.path(index), mark)).collect();
        let expected = [("p", 1), ("p/b.py", 1), ("p/q", 2), ("p/q/a.py", 2)];
        assert_eq!(by_path, expected.into_iter().map(|(path, mark)| (path.to_owned(), mark)).collect());
    }
}
