//! Names in `top_level.txt`, compared with the modules of the wheel.

use std::collections::BTreeSet;

use super::dist_info;
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// top_level.txt does not say what the wheel provides
    ///
    /// `top_level.txt` names something that the wheel does not hold, or leaves out a package or a module at its root.
    /// Directories without an `__init__.py` need not be listed.
    ///
    /// ## Why
    /// Tools that map imports to distributions read this file. A stale one often means that the build directory held files
    /// of an older version, or that a package was not packed.
    ///
    /// ## Fix
    /// Delete `build/` and `*.egg-info` and build again. If the name is right, look why the package was left out.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/top_level.txt
    /// demo
    /// demo_old
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/top_level.txt
    /// demo
    /// ```
    DistinfoTopLevelMismatch {
        id: "distinfo-top-level-mismatch", gate: Agree, severity: Warning, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for DistinfoTopLevelMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(directory) = dist_info(wheel, check) else { return };
        let Some(listed) = &wheel.top_level else {
            check.skip(format!("{} has no top_level.txt", wheel.file.name));
            return;
        };
        if wheel.contents.texts.keys().any(|path| path.ends_with(".pth")) {
            check.skip("a .pth file adds folders in which top-level modules may lie");
            return;
        }
        let sites = || wheel.payload().filter_map(|member| Wheel::site_path(&member.path));
        let roots: BTreeSet<&str> = sites().filter_map(root_name).collect();
        let packages: BTreeSet<&str> = sites().filter_map(package_name).collect();
        let names: BTreeSet<&str> = listed.iter().filter_map(|line| line.split(['/', '.']).next()).collect();
        // setuptools lists an extension without its `ext_package`.
        let native = sites().filter(|path| [".so", ".pyd"].iter().any(|end| path.ends_with(end)));
        let extensions: BTreeSet<&str> = native.filter_map(|path| path.rsplit('/').next()?.split('.').next()).collect();
        let absent: Vec<&str> =
            names.iter().copied().filter(|name| !roots.contains(name) && !extensions.contains(name)).collect();
        let unlisted: Vec<&str> = packages.iter().copied().filter(|name| !names.contains(name)).collect();
        let path = format!("{directory}/top_level.txt");
        let fix = message!("Delete the build directory and build again");
        if !absent.is_empty() {
            let message = message!(
                "`top_level.txt` names {names}, which the wheel does not hold; the build may be stale",
                names = Fact::list(absent)
            );
            check.find(wheel.file.at(&path), message, fix.clone()).certainty = Certainty::Likely;
        }
        if !unlisted.is_empty() {
            let message = message!(
                "`top_level.txt` leaves out {names}; tools that map imports miss it",
                names = Fact::list(unlisted)
            );
            check.find(wheel.file.at(&path), message, fix).certainty = Certainty::Likely;
        }
    }
}

/// The first component, without the suffix of a module.
fn root_name(path: &str) -> Option<&str> {
    match path.split_once('/') {
        Some((directory, _)) => Some(directory),
        None => path.split('.').next(),
    }
}

/// The module or the package with an `__init__.py` that a file at the root makes.
fn package_name(path: &str) -> Option<&str> {
    path.strip_suffix("/__init__.py").or_else(|| path.strip_suffix(".py")).filter(|name| !name.contains('/'))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn namespaces_extensions_and_bundled_libraries_need_no_care() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- google/demo/__init__.py\n--- _demo.cpython-313-x86_64-linux-gnu.so\n--- demo.libs/libz.so\n\
             --- demo-1.0.dist-info/top_level.txt\n_demo\ngoogle\n",
            &[],
        );
    }

    /// `PyNaCl` 1.6.2.
    #[test]
    fn an_extension_is_listed_without_the_package_that_it_is_built_into() {
        let wheel = |module: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/{module}\n--- demo-1.0.dist-info/top_level.txt\n_fast\ndemo\n"
            )
        };
        let told = |module: &str| {
            let report = crate::fixture::report(&wheel(module));
            report.findings.iter().any(|finding| finding.rule == "distinfo-top-level-mismatch")
        };
        assert!(!told("_fast.abi3.so") && !told("_fast.cp312-win_amd64.pyd"));
        assert!(told("_fast.txt"));
    }

    /// `pywin32` 312.
    #[test]
    fn modules_in_a_folder_that_a_pth_file_adds_are_there() {
        let wheel = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- win32/lib/rasutil.py\n--- demo.pth\nwin32/lib\n--- demo-1.0.dist-info/top_level.txt\ndemo\nrasutil\n";
        let report = crate::fixture::report(wheel);
        assert!(!report.findings.iter().any(|finding| finding.rule == "distinfo-top-level-mismatch"));
    }
}
