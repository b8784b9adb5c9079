//! Compiled modules in a wheel. Sources are not compared with them.

use std::collections::BTreeSet;

use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::members::{Junk, junk, payload, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds bytecode
    ///
    /// `.pyc` files or `__pycache__` folders are packed beside the sources.
    ///
    /// ## Why
    /// Installers compile modules themselves. Shipped bytecode fits one version of Python only, doubles the size, and may be older
    /// than the source beside it. A `.pyc` without its source may be meant, so it is a warning.
    ///
    /// ## Fix
    /// Build from a clean checkout, or exclude `__pycache__` and `*.pyc`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/__pycache__/__init__.cpython-313.pyc
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentBytecode { id: "content-bytecode", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentBytecode {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let all: BTreeSet<&str> = files.iter().map(|member| member.path.as_str()).collect();
        let compiled =
            files.iter().map(|member| member.path.as_str()).filter(|path| junk(path) == Some(Junk::Bytecode));
        let has_source = |path: &&str| {
            let stem = path.rsplit_once('.').map_or(*path, |(stem, _)| stem);
            path.contains("__pycache__/") || all.contains(format!("{stem}.py").as_str())
        };
        let (beside, alone): (Vec<&str>, Vec<&str>) = compiled.partition(has_source);
        let fix = message!("Exclude `__pycache__` and `*.pyc`, and build again; installers compile modules themselves");
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, beside),
            |name| {
                message!(
                    "{name} is bytecode: it fits one version of Python, and may be older than its source",
                    name = name
                )
            },
            |count, names| {
                message!(
                    "{count} files are bytecode, which fits one version of Python: {names}",
                    count = count,
                    names = names
                )
            },
            &fix,
        );
        let added = check.find_each(
            wheel.file.location(),
            places(&wheel.file, alone),
            |name| {
                message!("{name} is bytecode without its source: only one version of Python can read it", name = name)
            },
            |count, names| {
                message!(
                    "{count} files are bytecode without source, for one version of Python: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Ship the sources"),
        );
        for finding in added {
            finding.severity = Severity::Warning;
        }
    }
}
