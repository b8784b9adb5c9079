//! The share of tests, examples and documentation in a wheel.

use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::members::payload;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Much of the wheel is tests, examples or documentation
    ///
    /// More than 30 % of the bytes of a wheel lie in folders of tests, examples or documentation, and that is more than 1 MB. Below half of the
    /// wheel it is a note.
    ///
    /// ## Why
    /// Everybody who installs the package downloads them, in every environment.
    ///
    /// ## Fix
    /// Leave them to the sdist: exclude the folders from the wheel.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/tests/__init__.py
    /// --- demo/tests/data.bin {noise=1600000, stored}
    /// 1234567
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/tests/__init__.py
    /// ```
    SizeTestsShare { id: "size-tests-share", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Bytes, unpacked, that are not worth a word.
const LITTLE: u64 = 1_000_000;

impl Rule for SizeTestsShare {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let bytes = |wanted: &dyn Fn(&str) -> bool| {
            files.iter().filter(|member| wanted(&member.path)).map(|member| member.size).fold(0, u64::saturating_add)
        };
        let all = bytes(&|_| true);
        let share = bytes(&is_apart);
        if share > LITTLE && share.saturating_mul(100) > all.saturating_mul(30) {
            let message = message!(
                "Tests, examples and documentation take {share} of {all}",
                share = Fact::Bytes(share),
                all = Fact::Bytes(all),
            );
            let finding = check.find(wheel.file.location(), message, message!("Leave them to the sdist"));
            if share.saturating_mul(2) < all {
                finding.severity = Severity::Info;
            }
        }
    }
}

/// Whether a path lies in a folder that a program does not need to run.
fn is_apart(path: &str) -> bool {
    let Some((folders, _)) = path.rsplit_once('/') else { return false };
    folders.split('/').any(|folder| matches!(folder, "test" | "tests" | "doc" | "docs" | "examples" | "benchmarks"))
}
