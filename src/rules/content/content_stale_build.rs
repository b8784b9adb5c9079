//! A package that was renamed and lies in the wheel under both names.

use std::collections::BTreeMap;

use super::equal_files;
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::rules::members::payload;
use crate::rules::source::is_vendored;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds a package under two names
    ///
    /// Two top-level packages share more than 60 % of their modules: the same paths with the same content.
    ///
    /// ## Why
    /// One of them is left from before the package was renamed, taken from `build/lib`. It goes on being importable, and is never updated.
    ///
    /// ## Fix
    /// Delete `build/` and build again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a.py {repeat=20}
    /// a = 'of some length'
    /// --- demo/b.py {repeat=20}
    /// b = 'of some length'
    /// --- demo/c.py {repeat=20}
    /// c = 'of some length'
    /// --- olddemo/__init__.py
    /// --- olddemo/a.py {repeat=20}
    /// a = 'of some length'
    /// --- olddemo/b.py {repeat=20}
    /// b = 'of some length'
    /// --- olddemo/c.py {repeat=20}
    /// c = 'of some length'
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.5
    /// Import-Name: demo
    /// Import-Name: olddemo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a.py {repeat=20}
    /// a = 'of some length'
    /// ```
    ContentStaleBuild { id: "content-stale-build", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Modules that two packages must share at least, and bytes below which modules are equal by chance.
const FEW: usize = 3;
const SMALL: u64 = 100;

impl Rule for ContentStaleBuild {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if payload(wheel, check).is_none() {
            return;
        }
        // Two packages may hold copies of the same other one.
        let module = |path: &&str| path.ends_with(".py") && path.contains('/') && !is_vendored(path);
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for member in wheel.payload().filter(|member| module(&member.path.as_str()) && member.size > SMALL) {
            let package = member.path.split_once('/').map_or("", |(package, _)| package);
            *sizes.entry(package).or_default() += 1;
        }
        let mut shared: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for files in equal_files(wheel, SMALL) {
            let mut inner: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (package, rest) in files.into_iter().filter(module).filter_map(|path| path.split_once('/')) {
                inner.entry(rest).or_default().push(package);
            }
            for packages in inner.values() {
                for (i, one) in packages.iter().enumerate().take(8) {
                    for other in packages.iter().skip(i + 1).take(8) {
                        *shared.entry((one, other)).or_default() += 1;
                    }
                }
            }
        }
        for ((one, other), count) in shared {
            let of = |package: &str| sizes.get(package).copied().unwrap_or(0);
            if count >= FEW && count * 10 > of(one).min(of(other)) * 6 {
                let finding = check.find(
                    wheel.file.at(other),
                    message!(
                        "{one} and {other} hold {count} modules with the same paths and content; one of them was probably left in `build/`",
                        one = Fact::code(one),
                        other = Fact::code(other),
                        count = Fact::count(count),
                    ),
                    message!("Delete `build/` and build again"),
                );
                finding.certainty = Certainty::Likely;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `setuptools` 56 to 66, whose two packages vendor one other.
    #[test]
    fn two_packages_that_vendor_one_other_are_no_rename() {
        let text = "answer = 42\n".repeat(20);
        let fixture = |folder: &str| {
            let mut fixture =
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo_more/__init__.py\n".to_owned();
            for package in ["demo", "demo_more"] {
                for name in ["a", "b", "c"] {
                    fixture += &format!("--- {package}/{folder}/{name}.py\nname = '{name}'\n{text}");
                }
                fixture += &format!("--- {package}/{folder}/__init__.py\n");
            }
            fixture
        };
        check(&fixture("_vendor"), &[]);
        check(&fixture("core"), &["content-stale-build"]);
    }
}
