//! Paths that differ only in case. Equal names are the business of `zip_duplicate_entry`.

use std::collections::HashMap;

use super::lands_where_case_is_ignored;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::{Finding, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Two paths differ only in case
    ///
    /// Two files of a distribution have the same path but for capital letters. In an sdist, and in a wheel that is only
    /// for systems which tell case apart, it is a warning.
    ///
    /// ## Why
    /// Windows and macOS keep only one of the two, and which one is up to the installer: a module is missing or replaced
    /// there.
    ///
    /// ## Fix
    /// Rename one of them.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py
    /// --- demo/CLI.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/cli.py
    /// --- demo/cli2.py
    /// ```
    PathCaseCollision {
        id: "path-case-collision", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for PathCaseCollision {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let found = judge(wheel, check);
        if !lands_where_case_is_ignored(wheel) {
            for finding in found {
                finding.severity = Severity::Warning;
            }
        }
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        for finding in judge(sdist, check) {
            finding.severity = Severity::Warning;
        }
    }
}

fn judge<'c>(distribution: &dyn Distribution, check: &'c mut Check<'_>) -> &'c mut [Finding] {
    let members = check.need_members(distribution).unwrap_or_default();
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for path in members.iter().filter(|member| !member.is_directory()).map(|member| member.path.as_str()) {
        let first = *seen.entry(path.to_lowercase()).or_insert(path);
        if first != path {
            pairs.push((first, path));
        }
    }
    let file = distribution.file();
    check.find_each(
        file.location(),
        pairs.into_iter().map(|(first, path)| (file.at(path), format!("{first} and {path}"))).collect(),
        |pair| message!("{pair} differ only in case; Windows and macOS keep one of them", pair = pair),
        |count, pairs| {
            message!(
                "{count} paths differ from others only in case, and Windows and macOS keep one of each: {pairs}",
                count = count,
                pairs = pairs
            )
        },
        &message!("Rename one of them"),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn terminfo_in_a_wheel_for_linux_is_no_error() {
        let name = "demo-1.0-py3-none-manylinux_2_17_x86_64.whl";
        check(
            &format!("=== {name}\n--- demo/__init__.py\n--- demo/terminfo/e/x\n--- demo/terminfo/E/x\n"),
            &[
                "warning path-case-collision: `demo/terminfo/E/x and demo/terminfo/e/x` differ only in case; Windows and macOS keep one of them",
            ],
        );
    }
}
