//! Stub packages whose names no type checker can match.

use crate::artifact::entry_points::is_identifier;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::payload_names;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A stub package is not called like a package
    ///
    /// A top-level folder ends with `-stubs`, and what stands before is not a Python identifier.
    ///
    /// ## Why
    /// Type checkers look for `NAME-stubs` when they meet `import NAME` (PEP 561). A name that cannot be imported is never met.
    ///
    /// ## Fix
    /// Call the folder like the import name of the package with `-stubs` behind it: `sklearn-stubs`, not `scikit-learn-stubs`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo_stubs-1.0-py3-none-any.whl
    /// --- demo-tool-stubs/__init__.pyi
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo_stubs-1.0-py3-none-any.whl
    /// --- demo_tool-stubs/__init__.pyi
    /// ```
    TypingStubPackageName { id: "typing-stub-package-name", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TypingStubPackageName {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        for name in payload_names(wheel) {
            let Some(stem) = name.strip_suffix("-stubs").filter(|stem| !is_identifier(stem)) else { continue };
            check.find(
                wheel.file.at(&name),
                message!(
                    "{name} holds stubs of {stem}, which nothing can import",
                    name = Fact::code(&name),
                    stem = Fact::code(stem),
                ),
                message!("Call the folder like the import name of the package, with `-stubs` behind it"),
            );
        }
    }
}
