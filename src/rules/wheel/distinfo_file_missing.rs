//! The three files that every `.dist-info` directory must have.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// METADATA, WHEEL or RECORD is missing
    ///
    /// The `.dist-info` directory of the wheel lacks a file that every wheel must have.
    ///
    /// ## Why
    /// PyPI refuses it and names the file. Without `WHEEL` and `METADATA` it cannot be installed, and without `RECORD` it
    /// cannot be removed.
    ///
    /// ## Fix
    /// Build the wheel again. If a step changes it after the build, that step must write all three.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/RECORD {absent}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DistinfoFileMissing {
        id: "distinfo-file-missing", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for DistinfoFileMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(members) = check.need_members(wheel) else { return };
        let Some(directory) = &wheel.dist_info else {
            check.skip(format!("{} has no .dist-info directory", wheel.file.name));
            return;
        };
        for name in ["METADATA", "WHEEL", "RECORD"] {
            let path = format!("{directory}/{name}");
            if !members.iter().any(|member| member.path == path) {
                check.find(
                    wheel.file.at(directory),
                    message!("{path} is missing; PyPI and installers refuse the wheel", path = Fact::code(path)),
                    message!("Build it again"),
                );
            }
        }
    }
}
