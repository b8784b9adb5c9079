//! Programs that a distribution for any system carries along. Extension modules, libraries and compiled commands of such a
//! wheel are the business of `tag-pure-with-native`.

use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::Certainty;
use crate::message;
use crate::native::{Format, NativeFile, Role};
use crate::rules::members::{is_test_data, places};
use crate::rules::native::is_script;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A program is carried along
    ///
    /// A wheel for any platform, or an sdist, holds a compiled program for Linux, macOS or Windows. Libraries, files among tests, and
    /// the launchers of setuptools and distlib, which start commands on Windows, are left out.
    ///
    /// ## Why
    /// Nobody can see what it was built from. It runs on one system alone, scanners of malware stop at it, and companies that build
    /// from source have to take it out.
    ///
    /// ## Fix
    /// Build it from source when the wheel is built, and ship it in wheels with a platform tag; or let users install the program
    /// by other means.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/bin/helper {elf}
    /// executable
    /// needed libc.so.6
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/bin/helper.c
    /// ```
    SecEmbeddedExecutable { id: "sec-embedded-executable", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecEmbeddedExecutable {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let any = |name: &crate::artifact::filename::WheelFilename| name.platform.iter().any(|tag| tag == "any");
        if !wheel.filename.as_ref().is_ok_and(any) {
            check.skip(format!("{} is not for any platform", wheel.file.name));
            return;
        }
        judge(wheel, check);
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        judge(sdist, check);
    }
}

fn judge(distribution: &dyn Distribution, check: &mut Check<'_>) {
    if check.need_members(distribution).is_none() {
        return;
    }
    let file = distribution.file();
    let native = distribution.contents().seen.native.iter();
    let programs = native
        .filter(|(path, file)| is_program(file) && !is_script(path) && !is_test_data(path) && !is_launcher(path))
        .map(|(path, _)| path.as_str());
    let added = check.find_each(
        file.location(),
        places(file, programs),
        |name| message!("{name} is a compiled program, and nothing here says what it was built from", name = name),
        |count, names| {
            message!(
                "{count} members are compiled programs, and nothing here says what they were built from: {names}",
                count = count,
                names = names
            )
        },
        &message!("Build it from source into wheels with a platform tag, or leave it out"),
    );
    for finding in added {
        finding.certainty = Certainty::Likely;
    }
}

/// Position-independent programs of Linux are shared objects that ask for a loader.
fn is_program(file: &NativeFile) -> bool {
    let asks = |file: &NativeFile| file.slices.iter().any(|slice| slice.interpreter.is_some());
    match file.role {
        Role::Executable => file.format != Format::Wasm,
        Role::Library => file.format == Format::Elf && file.unread.is_some() && asks(file),
        Role::Object => false,
    }
}

/// The programs with which setuptools and distlib start commands on Windows, in their own folders or vendored.
fn is_launcher(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let stem = name.strip_suffix(".exe").unwrap_or_default();
    let kind = stem.strip_suffix("-arm").or_else(|| stem.strip_suffix("-arm64")).unwrap_or(stem);
    let kind = kind.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    matches!((folder, kind), ("setuptools", "cli" | "gui") | ("distlib", "t" | "w"))
}

#[cfg(test)]
mod tests {
    use super::is_launcher;

    #[test]
    fn the_launchers_of_setuptools_and_distlib_are_known() {
        for path in
            ["setuptools/cli-32.exe", "setuptools/gui-arm64.exe", "pip/_vendor/distlib/t64-arm.exe", "distlib/w32.exe"]
        {
            assert!(is_launcher(path), "{path}");
        }
        for path in ["demo/t64.exe", "setuptools/tool.exe", "distlib/evil.exe"] {
            assert!(!is_launcher(path), "{path}");
        }
    }
}
