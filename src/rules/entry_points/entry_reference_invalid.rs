//! The form of what an entry point points to; whether it exists is judged by other rules.

use crate::artifact::entry_points::ObjectReference;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command does not point to a function
    ///
    /// The value of a script is not `module:function` with Python names.
    ///
    /// ## Why
    /// pip and uv refuse to install a wheel with a script that names no function, and a name with a hyphen can never be
    /// imported.
    ///
    /// ## Fix
    /// Write `module:function`, for instance `demo.cli:main`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo
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
    EntryReferenceInvalid { id: "entry-reference-invalid", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel, Pyproject] }
}

impl Rule for EntryReferenceInvalid {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for entry in points.scripts() {
            judge(&entry.name, &entry.value, || wheel.file.at_line(&points.path, entry.line), check);
        }
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        for table in ["scripts", "gui-scripts"] {
            for entry in pyproject.get(&["project", table]).map_or(&[][..], Value::entries) {
                let Some(value) = entry.value.as_str() else { continue };
                judge(&entry.key, value, || pyproject.at(&entry.value.span), check);
            }
        }
    }
}

fn judge(name: &str, value: &str, place: impl FnOnce() -> Location, check: &mut Check<'_>) {
    let message = match ObjectReference::parse(value) {
        Some(reference) if !reference.attributes.is_empty() => return,
        Some(_) => message!(
            "The command {name} names the module {value} and no function in it; pip and uv refuse to install it",
            name = Fact::code(name),
            value = Fact::code(value),
        ),
        None => message!(
            "The command {name} points to {value}, which is not `module:function`",
            name = Fact::code(name),
            value = Fact::code(value),
        ),
    };
    check.find(place(), message, message!("Write `module:function`, with names that Python can import"));
}
