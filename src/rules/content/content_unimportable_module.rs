//! Python files inside a package that no import statement can name.

use crate::artifact::entry_points::is_identifier;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{is_test_data, payload, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module has a name that cannot be imported
    ///
    /// Inside a package lies a `.py` file whose name is not a Python identifier, such as `my-module.py`. Migrations, templates, and data
    /// of tests are left alone.
    ///
    /// ## Why
    /// `import` cannot name it. It may be run as a script or read as data; if it is meant as a module, nobody can use it.
    ///
    /// ## Fix
    /// Rename it with `_`. If it is data, there is nothing to do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/my-module.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/my_module.py
    /// --- demo/migrations/0001_initial.py
    /// --- demo/migrations/__init__.py
    /// ```
    ContentUnimportableModule { id: "content-unimportable-module", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentUnimportableModule {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let unimportable = site_files(&files).into_iter().filter(|(site, _)| {
            let Some((folder, name)) = site.rsplit_once('/') else { return false };
            let Some(stem) = name.strip_suffix(".py") else { return false };
            let kept = ["migrations", "versions", "alembic", "template", "snippets", "vendor", "pyinstaller"]
                .iter()
                .any(|it| folder.contains(it));
            let package = wheel.site.contains(&format!("{folder}/__init__.py"));
            package && !is_identifier(stem) && !kept && !stem.contains("{{") && !is_test_data(site)
        });
        let places = unimportable.map(|(site, member)| (wheel.file.at(&member.path), site.to_owned())).collect();
        check.find_each(
            wheel.file.location(),
            places,
            |name| message!("{name} cannot be imported: its name is not an identifier", name = name),
            |count, names| {
                message!("{count} modules have names that cannot be imported: {names}", count = count, names = names)
            },
            &message!("Rename it with `_`, or leave it if it is data"),
        );
    }
}
