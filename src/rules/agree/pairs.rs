//! Which files of a drop belong together: the same project, and the same version where both say one.

use std::collections::{BTreeSet, HashSet};
use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::MarkerTree;

use crate::artifact::metadata::Metadata;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::artifact::{Distribution, normalize_name};
use crate::inspect::Release;
use crate::rules::Check;
use crate::rules::members::{project, same_version};

/// The version of a distribution, from its metadata or else from its file name.
pub(super) fn version(metadata: Option<&Metadata>, from_name: Option<&str>) -> Option<String> {
    metadata.and_then(Metadata::version).or(from_name).map(str::to_owned)
}

pub(super) fn wheel_version(wheel: &Wheel) -> Option<String> {
    version(wheel.metadata(), wheel.filename.as_ref().ok().map(|parts| parts.version.as_str()))
}

pub(super) fn sdist_version(sdist: &Sdist) -> Option<String> {
    version(sdist.metadata(), sdist.filename.as_ref().ok().map(|parts| parts.version.as_str()))
}

/// Sdists with the wheels of the same release, as far as both have readable metadata.
pub(super) fn releases<'r>(
    release: &'r Release,
    check: &mut Check<'_>,
) -> Vec<(&'r Sdist, &'r Metadata, &'r Wheel, &'r Metadata)> {
    let mut pairs = Vec::new();
    for sdist in release.sdists() {
        for wheel in release.wheels().filter(|wheel| project(*wheel) == project(sdist)) {
            match (sdist_version(sdist), wheel_version(wheel)) {
                (Some(one), Some(other)) if same_version(&one, &other) => {}
                _ => continue,
            }
            let (Some(one), Some(other)) = (check.need_metadata(sdist), check.need_metadata(wheel)) else { continue };
            pairs.push((sdist, one, wheel, other));
        }
    }
    if pairs.is_empty() {
        check.skip("no wheel and sdist of one release");
    }
    pairs
}

/// Each `pyproject.toml` with the distributions that were built from it: those of its name, and of its version or that of
/// the sdist that it lies in.
pub(super) fn built_from(release: &Release) -> Vec<(&Pyproject, &dyn Distribution)> {
    let mut pairs: Vec<(&Pyproject, &dyn Distribution)> = Vec::new();
    for pyproject in release.pyprojects() {
        let Some(name) = pyproject.project_str("name").map(normalize_name) else { continue };
        let around = release.sdists().find(|sdist| {
            pyproject.member.is_some() && sdist.pyproject.is_some() && sdist.file.name == pyproject.file.name
        });
        let version = around.and_then(sdist_version).or_else(|| pyproject.project_str("version").map(str::to_owned));
        let fits = |found: Option<String>| match (&version, found) {
            (Some(version), Some(found)) => same_version(version, &found),
            _ => true,
        };
        for wheel in release.wheels().filter(|wheel| project(*wheel).as_ref() == Some(&name)) {
            if fits(wheel_version(wheel)) {
                pairs.push((pyproject, wheel));
            }
        }
        for sdist in release.sdists() {
            let own = around.is_some_and(|around| around.file.name == sdist.file.name);
            if own || (project(sdist).as_ref() == Some(&name) && fits(sdist_version(sdist))) {
                pairs.push((pyproject, sdist));
            }
        }
    }
    pairs
}

/// Whether a distribution leaves a field to the build: named in `Dynamic`, or older than metadata 2.2, which promises nothing.
pub(super) fn is_dynamic(metadata: &Metadata, field: &str) -> bool {
    metadata.metadata_version() < Some((2, 2))
        || metadata.all("Dynamic").any(|dynamic| dynamic.value.trim().eq_ignore_ascii_case(field))
}

/// Requirements that one list has and the other has not, as written. Spelling, order and the form of markers do not matter.
pub(super) fn requirements_only_in(one: &[Requirement], other: &[Requirement]) -> Vec<String> {
    let plain: HashSet<Plain<'_>> = other.iter().map(plain).collect();
    one.iter().filter(|requirement| !plain.contains(&self::plain(requirement))).map(|it| it.text.clone()).collect()
}

/// What a requirement means; of what cannot be read, the text.
type Plain<'r> =
    Result<(String, BTreeSet<String>, BTreeSet<(String, Version)>, Option<&'r str>, &'r MarkerTree), &'r str>;

fn plain(requirement: &Requirement) -> Plain<'_> {
    let Ok(parsed) = &requirement.parsed else { return Err(&requirement.text) };
    let specifiers = requirement.specifiers().into_iter().flat_map(|specifiers| specifiers.iter());
    Ok((
        parsed.name.to_string(),
        parsed.extras.iter().map(ToString::to_string).collect(),
        specifiers.map(|it| (it.operator().to_string(), it.version().clone())).collect(),
        requirement.url(),
        &parsed.marker,
    ))
}

/// Whether two sets of specifiers hold the same specifiers, in whatever order and spelling.
pub(super) fn same_specifiers(one: &str, other: &str) -> bool {
    let set = |text: &str| -> Option<BTreeSet<(String, Version)>> {
        let specifiers = VersionSpecifiers::from_str(text.trim()).ok()?;
        Some(specifiers.iter().map(|it| (it.operator().to_string(), it.version().clone())).collect())
    };
    match (set(one), set(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.trim() == other.trim(),
    }
}
