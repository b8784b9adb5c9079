//! First lines of scripts.

use super::data_files;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A script does not start with #!python
    ///
    /// A Python script in `.data/scripts` does not begin exactly with `#!python` or `#!pythonw`, or its first line ends as on Windows.
    ///
    /// ## Why
    /// Installers put the path of the interpreter in place of `#!python`, and of nothing else: the script runs with another Python, where the
    /// package is not installed. With a carriage return the system looks for a program of that name.
    ///
    /// ## Fix
    /// Use entry points (`[project.scripts]`), or write `#!python` into the first line.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/scripts/demo
    /// #!/usr/bin/env python3
    /// print(1)
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/scripts/demo
    /// #!python
    /// print(1)
    /// ```
    DataScriptShebang { id: "data-script-shebang", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DataScriptShebang {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = data_files(wheel, check) else { return };
        if wheel.digests.is_empty() {
            check.undecided(format!("{} was not unpacked", wheel.file.name));
            return;
        }
        for file in files.iter().filter(|file| file.key() == Some("scripts")) {
            let Some(line) = wheel.contents.seen.shebangs.get(file.path) else { continue };
            let line = String::from_utf8_lossy(line);
            let written = line.trim_end_matches(['\r', '\n']);
            let python = written.to_ascii_lowercase().contains("python");
            let fixed = written == "#!python" || written == "#!pythonw" || written.starts_with("#!python ");
            if line.ends_with("\r\n") && !written.starts_with("#!python") {
                let message = message!(
                    "The first line of the script ends with a carriage return; the system does not find its interpreter"
                );
                check.find(wheel.file.at_line(file.path, 1), message, message!("Write it with line feeds alone"));
            } else if python && !fixed {
                let message = message!(
                    "The script begins with {line}; installers replace only `#!python`, so it runs with another Python",
                    line = Fact::code(written),
                );
                check.find(
                    wheel.file.at_line(file.path, 1),
                    message,
                    message!("Use entry points, or begin it with `#!python`"),
                );
            }
        }
    }
}
