//! Names that are not those of a wheel. The spelling of good names is the business of other rules.

use crate::artifact::filename::FilenameProblem;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Gate};
use crate::message;
use crate::rules::upload::is_accepted;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file name is not that of a wheel
    ///
    /// The name has not the form `name-version[-build]-python-abi-platform.whl`: too few or too many parts, a character
    /// that no name has, an empty tag, or a version that is none. The build part has a rule of its own.
    ///
    /// ## Why
    /// PyPI refuses it, and installers read the version and the tags from the name alone: they do not take the file for a
    /// wheel.
    ///
    /// ## Fix
    /// Keep the name that the build backend wrote. A browser that adds ` (1)` to a download makes a wheel unusable.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none.whl
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelFilenameInvalid {
        id: "wheel-filename-invalid", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for WheelFilenameInvalid {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Err(problem) = &wheel.filename else { return };
        let message = match problem {
            FilenameProblem::PartCount(parts) => message!(
                "The name has {parts} parts between dashes, where a wheel has 5 or 6; PyPI and installers refuse it",
                parts = Fact::count(*parts),
            ),
            FilenameProblem::Name(name) => {
                message!(
                    "{name} in the file name cannot be a project; PyPI and installers refuse it",
                    name = Fact::code(name)
                )
            }
            FilenameProblem::Version(version) => message!(
                "{version} in the file name is not a version; PyPI and installers refuse it",
                version = Fact::code(version),
            ),
            FilenameProblem::EmptyTag => message!("A tag in the file name is empty; installers refuse it"),
            FilenameProblem::Build(_) | FilenameProblem::SdistForm => {
                check.skip("the build part has a rule of its own");
                return;
            }
        };
        let fix = message!("Keep the name that the build backend wrote");
        let found = check.find(wheel.file.location(), message, fix);
        if is_accepted(wheel) {
            found.gate = Gate::Install;
        }
    }
}
