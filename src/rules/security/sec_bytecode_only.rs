//! Compiled modules without their source. Bytecode beside its source is `content-bytecode`.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{payload, places};
use crate::rules::{Check, Rule};
use std::collections::BTreeSet;

crate::declare_rule! {
    /// A module is shipped as bytecode without its source
    ///
    /// A `.pyc` file lies where Python imports it in place of a module, and the `.py` is not in the wheel.
    ///
    /// ## Why
    /// It fits one version of Python alone, and nobody can read what it does. Indexes and companies take such wheels for malware.
    ///
    /// ## Fix
    /// Ship the sources. `__pycache__` may be left out: installers compile modules themselves.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/core.pyc
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/core.py
    /// ```
    SecBytecodeOnly { id: "sec-bytecode-only", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for SecBytecodeOnly {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let all: BTreeSet<&str> = files.iter().map(|member| member.path.as_str()).collect();
        let alone = all.iter().copied().filter(|path| is_alone(path, &all));
        check.find_each(
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
    }
}

/// Whether a file is bytecode that takes the place of a module whose source is not there.
pub(crate) fn is_alone(path: &str, all: &BTreeSet<&str>) -> bool {
    let Some(stem) = path.strip_suffix(".pyc").or_else(|| path.strip_suffix(".pyo")) else { return false };
    !path.contains("__pycache__/") && !all.contains(format!("{stem}.py").as_str())
}
