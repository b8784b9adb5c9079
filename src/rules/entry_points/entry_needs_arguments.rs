//! Commands whose function cannot be called without arguments.

use super::targets;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::BindingKind;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command starts a function that needs arguments
    ///
    /// The function of a command is not decorated and has parameters without defaults.
    ///
    /// ## Why
    /// The launcher calls it with nothing: `TypeError: main() missing 1 required positional argument`. In the repository it works, where
    /// somebody passes `sys.argv`.
    ///
    /// ## Fix
    /// Give the parameters defaults, such as `argv=None`, or name a function that takes none.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(argv): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(argv=None): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    EntryNeedsArguments { id: "entry-needs-arguments", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryNeedsArguments {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for target in targets(wheel) {
            let BindingKind::Function { required, decorated: false, .. } = target.binding.kind else { continue };
            if required == 0 {
                continue;
            }
            check.find(
                wheel.file.at_line(&points.path, target.entry.line),
                message!(
                    "{name} starts {value}, which needs {count} arguments, and the launcher passes none",
                    name = Fact::code(&target.entry.name),
                    value = Fact::code(&target.entry.value),
                    count = Fact::Number(u64::from(required)),
                ),
                message!("Give the parameters defaults, or name a function that takes none"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_decorator_may_supply_the_arguments() {
        let fixture = |module: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{module}\n--- demo-1.0.dist-info/entry_points.txt\n\
                 [console_scripts]\ndemo = demo:main\n"
            )
        };
        check(&fixture("@command\ndef main(argv): ..."), &[]);
        check(&fixture("def main(argv): ...\nmain = command(main)"), &[]);
        check(&fixture("def main(*args, **options): ..."), &[]);
        check(&fixture("def main(*, argv): ..."), &["entry-needs-arguments"]);
    }
}
