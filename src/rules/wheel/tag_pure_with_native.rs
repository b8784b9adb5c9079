//! Native code in wheels for any platform. Programs that are only carried along are the business of other rules.

use std::collections::{BTreeMap, BTreeSet};

use super::filename;
use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::native::{Format, NativeFile, Role};
use crate::rules::members::is_test_data;
use crate::rules::native::{base_name, is_extension, is_script};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A wheel for any platform holds native code
    ///
    /// The platform tag is `any`, and the wheel holds an extension module or a compiled command. It is a warning where a shared library of one
    /// system lies in such a wheel, or where `Root-Is-Purelib` is true for a wheel with a platform tag. Libraries and modules for several systems
    /// side by side are passed over, and so are files among tests.
    ///
    /// ## Why
    /// The wheel is installed on every system, and the code loads on one of them.
    ///
    /// ## Fix
    /// Build a wheel with a platform tag: let the backend know that there are extension modules (`ext_modules`, `has_ext_modules`).
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/_core.so {elf}
    /// needed libc.so.6
    /// import _PyObject_GetDictPtr
    /// export PyInit__core
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    TagPureWithNative { id: "tag-pure-with-native", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagPureWithNative {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        if check.need_members(wheel).is_none() {
            return;
        }
        let natives: Vec<(&str, &NativeFile)> = wheel
            .contents
            .seen
            .native
            .iter()
            .map(|(path, file)| (path.as_str(), file))
            .filter(|(path, file)| !is_test_data(path) && file.role != Role::Object && file.format != Format::Wasm)
            .collect();
        if !name.platform.iter().any(|tag| tag == "any") {
            platform_wheel(wheel, &natives, check);
            return;
        }
        let machines: BTreeSet<String> =
            natives.iter().map(|(_, file)| format!("{:?} {:?}", file.format, file.architectures().next())).collect();
        let several = machines.len() > 1;
        let mut loaded: BTreeMap<bool, Vec<&str>> = BTreeMap::new();
        for (path, file) in &natives {
            let certain = is_script(path) || is_extension(path, file);
            if !several && (certain || file.role == Role::Library) {
                loaded.entry(certain).or_default().push(path);
            }
        }
        for (certain, paths) in loaded {
            let Some(first) = paths.first() else { continue };
            let names = paths.iter().map(|path| base_name(path));
            let finding = check.find(
                wheel.file.at(first),
                message!(
                    "The wheel is for any platform and holds native code for one: {names}",
                    names = Fact::list(names),
                ),
                message!("Build a wheel with a platform tag"),
            );
            if !certain {
                finding.severity = Severity::Warning;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}

/// A wheel for one platform that says of itself that it is pure.
fn platform_wheel(wheel: &Wheel, natives: &[(&str, &NativeFile)], check: &mut Check<'_>) {
    let Some(file) = wheel.wheel_file.as_ref() else { return };
    let extension = natives.iter().find(|(path, file)| is_extension(path, file) && !is_script(path));
    if let (Some(true), Some((path, _))) = (file.root_is_purelib(), extension) {
        let line = file.all("Root-Is-Purelib").next().map_or(1, |field| field.line);
        let finding = check.find(
            wheel.file.at_line(&file.path, line),
            message!(
                "`WHEEL` says that the wheel is pure, but it holds {path}; where both folders differ it is installed into the wrong one",
                path = Fact::code(*path),
            ),
            message!("Let the backend know that there are extension modules"),
        );
        finding.severity = Severity::Warning;
    }
}
