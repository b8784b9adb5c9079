//! The wheels of one release against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::metadata::Metadata;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{requirements_only_in, wheel_version};
use crate::rules::members::{project, version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Wheels of one release tell different stories
    ///
    /// `Requires-Dist`, entry points or importable top-level names differ between wheels of one release. Spelling and
    /// order do not matter.
    ///
    /// ## Why
    /// Resolvers and lockers read one wheel of a release and take its requirements for all others: on another platform
    /// something is missing.
    ///
    /// ## Fix
    /// Write conditions as markers, and build all wheels from one commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0-1-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Build: 1
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: tzdata>=2024
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0-1-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/WHEEL {merge}
    /// Build: 1
    /// ```
    MatchWheelsDisagree { id: "match-wheels-disagree", gate: Agree, severity: Warning, since: "0.1.0", reads: all [Wheel] }
}

impl Rule for MatchWheelsDisagree {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let mut releases: BTreeMap<(String, String), Vec<(&Wheel, &Metadata)>> = BTreeMap::new();
        for wheel in release.wheels() {
            let version = wheel_version(wheel).and_then(|text| version(&text));
            if let (Some(name), Some(version), Some(metadata)) = (project(wheel), version, &wheel.metadata) {
                releases.entry((name, version)).or_default().push((wheel, metadata));
            }
        }
        releases.retain(|_, wheels| wheels.len() > 1);
        if releases.is_empty() {
            check.skip("needs two wheels of one release");
        }
        for wheels in releases.values() {
            let Some((first, rest)) = wheels.split_first() else { continue };
            for other in rest {
                compare(*first, *other, check);
            }
        }
    }
}

fn compare((one, first): (&Wheel, &Metadata), (other, second): (&Wheel, &Metadata), check: &mut Check<'_>) {
    let fix = message!("Write conditions as markers, and build all wheels from one commit");
    let mut differ = requirements_only_in(&first.requires_dist, &second.requires_dist);
    differ.extend(requirements_only_in(&second.requires_dist, &first.requires_dist));
    if !differ.is_empty() {
        check.find(
            other.file.at(&second.path),
            message!(
                "Only one of this wheel and {file} requires {differ}",
                file = Fact::code(&one.file.name),
                differ = Fact::list(differ),
            ),
            fix.clone(),
        );
    }
    if commands(one) != commands(other) {
        let message = message!("The entry points differ from those of {file}", file = Fact::code(&one.file.name));
        check.find(other.file.location(), message, fix.clone());
    }
    let (names, others) = (packages(one), packages(other));
    let differ: Vec<&str> = names.symmetric_difference(&others).copied().collect();
    if one.opened && other.opened && !differ.is_empty() {
        check.find(
            other.file.location(),
            message!(
                "Only one of this wheel and {file} has the packages {differ}",
                file = Fact::code(&one.file.name),
                differ = Fact::list(differ),
            ),
            fix,
        );
    }
}

fn commands(wheel: &Wheel) -> BTreeSet<(&str, &str, String)> {
    let entries = wheel.entry_points.iter().flat_map(|points| &points.entries);
    entries.map(|it| (it.group.as_str(), it.name.as_str(), it.value.split_whitespace().collect())).collect()
}

/// Top-level folders that hold Python source. Folders of bundled libraries and private modules differ by platform.
fn packages(wheel: &Wheel) -> BTreeSet<&str> {
    let sources = wheel.site.iter().filter(|path| path.ends_with(".py"));
    sources
        .filter_map(|path| path.split_once('/'))
        .map(|(root, _)| root)
        .filter(|root| !root.starts_with('_'))
        .collect()
}
