//! Characters in member names that cannot be seen.

use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::{Gate, Severity};
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path has a control character
    ///
    /// A member name holds a control character, such as a tab or a line feed, or is empty. Invisible characters that
    /// reverse or hide text are a warning.
    ///
    /// ## Why
    /// PyPI refuses a wheel with an ASCII control character in a name: `Invalid character in filename`. Such names cannot
    /// be made on Windows, and they can forge what a terminal or a log shows.
    ///
    /// ## Fix
    /// Rename the file.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/da\x07ta.txt {escaped}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt
    /// ```
    PathControlCharacter {
        id: "path-control-character", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for PathControlCharacter {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        judge(wheel, Gate::Upload, check);
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        judge(sdist, Gate::Install, check);
    }
}

fn judge(distribution: &dyn Distribution, gate: Gate, check: &mut Check<'_>) {
    let Some(members) = check.need_members(distribution) else { return };
    let file = distribution.file();
    let paths = || members.iter().map(|member| member.path.as_str());
    let controls = check.find_each(
        file.location(),
        places(file, paths().filter(|path| path.is_empty() || path.contains(|c: char| c.is_ascii_control()))),
        |path| {
            message!(
                "The name {path} is empty or has a control character; it cannot be installed everywhere",
                path = path
            )
        },
        |count, paths| {
            message!(
                "{count} names are empty or have control characters and cannot be installed everywhere: {paths}",
                count = count,
                paths = paths
            )
        },
        &message!("Rename the file"),
    );
    for finding in controls {
        finding.gate = gate;
    }
    let hidden = check.find_each(
        file.location(),
        places(file, paths().filter(|path| path.contains(is_hidden))),
        |path| message!("The name {path} has a character that cannot be seen", path = path),
        |count, paths| {
            message!("{count} names have characters that cannot be seen: {paths}", count = count, paths = paths)
        },
        &message!("Rename the file"),
    );
    for finding in hidden {
        (finding.severity, finding.gate) = (Severity::Warning, Gate::Safe);
    }
}

/// C1 controls, zero-width characters and direction overrides.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
