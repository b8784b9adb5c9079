//! The tag of the release against the versions of the files. Files against each other are `match-name-version` and
//! `match-project-table`.

use std::str::FromStr as _;

use pep440_rs::Version;

use crate::artifact::pyproject::Pyproject;
use crate::artifact::{Distribution, normalize_name};
use crate::finding::{Fact, Location};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tag;
use crate::rules::agree::pairs::{sdist_version, wheel_version};
use crate::rules::members::project;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The files have another version than the tag
    ///
    /// The tag that was given holds a version, as `v1.2.0`, `1.2.0`, `demo-1.2.0` and `demo/v1.2.0` do, and a wheel, an sdist or
    /// `pyproject.toml` has another one. Where the files are of several projects, only those that the tag names are compared.
    ///
    /// ## Why
    /// What is published is the version in the files: the release that everyone looks for under the tag is not on the index,
    /// and the next build of the right commit may find its file name taken.
    ///
    /// ## Fix
    /// Raise the version first, commit, tag that commit and build from the tag into an empty `dist/`. A workflow finds it out
    /// before the upload with `preflight check --tag "$GITHUB_REF_NAME" dist/`.
    ///
    /// ## Bad
    /// ```fixture
    /// tag: v1.1
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// tag: v1.0.0
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    VersionArtifactsDisagree {
        id: "version-artifacts-disagree", gate: Agree, severity: Error, since: "0.2.0",
        reads: any [Wheel, Sdist, Pyproject],
    }
}

/// A file that says of which project and version it is.
struct Stated {
    project: String,
    version: String,
    file: String,
    place: Location,
}

impl Rule for VersionArtifactsDisagree {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        compare(&distribution.file().location(), check);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        compare(&version_of_project(pyproject).map_or_else(|| pyproject.location(), |it| it.place), check);
    }
}

/// Compares all files when it is the turn of the first, so that thirty wheels of one version are told once.
fn compare(turn: &Location, check: &mut Check<'_>) {
    let release = check.release;
    let Some(tag) = release.options.tag.as_deref() else {
        check.skip("no tag was given");
        return;
    };
    let mut stated = stated(release);
    if stated.first().is_some_and(|first| first.place != *turn) {
        return;
    }
    if stated.is_empty() {
        check.skip("no file states a version");
        return;
    }
    stated.retain(|it| tag::version(tag, &it.project).is_some());
    let Some((project, version)) =
        stated.first().and_then(|it| Some((it.project.clone(), tag::version(tag, &it.project)?)))
    else {
        check.undecided("the tag holds no version");
        return;
    };
    if stated.iter().any(|it| it.project != project) {
        check.undecided("the files are of several projects, and the tag names none of them");
        return;
    }
    let mut told: Vec<&str> = Vec::new();
    for file in &stated {
        let same = Version::from_str(&file.version).map_or(true, |other| other == version);
        if same || told.contains(&file.version.as_str()) {
            continue;
        }
        told.push(&file.version);
        check.find(
            file.place.clone(),
            message!(
                "The tag {tag} is of version {version}, and {file} has version {other}",
                tag = Fact::code(tag),
                version = Fact::code(version.to_string()),
                file = Fact::code(&file.file),
                other = Fact::code(&file.version),
            ),
            message!("Tag the commit that has the version, and build from it into an empty `dist/`"),
        );
    }
}

/// Every distribution, then what `pyproject.toml` itself states.
fn stated(release: &Release) -> Vec<Stated> {
    let distribution = |distribution: &dyn Distribution, version: Option<String>| {
        let file = distribution.file();
        Some(Stated {
            project: project(distribution)?,
            version: version?,
            file: file.name.clone(),
            place: file.location(),
        })
    };
    let wheels = release.wheels().filter_map(|wheel| distribution(wheel, wheel_version(wheel)));
    let sdists = release.sdists().filter_map(|sdist| distribution(sdist, sdist_version(sdist)));
    wheels.chain(sdists).chain(release.pyprojects().filter_map(version_of_project)).collect()
}

fn version_of_project(pyproject: &Pyproject) -> Option<Stated> {
    let [name, version] = ["name", "version"].map(|key| pyproject.get(&["project", key]));
    let version = version?;
    Some(Stated {
        project: normalize_name(name?.as_str()?),
        version: version.as_str()?.to_owned(),
        file: "pyproject.toml".to_owned(),
        place: pyproject.at(&version.span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wheel(name: &str) -> String {
        format!("=== {name}-py3-none-any.whl\n--- {0}/__init__.py\n", name.split('-').next().unwrap_or_default())
    }

    fn found(tag: &str, files: &str) -> Vec<String> {
        let report = crate::fixture::report(&format!("tag: {tag}\n{files}"));
        let found = report.findings.iter().filter(|it| it.rule == "version-artifacts-disagree");
        found.map(|it| it.message.to_string()).collect()
    }

    #[test]
    fn tags_are_spelled_in_many_ways() {
        for tag in [
            "1.0",
            "v1.0",
            "V1.0.0",
            "release-1.0",
            "demo-1.0",
            "Demo/v1.0.0",
            "demo@1.0",
            "refs/tags/v1.0",
            "demo==1.0",
        ] {
            assert_eq!(found(tag, &wheel("demo-1.0")), [""; 0], "{tag}");
            assert_eq!(found(tag, &wheel("demo-1.1")).len(), 1, "{tag}");
        }
        assert_eq!(found("v1.0-rc.1", &wheel("demo-1.0rc1")), [""; 0]);
        assert_eq!(found("py3demo-1.0", &wheel("py3demo-1.1")).len(), 1, "a digit in the name");
    }

    #[test]
    fn a_tag_without_a_version_says_nothing() {
        for tag in ["latest", "2024-01-05", "v1", "nightly-7-g0a1b2c3"] {
            let known = tag::version(tag, "demo").is_some();
            assert_eq!(known, tag == "v1", "{tag}");
            assert_eq!(found(tag, &wheel("demo-1.0")), [""; 0], "{tag}");
        }
    }

    #[test]
    fn of_several_projects_only_the_named_one_is_compared() {
        let two = wheel("demo-1.0") + &wheel("other-2.0");
        assert_eq!(found("demo-v1.0", &two), [""; 0]);
        assert_eq!(found("other-v1.0", &two).len(), 1);
        assert_eq!(found("v1.0", &two), [""; 0]);
    }

    #[test]
    fn the_tag_of_a_project_with_a_longer_name_is_not_of_this_one() {
        assert_eq!(found("demo-core-v2.0", &wheel("demo-1.0")), [""; 0]);
    }

    #[test]
    fn what_an_earlier_build_left_is_told() {
        let two = wheel("demo-1.0") + &wheel("demo-1.1");
        assert_eq!(
            found("v1.1", &two),
            ["The tag `v1.1` is of version `1.1`, and `demo-1.0-py3-none-any.whl` has version `1.0`"]
        );
    }
}
