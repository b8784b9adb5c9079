//! Paths of the machine that built it, in texts and native code.

use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::members::{is_test_data, payload};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds paths of the machine that built it
    ///
    /// A text names a folder that only a build uses (`/tmp/build-env-…`, the workspace of a CI run). In native code, where compilers leave the
    /// paths of sources, it is a note. Tests and examples are left out.
    ///
    /// ## Why
    /// The path is of no use elsewhere, differs from build to build, and shows how the builder's machine is laid out.
    ///
    /// ## Fix
    /// Do not write paths into generated files; compile with `-ffile-prefix-map` (C) or `--remap-path-prefix` (Rust).
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/__config__.py
    /// python = "/tmp/build-env-1a2b3c/bin/python"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/__config__.py
    /// example = "/home/user/project/bin/python"
    /// ```
    ReproBuildPath { id: "repro-build-path", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ReproBuildPath {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if payload(wheel, check).is_none() {
            return;
        }
        let found = wheel.contents.seen.build_paths.iter().filter(|(path, _)| !is_test_data(path));
        let (native, texts): (Vec<_>, Vec<_>) = found.partition(|(_, found)| found.native);
        let fix = || message!("Do not write paths into generated files; map them when compiling");
        for (path, found) in texts {
            let message =
                message!("It names {found}, a folder of the machine that built it", found = Fact::code(&found.path));
            check.find(wheel.file.at(path), message, fix());
        }
        if let Some((first, example)) = native.first() {
            let message = message!(
                "{count} native files name folders of the machine that built them, such as {example}",
                count = Fact::count(native.len()),
                example = Fact::code(&example.path),
            );
            check.find(wheel.file.at(first), message, fix()).severity = Severity::Info;
        }
    }
}
