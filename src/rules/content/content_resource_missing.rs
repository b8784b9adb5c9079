//! Data files that source names literally and that are not in the wheel.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::Resource;
use crate::python::modules::{Lookup, find};
use crate::rules::source::{at, judged, owns};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A data file that is read is not in the wheel
    ///
    /// Source reads a file of its package (`importlib.resources`, `pkgutil.get_data`, a path beside `__file__`) under a literal name,
    /// outside of any `try`, and the wheel holds no such file.
    ///
    /// ## Why
    /// Reading it fails with `FileNotFoundError` once the package is installed. In the repository it works, because there the file lies
    /// beside the module.
    ///
    /// ## Fix
    /// Add the file to the package data. With setuptools that is `[tool.setuptools.package-data]`; hatchling, flit and poetry take every
    /// file of the package that version control knows.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import pkgutil
    /// TEXT = pkgutil.get_data("demo", "words.txt")
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import pkgutil
    /// TEXT = pkgutil.get_data("demo", "words.txt")
    /// --- demo/words.txt
    /// ```
    ContentResourceMissing { id: "content-resource-missing", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentResourceMissing {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        for (site, module) in judged(wheel) {
            for resource in &module.resources {
                let Some(path) = place(wheel, site, resource) else { continue };
                let below = format!("{path}/");
                let inside = wheel.site.range(below.clone()..).next().is_some_and(|file| file.starts_with(&below));
                if wheel.site.contains(&path) || inside {
                    continue;
                }
                check.find(
                    at(wheel, site, resource.line),
                    message!(
                        "{module} reads {path}, which is not in the wheel",
                        module = Fact::code(site),
                        path = Fact::code(&path),
                    ),
                    message!("Add {path} to the package data", path = Fact::code(&path)),
                );
            }
        }
    }
}

/// Where the file should lie below `site-packages`; `None` where that is outside of the wheel's own packages.
fn place(wheel: &Wheel, site: &str, resource: &Resource) -> Option<String> {
    let own = || site.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let folder = match resource.package.as_deref() {
        None | Some("") => own(),
        Some(package) => {
            if !owns(wheel, package.split('.').next()?) {
                return None;
            }
            match find(&wheel.site, package) {
                Lookup::Source(path) => path.rsplit_once('/')?.0.to_owned(),
                Lookup::Namespace => package.replace('.', "/"),
                Lookup::Compiled(_) | Lookup::Missing { .. } => return None,
            }
        }
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in resource.path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    // Beside the packages lies what belongs to others, or the repository.
    let package = parts.first().filter(|_| parts.len() > 1)?;
    owns(wheel, package).then(|| parts.join("/"))
}
