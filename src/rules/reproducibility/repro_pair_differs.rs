//! Two builds of one file, dropped together.

use std::collections::BTreeMap;

use crate::archive::Member;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Two builds of the same file differ
    ///
    /// Two files of the same name were dropped, and their bytes differ. What differs is told: members, contents, order, times, modes or
    /// compression.
    ///
    /// ## Why
    /// The build is not reproducible: nobody can check that the published file was made from the published source.
    ///
    /// ## Fix
    /// Fix what is named; most of it is done by setting `SOURCE_DATE_EPOCH`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ReproPairDiffers { id: "repro-pair-differs", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ReproPairDiffers {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let others = || check.release().wheels().filter(|other| other.file.name == wheel.file.name);
        if others().count() < 2 {
            check.skip("needs two builds of the same file");
            return;
        }
        let first = others().next().filter(|first| first.file.sha256 != wheel.file.sha256);
        let Some(first) = first else { return };
        let mut causes = differences(&first.members, &wheel.members);
        let crc = |of: &Wheel| -> BTreeMap<String, u32> {
            of.members.iter().zip(&of.details).map(|(member, detail)| (member.path.clone(), detail.crc32)).collect()
        };
        let (one, other) = (crc(first), crc(wheel));
        let changed: Vec<&String> = one
            .iter()
            .filter(|(path, crc)| other.get(*path).is_some_and(|it| it != *crc))
            .map(|(path, _)| path)
            .collect();
        if let Some(path) = changed.first() {
            let more = changed.len() - 1;
            causes.push(if more == 0 {
                format!("the content of {path}")
            } else {
                format!("the content of {path} and {more} more")
            });
        }
        let order = |of: &Wheel| {
            let mut paths: Vec<(u64, String)> =
                of.details.iter().map(|it| it.header_start).zip(of.members.iter().map(|it| it.path.clone())).collect();
            paths.sort();
            paths.into_iter().map(|(_, path)| path).collect::<Vec<_>>()
        };
        if one.keys().eq(other.keys()) && order(first) != order(wheel) {
            causes.push("the order of members".to_owned());
        }
        report(wheel, causes, check);
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let others = || check.release().sdists().filter(|other| other.file.name == sdist.file.name);
        if others().count() < 2 {
            check.skip("needs two builds of the same file");
            return;
        }
        let first = others().next().filter(|first| first.file.sha256 != sdist.file.sha256);
        let Some(first) = first else { return };
        let mut causes = differences(&first.members, &sdist.members);
        if first.gzip != sdist.gzip {
            causes.push("the header of gzip".to_owned());
        }
        let paths = |of: &Sdist| of.members.iter().map(|member| member.path.clone()).collect::<Vec<_>>();
        let (one, other) = (paths(first), paths(sdist));
        let sorted = |mut paths: Vec<String>| {
            paths.sort();
            paths
        };
        if one != other && sorted(one) == sorted(other) {
            causes.push("the order of members".to_owned());
        }
        report(sdist, causes, check);
    }
}

/// What members alone tell: names, sizes, times, modes.
fn differences(first: &[Member], second: &[Member]) -> Vec<String> {
    let by_path = |members: &'_ [Member]| -> BTreeMap<String, Member> {
        members.iter().map(|member| (member.path.clone(), member.clone())).collect()
    };
    let (one, other) = (by_path(first), by_path(second));
    let mut causes = Vec::new();
    let only = one
        .keys()
        .find(|path| !other.contains_key(*path))
        .or_else(|| other.keys().find(|path| !one.contains_key(*path)));
    if let Some(path) = only {
        causes.push(format!("{path}, which only one of them has"));
    }
    let pairs = || one.iter().filter_map(|(path, member)| Some((path, member, other.get(path)?)));
    if let Some((path, ..)) = pairs().find(|(_, one, other)| one.size != other.size) {
        causes.push(format!("the size of {path}"));
    }
    if pairs().any(|(_, one, other)| one.modified != other.modified) {
        causes.push("times".to_owned());
    }
    if pairs().any(|(_, one, other)| one.mode != other.mode) {
        causes.push("modes".to_owned());
    }
    causes
}

fn report(distribution: &dyn Distribution, mut causes: Vec<String>, check: &mut Check<'_>) {
    if causes.is_empty() {
        causes.push("compression, or what lies between the members".to_owned());
    }
    let message = message!("Two builds of this file differ in {causes}", causes = Fact::text(causes.join("; ")));
    let fix = message!("Fix what is named; most of it is done by setting `SOURCE_DATE_EPOCH`");
    check.find(distribution.file().location(), message, fix);
}
