//! Where a module is, among the files of a wheel: the rules of Python's path finder, without running it.

use std::collections::BTreeSet;

/// What importing a module by its dotted name would find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// A source file: its path below `site-packages`.
    Source(String),
    /// An extension module or compiled code: it exists, and its names cannot be seen.
    Compiled(String),
    /// A directory without `__init__`: it can be imported, and has no names of its own.
    Namespace,
    /// Nothing. `inside` is the longest part that does exist, as a dotted name; empty where not even the first does.
    Missing {
        inside: String,
        /// Whether that part is a regular package or a plain module, which no other distribution can add to.
        closed: bool,
    },
}

/// Looks a module up among paths below `site-packages`.
#[must_use]
pub fn find(site: &BTreeSet<String>, module: &str) -> Lookup {
    /// Nobody nests packages deeper; each part costs a look-up of the whole name.
    const DEEPEST: usize = 64;
    if module.split('.').nth(DEEPEST).is_some() {
        return Lookup::Missing { inside: String::new(), closed: false };
    }
    let mut found = Lookup::Missing { inside: String::new(), closed: false };
    let mut prefix = String::new();
    for (i, part) in module.split('.').enumerate() {
        if i > 0 {
            prefix.push('/');
        }
        prefix.push_str(part);
        match find_one(site, &prefix) {
            Lookup::Missing { .. } => {
                let inside = prefix[..prefix.len() - part.len()].trim_end_matches('/').replace('/', ".");
                let closed = matches!(found, Lookup::Source(_) | Lookup::Compiled(_));
                return Lookup::Missing { inside, closed };
            }
            other => found = other,
        }
    }
    found
}

fn find_one(site: &BTreeSet<String>, path: &str) -> Lookup {
    // `FileFinder` of importlib: a package before a module; of either an extension before source, and source before bytecode.
    for stem in [format!("{path}/__init__."), format!("{path}.")] {
        let compiled = || with_prefix(site, &stem).filter(|file| is_compiled(&file[stem.len()..]));
        if let Some(extension) = compiled().find(|file| !file.ends_with(".pyc")) {
            return Lookup::Compiled(extension.to_owned());
        }
        let source = format!("{stem}py");
        if site.contains(&source) {
            return Lookup::Source(source);
        }
        if let Some(bytecode) = compiled().next() {
            return Lookup::Compiled(bytecode.to_owned());
        }
    }
    if with_prefix(site, &format!("{path}/")).next().is_some() {
        Lookup::Namespace
    } else {
        Lookup::Missing { inside: String::new(), closed: false }
    }
}

fn with_prefix<'a>(site: &'a BTreeSet<String>, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    site.range(prefix.to_owned()..).map(String::as_str).take_while(move |path| path.starts_with(prefix))
}

/// What follows the name of a module in a file that Python imports without its source: `so`, `cpython-312-….so`, `pyd`, `pyc`.
fn is_compiled(suffix: &str) -> bool {
    !suffix.contains('/') && matches!(suffix.rsplit('.').next(), Some("so" | "pyd" | "pyc" | "dylib"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[&str], module: &str, expected: &Lookup) {
        let site = files.iter().map(|file| (*file).to_owned()).collect();
        assert_eq!(&find(&site, module), expected);
    }

    fn missing(inside: &str, closed: bool) -> Lookup {
        Lookup::Missing { inside: inside.into(), closed }
    }

    #[test]
    fn modules_are_found_as_python_finds_them() {
        check(&["demo/__init__.py", "demo/cli.py"], "demo.cli", &Lookup::Source("demo/cli.py".into()));
        check(
            &["demo/__init__.py", "demo/cli/__init__.py"],
            "demo.cli",
            &Lookup::Source("demo/cli/__init__.py".into()),
        );
        check(&["six.py"], "six", &Lookup::Source("six.py".into()));
        let native = "demo/_fast.cpython-312-x86_64-linux-gnu.so";
        check(&["demo/__init__.py", native], "demo._fast", &Lookup::Compiled(native.into()));
        check(&["google/cloud/x/__init__.py"], "google.cloud", &Lookup::Namespace);
        check(&["demo/__init__.py", "demo/a.py", "demo/a.pyc"], "demo.a", &Lookup::Source("demo/a.py".into()));
        check(&["demo/__init__.py", "demo/a.pyd"], "demo.a.b", &missing("demo.a", true));
    }

    /// `backports.zstd` 1.8.0, whose `_zstd.py` is for PyPy.
    #[test]
    fn an_extension_is_found_before_the_source_beside_it() {
        let native = "demo/_fast.cpython-312-x86_64-linux-gnu.so";
        check(&["demo/__init__.py", native, "demo/_fast.py"], "demo._fast", &Lookup::Compiled(native.into()));
    }

    #[test]
    fn a_missing_module_says_how_far_the_path_goes() {
        check(&["demo/__init__.py"], "demo.cli", &missing("demo", true));
        check(&["google/cloud/x.py"], "google.auth.cli", &missing("google", false));
        check(&["other.py"], "demo.cli", &missing("", false));
        // `demo_cli.py` is not `demo/cli.py`, and `demo.pyi` is no module.
        check(&["demo_cli.py", "demo.pyi"], "demo.cli", &missing("", false));
    }
}
