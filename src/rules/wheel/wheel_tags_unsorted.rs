//! The order of tags in the name of a wheel.

use super::filename;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The tags in the file name are not sorted
    ///
    /// A compressed set of tags, such as `py3.py2`, is not in the order of the alphabet. For platforms it is a note: repair tools order them
    /// by age.
    ///
    /// ## Why
    /// The specification asks for sorted sets, so that one wheel has one name. Tools that compare names take the other order for another wheel.
    ///
    /// ## Fix
    /// Let the backend name the file, or use `wheel tags`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3.py2-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=2.7
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py2.py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=2.7
    /// ```
    WheelTagsUnsorted { id: "wheel-tags-unsorted", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for WheelTagsUnsorted {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        for (set, severity) in
            [(&name.python, Severity::Warning), (&name.abi, Severity::Warning), (&name.platform, Severity::Info)]
        {
            if set.is_sorted() {
                continue;
            }
            let mut sorted = set.clone();
            sorted.sort();
            let finding = check.find(
                wheel.file.location(),
                message!(
                    "The tags {written} are not sorted: {sorted}",
                    written = Fact::code(set.join(".")),
                    sorted = Fact::code(sorted.join(".")),
                ),
                message!("Let the backend name the file, or use `wheel tags`"),
            );
            finding.severity = severity;
        }
    }
}
