//! The project's own version in `uv.lock`.

use std::str::FromStr as _;

use pep440_rs::Version;

use crate::artifact::normalize_name;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::pipeline::static_version;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// uv.lock has another version of the project
    ///
    /// `uv.lock`, beside `pyproject.toml` or in the sdist, names the project with another version than `[project]`.
    ///
    /// ## Why
    /// `uv sync --locked` fails in every job that runs it, until somebody locks again.
    ///
    /// ## Fix
    /// Run `uv lock` after raising the version, and commit it.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.1.0"
    /// === uv.lock
    /// version = 1
    ///
    /// [[package]]
    /// name = "demo"
    /// requires-python = ">=3.10"
    /// version = "1.0.0"
    /// source = { editable = "." }
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.1.0"
    /// === uv.lock
    /// version = 1
    ///
    /// [[package]]
    /// name = "demo"
    /// requires-python = ">=3.10"
    /// version = "1.1.0"
    /// source = { editable = "." }
    /// ```
    VersionLockStale { id: "version-lock-stale", gate: Pipeline, severity: Info, since: "0.2.0", reads: all [Pyproject] }
}

impl Rule for VersionLockStale {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for pyproject in release.pyprojects() {
            let Some((version, name)) = static_version(pyproject).zip(pyproject.project_str("name")) else {
                check.skip("the version does not stand in pyproject.toml");
                continue;
            };
            let around =
                release.sdists().find(|sdist| pyproject.member.is_some() && sdist.file.name == pyproject.file.name);
            let inside = || {
                let sdist = around?;
                let path = format!("{}/uv.lock", sdist.root()?);
                let bytes = sdist.contents.texts.get(&path)?;
                Some(Pyproject::parse(sdist.file.clone(), Some(path), bytes))
            };
            let dropped = release.others().find(|other| other.file.name == "uv.lock" && around.is_none());
            let lock = dropped.map(|other| Pyproject::parse(other.file.clone(), None, &other.text)).or_else(inside);
            let Some(lock) = lock else {
                check.skip("there is no uv.lock");
                continue;
            };
            let packages = lock.get(&["package"]).map(Value::items).unwrap_or_default();
            let own = packages.iter().find(|package| {
                let local =
                    ["editable", "virtual", "directory"].iter().any(|key| package.get(&["source", key]).is_some());
                local
                    && package
                        .get(&["name"])
                        .and_then(Value::as_str)
                        .is_some_and(|other| normalize_name(other) == normalize_name(name))
            });
            let Some(locked) = own.and_then(|package| package.get(&["version"])) else { continue };
            let written = locked.as_str().unwrap_or_default();
            let same = match (Version::from_str(version), Version::from_str(written)) {
                (Ok(one), Ok(other)) => one == other,
                _ => version == written,
            };
            if !same {
                let message = message!(
                    "`uv.lock` has version {written} of the project, and `[project]` has {version}",
                    written = Fact::code(written),
                    version = Fact::code(version)
                );
                check.find(lock.at(&locked.span), message, message!("Run `uv lock`"));
            }
        }
    }
}
