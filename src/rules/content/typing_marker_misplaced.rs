//! `py.typed` outside of regular packages.

use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `py.typed` lies outside of a package
    ///
    /// `py.typed` lies at the top of `site-packages`, or in a folder that is no package.
    ///
    /// ## Why
    /// PEP 561 wants it in the top regular package. At the top of `site-packages` it speaks for nobody. In a namespace folder it would
    /// speak for other distributions as well; some type checkers take it, so that is only worth knowing.
    ///
    /// ## Fix
    /// Move it into the top regular package.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- py.typed
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/py.typed
    /// ```
    TypingMarkerMisplaced { id: "typing-marker-misplaced", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TypingMarkerMisplaced {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        for file in wheel.site.iter().filter(|file| file.rsplit('/').next() == Some("py.typed")) {
            let regular = |folder: &str| {
                folder.ends_with("-stubs")
                    || ["py", "pyi"].iter().any(|end| wheel.site.contains(&format!("{folder}/__init__.{end}")))
            };
            let ends = file.match_indices('/').map(|(at, _)| at);
            if ends.filter_map(|end| file.get(..end)).any(regular) {
                continue;
            }
            let message = message!(
                "{file} lies in no package; PEP 561 wants the marker in the top regular package",
                file = Fact::code(file),
            );
            let fix = message!("Move it into the top regular package");
            let finding = check.find(wheel.file.at(file), message, fix);
            if file.contains('/') {
                finding.severity = Severity::Info;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn stubs_and_packages_inside_a_namespace_are_right() {
        check("=== demo_stubs-1.0-py3-none-any.whl\n--- demo-stubs/__init__.pyi\n--- demo-stubs/py.typed\n", &[]);
        check("=== acme_demo-1.0-py3-none-any.whl\n--- acme/demo/__init__.py\n--- acme/demo/py.typed\n", &[]);
    }
}
