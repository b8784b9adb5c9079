//! Dates of the build in generated modules.

use std::collections::BTreeSet;

use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A generated module holds the time of the build
    ///
    /// A module such as `_version.py` holds a date with a time that is the time of members of the wheel.
    ///
    /// ## Why
    /// Each build gives other bytes, though the source is the same.
    ///
    /// ## Fix
    /// Write the date of the commit, or none.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/_version.py
    /// built = "2024-01-01T00:00:00"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/_version.py
    /// built = "2023-06-01T12:34:56"
    /// ```
    ReproBuildDate { id: "repro-build-date", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ReproBuildDate {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(members) = check.need_members(wheel) else { return };
        let times: BTreeSet<i64> = members.iter().filter_map(|member| member.modified).collect();
        for (path, dates) in &wheel.contents.seen.build_dates {
            let built = dates.iter().find(|(_, date)| {
                // The zip keeps steps of two seconds and no time zone, which is whole quarters of an hour.
                let near = times.range(date - 14 * 3600 - 2..=date + 14 * 3600 + 2);
                near.into_iter().any(|time| matches!((time - date).abs() % 900, 0..=2 | 898..))
            });
            if let Some((text, _)) = built {
                let message = message!("It holds {date}, the time of the build", date = Fact::code(text));
                let finding =
                    check.find(wheel.file.at(path), message, message!("Write the date of the commit, or none"));
                finding.certainty = Certainty::Likely;
            }
        }
    }
}
