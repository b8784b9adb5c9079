//! Files at the root of a wheel that only a build reads.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{payload, places, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel installs files of the build
    ///
    /// `setup.py`, `setup.cfg`, `pyproject.toml` or `MANIFEST.in` lies at the root of the wheel.
    ///
    /// ## Why
    /// Wheels hold what is installed; the format says that they contain no `setup.py` or `setup.cfg`. In `site-packages` they belong
    /// to nobody, and `import setup` would run a build.
    ///
    /// ## Fix
    /// Exclude them from the wheel. They belong into the sdist.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- setup.py
    /// from setuptools import setup
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentBuildFiles { id: "content-build-files", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// What a build reads at the root of a project.
pub(crate) const BUILD_FILES: [&str; 4] = ["setup.py", "setup.cfg", "pyproject.toml", "MANIFEST.in"];

impl Rule for ContentBuildFiles {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let found = site_files(&files).into_iter().filter(|(site, _)| BUILD_FILES.contains(site));
        let places = places(&wheel.file, found.map(|(_, member)| member.path.as_str()));
        check.find_each(
            wheel.file.location(),
            places,
            |name| message!("{name} is for the build, and the wheel installs it into `site-packages`", name = name),
            |count, names| {
                message!(
                    "{count} files are for the build, and the wheel installs them: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Exclude it from the wheel; it belongs into the sdist"),
        );
    }
}
