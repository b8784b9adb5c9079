//! What makes an sdist large and is no part of the project. What belongs to a project is decided by names and suffixes.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, grouped};
use crate::inspect::Release;
use crate::message;
use crate::rules::members::{ends_with, payload_names, project, same_version, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Most of the sdist is no part of the project
    ///
    /// More than half of what the sdist unpacks to, and more than 1 MB, lies outside of the package, its sources, tests,
    /// documentation and licences: generated files, data of editors and assistants, dumps. If a wheel of the same release lies
    /// beside it, an sdist of more than 20 times its size counts from 100 kB on.
    ///
    /// ## Why
    /// Everybody who builds from the sdist loads all of it, PyPI keeps it for ever, and what a tool wrote into the source folder may
    /// be private. Backends that pack everything under version control take such folders along unasked.
    ///
    /// A folder belongs to the project if a file in it is source code of a language that packages are written in, if the wheel
    /// installs it, if the configuration of the build names it in quotes, or if it is called like one that projects have: `tests`, `docs`,
    /// `examples`, `vendor`, `cmake` and so on. A file of up to 100 kB at the top always does. This is a heuristic.
    ///
    /// ## Fix
    /// Exclude the folders: `prune` in `MANIFEST.in` for setuptools, `[tool.hatch.build.targets.sdist]` for hatchling. If they are
    /// wanted, there is nothing to do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// --- demo-1.0/artifacts/run.txt {repeat=200000}
    /// a line of output
    /// --- demo-1.0/.cursor/rules.md
    /// rules
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// --- demo-1.0/vendor/zlib/data.bin {repeat=200000}
    /// a line of output
    /// --- demo-1.0/tests/data/table.csv {repeat=200000}
    /// a,b
    /// ```
    SdistBloat { id: "sdist-bloat", gate: Safe, severity: Warning, since: "0.1.0", reads: all [Sdist] }
}

/// Folders that belong to projects whatever they hold.
const KNOWN: [&str; 74] = [
    "src",
    "lib",
    "libs",
    "python",
    "py",
    "rust",
    "native",
    "ext",
    "include",
    "test",
    "tests",
    "testing",
    "testdata",
    "unittests",
    "integration",
    "doc",
    "docs",
    "documentation",
    "man",
    "example",
    "examples",
    "sample",
    "samples",
    "demo",
    "demos",
    "tutorial",
    "tutorials",
    "notebooks",
    "benchmark",
    "benchmarks",
    "bench",
    "asv_bench",
    "perf",
    "license",
    "licenses",
    "licence",
    "licences",
    "vendor",
    "vendored",
    "vendors",
    "_vendor",
    "extern",
    "external",
    "externals",
    "subprojects",
    "third_party",
    "third-party",
    "thirdparty",
    "3rdparty",
    "deps",
    "contrib",
    "crates",
    "packages",
    "cmake",
    "meson",
    "m4",
    "ci",
    "tools",
    "tool",
    "scripts",
    "script",
    "bin",
    "etc",
    "share",
    "locale",
    "locales",
    "po",
    "requirements",
    "news",
    "newsfragments",
    "changes",
    "changelog.d",
    "typings",
    "stubs",
];

/// Hidden folders of services that build and test.
const HIDDEN: [&str; 8] =
    [".github", ".gitlab", ".circleci", ".ci", ".builds", ".buildkite", ".azure-pipelines", ".pre-commit"];

/// Suffixes of sources: what packages are written in or built from.
const SOURCES: [&str; 33] = [
    ".py", ".pyi", ".pyx", ".pxd", ".pxi", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".hxx", ".f", ".f90",
    ".for", ".F90", ".rs", ".go", ".cu", ".cuh", ".m", ".mm", ".java", ".zig", ".S", ".s", ".asm", ".ts", ".tsx",
    ".jsx", ".vue", ".js",
];

/// Less than this is no burden, whatever it is.
const MIN_BYTES: u64 = 1_000_000;
/// The same where a wheel shows how small the release is.
const MIN_BYTES_BESIDE_WHEEL: u64 = 100_000;

/// What lies in one folder at the top.
#[derive(Default)]
struct Folder {
    files: u64,
    bytes: u64,
    source: bool,
    /// A file, which stands for itself.
    is_file: bool,
}

impl Rule for SdistBloat {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for sdist in release.sdists() {
            judge(sdist, wheel_beside(sdist, release), check);
        }
    }
}

/// The largest wheel of the same project and version.
fn wheel_beside<'r>(sdist: &Sdist, release: &'r Release) -> Option<&'r Wheel> {
    let (name, version) = (project(sdist)?, &sdist.filename.as_ref().ok()?.version);
    let of_release = |wheel: &&Wheel| {
        project(*wheel).as_ref() == Some(&name)
            && wheel.filename.as_ref().is_ok_and(|parts| same_version(&parts.version, version))
    };
    release.wheels().filter(of_release).max_by_key(|wheel| wheel.file.size)
}

fn judge(sdist: &Sdist, wheel: Option<&Wheel>, check: &mut Check<'_>) {
    if whole_root(sdist, check).is_none() {
        return;
    }
    let installed = wheel.map(payload_names).unwrap_or_default();
    let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
    let mut total: u64 = 0;
    for (path, member) in sdist.files() {
        total = total.saturating_add(member.size);
        let top = path.split_once('/').map_or(path, |(folder, _)| folder);
        let folder = folders.entry(top).or_default();
        folder.files += 1;
        folder.bytes = folder.bytes.saturating_add(member.size);
        folder.is_file |= path == top;
        folder.source |= ends_with(path, &SOURCES);
    }
    let mut foreign: Vec<(&str, Folder)> =
        folders.into_iter().filter(|(name, folder)| !belongs(name, folder, &installed, sdist)).collect();
    let bytes: u64 = foreign.iter().map(|(_, folder)| folder.bytes).fold(0, u64::saturating_add);
    let ratio = wheel.and_then(|wheel| sdist.file.size.checked_div(wheel.file.size));
    let enough = if ratio.is_some_and(|ratio| ratio > 20) { MIN_BYTES_BESIDE_WHEEL } else { MIN_BYTES };
    if bytes <= enough || bytes.saturating_mul(2) <= total {
        return;
    }
    foreign.sort_by_key(|(name, folder)| (std::cmp::Reverse(folder.bytes), *name));
    let Some((largest, first)) = foreign.first() else { return };
    let names = foreign.iter().filter(|(_, folder)| folder.bytes > 0).map(|(name, folder)| shown(name, folder));
    let others = names.clone().skip(1);
    let count: u64 = foreign.iter().skip(1).map(|(_, folder)| folder.files).sum();
    let (files, are) = match first.files {
        _ if first.is_file => (String::new(), "is"),
        1 => ("1 file in ".to_owned(), "is"),
        files => (format!("{} files in ", grouped(files)), "are"),
    };
    let facts = |template: &'static str| crate::finding::Message {
        template,
        facts: vec![
            ("files", Fact::text(files.as_str())),
            ("are", Fact::text(are)),
            ("folder", Fact::code(shown(largest, first))),
            ("bytes", Fact::Bytes(first.bytes)),
            ("total", Fact::Bytes(total)),
            ("count", Fact::Number(count)),
            ("others", Fact::list(others.clone())),
            ("ratio", Fact::Number(rounded(ratio.unwrap_or(0)))),
        ],
    };
    let message = match (ratio.is_some_and(|ratio| ratio > 1), foreign.len() > 1) {
        (true, true) => facts(
            "{files}{folder} {are} {bytes} of the {total} that the sdist unpacks to, and with {count} more in {others} \
             they make it about {ratio} times as large as the wheel",
        ),
        (true, false) => facts(
            "{files}{folder} {are} {bytes} of the {total} that the sdist unpacks to, and make it about {ratio} times \
             as large as the wheel",
        ),
        (false, true) => facts(
            "{files}{folder} {are} {bytes} of the {total} that the sdist unpacks to; {count} more in {others} are no \
             part of the project either",
        ),
        (false, false) => {
            facts("{files}{folder} {are} {bytes} of the {total} that the sdist unpacks to, and no part of the project")
        }
    };
    let fix = message!("Exclude {names} from the sdist, unless they are wanted", names = Fact::list(names));
    check.find(sdist.file.location(), message, fix).certainty = Certainty::Likely;
}

/// Whether a folder or file at the top is part of the project.
fn belongs(name: &str, folder: &Folder, installed: &BTreeSet<String>, sdist: &Sdist) -> bool {
    // A readme, a lock file or the settings of a tool are no burden.
    if folder.is_file && folder.bytes <= MIN_BYTES_BESIDE_WHEEL {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    if name.starts_with('.') {
        return HIDDEN.contains(&lower.as_str());
    }
    folder.source
        || KNOWN.contains(&lower.as_str())
        || installed.contains(name)
        || lower.ends_with(".egg-info")
        || matches!(name, "PKG-INFO" | "pyproject.toml" | "setup.cfg" | "MANIFEST.in")
        || is_configured(name, sdist)
}

/// Whether the configuration of the build names a folder, in quotes or as the start of a path.
fn is_configured(name: &str, sdist: &Sdist) -> bool {
    let pyproject = sdist.pyproject.iter().map(|pyproject| pyproject.text.as_bytes());
    let texts = pyproject.chain(sdist.contents.texts.values().map(Vec::as_slice));
    texts.map(String::from_utf8_lossy).any(|text| {
        text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
            matches!(before, Some('"' | '\'' | '/')) && matches!(after, Some('"' | '\'' | '/'))
        })
    })
}

/// A folder with its slash, a file without.
fn shown(name: &str, folder: &Folder) -> String {
    if folder.is_file { name.to_owned() } else { format!("{name}/") }
}

/// Two significant digits.
fn rounded(number: u64) -> u64 {
    let step = 10_u64.saturating_pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    number.saturating_add(step / 2) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::rules::testing::check;

    #[test]
    fn the_message_says_how_much_larger_than_the_wheel() {
        let report = fixture::report(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n=== demo-1.0.tar.gz\n--- demo-1.0/src/demo/__init__.py\n\
             --- demo-1.0/artifacts/a.txt {repeat=300000}\nline of text\n--- demo-1.0/.cursor/x.md\nx\n",
        );
        let found: Vec<String> = report.findings.iter().map(|finding| finding.message.to_string()).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("1 file in `artifacts/` is 3.9 MB of the 3.9 MB"), "{found:?}");
    }

    #[test]
    fn a_file_at_the_top_is_no_folder() {
        let report = fixture::report(
            "=== demo-1.0.tar.gz\n--- demo-1.0/src/demo/__init__.py\n--- demo-1.0/talk.mov {repeat=900000}\nline of text\n",
        );
        let found: Vec<String> = report.findings.iter().map(|finding| finding.message.to_string()).collect();
        assert!(found.iter().any(|message| message.starts_with("`talk.mov` is 11.7 MB of the 11.7 MB")), "{found:?}");
    }

    #[test]
    fn folders_that_the_build_names_belong_to_the_project() {
        check(
            "=== demo-1.0.tar.gz\n--- demo-1.0/setup.py\nsetup(package_data={'': ['models/*.bin']})\n--- demo-1.0/demo/__init__.py\n\
             --- demo-1.0/models/a.bin {repeat=300000}\nabcdefgh\n",
            &[],
        );
    }

    #[test]
    fn two_digits_are_enough() {
        assert_eq!([0, 7, 42, 1895, 999].map(rounded), [0, 7, 42, 1900, 1000]);
    }
}
