//! Paths in a wheel that leave the place of installation. Those of an sdist are the business of `sdist_path_escape`.

use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path leaves the directory of installation
    ///
    /// A member of the wheel has an absolute path, a drive letter, or `..` in its path. A `..` that stays inside is a
    /// warning.
    ///
    /// ## Why
    /// Installers refuse such a wheel, since it could overwrite any file of the user. Tools that do not look would write
    /// the file.
    ///
    /// ## Fix
    /// Use relative paths below the root of the wheel. Data for other places belongs into the `.data` directory.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- ../evil.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a..b.txt
    /// ```
    PathTraversal { id: "path-traversal", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for PathTraversal {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(members) = check.need_members(wheel) else { return };
        let paths = members.iter().map(|member| member.path.as_str());
        let (inside, leaving): (Vec<&str>, Vec<&str>) = paths.filter(|path| is_odd(path)).partition(|path| stays(path));
        let fix = message!("Use relative paths below the root of the wheel");
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, leaving),
            |path| message!("{path} leaves the directory of installation; installers refuse that", path = path),
            |count, paths| {
                message!(
                    "{count} paths leave the directory of installation, which installers refuse: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &fix,
        );
        let found = check.find_each(
            wheel.file.location(),
            places(&wheel.file, inside),
            |path| message!("{path} has a `..` in its path, which tools treat differently", path = path),
            |count, paths| {
                message!(
                    "{count} paths have a `..`, which tools treat differently: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &fix,
        );
        for finding in found {
            finding.severity = Severity::Warning;
        }
    }
}

fn is_odd(path: &str) -> bool {
    is_absolute(path) || parts(path).any(|part| part == "..")
}

fn is_absolute(path: &str) -> bool {
    let mut chars = path.chars();
    let drive = chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':');
    path.starts_with(['/', '\\']) || drive
}

/// Whether no `..` goes above the root.
fn stays(path: &str) -> bool {
    let depths = parts(path).scan(0_i64, |depth, part| {
        *depth += if part == ".." { -1 } else { i64::from(!matches!(part, "" | ".")) };
        Some(*depth)
    });
    !is_absolute(path) && depths.min().unwrap_or(0) >= 0
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn absolute_paths_and_detours_are_told_apart() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- /etc/passwd {unrecorded}\n--- demo/../x.py {unrecorded}\n",
            &[
                "error path-traversal: `/etc/passwd` leaves the directory of installation; installers refuse that",
                "error record-unlisted-file: `/etc/passwd` is not in RECORD, so uninstalling leaves it behind",
                "error record-unlisted-file: `demo/../x.py` is not in RECORD, so uninstalling leaves it behind",
                "warning path-traversal: `demo/../x.py` has a `..` in its path, which tools treat differently",
            ],
        );
    }
}
