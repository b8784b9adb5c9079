//! Commands whose function is a coroutine function.

use super::targets;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::BindingKind;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command starts an `async` function
    ///
    /// The function of a command is an undecorated `async def`.
    ///
    /// ## Why
    /// The launcher calls it and never awaits it: the command does nothing but warn `coroutine 'main' was never awaited`.
    ///
    /// ## Fix
    /// Name a plain function that runs it with `asyncio.run`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// async def main(): ...
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
    EntryAsync { id: "entry-async", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryAsync {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for target in targets(wheel) {
            let BindingKind::Function { is_async: true, decorated: false, .. } = target.binding.kind else { continue };
            check.find(
                wheel.file.at_line(&points.path, target.entry.line),
                message!(
                    "{name} starts {value}, an `async` function, which nothing awaits",
                    name = Fact::code(&target.entry.name),
                    value = Fact::code(&target.entry.value),
                ),
                message!("Name a plain function that calls `asyncio.run`"),
            );
        }
    }
}
