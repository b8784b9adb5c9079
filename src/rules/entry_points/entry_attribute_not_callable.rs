//! Commands that start something which cannot be called. Whether it exists is judged by `entry-attribute-missing`.

use super::targets;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::BindingKind;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command starts something that cannot be called
    ///
    /// The attribute of a command is bound once in its module, to a string, a number, a list or another literal, or to a module.
    ///
    /// ## Why
    /// The launcher calls it: `TypeError: 'str' object is not callable`.
    ///
    /// ## Fix
    /// Name a function.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// main = "demo"
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    EntryAttributeNotCallable { id: "entry-attribute-not-callable", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryAttributeNotCallable {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for target in targets(wheel) {
            let what = match target.binding.kind {
                BindingKind::Literal(what) => what,
                BindingKind::Module => "a module",
                _ => continue,
            };
            check.find(
                wheel.file.at_line(&points.path, target.entry.line),
                message!(
                    "{name} starts {value}, which is {what} and cannot be called",
                    name = Fact::code(&target.entry.name),
                    value = Fact::code(&target.entry.value),
                    what = Fact::text(what),
                ),
                message!("Name a function of {path}", path = Fact::code(target.path)),
            );
        }
    }
}
