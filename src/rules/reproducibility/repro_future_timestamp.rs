//! Times of members that are still to come.

use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A member is dated in the future
    ///
    /// A member was changed more than a day after now, by the clock of whoever runs this check.
    ///
    /// ## Why
    /// The clock of the build was wrong. Tools that compare times build again and again, and signatures may be refused.
    ///
    /// ## Fix
    /// Correct the clock of the machine that builds.
    ///
    /// ## Bad
    /// ```fixture
    /// === options {now=1704067200}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {mtime=1704667200}
    /// --- demo-1.0.dist-info/METADATA {merge, mtime=1704667200}
    /// --- demo-1.0.dist-info/WHEEL {merge, mtime=1704667200}
    /// --- demo-1.0.dist-info/licenses/LICENSE {mtime=1704667200}
    /// --- demo-1.0.dist-info/RECORD {append, mtime=1704667200}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === options {now=1704067200}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ReproFutureTimestamp { id: "repro-future-timestamp", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

const DAY: i64 = 86_400;

impl Rule for ReproFutureTimestamp {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(now) = check.options().now else {
            check.skip("needs the time of whoever asks");
            return;
        };
        let Some(members) = check.need_members(distribution) else { return };
        let future = members.iter().filter(|member| member.modified.is_some_and(|time| time > now.saturating_add(DAY)));
        check.find_each(
            distribution.file().location(),
            places(distribution.file(), future.map(|member| member.path.as_str())),
            |name| message!("{name} is dated in the future", name = name),
            |count, names| message!("{count} members are dated in the future: {names}", count = count, names = names),
            &message!("Correct the clock of the machine that builds"),
        );
    }
}
