//! Wheels without content. What is in a wheel that has content is judged by the other rules of the group.

use crate::artifact::setuptools;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Message, Severity};
use crate::inspect::Release;
use crate::message;
use crate::rules::entry_points::is_metapackage;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel is empty
    ///
    /// Nothing lies outside the `.dist-info` directory: no module, no data.
    ///
    /// ## Why
    /// It installs without an error and brings nothing. Most often the build backend looked for packages in the wrong folder:
    /// setuptools with a `src/` layout builds such a wheel when `packages.find` looks beside it.
    ///
    /// ## Fix
    /// Tell the backend where the packages are. With setuptools and a `src/` folder:
    ///
    /// ```toml
    /// [tool.setuptools.packages.find]
    /// where = ["src"]
    /// ```
    ///
    /// A wheel that only requires other distributions is a metapackage; for it this is a remark.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentEmpty { id: "content-empty", gate: Run, severity: Error, since: "0.1.0", reads: all [Wheel] }
}

impl Rule for ContentEmpty {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for wheel in release.wheels() {
            judge(wheel, release, check);
        }
    }
}

fn judge(wheel: &Wheel, release: &Release, check: &mut Check<'_>) {
    if wheel.members.is_empty() {
        check.undecided(format!("{} could not be read", wheel.file.name));
        return;
    }
    if wheel.payload().next().is_some() {
        return;
    }
    if is_metapackage(wheel) {
        let message = message!("The wheel holds no code and only requires other distributions: a metapackage");
        check.find(wheel.file.location(), message, message!("Nothing to do, if that is meant")).severity =
            Severity::Info;
        return;
    }
    let directory = wheel.dist_info.as_deref().unwrap_or(".dist-info");
    let message = message!(
        "The wheel is empty: nothing lies outside {directory}, so it installs and brings no code",
        directory = Fact::code(directory),
    );
    check.find(wheel.file.location(), message, fix(release));
}

/// What to change, as far as the dropped `pyproject.toml` tells.
fn fix(release: &Release) -> Message {
    let configured = release.pyprojects().find_map(setuptools::discovery);
    match configured {
        Some(setuptools::Discovery::Find { folders, .. })
            if !folders.iter().any(|folder| folder.starts_with("src")) =>
        {
            message!(
                "`packages.find` looks in {folders} and finds no package there; with a `src/` folder write {line} under `[tool.setuptools.packages.find]`",
                folders = Fact::list(folders),
                line = Fact::code("where = [\"src\"]"),
            )
        }
        Some(_) => message!("Tell setuptools where the packages are: `[tool.setuptools.packages.find]` with `where`"),
        None => message!("Tell the build backend where the packages are, and build again"),
    }
}
