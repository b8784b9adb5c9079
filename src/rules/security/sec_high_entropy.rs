//! Modules that hold data or packed code, by their lines and bytes.

use crate::artifact::Distribution;
use crate::contents::hits::HitKind;
use crate::message;
use crate::rules::members::{is_test_data, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module does not look written by a person
    ///
    /// A `.py` file has a line with more than 5,000 characters, or bytes as even as those of compressed or encoded data
    /// (more than 6 bits a byte). Tests are left out.
    ///
    /// ## Why
    /// Nobody can review it, and reviewers and scanners take it for hidden code. Tables and embedded files look the
    /// same.
    ///
    /// ## Fix
    /// Move data to a file of its own and read it with `importlib.resources`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/blob.py {hex, repeat=6000}
    /// 23
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/blob.py
    /// DATA = bytes(range(16))
    /// ```
    SecHighEntropy { id: "sec-high-entropy", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecHighEntropy {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        if check.need_members(distribution).is_none() {
            return;
        }
        let odd = |kind: HitKind| matches!(kind, HitKind::LongLine | HitKind::Entropy);
        let hits = distribution.contents().hits.iter();
        let found = hits.filter(|(path, hits)| !is_test_data(path) && hits.iter().any(|hit| odd(hit.kind)));
        check.find_each(
            distribution.file().location(),
            places(distribution.file(), found.map(|(path, _)| path.as_str())),
            |name| message!("{name} holds lines or bytes that no person wrote", name = name),
            |count, names| {
                message!(
                    "{count} modules hold lines or bytes that no person wrote: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Move the data to a file of its own"),
        );
    }
}
