//! Settings of development tools. Hidden files that are none of these are the business of `sec_hidden_file`.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{Junk, is_test_data, junk, payload, places, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds settings of development tools
    ///
    /// Settings for CI, editors, containers or test runners lie at the root or in the top folder of a package: `.travis.yml`, `.vscode`,
    /// `Dockerfile`, `tox.ini`, `conftest.py` at the root. Tests and templates are left out.
    ///
    /// ## Why
    /// They are of no use to those who install the package, and were probably packed unseen.
    ///
    /// ## Fix
    /// Exclude them from the package data.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/tox.ini
    /// [tox]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentDevConfig { id: "content-dev-config", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentDevConfig {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let found = site_files(&files).into_iter().filter(|(site, _)| {
            let shallow = site.matches('/').count() <= 1;
            let plain = matches!(
                site.rsplit_once('/').map_or(*site, |(_, name)| name),
                "tox.ini"
                    | "noxfile.py"
                    | "Dockerfile"
                    | "docker-compose.yml"
                    | "Makefile"
                    | "appveyor.yml"
                    | "mypy.ini"
                    | "pytest.ini"
            );
            let settings = junk(site) == Some(Junk::Settings);
            !is_test_data(site) && (settings || shallow && plain)
        });
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, found.map(|(_, member)| member.path.as_str())),
            |name| message!("{name} is for developing the package, not for using it", name = name),
            |count, names| {
                message!(
                    "{count} files are for developing the package, not for using it: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Exclude it from the package data"),
        );
    }
}
