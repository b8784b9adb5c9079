//! Name and version across the files of one drop. Other fields have rules of their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::artifact::normalize_name;
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{sdist_version, wheel_version};
use crate::rules::members::{project, version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Wheel and sdist are of different releases
    ///
    /// The drop holds one wheel release and one sdist, and their names or versions differ. Where several projects or versions lie in one
    /// folder, nothing is compared that has no counterpart.
    ///
    /// ## Why
    /// Uploaded together they make a release of which users get one version or the other, depending on their platform.
    ///
    /// ## Fix
    /// Empty `dist/`, and build both from one commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.1-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === other-1.0.tar.gz
    /// --- other-1.0/other/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    MatchNameVersion { id: "match-name-version", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Sdist] }
}

impl Rule for MatchNameVersion {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let mut wheels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut sdists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let canonical = |text: String| version(&text).unwrap_or(text);
        for wheel in release.wheels() {
            let Some(name) = project(wheel) else { continue };
            wheels.entry(name).or_default().extend(wheel_version(wheel).map(canonical));
        }
        for sdist in release.sdists() {
            let Some(name) = project(sdist) else { continue };
            sdists.entry(name).or_default().extend(sdist_version(sdist).map(canonical));
        }
        let Some(sdist) = release.sdists().next() else { return };
        if let (1, 1) = (wheels.len(), sdists.len())
            && let (Some(wheel), Some(other)) = (wheels.keys().next(), sdists.keys().next())
            && wheel != other
        {
            check.find(
                sdist.file.location(),
                message!(
                    "The wheel is of {wheel}, the sdist of {sdist}: they are no release together",
                    wheel = Fact::code(wheel),
                    sdist = Fact::code(other),
                ),
                message!("Empty `dist/`, and build both from one commit"),
            );
            return;
        }
        for (name, versions) in &wheels {
            let Some(others) = sdists.get(name) else { continue };
            let (Some(one), Some(other)) = (versions.first(), others.first()) else { continue };
            let equal = crate::rules::members::same_version(one, other);
            if versions.len() > 1 || others.len() > 1 || equal {
                continue;
            }
            let found =
                release.sdists().find(|sdist| project(*sdist).as_deref() == Some(normalize_name(name).as_str()));
            check.find(
                found.unwrap_or(sdist).file.location(),
                message!(
                    "The wheel of {name} has version {wheel}, the sdist {sdist}",
                    name = Fact::code(name),
                    wheel = Fact::code(one),
                    sdist = Fact::code(other),
                ),
                message!("Empty `dist/`, and build both from one commit"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn several_projects_and_old_releases_may_lie_in_one_folder() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n=== other-2.0.tar.gz\n--- other-2.0/other/__init__.py\n\
             === demo-1.1.tar.gz\n--- demo-1.1/demo/__init__.py\n=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n",
            &[],
        );
    }
}
