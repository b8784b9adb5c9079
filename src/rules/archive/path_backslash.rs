//! Backslashes in member names.

use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::{Finding, Severity};
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path has a backslash
    ///
    /// A member is named with `\` where archives use `/`. In an sdist it is a warning, since a file may be named so on
    /// purpose.
    ///
    /// ## Why
    /// On Windows it becomes a directory, elsewhere a file with a backslash in its name, so the module is missing there.
    /// Most often the archive was written on Windows by a tool that did not convert paths.
    ///
    /// ## Fix
    /// Write paths with `/`. A current build backend does so on every system.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo\cli.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py
    /// ```
    PathBackslash { id: "path-backslash", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for PathBackslash {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        judge(wheel, check);
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        for finding in judge(sdist, check) {
            finding.severity = Severity::Warning;
        }
    }
}

fn judge<'c>(distribution: &dyn Distribution, check: &'c mut Check<'_>) -> &'c mut [Finding] {
    let paths = check.need_members(distribution).unwrap_or_default().iter().map(|member| member.path.as_str());
    let file = distribution.file();
    check.find_each(
        file.location(),
        places(file, paths.filter(|path| path.contains('\\'))),
        |path| message!("{path} has a backslash; only Windows takes it for a directory", path = path),
        |count, paths| {
            message!(
                "{count} paths have backslashes, which only Windows takes for directories: {paths}",
                count = count,
                paths = paths
            )
        },
        &message!("Write paths with `/`"),
    )
}
