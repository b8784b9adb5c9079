//! Sub-directories of `.dist-info` that no specification names.

use std::collections::BTreeSet;

use super::dist_info;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The .dist-info directory has a sub-directory of its own
    ///
    /// There is a sub-directory other than `licenses` and `sboms`, or the older `license_files` and `LICENSES`.
    ///
    /// ## Why
    /// Names of sub-directories are reserved for future specifications, which may give this one a meaning.
    ///
    /// ## Fix
    /// Ship the files inside the package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/plugins/list.txt
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/sboms/demo.cdx.json
    /// {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    /// ```
    DistinfoReservedSubdir {
        id: "distinfo-reserved-subdir", gate: Agree, severity: Info, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for DistinfoReservedSubdir {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(directory) = dist_info(wheel, check) else { return };
        let inner = wheel.members.iter().filter_map(|member| member.path.strip_prefix(directory)?.strip_prefix('/'));
        let names: BTreeSet<&str> = inner.filter_map(|path| Some(path.split_once('/')?.0)).collect();
        for name in names {
            if !matches!(name, "licenses" | "sboms" | "license_files" | "LICENSES") {
                let path = format!("{directory}/{name}");
                check.find(
                    wheel.file.at(&path),
                    message!("{name} in `.dist-info` is reserved for future specifications", name = Fact::code(name)),
                    message!("Ship the files inside the package"),
                );
            }
        }
    }
}
