//! What is certainly imported when somebody imports a package or starts a command of a wheel.
//!
//! The walk follows unguarded imports from module to module in the order in which Python would run them. Whatever could make
//! an import optional (`try`, branches, functions, type checking, hooks) ends certainty, so that what is left may be called an
//! error. Nothing here judges.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{Lookup, find};
use super::{BindingKind, Import, Module, When, stdlib};

/// Where the walk starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Dotted.
    pub module: String,
    /// The name of the command that starts there; `None` for a package.
    pub command: Option<String>,
    /// Whether it is what people install the project for: a command, or the package that is called like it.
    pub main: bool,
}

/// A module that is reached, with the root that reaches it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Place in [`EagerImports::roots`].
    pub root: usize,
    /// Whether nothing that ran before could have changed where modules are found.
    pub certain: bool,
}

/// An import of what is not in the wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Dotted; with `from a import b` it is `a.b` only where `a` is a namespace, or a module of the standard library that lost `b`.
    pub module: String,
    /// The file that imports it: its path below `site-packages`.
    pub path: String,
    pub line: u32,
    pub root: usize,
}

/// A first-party import that finds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Dotted.
    pub module: String,
    /// The name that the module does not bind, where the module itself is there.
    pub name: Option<String>,
    pub path: String,
    pub line: u32,
    pub root: usize,
}

/// What the walk came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EagerImports {
    pub roots: Vec<Root>,
    /// By path below `site-packages`.
    pub reached: BTreeMap<String, Reached>,
    /// Imports of what is not in the wheel, standard library included, in the order of the walk.
    pub outside: Vec<Outside>,
    pub missing: Vec<Missing>,
}

/// A wheel's modules by their paths below `site-packages`.
pub type Modules<'m> = BTreeMap<&'m str, &'m Module>;

/// Walks from every root.
#[must_use]
pub fn eager(site: &BTreeSet<String>, modules: &Modules<'_>, roots: Vec<Root>) -> EagerImports {
    let mut walk = Walk {
        site,
        modules,
        redirected: false,
        root: 0,
        ended: Vec::new(),
        pending: Vec::new(),
        told: BTreeSet::new(),
        found: EagerImports::default(),
    };
    for (i, root) in roots.iter().enumerate() {
        walk.root = i;
        walk.redirected = false;
        walk.import(&root.module);
        walk.run();
        walk.ended.push(walk.redirected);
    }
    walk.found.roots = roots;
    walk.found
}

struct Walk<'m> {
    site: &'m BTreeSet<String>,
    modules: &'m Modules<'m>,
    /// Whether what ran so far may have changed where modules are found.
    redirected: bool,
    root: usize,
    /// By root that was walked, whether something redirected: what it imported does so again under the next.
    ended: Vec<bool>,
    /// Modules that are being imported: path, dotted name, and the next of their imports. A stack of its own, because chains
    /// of imports may be long.
    pending: Vec<(&'m str, String, usize)>,
    /// By root, what was already said to be outside.
    told: BTreeSet<(usize, String)>,
    found: EagerImports,
}

impl Walk<'_> {
    fn run(&mut self) {
        while let Some((path, name, next)) = self.pending.pop() {
            let Some(module) = self.modules.get(path) else { continue };
            let Some(import) = module.imports.get(next) else {
                self.redirected |= module.redirects;
                continue;
            };
            self.pending.push((path, name.clone(), next + 1));
            // What redirects may do so before any of its imports.
            if module.redirects || module.unread || module.syntax_error.is_some() {
                self.redirected = true;
            }
            if import.when == When::Eager {
                self.follow(path, &name, import);
            }
        }
    }

    /// Imports a first-party module and the packages above it; they run before what follows.
    fn import(&mut self, module: &str) {
        // The stack runs the last first: push the innermost first.
        let mut ends: Vec<usize> = module.match_indices('.').map(|(at, _)| at).collect();
        ends.push(module.len());
        for end in ends.into_iter().rev() {
            let part = module.get(..end).unwrap_or(module);
            let Lookup::Source(path) = find(self.site, part) else { continue };
            let Some((path, _)) = self.modules.get_key_value(path.as_str()) else { continue };
            if let Some(reached) = self.found.reached.get(*path) {
                self.redirected |= self.ended.get(reached.root).is_some_and(|ended| *ended);
            } else {
                let reached = Reached { root: self.root, certain: !self.redirected };
                self.found.reached.insert((*path).to_owned(), reached);
                self.pending.push((path, part.to_owned(), 0));
            }
        }
    }

    fn follow(&mut self, path: &str, name: &str, import: &Import) {
        let Some(target) = resolve(path, name, import) else { return };
        let lookup = find(self.site, &target);
        match &lookup {
            Lookup::Missing { closed, inside } => {
                // Compiled modules can bring modules of their own.
                let compiled = matches!(find(self.site, inside), Lookup::Compiled(_));
                if *closed && !compiled {
                    let running = self.pending.len();
                    self.import(inside);
                    if self.pending.len() == running {
                        self.miss(path, target, None, import.line);
                    } else if let Some((_, _, next)) = self.pending.get_mut(running - 1) {
                        // What runs on the way there may bring the module: the import is looked at again behind it.
                        *next -= 1;
                    }
                } else if !closed {
                    for name in &import.names {
                        if stdlib::name_removed_in(&target, name).is_some() {
                            self.outside(path, format!("{target}.{name}"), import.line);
                        }
                    }
                    self.outside(path, target, import.line);
                }
                return;
            }
            Lookup::Source(_) | Lookup::Compiled(_) => {}
            Lookup::Namespace => {
                // Its parts may come from elsewhere.
                for part in import.names.iter().rev().filter(|part| *part != "*") {
                    let inner = format!("{target}.{part}");
                    match find(self.site, &inner) {
                        Lookup::Missing { .. } => self.outside(path, inner, import.line),
                        _ => self.import(&inner),
                    }
                }
                return;
            }
        }
        // Pushed before the module itself, because submodules run after it.
        if let Lookup::Source(found) = &lookup {
            let module = self.modules.get(found.as_str()).copied();
            for part in import.names.iter().rev().filter(|part| *part != "*") {
                let mut binds = module.and_then(|module| module.binds(part));
                // `from . import x` binds `x` in the package itself, if there is an `x`.
                let own = module.filter(|_| found == path).and_then(|module| module.bound.get(part));
                if own.is_some_and(|own| own.kind == BindingKind::Import && !own.again) {
                    binds = Some(false);
                }
                let inner = format!("{target}.{part}");
                match (binds, find(self.site, &inner)) {
                    (Some(false), Lookup::Missing { .. }) if module.is_some_and(|it| !it.redirects && !it.open) => {
                        self.miss(path, target.clone(), Some(part.clone()), import.line);
                    }
                    (Some(false), Lookup::Source(_)) if found.ends_with("/__init__.py") => self.import(&inner),
                    _ => {}
                }
            }
        }
        self.import(&target);
    }

    fn outside(&mut self, path: &str, module: String, line: u32) {
        /// More different modules than any project imports.
        const MOST: usize = 4096;
        if !self.redirected && self.told.len() < MOST && self.told.insert((self.root, module.clone())) {
            self.found.outside.push(Outside { module, path: path.to_owned(), line, root: self.root });
        }
    }

    fn miss(&mut self, path: &str, module: String, name: Option<String>, line: u32) {
        if !self.redirected && self.found.missing.len() < 1000 {
            self.found.missing.push(Missing { module, name, path: path.to_owned(), line, root: self.root });
        }
    }
}

/// The absolute name of the module that an import names, from the module `name` in the file `path`; `None` where a relative
/// import leaves the top.
#[must_use]
pub fn resolve(path: &str, name: &str, import: &Import) -> Option<String> {
    if import.level == 0 {
        return Some(import.module.clone());
    }
    let mut parts: Vec<&str> = name.split('.').collect();
    // The first dot is the package itself.
    let up = if path.ends_with("/__init__.py") { import.level - 1 } else { import.level };
    for _ in 0..up {
        parts.pop()?;
    }
    if parts.is_empty() {
        return None;
    }
    parts.extend(import.module.split('.').filter(|part| !part.is_empty()));
    Some(parts.join("."))
}

/// The dotted name of the module in a file below `site-packages`; `None` where it can have none.
#[must_use]
pub fn module_name(path: &str) -> Option<String> {
    let stem = path.strip_suffix(".py")?;
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    let is_name = |part: &str| crate::artifact::entry_points::is_identifier(part);
    stem.split('/').all(is_name).then(|| stem.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files as path and text; what is reached, what is outside and what is missing, as lines.
    #[track_caller]
    fn check(files: &[(&str, &str)], root: &str, expected: &[&str]) {
        let site: BTreeSet<String> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        let parsed: Vec<(&str, Module)> =
            files.iter().map(|(path, text)| (*path, Module::parse(text.as_bytes()))).collect();
        let modules: Modules<'_> = parsed.iter().map(|(path, module)| (*path, module)).collect();
        let found = eager(&site, &modules, vec![Root { module: root.to_owned(), command: None, main: true }]);
        let mut lines: Vec<String> = found.reached.keys().cloned().collect();
        lines.extend(found.outside.iter().map(|it| format!("outside {} {}:{}", it.module, it.path, it.line)));
        lines.extend(found.missing.iter().map(|it| format!("missing {} {:?}", it.module, it.name)));
        assert_eq!(lines, expected);
    }

    #[test]
    fn unguarded_imports_are_followed() {
        check(
            &[
                ("demo/__init__.py", "from .core import run\nimport os\n"),
                (
                    "demo/core.py",
                    "def run(): ...\nimport requests\nfrom demo import tools\nfrom . import tools as t\ntry:\n    import fast\nexcept ImportError:\n    pass\n",
                ),
                ("demo/tools.py", "def f():\n    import lazy\n"),
                ("demo/other.py", "import absent\n"),
            ],
            "demo",
            &[
                "demo/__init__.py",
                "demo/core.py",
                "demo/tools.py",
                "outside requests demo/core.py:2",
                "outside os demo/__init__.py:2",
            ],
        );
    }

    #[test]
    fn what_is_not_there_is_missing_unless_something_may_bring_it() {
        check(
            &[("demo/__init__.py", "from . import _version\n")],
            "demo",
            &["demo/__init__.py", "missing demo Some(\"_version\")"],
        );
        check(
            &[("demo/__init__.py", "from ._version import v\n")],
            "demo",
            &["demo/__init__.py", "missing demo._version None"],
        );
        check(
            &[("demo/__init__.py", "import sys\nsys.path.append('x')\nfrom . import a\nimport b\n")],
            "demo",
            &["demo/__init__.py"],
        );
        // setuptools 40 to 47: the package on the way brings its modules by a hook.
        check(
            &[
                ("demo/__init__.py", "from demo.extern.six import PY3\nfrom . import absent\n"),
                ("demo/extern/__init__.py", "import sys\nsys.meta_path.append(Importer())\n"),
            ],
            "demo",
            &["demo/__init__.py", "demo/extern/__init__.py"],
        );
        check(
            &[("demo/__init__.py", "from demo.extern.six import PY3\n"), ("demo/extern/__init__.py", "import os\n")],
            "demo",
            &[
                "demo/__init__.py",
                "demo/extern/__init__.py",
                "outside os demo/extern/__init__.py:1",
                "missing demo.extern.six None",
            ],
        );
        check(
            &[("demo/__init__.py", "from ._native.sub import x\n"), ("demo/_native.abi3.so", "")],
            "demo",
            &["demo/__init__.py"],
        );
        check(
            &[("acme/demo/__init__.py", "import acme.core\nfrom acme import other\n")],
            "acme.demo",
            &[
                "acme/demo/__init__.py",
                "outside acme.core acme/demo/__init__.py:1",
                "outside acme.other acme/demo/__init__.py:2",
            ],
        );
    }

    #[test]
    fn circles_and_long_chains_end() {
        let files: Vec<(String, String)> =
            (0..5000).map(|i| (format!("demo/m{i}.py"), format!("from . import m{}\n", (i + 1) % 5000))).collect();
        let mut all: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        all.push(("demo/__init__.py", ""));
        let site: BTreeSet<String> = all.iter().map(|(path, _)| (*path).to_owned()).collect();
        let parsed: Vec<(&str, Module)> =
            all.iter().map(|(path, text)| (*path, Module::parse(text.as_bytes()))).collect();
        let modules: Modules<'_> = parsed.iter().map(|(path, module)| (*path, module)).collect();
        let found = eager(&site, &modules, vec![Root { module: "demo.m0".into(), command: None, main: true }]);
        assert_eq!(found.reached.len(), 5001);
    }
}
