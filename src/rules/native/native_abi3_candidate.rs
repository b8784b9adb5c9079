//! Wheels for one version of Python whose symbols are all in the stable ABI.

use super::{is_extension, natives, uses_python};
use crate::artifact::tags::python;
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::native::policy;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel might be one for all versions of Python
    ///
    /// Every extension module of a wheel for one version of CPython takes only symbols of the stable ABI, as of that version.
    ///
    /// ## Why
    /// One wheel tagged `abi3` would do for this and all later versions: fewer builds, and it works with the next Python on its first day.
    /// Symbols alone do not prove it: macros of the headers reach into structures, too.
    ///
    /// ## Fix
    /// Try to build with `Py_LIMITED_API`, and check the result with `abi3audit`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// import PyList_New
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// --- demo/_core.cpython-312-x86_64-linux-gnu.so {elf}
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    NativeAbi3Candidate { id: "native-abi3-candidate", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for NativeAbi3Candidate {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(natives) = natives(wheel, check) else { return };
        let [tag] = natives.name.python.as_slice() else {
            check.skip(format!("{} is for several versions", wheel.file.name));
            return;
        };
        let minor = python(tag).filter(|tag| tag.implementation == "cp" && tag.major == 3).and_then(|tag| tag.minor);
        let Some(minor) = minor.filter(|_| natives.has_abi(tag)) else {
            check.skip(format!("{} is not for one version of CPython", wheel.file.name));
            return;
        };
        let extensions: Vec<_> = natives.files.iter().filter(|(path, file)| is_extension(path, file)).collect();
        let known = |file: &crate::native::NativeFile| file.unread.is_none() && uses_python(file);
        if extensions.is_empty() || !extensions.iter().all(|(_, file)| known(file)) {
            check.skip(format!("{} has modules that tell nothing", wheel.file.name));
            return;
        }
        let mut symbols = extensions.iter().flat_map(|(_, file)| &file.slices).flat_map(|slice| &slice.python_imports);
        if symbols.all(|symbol| policy::stable_since(symbol).is_some_and(|(_, since)| since <= minor)) {
            let message = message!(
                "All {count} extension modules use only symbols of the stable ABI; one wheel might do for all versions",
                count = Fact::count(extensions.len()),
            );
            let fix = message!("Try to build with `Py_LIMITED_API`");
            check.find(wheel.file.location(), message, fix).certainty = Certainty::Likely;
        }
    }
}
