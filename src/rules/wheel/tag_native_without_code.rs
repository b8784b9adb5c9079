//! Wheels for one platform without anything that depends on it.

use super::filename;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::ends_with;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel is for one platform and holds no native code
    ///
    /// The file name has a platform tag, and no file of the wheel is native code. Commands and static libraries count as such, and so do wheels
    /// with JVM or wasm code.
    ///
    /// ## Why
    /// Either the extension module was not built and is missing, or the wheel would do for every platform and is kept from most users.
    ///
    /// ## Fix
    /// Look whether the extension module was built; if there is none, tag the wheel `py3-none-any`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl {pure}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl
    /// --- demo/__init__.py
    /// ```
    TagNativeWithoutCode { id: "tag-native-without-code", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for TagNativeWithoutCode {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        if name.platform.iter().any(|tag| tag == "any") {
            check.skip(format!("{} is for any platform", wheel.file.name));
            return;
        }
        let Some(members) = check.need_members(wheel) else { return };
        if wheel.digests.is_empty() {
            check.undecided(format!("{} was not unpacked", wheel.file.name));
            return;
        }
        // Formats that are not read, and archives that may hold anything.
        let may_be =
            [".so", ".pyd", ".dll", ".dylib", ".exe", ".jar", ".bin", ".zip", ".gz", ".xz", ".zst", ".node", ".cab"];
        let unknown = members.iter().any(|member| ends_with(&member.path.to_ascii_lowercase(), &may_be));
        if wheel.contents.seen.native.is_empty() && !unknown && wheel.payload().next().is_some() {
            check.find(
                wheel.file.location(),
                message!("The wheel is for {tags} alone and holds no native code", tags = Fact::list(&name.platform)),
                message!("Look whether the extension module was built; if there is none, tag the wheel `any`"),
            );
        }
    }
}
