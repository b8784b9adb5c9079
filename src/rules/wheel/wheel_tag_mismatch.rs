//! Tags of `WHEEL`, compared with those of the file name.

use std::collections::BTreeSet;

use super::{filename, wheel_file};
use crate::artifact::tags::{Platform, System, platform};
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The tags in WHEEL are not those of the file name
    ///
    /// The `Tag` lines, expanded, are not the set of tags that the file name stands for. Where the machines that the name
    /// is for have one of the tags of `WHEEL`, it is a warning: tools that widen a wheel, or rename one for Linux to
    /// manylinux, often change only its name.
    ///
    /// ## Why
    /// Installers go by the name and do not look at `WHEEL`; tools that look at installed distributions go by `WHEEL`. On
    /// a machine that has none of its tags `pip check` and `uv pip check` fail, and uv installs the wheel anew each time.
    ///
    /// ## Fix
    /// Retag with `wheel tags`, which changes both, or build for that tag.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Tag: py3-none-win_amd64
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Tag: py3-none-any
    /// ```
    WheelTagMismatch { id: "wheel-tag-mismatch", gate: Agree, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for WheelTagMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let Some(file) = wheel_file(wheel, check) else { return };
        let lower = |tags: Vec<String>| tags.into_iter().map(|tag| tag.to_lowercase()).collect::<BTreeSet<_>>();
        let (named, written) = (lower(name.tags()), lower(file.tags()));
        let Some(field) = file.all("Tag").next().filter(|_| file.value("Tag").is_some()) else {
            check.skip("WHEEL has no Tag");
            return;
        };
        if named == written {
            return;
        }
        let finding = check.find(
            wheel.file.at_line(&file.path, field.line),
            message!(
                "`WHEEL` is tagged {written}, the file name {named}; installers go by the name, other tools by `WHEEL`",
                written = Fact::list(&written),
                named = Fact::list(&named),
            ),
            message!("Retag with `wheel tags`, which changes both, or build again"),
        );
        if named.iter().any(|named| written.iter().any(|written| covers(written, named))) {
            finding.severity = Severity::Warning;
        }
    }
}

/// Whether machines that the one tag is for, or the newer ones of their kind, support the other as well.
fn covers(written: &str, named: &str) -> bool {
    let parts =
        |tag: &str| -> Option<[String; 3]> { tag.split('-').map(str::to_owned).collect::<Vec<_>>().try_into().ok() };
    let (Some([python, abi, written]), Some([named_python, named_abi, named])) = (parts(written), parts(named)) else {
        return written == named;
    };
    python == named_python && abi == named_abi && system_covers(&platform(&written), &platform(&named))
}

fn system_covers(written: &Platform<'_>, named: &Platform<'_>) -> bool {
    use System::{Any, Linux, Macos, Manylinux, Musllinux};
    let shared = written.architectures.iter().any(|architecture| named.architectures.contains(architecture));
    let same_kind = match (written.system, named.system) {
        // Any Linux has its bare tag, and what is built for one glibc or macOS runs on later ones.
        (Linux, system) | (system, Linux) => system.is_linux(),
        (Manylinux(_), Manylinux(_)) | (Macos(..), Macos(..)) | (Musllinux, Musllinux) => true,
        _ => false,
    };
    written.system == Any || written.tag == named.tag || shared && same_kind
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::testing::check_words as check;

    #[test]
    fn the_order_of_tags_does_not_matter() {
        check(
            "=== demo-1.0-py2.py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\nRequires-Python: >=2.7\n--- demo-1.0.dist-info/WHEEL {merge}\nTag: py3-none-any\nTag: py2-none-any\n",
            &[],
        );
    }

    #[test]
    fn a_wheel_that_was_widened_by_its_name_is_no_error() {
        check(
            "=== demo-1.0-py2.py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\nRequires-Python: >=2.7\n--- demo-1.0.dist-info/WHEEL {merge}\nTag: py3-none-any\n",
            &[
                "warning wheel-tag-mismatch: `WHEEL` is tagged `py3-none-any`, the file name `py2-none-any` and `py3-none-any`; \
               installers go by the name, other tools by `WHEEL`",
            ],
        );
    }

    /// `mysql-connector-python` 26.10.0.
    #[test]
    fn a_wheel_for_linux_that_was_renamed_to_manylinux_is_no_error() {
        let of = |name: &str, tag: &str| {
            let fixture = format!(
                "=== demo-1.0-{name}.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/WHEEL {{merge}}\nTag: {tag}\nRoot-Is-Purelib: false\n"
            );
            let findings = crate::fixture::report(&fixture).findings;
            let found = findings.into_iter().find(|finding| finding.rule == "wheel-tag-mismatch");
            found.map(|finding| finding.severity)
        };
        assert_eq!(of("py3-none-manylinux_2_28_x86_64", "py3-none-linux_x86_64"), Some(Severity::Warning));
        assert_eq!(of("py3-none-macosx_11_0_arm64", "py3-none-macosx_10_9_universal2"), Some(Severity::Warning));
        assert_eq!(of("py3-none-manylinux_2_28_x86_64", "py3-none-any"), Some(Severity::Warning));
        assert_eq!(of("py3-none-manylinux_2_28_x86_64", "py3-none-linux_aarch64"), Some(Severity::Error));
        assert_eq!(of("py3-none-manylinux_2_28_x86_64", "py3-none-win_amd64"), Some(Severity::Error));
        assert_eq!(of("py3-none-manylinux_2_28_x86_64", "py3-none-manylinux_2_28_x86_64"), None);
    }
}
