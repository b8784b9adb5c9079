//! Sources that native builds are configured with.

use std::collections::BTreeSet;

use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::sdist::Sdist;
use crate::finding::{Certainty, Fact, Finding, Location, Severity};
use crate::inspect::file_name;
use crate::message;
use crate::rules::members::{ends_with, inner_files, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist lacks what its native build starts from
    ///
    /// The backend builds native code, and the file that it starts from was not packed: `Cargo.toml` for maturin,
    /// `CMakeLists.txt` for scikit-build-core, `meson.build` for meson-python, or a source that
    /// `[[tool.setuptools.ext-modules]]` lists. A `.c` file that is generated from a `.pyx` beside it may be missing.
    /// Sources of an `Extension(…)` in `setup.py`, which may be made by other code, are a warning.
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
                setup_extensions(sdist, &files, check);
                return;
            }
            _ => {
                check.skip("the backend builds no native code");
                return;
            }
        };
        let builds = pyproject.get(&["tool", "scikit-build", "wheel", "cmake"]);
        let off = builds.is_some_and(|value| matches!(value.kind, crate::artifact::pyproject::ValueKind::Bool(false)));
        // Where it lies can be configured in more ways than one; that there is none at all is certain. Meson has one place for it.
        let anywhere = start != "meson.build" && files.iter().any(|path| file_name(path) == start);
        if off || anywhere || files.contains(start) {
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

/// Sources of `Extension(…)` in `setup.py`, which is code: only literal names that no file has anywhere are told.
fn setup_extensions(sdist: &Sdist, files: &BTreeSet<&str>, check: &mut Check<'_>) {
    /// Longer calls are not looked at to their end.
    const LONGEST: usize = 4096;
    /// No project has more.
    const MOST: usize = 256;
    let stem = |path: &str| file_name(path).split('.').next().unwrap_or_default().to_owned();
    let Some((path, content)) = sdist.contents.texts.iter().find(|(path, _)| path.ends_with("/setup.py")) else {
        return;
    };
    let text = String::from_utf8_lossy(content);
    let stems: BTreeSet<String> = files.iter().map(|path| stem(path)).collect();
    for (at, _) in text.match_indices("Extension(").take(MOST) {
        let call: String = text.get(at..).unwrap_or_default().chars().take(LONGEST).collect();
        let call = call.split(')').next().unwrap_or_default();
        for source in call.split(['"', '\'']).skip(1).step_by(2).filter(|source| is_source(source)) {
            if stems.contains(&stem(source)) {
                continue;
            }
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            let location = sdist.file.at_line(path, u32::try_from(line).unwrap_or(u32::MAX));
            let finding = find(location, source, check);
            finding.severity = Severity::Warning;
            finding.certainty = Certainty::Likely;
        }
    }
}

/// Whether a literal is the plain name of a source that nothing generates.
fn is_source(text: &str) -> bool {
    ends_with(text, &[".c", ".cc", ".cpp", ".cxx", ".m", ".pyx"]) && !text.contains(['{', '%', '*', '\n', ' '])
}

fn find<'c>(location: Location, path: &str, check: &'c mut Check<'_>) -> &'c mut Finding {
    check.find(
        location,
        message!(
            "The build starts from {path}, which is not in the sdist; nobody can build from it",
            path = Fact::code(path)
        ),
        message!("Include {path} in the sdist", path = Fact::code(path)),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn meson_starts_at_the_root() {
        let sdist = |path: &str| {
            format!(
                "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/{path}\n--- demo-1.0/pyproject.toml\n\
                 [build-system]\nrequires = ['meson-python']\nbuild-backend = 'mesonpy'\n[project]\nname = 'demo'\n\
                 version = '1.0'\nrequires-python = '>=3.10'\n"
            )
        };
        check(&sdist("meson.build"), &[]);
        check(&sdist("demo/meson.build"), &["sdist-native-source-missing"]);
    }

    #[test]
    fn sources_of_extensions_in_setup_are_looked_for_by_name() {
        let sdist = |source: &str| {
            format!(
                "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/demo/_core.pyx\n--- demo-1.0/setup.py\n\
                 setup(ext_modules=[Extension('demo._core', sources={source}, libraries=['m'])])\n--- demo-1.0/pyproject.toml\n\
                 [build-system]\nrequires = ['setuptools>=77']\nbuild-backend = 'setuptools.build_meta'\n[project]\n\
                 name = 'demo'\nversion = '1.0'\nrequires-python = '>=3.10'\n[tool.setuptools]\npackages = ['demo']\n"
            )
        };
        check(&sdist("['demo/_core.c']"), &[]);
        check(&sdist("[f'{src}/other.c', os.path.join('src', '_core.c')]"), &[]);
        check(&sdist("['demo/other.c']"), &["sdist-native-source-missing"]);
    }
}
