//! Times of members against the epoch that the user gives.

use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// Members do not have the time that the build was given
    ///
    /// With `--epoch` the time of `SOURCE_DATE_EPOCH` is given, and members have another. Zip archives keep two-second steps and no time zone;
    /// both are allowed for. No zip can say a time before 1980.
    ///
    /// ## Why
    /// The backend did not use the variable, so nobody can build the same bytes from the same commit.
    ///
    /// ## Fix
    /// Pass `SOURCE_DATE_EPOCH` into the build (also into containers and isolated environments), and use a backend that honours it.
    ///
    /// ## Bad
    /// ```fixture
    /// === options {epoch=1700000000}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === options {epoch=1704067200}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ReproEpochMismatch { id: "repro-epoch-mismatch", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

/// 1980-01-01, before which no zip can date a member.
const FIRST_OF_ZIP: i64 = 315_532_800;

impl Rule for ReproEpochMismatch {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        judge(wheel, check, |time, epoch| {
            let difference = (time - epoch.max(FIRST_OF_ZIP)).abs();
            // A time zone is whole quarters of an hour, at most 14 hours; steps are two seconds.
            difference <= 14 * 3600 && matches!(difference % 900, 0..=2 | 898..)
        });
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        judge(sdist, check, |time, epoch| time == epoch);
    }
}

fn judge(distribution: &dyn Distribution, check: &mut Check<'_>, same: fn(i64, i64) -> bool) {
    let Some(epoch) = check.options().epoch else {
        check.skip("needs the epoch of the build (--epoch)");
        return;
    };
    let Some(members) = check.need_members(distribution) else { return };
    let files = members.iter().filter(|member| !member.is_directory());
    let other = files.filter(|member| member.modified.is_some_and(|time| !same(time, epoch)));
    check.find_each(
        distribution.file().location(),
        places(distribution.file(), other.map(|member| member.path.as_str())),
        |name| message!("{name} does not have the time of `SOURCE_DATE_EPOCH`", name = name),
        |count, names| {
            message!(
                "{count} members do not have the time of `SOURCE_DATE_EPOCH`: {names}",
                count = count,
                names = names
            )
        },
        &message!("Pass `SOURCE_DATE_EPOCH` into the build, and use a backend that honours it"),
    );
}
