//! Commands that would replace the interpreter.

use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command is called like the interpreter
    ///
    /// A command is called `python`, `python3`, `pythonw`, `pypy` or `graalpy`, with or without a version; or `activate`, which is a
    /// warning.
    ///
    /// ## Why
    /// It would take the interpreter's place in the environment. uv refuses to install such a wheel.
    ///
    /// ## Fix
    /// Call it otherwise.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// python3 = demo:main
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
    EntryReservedName { id: "entry-reserved-name", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryReservedName {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        for entry in points.scripts() {
            let name = entry.name.to_ascii_lowercase();
            let interpreter = is_interpreter(&name);
            let activates = matches!(name.as_str(), "activate" | "deactivate" | "activate_this");
            if !interpreter && !activates {
                continue;
            }
            let location = wheel.file.at_line(&points.path, entry.line);
            let fix = message!("Give the command another name");
            if interpreter {
                let message = message!(
                    "{name} is the name of the interpreter; uv refuses to install a wheel with such a command",
                    name = Fact::code(&entry.name),
                );
                check.find(location, message, fix);
            } else {
                let message = message!(
                    "{name} is the name of a script of virtual environments, which it would replace",
                    name = Fact::code(&entry.name),
                );
                check.find(location, message, fix).severity = Severity::Warning;
            }
        }
    }
}

/// `python`, `python3`, `python3.12`, `pythonw`, `pypy3`, `graalpy` and the like.
fn is_interpreter(name: &str) -> bool {
    let name = name.strip_suffix(".exe").unwrap_or(name);
    ["pythonw", "python", "pypyw", "pypy", "graalpy"].iter().any(|base| {
        name.strip_prefix(base).is_some_and(|rest| {
            let version = rest.strip_suffix('t').unwrap_or(rest);
            version.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn names_that_only_begin_like_it_are_free() {
        let fixture = |name: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\ndef main(): ...\n\
                 --- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\n{name} = demo:main\n"
            )
        };
        for name in ["python-argcomplete", "pypyinstaller", "pythonic"] {
            check(&fixture(name), &[]);
        }
        for name in ["python3.12", "pypy3", "graalpy", "activate"] {
            check(&fixture(name), &["entry-reserved-name"]);
        }
    }
}
