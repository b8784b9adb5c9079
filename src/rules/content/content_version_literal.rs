//! A version written into the package against that of the metadata.

use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::project;
use crate::rules::source::at;
use crate::rules::{Check, Rule};
use pep440_rs::Version;
use std::str::FromStr as _;

crate::declare_rule! {
    /// `__version__` is not the version of the release
    ///
    /// The package that is called like the project sets `__version__` to a literal that is another version than that of the metadata.
    ///
    /// ## Why
    /// Users and bug reports read `__version__`. One that was not raised names a release that is not installed.
    ///
    /// ## Fix
    /// Set both from one place: let the backend read the version from the module (`dynamic = ["version"]`), or take it at run time with
    /// `importlib.metadata.version`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// __version__ = "0.9"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// __version__ = "1.0"
    /// ```
    ContentVersionLiteral { id: "content-version-literal", gate: Agree, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentVersionLiteral {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let Some(released) = metadata.version().and_then(|version| Version::from_str(version).ok()) else {
            check.skip("the version could not be read");
            return;
        };
        let project = project(wheel).unwrap_or_default();
        for root in wheel.imports.roots.iter().filter(|root| root.command.is_none()) {
            if normalize_name(&root.module.replace('.', "-")) != project {
                continue;
            }
            let folder = root.module.replace('.', "/");
            let files = ["__init__", "_version", "version", "__version__", "__about__", "about"];
            let paths = files.iter().map(|file| format!("{folder}/{file}.py")).chain([format!("{folder}.py")]);
            for path in paths.filter(|path| wheel.site.contains(path)) {
                let Some((_, module)) = wheel.module(&path) else { continue };
                let once = module.bound.get("__version__").is_some_and(|bound| !bound.again);
                let Some((text, line)) = module.version.as_ref().filter(|_| once) else { continue };
                let Ok(literal) = Version::from_str(text) else { continue };
                if literal.only_release() == released.only_release() && literal.pre() == released.pre() {
                    continue;
                }
                check.find(
                    at(wheel, &path, *line),
                    message!(
                        "{path} says `__version__ = \"{literal}\"`, and the release is {version}",
                        path = Fact::code(&path),
                        literal = Fact::text(text),
                        version = Fact::code(released.to_string()),
                    ),
                    message!(
                        "Write {version}, or derive one from the other",
                        version = Fact::code(released.to_string())
                    ),
                );
            }
        }
    }
}
