//! Tags of `WHEEL`, compared with those of the file name.

use std::collections::BTreeSet;

use super::{filename, wheel_file};
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The tags in WHEEL are not those of the file name
    ///
    /// The `Tag` lines, expanded, are not the set of tags that the file name stands for. Where some tags agree it is a
    /// warning: tools that widen a wheel often change only its name.
    ///
    /// ## Why
    /// Installers go by the name and do not look at `WHEEL`; tools that look at installed distributions go by `WHEEL`. A
    /// wheel that was renamed to another platform is broken there.
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
        if !named.is_disjoint(&written) {
            finding.severity = Severity::Warning;
        }
    }
}

#[cfg(test)]
mod tests {
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
}
