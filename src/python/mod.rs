//! Python source as rules need it: which names a module binds. Parses, never runs.

pub mod modules;

use std::collections::BTreeMap;

use ruff_python_ast::{self as ast, Expr, PySourceType, Stmt};
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

use crate::artifact::line_and_column;

/// What one module's source says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Module {
    /// Names bound at module level, with how.
    pub bound: BTreeMap<String, Binding>,
    /// Whether names may exist that cannot be seen: a star import, a module-level `__getattr__`, writes to `globals()`.
    pub open: bool,
    pub syntax_error: Option<SyntaxError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub kind: BindingKind,
    /// From 1.
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingKind {
    Function,
    Class,
    /// `import x`, or `from x import y`: it may be a module or anything else.
    Import,
    Assignment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub message: String,
    pub line: u32,
    pub column: u32,
}

impl Module {
    /// Parses a module. A syntax error is a result, and the names that could be read are kept.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let parsed = parse_unchecked(text, ParseOptions::from(PySourceType::Python));
        let mut names = Names { text, module: Self::default() };
        if let Some(error) = parsed.errors().first() {
            let (line, column) = line_and_column(text, error.location.start().to_usize());
            names.module.syntax_error = Some(SyntaxError { message: error.error.to_string(), line, column });
        }
        if let Some(module) = parsed.try_into_module() {
            names.body(&module.syntax().body);
        }
        names.module
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
            "__name__" | "__doc__" | "__file__" | "__path__" | "__dict__" | "__spec__" | "__loader__" | "__package__"
        ) {
            return Some(true);
        }
        if self.open || self.syntax_error.is_some() { None } else { Some(false) }
    }

    /// The bound name that is most like a missing one, for "did you mean".
    #[must_use]
    pub fn closest(&self, name: &str) -> Option<&str> {
        let limit = name.chars().count().div_ceil(3);
        let candidates =
            self.bound.iter().filter(|(_, binding)| matches!(binding.kind, BindingKind::Function | BindingKind::Class));
        candidates
            .map(|(bound, _)| (edit_distance(name, bound), bound.as_str()))
            .filter(|(distance, _)| *distance <= limit)
            .min()
            .map(|(_, bound)| bound)
    }
}

/// Collects the names that the statements of a module bind, following every branch.
struct Names<'a> {
    text: &'a str,
    module: Module,
}

impl Names<'_> {
    fn bind(&mut self, name: &str, kind: BindingKind, at: impl Ranged) {
        let (line, _) = line_and_column(self.text, at.start().to_usize());
        self.module.bound.entry(name.to_owned()).or_insert(Binding { kind, line });
        if name == "__getattr__" && kind == BindingKind::Function {
            self.module.open = true;
        }
    }

    fn body(&mut self, body: &[Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(def) => self.bind(def.name.as_str(), BindingKind::Function, def),
            Stmt::ClassDef(def) => self.bind(def.name.as_str(), BindingKind::Class, def),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.target(target)),
            Stmt::AnnAssign(assign) if assign.value.is_some() => self.target(&assign.target),
            Stmt::AugAssign(assign) => self.target(&assign.target),
            Stmt::TypeAlias(alias) => self.target(&alias.name),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let whole = alias.name.as_str();
                    let name = alias
                        .asname
                        .as_ref()
                        .map_or_else(|| whole.split('.').next().unwrap_or(whole), ast::Identifier::as_str);
                    self.bind(name, BindingKind::Import, alias);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        self.module.open = true;
                    } else {
                        let name = alias.asname.as_ref().unwrap_or(&alias.name);
                        self.bind(name.as_str(), BindingKind::Import, alias);
                    }
                }
            }
            Stmt::If(branch) => {
                self.body(&branch.body);
                branch.elif_else_clauses.iter().for_each(|clause| self.body(&clause.body));
            }
            Stmt::Try(attempt) => {
                self.body(&attempt.body);
                for ast::ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                    self.body(&handler.body);
                }
                self.body(&attempt.orelse);
                self.body(&attempt.finalbody);
            }
            Stmt::With(with) => {
                with.items
                    .iter()
                    .filter_map(|item| item.optional_vars.as_deref())
                    .for_each(|target| self.target(target));
                self.body(&with.body);
            }
            Stmt::For(each) => {
                self.target(&each.target);
                self.body(&each.body);
                self.body(&each.orelse);
            }
            Stmt::While(repeat) => {
                self.body(&repeat.body);
                self.body(&repeat.orelse);
            }
            Stmt::Match(choice) => {
                // Patterns bind names too; they are rare at module level, so such a module is taken as open.
                self.module.open = true;
                choice.cases.iter().for_each(|case| self.body(&case.body));
            }
            Stmt::Expr(expression) => self.expression(&expression.value),
            _ => {}
        }
    }

    fn target(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), BindingKind::Assignment, name),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.target(element)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.target(element)),
            Expr::Starred(starred) => self.target(&starred.value),
            // `globals()["x"] = …` and `sys.modules[__name__] = …` bind what cannot be seen.
            Expr::Subscript(_) => self.module.open = true,
            _ => {}
        }
    }

    /// Calls such as `globals().update(…)`, `exec(…)`, `lazy.attach(…)` can bind names.
    fn expression(&mut self, expression: &Expr) {
        let Expr::Call(call) = expression else { return };
        let text = &self.text[call.func.range().start().to_usize()..call.func.range().end().to_usize()];
        if text.contains("globals") || text.contains("vars") || text == "exec" || text == "setattr" {
            self.module.open = true;
        }
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
             try:\n    import tomllib\nexcept ImportError:\n    tomllib = None\n(b, [c, *d]) = 1, [2]\nwith o() as e: pass\nfor f in g: pass\n",
        );
        for name in ["os", "system", "z", "main", "tomllib", "b", "c", "d", "e", "f"] {
            assert_eq!(module.binds(name), Some(true), "{name}");
        }
        assert_eq!(module.binds("path"), Some(false));
        assert_eq!(module.bound["main"].line, 4);
    }

    #[test]
    fn what_cannot_be_seen_is_unknown_and_not_missing() {
        for text in [
            "from x import *",
            "def __getattr__(name): return 1",
            "globals().update(x)",
            "globals()['main'] = 1",
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
    fn did_you_mean_names_what_is_near() {
        let module = parse("def main(): pass\ndef run(): pass\n");
        assert_eq!(module.closest("mian"), Some("main"));
        assert_eq!(module.closest("application"), None);
    }
}
