//! Paths that the user expects in each wheel. There is none by default.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::glob;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A path that was asked for is not in the wheel
    ///
    /// No file of the wheel matches a pattern that was given with `--expect`. In patterns `*` stands for any part of a name and `**` for any
    /// folders.
    ///
    /// ## Why
    /// You said that the release needs it.
    ///
    /// ## Fix
    /// Look how the backend finds packages and package data, or correct the pattern.
    ///
    /// ## Bad
    /// ```fixture
    /// === options {expect=demo/py.typed}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === options {expect=demo/*.py}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentExpectedMissing { id: "content-expected-missing", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentExpectedMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let patterns = &check.options().expect;
        if patterns.is_empty() {
            check.skip("needs patterns of expected paths (--expect)");
            return;
        }
        let Some(members) = check.need_members(wheel) else { return };
        for pattern in patterns {
            let wanted = pattern.trim_end_matches('/');
            let matches =
                |path: &str| glob(wanted, path) || path.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'));
            if !members.iter().any(|member| !member.is_directory() && matches(&member.path)) {
                check.find(
                    wheel.file.location(),
                    message!("No file matches {pattern}, which was expected", pattern = Fact::code(pattern)),
                    message!("Look how the backend finds packages and package data, or correct the pattern"),
                );
            }
        }
    }
}
