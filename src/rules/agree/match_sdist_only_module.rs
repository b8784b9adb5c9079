//! Modules and markers of a package that the sdist holds and the wheel of the same release does not.

use crate::finding::{Certainty, Fact};
use crate::inspect::Release;
use crate::message;
use crate::python::imports::module_name;
use crate::rules::agree::pairs::releases;
use crate::rules::members::{ends_with, is_test_data};
use crate::rules::{Check, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

crate::declare_rule! {
    /// A module of the package is in the sdist and not in the wheel
    ///
    /// In the folder from which a package of the wheel was built, the sdist holds a module or `py.typed` that the wheel does not. Tests, examples and
    /// what only builds use are not compared.
    ///
    /// ## Why
    /// The wheel is what nearly everybody installs. What is missing from it is missing for them, though it works from a checkout.
    ///
    /// ## Fix
    /// Look at what the backend takes for package data and packages. With setuptools a folder without `__init__.py` is left out by `find:`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// --- demo-1.0/src/demo/core/main.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/core/__init__.py
    /// --- demo/core/main.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// --- demo-1.0/src/demo/core/__init__.py
    /// --- demo-1.0/src/demo/core/main.py
    /// --- demo-1.0/src/demo/tests/test_core.py
    /// ```
    MatchSdistOnlyModule { id: "match-sdist-only-module", gate: Agree, severity: Warning, since: "0.1.0", reads: all [Wheel, Sdist] }
}

impl Rule for MatchSdistOnlyModule {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, _, wheel, _) in releases(release, check) {
            let files: BTreeSet<&str> = sdist.files().map(|(inner, _)| inner).collect();
            // Without an empty `__init__.py` a folder is imported all the same, and one that lost its modules is left out on purpose.
            let empty: BTreeSet<&str> = sdist
                .files()
                .filter(|(inner, member)| member.size == 0 && inner.ends_with("/__init__.py"))
                .map(|(inner, _)| inner)
                .collect();
            // Where each `…/__init__.py` lies, by every end of its path; of several folders the shallowest.
            let mut folders: BTreeMap<&str, &str> = BTreeMap::new();
            for init in files.iter().filter(|file| file.ends_with("__init__.py")) {
                let starts = init.match_indices('/').map(|(at, _)| at + 1);
                for start in starts.chain([0]) {
                    let (folder, end) = init.split_at(start);
                    let known = folders.entry(end).or_insert(folder);
                    if folder.len() < known.len() {
                        *known = folder;
                    }
                }
            }
            // Beside sources of another language, in a folder that is no package, lie scripts that write them.
            let of_file = |file: &&str| file.rsplit_once('/').map(|(folder, _)| folder.to_owned());
            let native =
                files.iter().filter(|file| ends_with(file, &[".c", ".h", ".f", ".cpp", ".pyx", "meson.build"]));
            let native: BTreeSet<String> = native.filter_map(of_file).collect();
            let is_native = |file: &str| {
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                native.contains(folder) && !files.contains(format!("{folder}/__init__.py").as_str())
            };
            let packages = wheel.imports.roots.iter().filter(|root| root.command.is_none());
            let mut lacking: BTreeSet<&str> = BTreeSet::new();
            for package in packages.map(|root| root.module.replace('.', "/")) {
                let init = format!("{package}/__init__.py");
                let Some(folder) = folders.get(init.as_str()).filter(|_| wheel.site.contains(&init)) else { continue };
                let below = format!("{folder}{package}/");
                let inside = files
                    .range::<str, _>((Bound::Included(below.as_str()), Bound::Unbounded))
                    .take_while(|file| file.starts_with(&below));
                let sites = inside.filter_map(|file| file.strip_prefix(folder));
                lacking.extend(sites.filter(|site| {
                    let counts = module_name(site).is_some() || site.ends_with("/py.typed");
                    counts
                        && !wheel.site.contains(*site)
                        && !is_left_out(site)
                        && !is_native(&format!("{folder}{site}"))
                        && !empty.contains(format!("{folder}{site}").as_str())
                }));
            }
            if lacking.is_empty() {
                continue;
            }
            let finding = check.find(
                wheel.file.location(),
                message!(
                    "{count} files of the package are in {sdist} and not in the wheel: {names}",
                    count = Fact::count(lacking.len()),
                    sdist = Fact::code(&sdist.file.name),
                    names = Fact::list(lacking),
                ),
                message!("Check the packages and the package data of the build backend"),
            );
            finding.certainty = Certainty::Likely;
        }
    }
}

/// Whether a file of a package is left out of wheels on purpose: tests, and what only builds use.
fn is_left_out(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let built = ["setup.py", "conftest.py", "generat", "build", "compile", "tasks.py", "noxfile.py", "tools", "_tests"];
    is_test_data(path)
        || name.starts_with("test_")
        || name.ends_with("_test.py")
        || built.iter().any(|it| path.contains(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `pywavelets` 1.10.0 and `cython` 3.3.1: folders whose modules are compiled, or that keep only sources.
    #[test]
    fn an_empty_init_that_meson_leaves_out_is_not_missed() {
        let fixture = |init: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/table.txt\n\
                 === demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/demo/ext/__init__.py\n{init}"
            )
        };
        check(&fixture(""), &[]);
        check(&fixture("answer = 42\n"), &["match-sdist-only-module"]);
    }
}
