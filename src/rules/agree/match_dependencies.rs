//! `Requires-Dist` of a wheel against that of its sdist, compared by meaning.

use crate::artifact::marker::{extras_named, marker_text};
use crate::artifact::metadata::Metadata;
use crate::artifact::normalize_name;
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{is_dynamic, releases, requirements_only_in};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Wheel and sdist require different projects
    ///
    /// `Requires-Dist` differs between files of one release. Spelling of names, order of specifiers and form of markers
    /// do not matter, and an sdist that calls the field dynamic is not compared.
    ///
    /// ## Why
    /// Resolvers read the requirements from one file of a release and use them for every other. What a build adds or
    /// drops depends on the machine that built the wheel.
    ///
    /// ## Fix
    /// Write the condition as a marker, such as `; sys_platform == "win32"`, instead of deciding it while building; and
    /// build both from one commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: tzdata>=2024
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: tzdata>=2024,!=2025.1; sys_platform == "win32" and python_version >= "3.9"
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/PKG-INFO {merge}
    /// Requires-Dist: tzdata (!=2025.1,>=2024) ; python_version >= '3.9' and sys_platform == 'win32'
    /// ```
    MatchDependencies { id: "match-dependencies", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Sdist] }
}

impl Rule for MatchDependencies {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, one, wheel, other) in releases(release, check) {
            if is_dynamic(one, "Requires-Dist") {
                continue;
            }
            let missing = unequal(one, other);
            let added = unequal(other, one);
            let fix = message!("Write conditions as markers, and build both from one commit");
            if !missing.is_empty() {
                check.find(
                    wheel.file.at(&other.path),
                    message!(
                        "{file} requires {missing}, the wheel does not",
                        file = Fact::code(&sdist.file.name),
                        missing = Fact::list(missing),
                    ),
                    fix.clone(),
                );
            }
            if !added.is_empty() {
                check.find(
                    wheel.file.at(&other.path),
                    message!(
                        "The wheel requires {added}, {file} does not",
                        added = Fact::list(added),
                        file = Fact::code(&sdist.file.name),
                    ),
                    fix,
                );
            }
        }
    }
}

/// What only the first requires. Where the other does not declare the extra, `match-extras` says so.
fn unequal(one: &Metadata, other: &Metadata) -> Vec<String> {
    let declared: Vec<String> = other.all("Provides-Extra").map(|field| normalize_name(field.value.trim())).collect();
    let mut only = requirements_only_in(&one.requires_dist, &other.requires_dist);
    only.retain(|text| {
        let named = marker_text(text).map(extras_named).unwrap_or_default();
        named.iter().all(|extra| declared.contains(&normalize_name(extra)))
    });
    only
}
