//! Top-level folders without anything to import.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{MODULES, ends_with, junk, payload, site_files};
use crate::rules::{Check, Rule};
use std::collections::BTreeMap;

crate::declare_rule! {
    /// A top-level folder holds no modules
    ///
    /// The wheel installs a folder at the top of `site-packages` in which no module lies, however deep. Stub packages, folders of bundled
    /// libraries, and what rules of their own judge are not meant.
    ///
    /// ## Why
    /// Nothing can be imported from it, and it lies beside other projects' packages. Mostly it is a leftover of an earlier build or data
    /// that was meant to go elsewhere.
    ///
    /// ## Fix
    /// Remove a stale `build/` folder and build again. Data belongs into the package, or below `.data/data`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- shared_files/list.csv
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data/list.csv
    /// ```
    ContentNoModulesDir { id: "content-no-modules-dir", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentNoModulesDir {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let mut folders: BTreeMap<&str, bool> = BTreeMap::new();
        for (site, _) in site_files(&files) {
            let Some((folder, _)) = site.split_once('/') else { continue };
            // What is bytecode, junk or a link upwards is judged elsewhere.
            let counts = ends_with(site, &MODULES) || ends_with(site, &[".pyc", ".pyo", ".pyx", ".dll", ".dylib"]);
            let holds = counts || site.contains(".so.") || junk(site).is_some();
            *folders.entry(folder).or_default() |= holds;
        }
        let exempt = |name: &str| {
            name.is_empty()
                || name.starts_with('.')
                || ends_with(name, &["-stubs", ".libs", ".dylibs", ".egg-info"])
                || name == "src"
        };
        for (folder, _) in folders.into_iter().filter(|(name, holds)| !holds && !exempt(name)) {
            check.find(
                wheel.file.at(folder),
                message!(
                    "{folder} lies at the top of `site-packages` and holds no module",
                    folder = Fact::code(folder)
                ),
                message!("Remove {folder}, or move it into the package", folder = Fact::code(folder)),
            );
        }
    }
}
