//! Package discovery of setuptools that nobody configured. What a built wheel holds is judged by `content-empty`.

use crate::artifact::pyproject::Pyproject;
use crate::artifact::setuptools::{Discovery, FIRST_WITH_DISCOVERY, discovery, oldest_allowed, only_older};
use crate::finding::{Fact, Location, Severity};
use crate::inspect::Release;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// setuptools finds the packages by itself
    ///
    /// The file names no packages and configures no discovery, so setuptools decides what gets into the wheel.
    ///
    /// ## Why
    /// From version 61 on, setuptools takes what lies in `src/`, or the one top-level package. Older versions do not read
    /// `[project]` at all and build `UNKNOWN-0.0.0` without a module. What is found changes when someone adds a folder.
    ///
    /// It is a remark where the build requirement admits only versions with discovery, a warning where it admits older ones,
    /// and an error where it admits only older ones.
    ///
    /// ## Fix
    /// Make it explicit, and require a version that knows it:
    ///
    /// ```toml
    /// [build-system]
    /// requires = ["setuptools>=61"]
    ///
    /// [tool.setuptools.packages.find]
    /// where = ["src"]
    /// ```
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=61"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=61"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [tool.setuptools.packages.find]
    /// where = ["src"]
    /// ```
    PyprojectDiscoveryImplicit { id: "pyproject-discovery-implicit", gate: Run, severity: Info, since: "0.1.0", reads: all [Pyproject] }
}

impl Rule for PyprojectDiscoveryImplicit {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for pyproject in release.pyprojects() {
            judge(pyproject, release, check);
        }
    }
}

fn judge(pyproject: &Pyproject, release: &Release, check: &mut Check<'_>) {
    let Some(found) = discovery(pyproject) else {
        check.skip("the build backend is not setuptools");
        return;
    };
    let configured_elsewhere = release.sdists().any(|sdist| sdist.has_file("setup.py"));
    if found != Discovery::Automatic || pyproject.project().is_none() || configured_elsewhere {
        return;
    }
    let location = place(pyproject);
    let make_explicit = message!(
        "Make it explicit: {table} with {line}",
        table = Fact::code("[tool.setuptools.packages.find]"),
        line = Fact::code("where = [\"src\"]"),
    );
    if only_older(pyproject) {
        let message = message!(
            "The build requires a setuptools older than {first}, which reads neither `[project]` nor finds packages: it builds `UNKNOWN-0.0.0` without a module",
            first = Fact::text(FIRST_WITH_DISCOVERY),
        );
        let fix = message!("Require `setuptools>=61`, and configure `[tool.setuptools.packages.find]`");
        check.find(location, message, fix).severity = Severity::Error;
        return;
    }
    let picks = picks(release);
    let first: Option<pep440_rs::Version> = FIRST_WITH_DISCOVERY.parse().ok();
    match oldest_allowed(pyproject) {
        Some(oldest) if first.is_some_and(|first| oldest >= first) => {
            let message = message!(
                "No package discovery is configured; setuptools {oldest}, the oldest that the build admits, takes {picks}",
                oldest = Fact::text(oldest.to_string()),
                picks = Fact::text(picks),
            );
            check.find(location, message, make_explicit);
        }
        oldest => {
            let admits = oldest.map_or("any setuptools".to_owned(), |oldest| format!("setuptools {oldest}"));
            let message = message!(
                "No package discovery is configured, and the build admits {admits}: before 61 nothing is found and `[project]` is not read; from 61 on setuptools takes {picks}",
                admits = Fact::text(admits),
                picks = Fact::text(picks),
            );
            check.find(location, message, make_explicit).severity = Severity::Warning;
        }
    }
}

fn place(pyproject: &Pyproject) -> Location {
    let table = pyproject.root.entry("build-system").or_else(|| pyproject.root.entry("project"));
    table.map_or_else(|| pyproject.location(), |entry| pyproject.at(&entry.key_span))
}

/// What automatic discovery takes, as exactly as the drop tells.
fn picks(release: &Release) -> String {
    let Some(sdist) = release.sdists().next() else {
        return "every package below `src/`, or else the one top-level package".replace('`', "");
    };
    if sdist.has_directory("src") {
        "every package below src/".to_owned()
    } else {
        "the one top-level package".to_owned()
    }
}
