//! A wheel whose packages lie below `src/`. Whether the sdist is laid out well is not its business.

use crate::artifact::entry_points::EntryPoint;
use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::members::{MODULES, ends_with, payload, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The packages lie in `src/` inside the wheel
    ///
    /// The wheel installs a top-level folder `src` with modules in it.
    ///
    /// ## Why
    /// The package is then called `src.demo`, and `import demo` fails. Two such wheels in one environment mix their files. Where
    /// `src` is a package itself, or the wheel's own entry points call it `src`, the wheel works as it is, and the finding is a
    /// warning.
    ///
    /// ## Fix
    /// Tell the backend about the layout: `[tool.setuptools.packages.find] where = ["src"]`, or
    /// `[tool.hatch.build.targets.wheel] packages = ["src/demo"]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- src/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentSourceDir { id: "content-source-dir", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentSourceDir {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let sites = site_files(&files);
        let mut inside = sites.iter().filter(|(site, _)| site.starts_with("src/") && ends_with(site, &MODULES));
        let Some((_, member)) = inside.next() else { return };
        let package = sites.iter().any(|(site, _)| *site == "src/__init__.py");
        let entries = wheel.entry_points.iter().flat_map(|points| &points.entries);
        let named = entries.filter_map(EntryPoint::reference).any(|it| it.module.starts_with("src."));
        let finding = check.find(
            wheel.file.at(&member.path),
            message!("The wheel installs the folder `src` itself, so its packages are imported as `src.…`"),
            message!("Tell the backend that the packages lie in `src`, for instance by `packages.find` with `where`"),
        );
        if package || named {
            finding.severity = Severity::Warning;
        }
    }
}
