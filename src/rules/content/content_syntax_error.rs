//! Modules that no Python can read. What lies among templates and test data is left alone.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::source::{at, judged};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module has a syntax error
    ///
    /// A `.py` file of the wheel is not valid in any version of Python 3. Templates, test data, and modules for Python 2 in a wheel
    /// that is tagged for it are left alone.
    ///
    /// ## Why
    /// Importing the module fails with `SyntaxError`, and so does whatever imports it. Installers say so when they compile the file,
    /// where nobody looks.
    ///
    /// ## Fix
    /// Correct the module, or leave it out of the packages.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/core.py
    /// def main(:
    ///     pass
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/core.py
    /// def main():
    ///     pass
    /// ```
    ContentSyntaxError { id: "content-syntax-error", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentSyntaxError {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let for_two = wheel.file.name.contains("py2") || wheel.file.name.contains("cp2");
        for (site, module) in judged(wheel) {
            if module.unread && module.encoding.problem.is_none() {
                check.undecided(format!("{site} is nested too deeply to be read"));
            }
            let Some(error) = &module.syntax_error else { continue };
            let named_for_two = ["py2", "python2"].iter().any(|it| site.contains(it));
            if module.encoding.problem.is_some() || for_two || named_for_two {
                continue;
            }
            check.find(
                at(wheel, site, error.line),
                message!(
                    "{path} cannot be parsed: {error}; importing it fails with `SyntaxError`",
                    path = Fact::code(site),
                    error = Fact::text(&error.message),
                ),
                message!("Correct {path}, or leave it out of the packages", path = Fact::code(site)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn templates_and_modules_for_python_2_may_be_unreadable() {
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/templates/a.py\n{% x %}\n", &[]);
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/_py2.py\nprint 1\n", &[]);
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/{{name}}.py\nprint 1\n", &[]);
    }
}
