//! Paths that differ only in case. Equal names are the business of `zip_duplicate_entry`.

use std::collections::{BTreeMap, HashMap};

use super::lands_where_case_is_ignored;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Finding, Severity};
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
    // By what differs: where that is a folder, all that lies in both is one collision. With the path that is shown.
    let mut pairs: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for path in members.iter().filter(|member| !member.is_directory()).map(|member| member.path.as_str()) {
        let first = *seen.entry(path.to_lowercase()).or_insert(path);
        if first != path {
            let (one, other) = heads_that_differ(first, path);
            pairs.entry((one.min(other), one.max(other))).or_insert(path);
        }
    }
    let file = distribution.file();
    let twins: HashMap<&str, &str> = pairs.keys().map(|(one, other)| (*other, *one)).collect();
    check.find_each(
        file.location(),
        pairs.into_iter().map(|((_, other), path)| (file.at(path), other.to_owned())).collect(),
        |path| {
            let Fact::Code(name) = &path else {
                return message!("{path} differs from another only in case", path = path);
            };
            let one = Fact::code(twins.get(name.as_str()).copied().unwrap_or_default());
            if name.ends_with('/') {
                message!(
                    "{one} and {path} differ only in case; of what lies in both, Windows and macOS keep one",
                    one = one,
                    path = path
                )
            } else {
                message!(
                    "{one} and {path} differ only in case; Windows and macOS keep one of them",
                    one = one,
                    path = path
                )
            }
        },
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

/// Two paths as far as the first component that differs; a folder with its `/`.
fn heads_that_differ<'p>(one: &'p str, other: &'p str) -> (&'p str, &'p str) {
    let mut ends = (0, 0);
    for (left, right) in one.split_inclusive('/').zip(other.split_inclusive('/')) {
        ends = (ends.0 + left.len(), ends.1 + right.len());
        if left != right {
            break;
        }
    }
    (one.get(..ends.0).unwrap_or(one), other.get(..ends.1).unwrap_or(other))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn terminfo_in_a_wheel_for_linux_is_no_error_and_one_finding_a_folder() {
        let name = "demo-1.0-py3-none-manylinux_2_17_x86_64.whl";
        check(
            &format!(
                "=== {name}\n--- demo/__init__.py\n--- demo/terminfo/e/x\n--- demo/terminfo/E/x\n--- demo/terminfo/e/y\n--- demo/terminfo/E/y\n"
            ),
            &[
                "warning path-case-collision: `demo/terminfo/E/` and `demo/terminfo/e/` differ only in case; of what lies in both, Windows and macOS keep one",
            ],
        );
    }
}
