//! Files at the root of `site-packages` that are no modules and that no other rule knows.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::content::content_build_files::BUILD_FILES;
use crate::rules::members::{MODULES, ends_with, junk, payload, places, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A file lies at the root of the wheel that is no module
    ///
    /// Files such as `README.md` or `LICENSE` are installed straight into `site-packages`.
    ///
    /// ## Why
    /// There they belong to nobody, and the next wheel with a file of the same name overwrites them. Python reads only modules
    /// and `.pth` files at this place.
    ///
    /// ## Fix
    /// Move data into the package. Licences belong to `license-files` under `[project]`, the description to `readme`: backends put
    /// both into `.dist-info`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- README.md
    /// # Demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/README.md
    /// # Demo
    /// ```
    ContentStrayRootFile { id: "content-stray-root-file", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// What may lie at the root beside modules: start-up files, and native libraries that modules load.
const ALLOWED: [&str; 8] = [".pth", ".start", ".pxd", ".dll", ".dylib", ".pyx", ".typed", ".egg-link"];

impl Rule for ContentStrayRootFile {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let stray = site_files(&files).into_iter().filter(|(site, member)| {
            member.is_file()
                && !site.contains(['/', '\\'])
                // Hidden files, secrets among them, have rules of their own.
                && !site.starts_with('.')
                && !ends_with(site, &MODULES)
                && !ends_with(site, &ALLOWED)
                && !BUILD_FILES.contains(site)
                && junk(site).is_none()
        });
        let places = places(&wheel.file, stray.map(|(_, member)| member.path.as_str()));
        check.find_each(
            wheel.file.location(),
            places,
            |name| {
                message!(
                    "{name} lies at the root and lands in `site-packages` itself, where it belongs to no package",
                    name = name
                )
            },
            |count, names| {
                message!(
                    "{count} files lie at the root and land in `site-packages` itself: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Move it into the package, or exclude it; licences go to `license-files`"),
        );
    }
}
