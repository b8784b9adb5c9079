//! Paths in home directories inside modules. Other texts describe such paths as examples.

use crate::artifact::Distribution;
use crate::contents::hits::HitKind;
use crate::finding::Certainty;
use crate::message;
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module holds a path in somebody's home directory
    ///
    /// A `.py` file names a folder below `/home/`, `/Users/` or `C:\Users\` that belongs to a person. Names that
    /// examples use, and tests, are left out.
    ///
    /// ## Why
    /// The path works on one machine only, and tells the name of who built the release.
    ///
    /// ## Fix
    /// Remove it, or compute the path: `Path.home()`, `importlib.resources`, a setting.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/settings.py
    /// DATA = "/home/mkowalski/projects/demo/data"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/settings.py
    /// DATA = Path.home() / "demo"
    /// ```
    SecPersonalPath { id: "sec-personal-path", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecPersonalPath {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        if check.need_members(distribution).is_none() {
            return;
        }
        let file = distribution.file();
        let hits = distribution.contents().hits.iter().filter(|(path, _)| !is_test_data(path));
        let homes = hits.filter_map(|(path, hits)| {
            let hit = hits.iter().find(|hit| hit.kind == HitKind::Home)?;
            Some((file.at_line(path, hit.line), path.clone()))
        });
        let added = check.find_each(
            file.location(),
            homes.collect(),
            |name| message!("{name} names a folder in somebody's home directory", name = name),
            |count, names| {
                message!(
                    "{count} modules name folders in somebody's home directory: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Remove the path, or compute it where the code runs"),
        );
        for finding in added {
            finding.certainty = Certainty::Likely;
        }
    }
}
