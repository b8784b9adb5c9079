//! Distributions inside a wheel.

use crate::artifact::filename::{SdistFilename, WheelFilename};
use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::members::{is_test_data, payload, project};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds another distribution
    ///
    /// A wheel, an egg or an sdist lies in the wheel. It is a warning where it is one of the same project, and a note elsewhere: tools that
    /// install packages carry some on purpose. Tests and examples are left out.
    ///
    /// ## Why
    /// A release of the project inside its own release is left from an earlier build, and doubles its size.
    ///
    /// ## Fix
    /// Empty `dist/` and `build/`, and exclude them from the package data.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/dist/demo-0.9-py3-none-any.whl
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentNestedArchive { id: "content-nested-archive", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentNestedArchive {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let own = project(wheel);
        for member in files.iter().filter(|member| member.is_file() && !is_test_data(&member.path)) {
            let Some(name) = distribution(member.file_name()) else { continue };
            let message = message!(
                "The wheel holds another distribution, {name} ({size})",
                name = Fact::code(member.file_name()),
                size = Fact::Bytes(member.size),
            );
            let fix = message!("Empty `dist/` and `build/`, and exclude them from the package data");
            let finding = check.find(wheel.file.at(&member.path), message, fix);
            if own.as_ref() != Some(&normalize_name(&name)) {
                finding.severity = Severity::Info;
            }
        }
    }
}

/// The project of a file that is called like a distribution.
fn distribution(name: &str) -> Option<String> {
    if name.ends_with(".whl") {
        return WheelFilename::parse(name).ok().map(|parts| parts.name);
    }
    if let Some(stem) = name.strip_suffix(".egg") {
        return stem.split_once('-').map(|(project, _)| project.to_owned());
    }
    SdistFilename::parse(name).ok().map(|parts| parts.name)
}
