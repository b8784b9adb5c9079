//! Modules of a wheel that the sdist of the same release does not hold.

use crate::finding::{Certainty, Fact};
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::releases;
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A module of the wheel is not in the sdist
    ///
    /// The wheel holds a Python module, and no file of the sdist could be it. Modules that builds write (`_version.py`, protocol buffers and the
    /// like) and compiled ones are not compared.
    ///
    /// ## Why
    /// Whoever builds from the sdist, as distributions do, and pip where no wheel fits, gets a package without the module.
    ///
    /// ## Fix
    /// Include the file in the sdist, and build the wheel from the sdist, as `python -m build` does.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/core.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/core.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// --- demo-1.0/src/demo/core.py
    /// ```
    MatchWheelOnlyModule { id: "match-wheel-only-module", gate: Agree, severity: Warning, since: "0.1.0", reads: all [Wheel, Sdist] }
}

impl Rule for MatchWheelOnlyModule {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, _, wheel, _) in releases(release, check) {
            if !sdist.is_whole() {
                check.undecided(format!("{} could not be read to its end", sdist.file.name));
                continue;
            }
            let sources: BTreeSet<&str> = sdist.files().map(|(inner, _)| inner).collect();
            // Every end of a path, so that a module is found below whatever folder it lies in.
            let mut ends: BTreeSet<&str> = BTreeSet::new();
            for source in &sources {
                let stem = source.rsplit_once('.').map_or(*source, |(stem, _)| stem);
                ends.insert(stem);
                ends.extend(stem.match_indices('/').filter_map(|(at, _)| stem.get(at + 1..)));
                // `core.py.in`, from which a build writes `core.py`.
                if let Some((inner, _)) = stem.rsplit_once(".py") {
                    ends.insert(inner);
                    ends.extend(inner.match_indices('/').filter_map(|(at, _)| inner.get(at + 1..)));
                }
            }
            let lacking: Vec<&str> = wheel
                .site
                .iter()
                .filter_map(|site| site.strip_suffix(".py").map(|stem| (site.as_str(), stem)))
                .filter(|(site, stem)| {
                    // `package-dir` may give the folder of the package another name, also below a namespace.
                    let mut folders = stem.match_indices('/').map(|(at, _)| stem.split_at(at));
                    let package = folders.find(|(folder, _)| wheel.site.contains(&format!("{folder}/__init__.py")));
                    let rest = package.or_else(|| stem.split_once('/')).map_or(*stem, |(_, rest)| rest);
                    !ends.contains(stem) && !ends.contains(rest.trim_start_matches('/')) && !is_generated(site)
                })
                .map(|(site, _)| site)
                .collect();
            if lacking.is_empty() {
                continue;
            }
            let finding = check.find(
                wheel.file.location(),
                message!(
                    "{count} modules of the wheel are not in {sdist}: {names}",
                    count = Fact::count(lacking.len()),
                    sdist = Fact::code(&sdist.file.name),
                    names = Fact::list(lacking),
                ),
                message!("Include them in the sdist, and build the wheel from the sdist"),
            );
            finding.certainty = Certainty::Likely;
        }
    }
}

/// Whether a file is called like those that builds write.
fn is_generated(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    ["version", "_pb2", "generated", "_build", "build_info", "__config__", "distributor", "parsetab", "_about"]
        .iter()
        .any(|it| name.contains(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `ruamel.yaml` 0.19.1.
    #[test]
    fn a_package_below_a_namespace_may_lie_at_the_root_of_the_sdist() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- acme/demo/__init__.py\n--- acme/demo/anchor.py\n\
             === demo-1.0.tar.gz\n--- demo-1.0/__init__.py\n--- demo-1.0/anchor.py\n\
             --- demo-1.0/setup.py\n--- demo-1.0/pyproject.toml {absent}\n",
            &["sdist-pyproject-missing"],
        );
    }
}
