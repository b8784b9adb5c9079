//! Sources that native builds are configured with.

use std::collections::BTreeSet;

use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::sdist::Sdist;
use crate::finding::{Fact, Location};
use crate::inspect::file_name;
use crate::message;
use crate::rules::members::{inner_files, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist lacks what its native build starts from
    ///
    /// The backend builds native code, and the file that it starts from was not packed: `Cargo.toml` for maturin,
    /// `CMakeLists.txt` for scikit-build-core, `meson.build` for meson-python, or a source that
    /// `[[tool.setuptools.ext-modules]]` lists. A `.c` file that is generated from a `.pyx` beside it may be missing.
    ///
    /// ## Why
    /// Nobody can build from the sdist: not users without a fitting wheel, and no distribution.
    ///
    /// ## Fix
    /// Include the sources. maturin, scikit-build-core and meson-python take what version control knows; setuptools
    /// takes what `MANIFEST.in` names.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["maturin>=1.8"]
    /// build-backend = "maturin"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/Cargo.toml
    /// [package]
    /// name = "demo"
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["maturin>=1.8"]
    /// build-backend = "maturin"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    SdistNativeSourceMissing { id: "sdist-native-source-missing", gate: Install, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistNativeSourceMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if whole_root(sdist, check).is_none() {
            return;
        }
        let Some(pyproject) = &sdist.pyproject else {
            check.skip("the sdist has no pyproject.toml");
            return;
        };
        let files = inner_files(sdist);
        let start = match pyproject.build_backend().split('.').next() {
            Some("maturin") => "Cargo.toml",
            Some("scikit_build_core") => "CMakeLists.txt",
            Some("mesonpy") => "meson.build",
            Some(name) if name.starts_with("setuptools") => {
                extensions(pyproject, &files, check);
                return;
            }
            _ => {
                check.skip("the backend builds no native code");
                return;
            }
        };
        let builds = pyproject.get(&["tool", "scikit-build", "wheel", "cmake"]);
        let off = builds.is_some_and(|value| matches!(value.kind, crate::artifact::pyproject::ValueKind::Bool(false)));
        // Where it lies can be configured in more ways than one; that there is none at all is certain.
        if off || files.iter().any(|path| file_name(path) == start) {
            return;
        }
        find(pyproject.location(), start, check);
    }
}

fn extensions(pyproject: &Pyproject, files: &BTreeSet<&str>, check: &mut Check<'_>) {
    let modules = pyproject.get(&["tool", "setuptools", "ext-modules"]);
    let sources = modules.into_iter().flat_map(Value::items).filter_map(|module| module.get(&["sources"]));
    for source in sources.flat_map(Value::items) {
        let Some(path) = source.as_str().map(|path| path.trim_start_matches("./")) else { continue };
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let generated = ["pyx", "py", "pxd"].iter().any(|suffix| files.contains(format!("{stem}.{suffix}").as_str()));
        if !files.contains(path) && !generated && !path.contains('*') {
            find(pyproject.at(&source.span), path, check);
        }
    }
}

fn find(location: Location, path: &str, check: &mut Check<'_>) {
    check.find(
        location,
        message!(
            "The build starts from {path}, which is not in the sdist; nobody can build from it",
            path = Fact::code(path)
        ),
        message!("Include {path} in the sdist", path = Fact::code(path)),
    );
}
