//! Symbols of Python outside the stable ABI, in wheels that promise it. Those that came later are `native_abi3_too_new`.

use std::collections::BTreeSet;

use super::{is_extension, natives};
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::native::policy;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A wheel for the stable ABI uses symbols outside of it
    ///
    /// The wheel is tagged `abi3`, and an extension module takes symbols from Python that are not part of the stable ABI. It is a warning where
    /// the module also needs libraries from elsewhere, which may have such names of their own. Table: `Misc/stable_abi.toml` by abi3info.
    ///
    /// ## Why
    /// Such symbols change or go from one minor version to the next: the import fails with `undefined symbol`, or memory is misread.
    ///
    /// ## Fix
    /// Define `Py_LIMITED_API` to the version of the tag when compiling; in Cython set `CYTHON_LIMITED_API`, in PyO3 the feature `abi3-py3X`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp310-abi3-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.abi3.so {elf}
    /// needed libc.so.6
    /// import PyList_New
    /// import _PyDict_NewPresized
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp310-abi3-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.abi3.so {elf}
    /// needed libc.so.6
    /// import PyList_New
    /// export PyInit__core
    /// ```
    NativeAbi3Symbol { id: "native-abi3-symbol", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeAbi3Symbol {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        if !natives.has_abi("abi3") {
            check.skip(format!("{} is not for the stable ABI", wheel.file.name));
            return;
        }
        let own: BTreeSet<&str> = natives
            .files
            .iter()
            .flat_map(|(_, file)| &file.slices)
            .flat_map(|slice| &slice.python_exports)
            .map(String::as_str)
            .collect();
        for (path, file) in natives.files.iter().filter(|(path, file)| is_extension(path, file)) {
            let symbols = file.slices.iter().flat_map(|slice| &slice.python_imports).map(String::as_str);
            let unstable: BTreeSet<&str> =
                symbols.filter(|symbol| policy::stable_since(symbol).is_none() && !own.contains(symbol)).collect();
            if unstable.is_empty() {
                continue;
            }
            let foreign = file.slices.iter().flat_map(|slice| &slice.needed).any(|library| {
                let name = super::base_name(library).to_ascii_lowercase();
                name.contains("shiboken") || name.contains("pyside") || name.contains("boost_python")
            });
            let finding = check.find(
                wheel.file.at(path),
                message!(
                    "It uses {symbols}, which the stable ABI does not have; the wheel is tagged `abi3`",
                    symbols = Fact::list(unstable),
                ),
                message!("Define `Py_LIMITED_API` when compiling, or tag the wheel for one version"),
            );
            if foreign {
                finding.severity = Severity::Warning;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}
