//! Compiled modules in a wheel. Sources are not compared with them.

use std::collections::BTreeSet;

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{Junk, junk, payload, places};
use crate::rules::security::sec_bytecode_only::is_alone;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds bytecode
    ///
    /// `.pyc` files or `__pycache__` folders are packed beside the sources.
    ///
    /// ## Why
    /// Installers compile modules themselves. Shipped bytecode fits one version of Python only, doubles the size, and may be older
    /// than the source beside it. A `.pyc` without its
    /// source is `sec-bytecode-only`.
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
        let beside: Vec<&str> = compiled.filter(|path| !is_alone(path, &all)).collect();
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
    }
}
