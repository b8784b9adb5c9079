//! The order of members in the archive.

use std::collections::BTreeMap;

use crate::archive::Member;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::{Wheel, in_dist_info};
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The members are not sorted
    ///
    /// The members of the archive are in no order of their paths. Any order that compares names or whole paths is accepted, with the
    /// `.dist-info` directory before or after the rest. Files at the top of an sdist are left out: backends put them last, in an order of
    /// their own.
    ///
    /// ## Why
    /// The order is that in which the disk of the builder listed them, so nobody else can build the same bytes. It is only worth knowing.
    ///
    /// ## Fix
    /// Use a backend that sorts its input; newer ones do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {unsorted}
    /// --- demo/b.py
    /// --- demo/__init__.py
    /// --- demo/c.py
    /// --- demo/a.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a.py
    /// --- demo/b.py
    /// ```
    ReproEntryOrder { id: "repro-entry-order", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ReproEntryOrder {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let mut order: Vec<(u64, &Member)> =
            wheel.details.iter().map(|detail| detail.header_start).zip(&wheel.members).collect();
        order.sort_by_key(|(start, _)| *start);
        let paths = order.into_iter().map(|(_, member)| member).filter(|member| !in_dist_info(&member.path));
        judge(wheel, paths.collect(), check);
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        // Backends put the files at the top last or first, each in its own order, and the same each time.
        let paths = sdist.members.iter().filter(|member| member.path.matches('/').count() > 1);
        judge(sdist, paths.collect(), check);
    }
}

/// In every folder, the files come in one order and the folders in one order: what any walk that sorts gives.
fn judge(distribution: &dyn Distribution, members: Vec<&Member>, check: &mut Check<'_>) {
    if check.need_members(distribution).is_none() {
        return;
    }
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for member in members.into_iter().filter(|member| !member.is_directory()) {
        let (folder, name) = member.path.rsplit_once('/').unwrap_or(("", &member.path));
        if let Some(before) = last.insert(folder, name)
            && before > name
            && before.to_lowercase() > name.to_lowercase()
        {
            let message = message!(
                "The members are not sorted: {name} comes after {before}, so nobody else can build the same bytes",
                name = Fact::code(&member.path),
                before = Fact::code(before),
            );
            check.find(distribution.file().location(), message, message!("Use a backend that sorts its input"));
            return;
        }
    }
}
