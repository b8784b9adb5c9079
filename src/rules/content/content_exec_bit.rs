//! Modes of files against what they are.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{ends_with, payload, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A file has the wrong mode
    ///
    /// A Python file or a data file without a first line `#!` may be executed. Native code is left out, and where every file has the mode it is
    /// one note.
    ///
    /// ## Why
    /// It does no harm, but shows that the files were packed from a folder that keeps no modes (Windows, a shared drive).
    ///
    /// ## Fix
    /// Set the mode of files to 0644 before you build.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.json {mode=755}
    /// {}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/run.py {mode=755}
    /// #!/usr/bin/env python3
    /// ```
    ContentExecBit { id: "content-exec-bit", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentExecBit {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        if wheel.digests.is_empty() {
            check.undecided(format!("{} was not unpacked", wheel.file.name));
            return;
        }
        let seen = &wheel.contents.seen;
        let plain = [
            ".py", ".pyi", ".json", ".txt", ".md", ".rst", ".yml", ".yaml", ".toml", ".cfg", ".html", ".css", ".png",
            ".svg", ".typed",
        ];
        let executable = files.iter().filter(|member| {
            // Installers look at the bit only where the mode says that it is a regular file.
            member.mode.is_some_and(|mode| mode & 0o170_000 == 0o100_000 && mode & 0o111 != 0)
                && ends_with(&member.path, &plain)
                && !seen.shebangs.contains_key(&member.path)
                && !seen.native.contains_key(&member.path)
        });
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, executable.map(|member| member.path.as_str())),
            |name| message!("{name} may be executed and is no program", name = name),
            |count, names| {
                message!("{count} files may be executed and are no programs: {names}", count = count, names = names)
            },
            &message!("Set the mode of files to 0644 before you build"),
        );
    }
}
