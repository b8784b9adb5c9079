//! `Requires-Python` of a wheel against that of its sdist.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{is_dynamic, releases, same_specifiers};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Wheel and sdist require different Python versions
    ///
    /// `Requires-Python` differs between files of one release. Order and spelling do not matter, and an sdist that calls the field
    /// dynamic is not compared.
    ///
    /// ## Why
    /// Installers choose a file by this field: on some versions of Python they take the sdist instead of the wheel, and build.
    ///
    /// ## Fix
    /// Build both from one commit, and let one place set `requires-python`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Python: >=3.12
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["flit-core>=3.12"]
    /// build-backend = "flit_core.buildapi"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// dynamic = ["requires-python"]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    MatchRequiresPython { id: "match-requires-python", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Sdist] }
}

impl Rule for MatchRequiresPython {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, one, wheel, other) in releases(release, check) {
            let (source, built) = (one.value("Requires-Python"), other.value("Requires-Python"));
            if is_dynamic(one, "Requires-Python") || same_specifiers(source.unwrap_or(""), built.unwrap_or("")) {
                continue;
            }
            check.find(
                wheel.file.at(&other.path),
                message!(
                    "The wheel requires Python {wheel}, {file} {sdist}",
                    wheel = Fact::code(built.unwrap_or("any")),
                    file = Fact::code(&sdist.file.name),
                    sdist = Fact::code(source.unwrap_or("any")),
                ),
                message!("Build both from one commit"),
            );
        }
    }
}
