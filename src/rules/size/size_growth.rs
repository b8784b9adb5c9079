//! The size against that of another version of the same project in the drop.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use pep440_rs::Version;

use crate::archive::Member;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, human_bytes};
use crate::message;
use crate::rules::members::project;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file grew by more than a quarter
    ///
    /// Another, older version of the same project was dropped beside this one, for the same platform, and this file is more than 25 % and more
    /// than 100 kB larger.
    ///
    /// ## Why
    /// A release that suddenly grows often holds something that nobody meant to publish.
    ///
    /// ## Fix
    /// Look at what is new, and leave out what is not meant.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.1-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.bin {noise=160000, stored}
    /// 1234567
    /// --- demo/data.gz {repeat=2000}
    /// 1234567
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.1-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    SizeGrowth { id: "size-growth", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

/// Bytes of growth that are not worth a word.
const LITTLE: u64 = 100_000;

impl Rule for SizeGrowth {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let tags = |of: &Wheel| of.filename.as_ref().ok().map(|name| (name.python.clone(), name.platform.clone()));
        let same =
            check.release().wheels().filter(|other| project(*other) == project(wheel) && tags(other) == tags(wheel));
        compare(wheel, same.map(|other| other as &dyn Distribution).collect(), check);
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let same = check.release().sdists().filter(|other| project(*other) == project(sdist));
        compare(sdist, same.map(|other| other as &dyn Distribution).collect(), check);
    }
}

fn version(of: &dyn Distribution) -> Option<Version> {
    Version::from_str(of.metadata()?.version()?).ok()
}

/// Against the newest of those that are older.
fn compare(distribution: &dyn Distribution, others: Vec<&dyn Distribution>, check: &mut Check<'_>) {
    let own = version(distribution);
    let older = others.into_iter().filter(|other| version(*other) < own && version(*other).is_some());
    let Some(before) = older.max_by_key(|other| version(*other)) else {
        check.skip("needs an older version of the same project");
        return;
    };
    let (old, new) = (before.file().size, distribution.file().size);
    let growth = new.saturating_sub(old);
    if growth <= LITTLE || growth.saturating_mul(4) <= old {
        return;
    }
    let message = message!(
        "The file grew from {old} to {new}; most of it: {names}",
        old = Fact::Bytes(old),
        new = Fact::Bytes(new),
        names = Fact::list(grown(before.members(), distribution.members())),
    );
    check.find(
        distribution.file().location(),
        message,
        message!("Look at what is new, and leave out what is not meant"),
    );
}

/// The members that grew most, unpacked. The folders of an sdist and of `.dist-info` carry the version in their name.
fn grown(before: &[Member], after: &[Member]) -> Vec<String> {
    let inner = |path: &str| match path.split_once('/') {
        Some((root, rest)) if root.contains('-') => rest.to_owned(),
        _ => path.to_owned(),
    };
    let old: BTreeMap<String, u64> = before.iter().map(|member| (inner(&member.path), member.size)).collect();
    let growth = |member: &Member| member.size.saturating_sub(old.get(&inner(&member.path)).copied().unwrap_or(0));
    let mut grown: Vec<(u64, &str)> = after.iter().map(|member| (growth(member), member.path.as_str())).collect();
    grown.sort_by_key(|(bytes, path)| (std::cmp::Reverse(*bytes), *path));
    grown
        .into_iter()
        .take(5)
        .filter(|(bytes, _)| *bytes > 0)
        .map(|(bytes, path)| format!("{path} (+{})", human_bytes(bytes)))
        .collect()
}
