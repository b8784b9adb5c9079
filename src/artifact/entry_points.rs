//! `entry_points.txt`: groups of `name = module:attribute [extras]` (entry points specification).
//!
//! The file is INI as Python's `configparser` reads it with `=` as the only delimiter and case-sensitive keys.

use std::collections::BTreeSet;

#[derive(Debug, Clone, Default)]
pub struct EntryPoints {
    /// Path inside the archive, for locations.
    pub path: String,
    pub entries: Vec<EntryPoint>,
    pub problems: Vec<EntryPointProblem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPoint {
    pub group: String,
    pub name: String,
    /// What follows `=`, as written.
    pub value: String,
    /// From 1.
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryPointProblem {
    NotUtf8,
    /// A line before the first `[group]`.
    OutsideGroup {
        line: u32,
    },
    /// Neither a group, a comment, a continuation nor `name = value`.
    NotAnEntry {
        line: u32,
        text: String,
    },
    DuplicateGroup {
        line: u32,
        group: String,
    },
    DuplicateName {
        line: u32,
        group: String,
        name: String,
    },
}

/// An object reference, taken apart: `module`, `module:attribute` or `module:attribute.attribute`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectReference {
    pub module: String,
    /// Empty where none is named.
    pub attributes: Vec<String>,
    pub extras: Vec<String>,
}

impl EntryPoint {
    /// Whether installers make a command of it.
    #[must_use]
    pub fn is_script(&self) -> bool {
        matches!(self.group.as_str(), "console_scripts" | "gui_scripts")
    }

    #[must_use]
    pub fn reference(&self) -> Option<ObjectReference> {
        ObjectReference::parse(&self.value)
    }
}

impl ObjectReference {
    /// `None` where a part is not a Python identifier.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        let (object, extras) = match value.split_once('[') {
            Some((object, extras)) => (object.trim_end(), extras.strip_suffix(']')?),
            None => (value, ""),
        };
        let (module, attributes) = match object.split_once(':') {
            Some((module, attributes)) => (module.trim_end(), attributes.trim_start().split('.').collect()),
            None => (object, Vec::new()),
        };
        let valid = module.split('.').chain(attributes.iter().copied()).all(is_identifier);
        valid.then(|| Self {
            module: module.to_owned(),
            attributes: attributes.into_iter().map(str::to_owned).collect(),
            extras: extras.split(',').map(|extra| extra.trim().to_owned()).filter(|extra| !extra.is_empty()).collect(),
        })
    }
}

/// Whether Python takes it for a name; keywords are not told apart.
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric())
}

impl EntryPoints {
    #[must_use]
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        let mut points = Self { path: path.to_owned(), ..Self::default() };
        let Ok(text) = std::str::from_utf8(bytes) else {
            points.problems.push(EntryPointProblem::NotUtf8);
            return points;
        };
        let mut group: Option<String> = None;
        let mut groups = BTreeSet::new();
        let mut names = BTreeSet::new();
        for (number, line) in (1..).zip(text.lines()) {
            let content = line.trim();
            if content.is_empty() || content.starts_with(['#', ';']) {
                continue;
            }
            if line.starts_with([' ', '\t']) && points.continue_value(group.as_deref(), content) {
                continue;
            }
            // Up to the last bracket of the line, and not nothing.
            let header = content.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')).map(|(name, _)| name);
            if let Some(name) = header.filter(|name| !name.is_empty()) {
                // `configparser` takes its group of defaults any number of times.
                if !groups.insert(name.to_owned()) && name != "DEFAULT" {
                    points.problems.push(EntryPointProblem::DuplicateGroup { line: number, group: name.to_owned() });
                }
                group = Some(name.to_owned());
                continue;
            }
            match &group {
                None => points.problems.push(EntryPointProblem::OutsideGroup { line: number }),
                Some(group) => points.read_entry(group, number, content, &mut names),
            }
        }
        points
    }

    /// An indented line continues the value above it.
    fn continue_value(&mut self, group: Option<&str>, content: &str) -> bool {
        match self.entries.last_mut() {
            Some(entry) if Some(entry.group.as_str()) == group => {
                entry.value.push('\n');
                entry.value.push_str(content);
                true
            }
            _ => false,
        }
    }

    fn read_entry(&mut self, group: &str, line: u32, content: &str, names: &mut BTreeSet<(String, String)>) {
        let Some((name, value)) = content.split_once('=') else {
            self.problems.push(EntryPointProblem::NotAnEntry { line, text: content.to_owned() });
            return;
        };
        let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
        if !names.insert((group.to_owned(), name.clone())) {
            self.problems.push(EntryPointProblem::DuplicateName { line, group: group.to_owned(), name: name.clone() });
        }
        self.entries.push(EntryPoint { group: group.to_owned(), name, value, line });
    }

    /// What installers make commands of.
    pub fn scripts(&self) -> impl Iterator<Item = &EntryPoint> {
        self.entries.iter().filter(|entry| entry.is_script())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_names_are_read_with_lines() {
        let points = EntryPoints::parse(
            "entry_points.txt",
            b"# made\n[console_scripts]\nDemo = demo.cli:main [fast]\n\n[demo.plugins]\na=b\n",
        );
        assert_eq!(points.problems, []);
        let entry = &points.entries[0];
        assert_eq!((entry.group.as_str(), entry.name.as_str(), entry.line), ("console_scripts", "Demo", 3));
        let reference = entry.reference().unwrap();
        assert_eq!(
            (reference.module.as_str(), reference.attributes.as_slice()),
            ("demo.cli", &["main".to_owned()][..])
        );
        assert_eq!(reference.extras, ["fast"]);
        assert!(!points.entries[1].is_script());
    }

    #[test]
    fn a_group_ends_at_the_last_bracket_of_its_line() {
        let points = EntryPoints::parse("e", b"[console_scripts][x] y\na b = c\n");
        assert_eq!((points.problems.len(), points.entries[0].group.as_str()), (0, "console_scripts][x"));
    }

    #[test]
    fn what_configparser_refuses_is_a_problem() {
        let points = EntryPoints::parse("e", b"a = b\n[g]\nx = y\nx = z\nnothing\n[g]\n");
        assert_eq!(
            points.problems,
            [
                EntryPointProblem::OutsideGroup { line: 1 },
                EntryPointProblem::DuplicateName { line: 4, group: "g".into(), name: "x".into() },
                EntryPointProblem::NotAnEntry { line: 5, text: "nothing".into() },
                EntryPointProblem::DuplicateGroup { line: 6, group: "g".into() },
            ]
        );
    }

    #[test]
    fn references_need_identifiers() {
        assert_eq!(ObjectReference::parse("my-pkg.cli:main"), None);
        assert_eq!(ObjectReference::parse("pkg.cli:"), None);
        assert!(ObjectReference::parse("pkg.cli").unwrap().attributes.is_empty());
    }
}
