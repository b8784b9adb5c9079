//! Platforms and Pythons that the wheels of one release are for, taken together.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::filename::WheelFilename;
use crate::finding::{Fact, Location};
use crate::inspect::Release;
use crate::message;
use crate::rules::members::{project, version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheels of the release leave a gap
    ///
    /// There are wheels for several platforms and several versions of CPython, and for one platform a version is
    /// missing that another has. Wheels for the stable ABI count for every later version. Free-threaded builds and
    /// other interpreters are left out.
    ///
    /// ## Why
    /// Users of that platform and version build from the sdist, or cannot install the release at all. Often a job of
    /// the build matrix failed unseen.
    ///
    /// ## Fix
    /// Build the missing wheels, or drop the version everywhere.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/core.cpython-312-x86_64-linux-gnu.so
    /// x
    /// === demo-1.0-cp313-cp313-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/core.cpython-313-x86_64-linux-gnu.so
    /// x
    /// === demo-1.0-cp312-cp312-macosx_11_0_arm64.whl
    /// --- demo/__init__.py
    /// --- demo/core.cpython-312-darwin.so
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/core.cpython-312-x86_64-linux-gnu.so
    /// x
    /// === demo-1.0-cp312-cp312-macosx_11_0_arm64.whl
    /// --- demo/__init__.py
    /// --- demo/core.cpython-312-darwin.so
    /// x
    /// ```
    MatchWheelSetGap { id: "match-wheel-set-gap", gate: Agree, severity: Info, since: "0.1.0", reads: all [Wheel] }
}

/// What one platform has.
#[derive(Default)]
struct Covered {
    minors: BTreeSet<u32>,
    /// The oldest minor version of a wheel for the stable ABI.
    stable_from: Option<u32>,
}

impl Rule for MatchWheelSetGap {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let mut releases: BTreeMap<(String, String), (Location, BTreeMap<String, Covered>)> = BTreeMap::new();
        for wheel in release.wheels() {
            let (Some(name), Ok(filename)) = (project(wheel), &wheel.filename) else { continue };
            let Some(version) = version(&filename.version) else { continue };
            let (_, grid) = releases.entry((name, version)).or_insert((wheel.file.location(), BTreeMap::new()));
            cover(filename, grid);
        }
        releases.retain(|_, (_, grid)| grid.len() > 1);
        if releases.is_empty() {
            check.skip("needs wheels of one release for two platforms");
        }
        for (location, grid) in releases.into_values() {
            let minors: BTreeSet<u32> = grid.values().flat_map(|covered| covered.minors.iter().copied()).collect();
            let mut gaps = Vec::new();
            for (platform, covered) in &grid {
                let has = |minor: &u32| {
                    covered.minors.contains(minor) || covered.stable_from.is_some_and(|from| from <= *minor)
                };
                let missing = minors.iter().filter(|minor| !has(minor));
                gaps.extend(missing.map(|minor| format!("CPython 3.{minor} on {platform}")));
            }
            if gaps.is_empty() {
                continue;
            }
            check.find(
                location,
                message!(
                    "There is no wheel for {gaps}, although others of the release are there",
                    gaps = Fact::list(gaps)
                ),
                message!("Build the missing wheels, or drop the version everywhere"),
            );
        }
    }
}

fn cover(filename: &WheelFilename, grid: &mut BTreeMap<String, Covered>) {
    let minors = || filename.python.iter().filter_map(|tag| tag.strip_prefix("cp3")?.parse::<u32>().ok());
    let stable = filename.abi.iter().any(|abi| abi == "abi3");
    let same = filename.abi.iter().all(|abi| filename.python.contains(abi));
    if minors().next().is_none() || !(stable || same) {
        return;
    }
    for platform in filename.platform.iter().flat_map(|tag| families(tag)) {
        let covered = grid.entry(platform).or_default();
        if stable {
            covered.stable_from = covered.stable_from.into_iter().chain(minors()).min();
        } else {
            covered.minors.extend(minors());
        }
    }
}

/// The platform of a tag without its versions; two for a universal one of macOS.
fn families(tag: &str) -> Vec<String> {
    let machine = |from: &str| {
        // `manylinux_2_28_x86_64`, `manylinux2014_x86_64`, `macosx_11_0_arm64`: versions are numbers.
        let parts =
            from.split('_').skip_while(|part| part.is_empty() || part.bytes().all(|byte| byte.is_ascii_digit()));
        parts.collect::<Vec<_>>().join("_")
    };
    if let Some(rest) = tag.strip_prefix("manylinux") {
        vec![format!("manylinux {}", machine(rest))]
    } else if let Some(rest) = tag.strip_prefix("musllinux") {
        vec![format!("musllinux {}", machine(rest))]
    } else if let Some(rest) = tag.strip_prefix("macosx") {
        match machine(rest).as_str() {
            "universal2" => vec!["macOS arm64".to_owned(), "macOS x86_64".to_owned()],
            other => vec![format!("macOS {other}")],
        }
    } else if tag == "any" {
        Vec::new()
    } else {
        vec![tag.to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_are_compared_without_their_versions() {
        for (tag, expected) in [
            ("manylinux_2_28_x86_64", "manylinux x86_64"),
            ("manylinux2014_aarch64", "manylinux aarch64"),
            ("manylinux1_i686", "manylinux i686"),
            ("macosx_11_0_arm64", "macOS arm64"),
            ("win_amd64", "win_amd64"),
        ] {
            assert_eq!(families(tag), [expected], "{tag}");
        }
    }

    #[test]
    fn the_stable_abi_covers_later_versions() {
        let mut grid = BTreeMap::new();
        cover(&WheelFilename::parse("demo-1.0-cp39-abi3-macosx_11_0_universal2.whl").unwrap(), &mut grid);
        assert_eq!(grid.values().map(|covered| covered.stable_from).collect::<Vec<_>>(), [Some(9), Some(9)]);
    }
}
