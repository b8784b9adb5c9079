//! Two distributions side by side: a wheel with its sdist, two versions, or two builds of one.
//!
//! Plain data come out; `render::comparison` makes words of it. Judges nothing but whether a difference was to be expected,
//! so that the others can be seen. Contents are read one member at a time and kept only where a text differs.

mod fields;
pub mod lines;
mod tree;

use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::artifact::{Distribution, FileInfo};
use crate::inspect::{self, Dropped, Input, Kind, Progress};
use lines::{Budget, TextDiff};

/// What differs between two distributions.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub old: Side,
    pub new: Side,
    pub relation: Relation,
    /// Metadata, requirements, entry points and tags, in that order.
    pub fields: Vec<FieldChange>,
    /// Of the long descriptions.
    pub description: Option<TextDiff>,
    /// Sorted by path.
    pub files: Vec<FileChange>,
    /// Files that are the same on both sides.
    pub unchanged: usize,
    /// What could not be compared, and why.
    pub notes: Vec<String>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    pub file: String,
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    pub sha256: String,
    pub name: Option<String>,
    pub version: Option<String>,
    /// Members that are no directories.
    pub files: usize,
    /// Bytes of all of them, unpacked.
    pub unpacked: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    WheelAndSdist,
    /// Of one kind, with different versions.
    Versions,
    /// Of one kind and version.
    Builds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Metadata,
    Requirement,
    EntryPoint,
    Tag,
}

/// A field, a requirement, an entry point or a tag: changed, or on one side only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub part: Part,
    pub name: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// Why this difference was to be expected.
    pub expected: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
    /// The same content under another path.
    Moved,
}

/// A file of one side. Paths of an sdist leave out its top-level folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRef {
    pub path: String,
    /// Bytes.
    pub size: u64,
}

#[derive(Debug, Clone)]
pub struct FileChange {
    pub kind: ChangeKind,
    pub old: Option<FileRef>,
    pub new: Option<FileRef>,
    /// Why this difference was to be expected.
    pub expected: Option<&'static str>,
    pub diff: Option<TextDiff>,
    /// Why a changed file has no diff.
    pub no_diff: Option<&'static str>,
}

impl FileChange {
    /// The path to sort and show it by.
    #[must_use]
    pub fn path(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", |file| &file.path)
    }
}

/// A distribution that was read, with where its bytes are.
struct Opened<'a> {
    distribution: &'a Either,
    input: &'a Input<'a>,
}

enum Either {
    Wheel(Box<Wheel>),
    Sdist(Box<Sdist>),
}

impl Either {
    fn get(&self) -> &dyn Distribution {
        match self {
            Self::Wheel(wheel) => &**wheel,
            Self::Sdist(sdist) => &**sdist,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Wheel(_) => Kind::Wheel,
            Self::Sdist(_) => Kind::Sdist,
        }
    }
}

/// Compares two distributions.
///
/// # Errors
/// Which of the two is no distribution, or cannot be opened, and why.
pub fn compare(old: &Input<'_>, new: &Input<'_>, progress: &mut dyn FnMut(Progress)) -> Result<Comparison, String> {
    let mut read = |index: usize, input: &Input<'_>| {
        let mut at = |event| {
            progress(match event {
                Progress::Bytes { read, total, .. } => Progress::Bytes { index, read, total },
                Progress::Read { .. } => Progress::Read { index },
            });
        };
        open(input, &mut at)
    };
    let (old_read, new_read) = (read(0, old)?, read(1, new)?);
    let (old, new) = (Opened { distribution: &old_read, input: old }, Opened { distribution: &new_read, input: new });
    let (old_side, new_side) = (side(&old_read), side(&new_read));
    let relation = if old_side.kind != new_side.kind {
        Relation::WheelAndSdist
    } else if old_side.version != new_side.version {
        Relation::Versions
    } else {
        Relation::Builds
    };
    let mut notes = Vec::new();
    for opened in [&old, &new] {
        let distribution = opened.distribution.get();
        if !distribution.problems().is_empty() {
            let name = &distribution.file().name;
            notes.push(format!(
                "{name} is damaged or over a limit, so not all of it may be compared; `preflight check` says more"
            ));
        }
    }
    let fields = fields::compare(&old_read, &new_read, relation, &mut notes);
    let mut budget = Budget::default();
    let description = fields::description(&old_read, &new_read, &mut budget);
    let versions = old_side.version.as_deref().zip(new_side.version.as_deref());
    let tree = tree::compare(&old, &new, relation, versions, &mut budget, &mut notes);
    Ok(Comparison {
        old: old_side,
        new: new_side,
        relation,
        fields,
        description,
        files: tree.changes,
        unchanged: tree.unchanged,
        notes,
    })
}

fn open(input: &Input<'_>, progress: &mut dyn FnMut(Progress)) -> Result<Either, String> {
    let one = Input { path: input.path.clone(), source: input.source };
    let name = inspect::file_name(&input.path);
    let either = match inspect::read(&[one], progress).files.pop() {
        Some(Dropped::Wheel(wheel)) => Either::Wheel(wheel),
        Some(Dropped::Sdist(sdist)) => Either::Sdist(sdist),
        _ => return Err(format!("{name} is neither a wheel nor an sdist (`.tar.gz`)")),
    };
    let distribution = either.get();
    if distribution.members().is_empty() && !distribution.problems().is_empty() {
        return Err(format!("{name} cannot be opened as {}", either.kind().phrase()));
    }
    Ok(either)
}

fn side(either: &Either) -> Side {
    let distribution = either.get();
    let FileInfo { name: file, size, sha256 } = distribution.file().clone();
    let parts = match either {
        Either::Wheel(wheel) => wheel.filename.as_ref().ok().map(|parts| (&parts.name, &parts.version)),
        Either::Sdist(sdist) => sdist.filename.as_ref().ok().map(|parts| (&parts.name, &parts.version)),
    };
    let metadata = distribution.metadata();
    let files = || distribution.members().iter().filter(|member| !member.is_directory());
    Side {
        file,
        kind: either.kind(),
        size,
        sha256,
        name: metadata.and_then(|it| it.name()).or(parts.map(|(name, _)| name.as_str())).map(str::to_owned),
        version: metadata.and_then(|it| it.version()).or(parts.map(|(_, version)| version.as_str())).map(str::to_owned),
        files: files().count(),
        unpacked: files().fold(0, |sum, member| sum.saturating_add(member.size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::build;

    /// What differs, one line each: `+`, `-`, `~` or `>` for files, with `(expected)` behind.
    #[track_caller]
    fn compared(text: &str) -> (Comparison, Vec<String>) {
        let files = build(text);
        let [old, new] = [0, 1].map(|i| Input { path: files[i].name.clone(), source: &files[i].bytes });
        let comparison = compare(&old, &new, &mut |_| {}).unwrap();
        let mut lines = Vec::new();
        for field in &comparison.fields {
            let expected = if field.expected.is_some() { " (expected)" } else { "" };
            let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
            lines.push(format!("{}: {} -> {}{expected}", field.name, side(&field.old), side(&field.new)));
        }
        for file in &comparison.files {
            let mark = match file.kind {
                ChangeKind::Added => '+',
                ChangeKind::Removed => '-',
                ChangeKind::Changed => '~',
                ChangeKind::Moved => '>',
            };
            let expected = if file.expected.is_some() { " (expected)" } else { "" };
            lines.push(format!("{mark} {}{expected}", file.path()));
        }
        (comparison, lines)
    }

    #[test]
    fn two_versions_of_a_wheel() {
        let (comparison, lines) = compared(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n__version__ = '1.0'\n--- demo/a.py\nx = 1\ny = 2\n\
             --- demo/old.py\nthe same content\n--- demo/gone.py\ngone\n--- demo/b.bin {hex}\n00\n\
             --- demo-1.0.dist-info/METADATA {merge}\nRequires-Dist: one>=1\nRequires-Dist: two\nClassifier: A\nClassifier: B\n\
             --- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\ndemo = demo:main\n\
             === demo-1.1-py3-none-any.whl\n--- demo/__init__.py\n__version__ = '1.1'\n--- demo/a.py\nx = 1\ny = 3\n\
             --- demo/new.py\nthe same content\n--- demo/fresh.py\nfresh\n--- demo/b.bin {hex}\n0001\n\
             --- demo-1.1.dist-info/METADATA {merge}\nRequires-Dist: one >= 2\nRequires-Dist: three\nClassifier: B\nClassifier: C\n\
             Requires-Python: >=3.11\n\
             --- demo-1.1.dist-info/entry_points.txt\n[console_scripts]\ndemo = demo : main\ndemo2 = demo:main\n",
        );
        assert_eq!(
            lines,
            [
                "Version: 1.0 -> 1.1 (expected)",
                "Requires-Python: >=3.10 -> >=3.11",
                "Classifier: A -> nothing",
                "Classifier: nothing -> C",
                "one: one>=1 -> one >= 2",
                "three: nothing -> three",
                "two: two -> nothing",
                "console_scripts: demo2: nothing -> demo:main",
                "~ demo-1.1.dist-info/METADATA (expected)",
                "~ demo-1.1.dist-info/RECORD (expected)",
                "~ demo-1.1.dist-info/entry_points.txt (expected)",
                "~ demo/__init__.py (expected)",
                "~ demo/a.py",
                "~ demo/b.bin",
                "+ demo/fresh.py",
                "- demo/gone.py",
                "> demo/new.py",
            ]
        );
        assert_eq!(comparison.relation, Relation::Versions);
        // The licence and WHEEL.
        assert_eq!(comparison.unchanged, 2);
        let of = |path: &str| comparison.files.iter().find(|file| file.path() == path).unwrap();
        assert_eq!(of("demo/a.py").diff.as_ref().unwrap().hunks, "@@ -1,2 +1,2 @@\n x = 1\n-y = 2\n+y = 3\n");
        assert_eq!(of("demo/b.bin").no_diff, Some("not text in UTF-8"));
        assert_eq!(of("demo/new.py").old.as_ref().unwrap().path, "demo/old.py");
        assert_eq!(comparison.notes, Vec::<String>::new());
    }

    #[test]
    fn a_wheel_and_its_sdist() {
        let (comparison, lines) = compared(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n\"\"\"Demo.\"\"\"\n--- demo/core.py\nx = 1\n--- demo/_version.py\n1\n\
             --- demo/odd.py\nonly here\n\
             === demo-1.0.tar.gz\n--- demo-1.0/src/demo/__init__.py\n\"\"\"Demo.\"\"\"\n--- demo-1.0/src/demo/core.py\nx = 2\n\
             --- demo-1.0/src/demo/data.json\n{}\n--- demo-1.0/src/demo/tests/test_core.py\n4\n--- demo-1.0/src/demo/fast.pyx\n3\n\
             --- demo-1.0/tests/test_all.py\n2\n--- demo-1.0/src/demo.egg-info/SOURCES.txt\nx\n",
        );
        assert_eq!(
            lines,
            [
                "> LICENSE (expected)",
                "+ README.md (expected)",
                "- demo-1.0.dist-info/RECORD (expected)",
                "- demo-1.0.dist-info/WHEEL (expected)",
                "- demo/_version.py (expected)",
                "- demo/odd.py",
                "+ pyproject.toml (expected)",
                "+ src/demo.egg-info/SOURCES.txt (expected)",
                "~ src/demo/core.py",
                "+ src/demo/data.json",
                "+ src/demo/fast.pyx (expected)",
                "+ src/demo/tests/test_core.py (expected)",
                "+ tests/test_all.py (expected)",
            ]
        );
        assert_eq!(comparison.relation, Relation::WheelAndSdist);
        assert_eq!(comparison.unchanged, 2);
    }

    #[test]
    fn the_same_file_twice_has_no_difference() {
        let text = "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\nx\n";
        let (comparison, lines) = compared(&format!("{text}{text}"));
        assert_eq!(lines, Vec::<String>::new());
        assert_eq!((comparison.relation, comparison.unchanged), (Relation::Builds, 5));
        assert_eq!(comparison.description, None);
    }

    #[test]
    fn links_are_compared_by_where_they_lead() {
        let (_, lines) = compared(
            "=== demo-1.0.tar.gz\n--- demo-1.0/a {symlink=x}\n--- demo-1.0/b {symlink=x}\n\
             === demo-1.0.tar.gz\n--- demo-1.0/a {symlink=y}\n--- demo-1.0/b {symlink=x}\n",
        );
        assert_eq!(lines, ["~ a"]);
    }

    #[test]
    fn what_cannot_be_unpacked_is_neither_the_same_nor_different() {
        let (comparison, lines) = compared(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/a.py {encrypted}\nx = 1\n\
             === demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/a.py {encrypted}\nx = 2\n",
        );
        assert!(!lines.iter().any(|line| line.contains("a.py")), "{lines:?}");
        assert_eq!(comparison.unchanged, 4);
        let note = "of 1 equally large files the contents could not be compared, such as demo/a.py";
        assert!(comparison.notes.iter().any(|said| said == note), "{:?}", comparison.notes);
    }

    #[test]
    fn what_cannot_be_opened_is_named() {
        let files = build(
            "=== demo-1.0.tar.gz\n--- demo-1.0/a.py\n=== notes.txt\nhello\n=== bad-1.0-py3-none-any.whl {raw}\nno\n",
        );
        let input = |i: usize| Input { path: format!("dist/{}", files[i].name), source: &files[i].bytes };
        let error = |old, new| compare(&input(old), &input(new), &mut |_| {}).unwrap_err();
        assert_eq!(error(0, 1), "notes.txt is neither a wheel nor an sdist (`.tar.gz`)");
        assert_eq!(error(2, 0), "bad-1.0-py3-none-any.whl cannot be opened as a wheel");
    }
}
