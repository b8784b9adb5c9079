//! An sdist against the source tree that it was made of. Needs the tree, which only the command can be given.

use std::collections::BTreeSet;

use crate::artifact::sdist::Sdist;
use crate::finding::{Certainty, Fact, Message};
use crate::message;
use crate::rules::members::{Junk, is_test_data, junk, whole_root};
use crate::rules::{Check, Rule};
use crate::source_tree::SourceTree;

crate::declare_rule! {
    /// The sdist is not what the source tree holds
    ///
    /// With `--source` a checkout is given. The sdist has files that git does not track there, lacks modules or data of its packages
    /// that git tracks, or has other text in a module. What backends write into an sdist, version files and tests are left out.
    ///
    /// ## Why
    /// A file that is not tracked was packed by accident, or is one that nobody else can build with. A module that was left behind
    /// is missing for everybody who builds from the sdist.
    ///
    /// ## Fix
    /// Build from a clean checkout, commit what belongs to the release, and correct the list of what the backend packs.
    ///
    /// ## Bad
    /// ```fixture
    /// === source
    /// --- demo/__init__.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/notes.txt
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === source
    /// --- demo/__init__.py
    /// --- README.md
    /// --- LICENSE
    /// --- pyproject.toml
    /// --- .github/workflows/test.yml
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/_version.py
    /// ```
    SdistVcsDrift { id: "sdist-vcs-drift", gate: Agree, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistVcsDrift {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(tree) = &check.options().source else {
            check.skip("needs the source tree (--source)");
            return;
        };
        if whole_root(sdist, check).is_none() {
            return;
        }
        let files: BTreeSet<&str> = sdist.files().map(|(inner, _)| inner).collect();
        if !files.iter().any(|path| path.ends_with(".py") && tree.has(path)) {
            check.undecided(format!("{} has no module of the source tree", sdist.file.name));
            return;
        }
        let extra = files.iter().copied().filter(|path| !tree.has(path) && !is_written_by_a_build(path, tree));
        tell(sdist, check, extra.collect(), |names| {
            message!("Files that the source tree does not have: {names}", names = names)
        });
        let packages: BTreeSet<&str> = files.iter().filter_map(|path| path.strip_suffix("/__init__.py")).collect();
        let lost = tree.paths().filter(|path| {
            !files.contains(path) && in_package(path, &packages) && !is_test_data(path) && junk(path).is_none()
        });
        tell(sdist, check, lost.collect(), |names| {
            message!("Files of packages that the source tree has and the sdist lacks: {names}", names = names)
        });
        let sums = &sdist.contents.checksums;
        let changed = sdist.files().filter(|(inner, member)| {
            let packed = sums.get(&member.path).copied();
            let differs = tree.checksum(inner).is_some_and(|sum| packed.is_some_and(|packed| packed != sum));
            differs && !is_version_file(inner)
        });
        let changed = changed.map(|(inner, _)| inner).collect();
        tell(sdist, check, changed, |names| {
            message!("Modules that are not as in the source tree: {names}", names = names)
        });
    }
}

fn tell(sdist: &Sdist, check: &mut Check<'_>, paths: Vec<&str>, message: impl FnOnce(Fact) -> Message) {
    let Some(first) = paths.first() else { return };
    let root = sdist.root().unwrap_or_default();
    let place = sdist.members.iter().find(|member| member.path == format!("{root}/{first}"));
    let location = place.map_or_else(|| sdist.file.location(), |member| sdist.file.at(&member.path));
    let fix = message!("Build from a clean checkout of the commit that is released");
    check.find(location, message(Fact::list(paths)), fix).certainty = Certainty::Likely;
}

/// What backends and compilers of Cython add to an sdist.
fn is_written_by_a_build(path: &str, tree: &SourceTree) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    matches!(path, "PKG-INFO" | "setup.cfg" | "setup.py" | "MANIFEST" | "Cargo.lock")
        || path.split('/').any(|folder| folder.ends_with(".egg-info"))
        || is_version_file(path)
        || (name.ends_with(".c") || name.ends_with(".cpp"))
            && [".pyx", ".py"].iter().any(|ext| tree.has(&format!("{stem}{ext}")))
        || junk(path).is_some_and(|kind| kind != Junk::Cache && kind != Junk::Repository)
}

/// Modules whose text a build may decide.
fn is_version_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.contains("version") || name == ".git_archival.txt"
}

fn in_package(path: &str, packages: &BTreeSet<&str>) -> bool {
    path.match_indices('/').any(|(at, _)| packages.contains(path.get(..at).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    const TREE: &str = "=== source\n--- demo/__init__.py\n--- demo/a.py\nA = 1\n--- demo/tests/test_a.py\n--- docs/index.md\n--- README.md\n--- LICENSE\n--- pyproject.toml\n";

    #[test]
    fn drift_is_told_both_ways() {
        let sdist = "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n";
        check(
            &format!("{TREE}{sdist}"),
            &["warning sdist-vcs-drift: Files of packages that the source tree has and the sdist lacks: `demo/a.py`"],
        );
        check(
            &format!("{TREE}{sdist}--- demo-1.0/demo/a.py\nA = 2\n"),
            &["warning sdist-vcs-drift: Modules that are not as in the source tree: `demo/a.py`"],
        );
    }

    #[test]
    fn what_a_build_writes_is_no_drift() {
        let sdist = "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/demo/a.py\nA = 1\n--- demo-1.0/demo/_version.py\n";
        check(&format!("{TREE}{sdist}"), &[]);
    }
}
