//! Python source as rules need it: what a module binds and imports, and which Pythons can read it. Parses, never runs.
//!
//! A [`Module`] is small: neither the text nor the tree is kept.

pub mod distributions;
pub mod imports;
pub mod modules;
pub mod nesting;
mod reader;
pub mod roots;
mod source;
pub mod stdlib;
pub mod syntax;

use std::collections::BTreeMap;

pub use source::{Encoding, EncodingProblem};
use syntax::NewSyntax;

/// What one module's source says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
pub struct Module {
    /// Names bound at module level, with how.
    pub bound: BTreeMap<String, Binding>,
    /// Whether names may exist that cannot be seen: a star import, a module-level `__getattr__`, writes to `globals()`.
    pub open: bool,
    /// Every import statement, wherever it stands, in the order of the source.
    pub imports: Vec<Import>,
    /// Whether importing it may change where later imports look: `sys.path`, `sys.modules`, `__path__`, import hooks.
    pub redirects: bool,
    /// Whether it makes its package a namespace that other distributions add to (`pkgutil`, `pkg_resources`).
    pub extends_path: bool,
    /// The string that `__version__` is set to, and its line.
    pub version: Option<(String, u32)>,
    pub syntax_error: Option<SyntaxError>,
    /// Syntax that older Pythons cannot read: the first use of each version's.
    pub new_syntax: Vec<NewSyntax>,
    pub encoding: Encoding,
    /// Not parsed, because it is nested deeper than is safe or larger than is kept.
    pub unread: bool,
    /// Files that it reads as data of a package.
    pub resources: Vec<Resource>,
    /// Places where it runs code that it first decodes: line, and what decodes.
    pub decoded_code: Vec<(u32, String)>,
    /// Calls that fetch from a network or start a program that does: line, and the call. Only of what runs in a build.
    pub network: Vec<(u32, String)>,
    /// The first character that changes the direction of text, with its line.
    pub bidi: Option<(char, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub kind: BindingKind,
    /// From 1.
    pub line: u32,
    /// Whether the name is bound more than once, so that its kind is only that of the first.
    pub again: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingKind {
    Function {
        is_async: bool,
        /// Parameters that have to be given.
        required: u16,
        /// A decorator may make anything of it.
        decorated: bool,
    },
    Class,
    /// `import x`: a module.
    Module,
    /// `from x import y`: it may be a module or anything else.
    Import,
    /// A number, a string, a list and the like: nothing that can be called.
    Literal(&'static str),
    Assignment,
}

/// One imported module, or the names that one statement takes from a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Dots in front: 0 for an absolute import.
    pub level: u32,
    /// Dotted; may be empty in a relative import.
    pub module: String,
    /// What `from` takes; empty for `import x`.
    pub names: Vec<String>,
    /// From 1.
    pub line: u32,
    pub when: When,
}

/// When an import statement runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Whenever the module is imported, and its failure is the failure of the module.
    Eager,
    /// In a branch, a loop or a `try` that catches something.
    Guarded,
    /// Only for type checkers.
    Typing,
    /// In a function, or after the end of what runs.
    Lazy,
}

/// A file that is read as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The package whose folder it is in, dotted; `None` where it is named from `__file__`.
    pub package: Option<String>,
    /// Below that folder; `..` where it goes up from `__file__`.
    pub path: String,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub message: String,
    pub line: u32,
    pub column: u32,
}

impl Module {
    /// Reads a module. A syntax error is a result, and the names that could be read are kept.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        source::read(bytes, false)
    }

    /// Reads a module that runs while the project is built, such as `setup.py`.
    #[must_use]
    pub fn parse_build(bytes: &[u8]) -> Self {
        source::read(bytes, true)
    }

    /// Takes only what the text itself says: encoding and characters. Code that decodes itself is looked for as well.
    #[must_use]
    pub fn scan(bytes: &[u8]) -> Self {
        source::scan(bytes)
    }

    /// Whether there is anything in it that a text alone can say.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.bidi.is_some()
            || self.encoding.problem.is_some()
            || !self.decoded_code.is_empty()
            || !self.network.is_empty()
    }

    /// Whether a name is bound: `None` where that cannot be known.
    #[must_use]
    pub fn binds(&self, name: &str) -> Option<bool> {
        if self.bound.contains_key(name) {
            return Some(true);
        }
        // A module always has these, though no line binds them.
        if matches!(
            name,
            "__name__"
                | "__doc__"
                | "__file__"
                | "__path__"
                | "__dict__"
                | "__spec__"
                | "__loader__"
                | "__package__"
                | "__annotations__"
                | "__builtins__"
                | "__cached__"
        ) {
            return Some(true);
        }
        if self.open || self.unread || self.syntax_error.is_some() { None } else { Some(false) }
    }

    /// The bound name that is most like a missing one, for "did you mean".
    #[must_use]
    pub fn closest(&self, name: &str) -> Option<&str> {
        let limit = name.chars().count().div_ceil(3);
        let callable = |binding: &Binding| matches!(binding.kind, BindingKind::Function { .. } | BindingKind::Class);
        let candidates = self.bound.iter().filter(|(_, binding)| callable(binding));
        candidates
            .map(|(bound, _)| (edit_distance(name, bound), bound.as_str()))
            .filter(|(distance, _)| *distance <= limit)
            .min()
            .map(|(_, bound)| bound)
    }
}

/// Insertions, deletions and substitutions between two names.
pub(crate) fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Module {
        Module::parse(text.as_bytes())
    }

    #[test]
    fn every_branch_binds() {
        let module = parse(
            "import os.path, sys as system\nfrom x import y as z\nif a:\n    def main(): pass\nelse:\n    main = None\n\
             try:\n    import tomllib\nexcept ImportError:\n    tomllib = None\n(b, [c, *d]) = 1, [2]\nwith o() as e: pass\nfor f in g: pass\n\
             def set():\n    global later\n    later = 1\nif (walrus := 1): pass\n",
        );
        for name in ["os", "system", "z", "main", "tomllib", "b", "c", "d", "e", "f", "later", "walrus"] {
            assert_eq!(module.binds(name), Some(true), "{name}");
        }
        assert_eq!(module.binds("path"), Some(false));
        assert_eq!(module.bound["main"].line, 4);
        assert!(module.bound["main"].again);
    }

    #[test]
    fn what_cannot_be_seen_is_unknown_and_not_missing() {
        for text in [
            "from x import *",
            "def __getattr__(name): return 1",
            "globals().update(x)",
            "globals()['main'] = 1",
            "_globals = globals()\nbuilder.build(_globals)",
            "exec(code)",
            "def broken(:\n",
        ] {
            assert_eq!(parse(text).binds("main"), None, "{text}");
        }
    }

    #[test]
    fn an_annotation_without_a_value_binds_nothing() {
        assert_eq!(parse("main: int\n").binds("main"), Some(false));
    }

    #[test]
    fn a_syntax_error_has_a_place() {
        let module = parse("x = 1\nprint 'hello'\n");
        let error = module.syntax_error.unwrap();
        assert_eq!(error.line, 2);
    }

    #[test]
    fn a_character_may_have_any_name() {
        let error = |text: &str| parse(text).syntax_error.is_some();
        // An alias, a character of Unicode 17, and a sequence: what exists depends on the Python that reads it.
        assert!(!error(r#"x = "\N{LINE FEED} \N{SIDETIC LETTER N01} \N{bullet}""#));
        assert!(error(r#"x = "\N{""#));
        assert!(error(r#"x = "\N{}""#));
    }

    #[test]
    fn did_you_mean_names_what_is_near() {
        let module = parse("def main(): pass\ndef run(): pass\n");
        assert_eq!(module.closest("mian"), Some("main"));
        assert_eq!(module.closest("application"), None);
    }

    #[test]
    fn imports_say_when_they_run() {
        let module = parse(
            "import a\nfrom .b import c, d\ntry:\n    import e\nexcept ImportError:\n    import f\n\
             if TYPE_CHECKING:\n    import g\nelse:\n    import h\ndef x():\n    import i\nclass Y:\n    import j\n\
             if sys.version_info >= (3, 11):\n    import k\nwith suppress(ImportError):\n    import l\nraise SystemExit\nimport m\n",
        );
        let found: Vec<String> = module
            .imports
            .iter()
            .map(|import| format!("{}{} {:?}", ".".repeat(import.level as usize), import.module, import.when))
            .collect();
        assert_eq!(
            found,
            [
                "a Eager",
                ".b Eager",
                "e Guarded",
                "f Guarded",
                "g Typing",
                "h Eager",
                "i Lazy",
                "j Eager",
                "k Guarded",
                "l Guarded",
                "m Lazy"
            ]
        );
    }

    #[test]
    fn newer_syntax_says_since_when() {
        let found =
            |text: &str| -> Vec<(u8, u32)> { parse(text).new_syntax.iter().map(|new| (new.minor, new.line)).collect() };
        assert_eq!(found("match x:\n    case 1: pass\n"), [(10, 1)]);
        assert_eq!(found("type X = int\nx = f'{a['b']}'\n"), [(12, 1)]);
        assert_eq!(found("def f(x: int | None): ...\n"), [(10, 1)]);
        assert_eq!(found("from __future__ import annotations\ndef f(x: int | None): ...\n"), []);
        assert_eq!(found("def g():\n    def f(x: int | None): ...\n"), []);
        assert_eq!(found("try: pass\nexcept A, B: pass\n"), [(14, 2)]);
    }

    #[test]
    fn functions_say_what_they_need() {
        let module = parse("async def a(): ...\ndef b(x, y=1, *, z): ...\n@click\ndef c(x): ...\nd = 'text'\n");
        let kind = |name: &str| module.bound[name].kind;
        assert_eq!(kind("a"), BindingKind::Function { is_async: true, required: 0, decorated: false });
        assert_eq!(kind("b"), BindingKind::Function { is_async: false, required: 2, decorated: false });
        assert_eq!(kind("c"), BindingKind::Function { is_async: false, required: 1, decorated: true });
        assert_eq!(kind("d"), BindingKind::Literal("a string"));
    }

    #[test]
    fn code_that_is_decoded_first_is_seen() {
        let lines = |text: &str| parse(text).decoded_code.len();
        assert_eq!(lines("import base64\nexec(base64.b64decode('cHJpbnQ='))\n"), 1);
        assert_eq!(lines("exec(''.join(chr(c) for c in [1, 2]))\n"), 1);
        assert_eq!(lines("exec(compile(open('x').read(), 'x', 'exec'))\nbase64.b64decode('x')\n"), 0);
    }

    #[test]
    fn resources_are_literal_paths() {
        let found = |text: &str| -> Vec<String> {
            let resources = parse(text).resources;
            resources.iter().map(|it| format!("{}:{}", it.package.as_deref().unwrap_or("."), it.path)).collect()
        };
        assert_eq!(found("pkgutil.get_data('demo', 'a.txt')\n"), ["demo:a.txt"]);
        assert_eq!(found("pkgutil.get_data(__name__, 'a.txt')\n"), [":a.txt"]);
        assert_eq!(
            found("from importlib.resources import files\nfiles('demo').joinpath('d', 'a.txt').read_text()\n"),
            ["demo:d/a.txt"]
        );
        assert_eq!(found("(resources.files('demo') / 'a.txt').read_bytes()\n"), ["demo:a.txt"]);
        assert_eq!(found("(Path(__file__).parent / 'a.txt').read_text()\n"), [".:a.txt"]);
        assert_eq!(found("open(os.path.join(os.path.dirname(__file__), 'a.txt'))\n"), [".:a.txt"]);
        assert_eq!(found("open(os.path.join(os.path.dirname(__file__), 'a.txt'), 'w')\n"), [""; 0]);
        assert_eq!(found("try:\n    pkgutil.get_data('demo', 'a.txt')\nexcept OSError: pass\n"), [""; 0]);
    }
}
