//! The spelling of the version inside the file name.

use std::str::FromStr;

use pep440_rs::Version;

use super::{directory_is_of, filename};
use crate::artifact::metadata::Metadata;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Gate, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file name does not hold the version in its normal form
    ///
    /// The version is valid but not spelled as PEP 440 normalizes it, for instance `1.0.alpha1` for `1.0a1`. Local
    /// versions are not judged. If it is not the version of the metadata at all, that is an error, since PyPI refuses it.
    ///
    /// ## Why
    /// Installers and PyPI compare versions, not spellings. Tools that compare names, such as mirrors and lock files, may
    /// take the file for another one.
    ///
    /// ## Fix
    /// Build with a current backend, or write the version in its normal form.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.alpha1-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.alpha1.dist-info/METADATA {merge}
    /// Version: 1.0a1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0a1-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelFilenameVersionForm {
        id: "wheel-filename-version-form", gate: Agree, severity: Warning, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for WheelFilenameVersionForm {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        let Ok(version) = Version::from_str(&name.version) else { return };
        let declared = wheel.metadata.as_ref().and_then(Metadata::version);
        let same_directory = wheel.dist_info.as_deref().is_some_and(|directory| directory_is_of(directory, name));
        // A version that is none has a rule of its own, and so has a directory of another version.
        let parsed = declared.and_then(|declared| Version::from_str(declared).ok()).filter(|_| same_directory);
        if parsed.is_some_and(|parsed| parsed != version) {
            let finding = check.find(
                wheel.file.location(),
                message!(
                    "The file name says version {written}, the metadata say {declared}; PyPI refuses that",
                    written = Fact::code(&name.version),
                    declared = Fact::code(declared.unwrap_or_default()),
                ),
                message!("Build it again after changing the version"),
            );
            (finding.severity, finding.gate) = (Severity::Error, Gate::Upload);
            return;
        }
        let normal = version.to_string();
        // Escaped local versions have several spellings that tools write.
        if normal != name.version && !name.version.contains('+') {
            check.find(
                wheel.file.location(),
                message!(
                    "The file name spells the version {written}, whose normal form is {normal}; tools that compare names differ",
                    written = Fact::code(&name.version),
                    normal = Fact::code(&normal),
                ),
                message!("Write {normal}", normal = Fact::code(&normal)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn another_version_in_the_metadata_is_refused_and_another_spelling_is_not() {
        let example = |version| {
            let metadata = format!("--- demo-1.0.dist-info/METADATA {{merge}}\nVersion: {version}\n");
            format!("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{metadata}")
        };
        check(
            &example("9.9"),
            &[
                "error wheel-filename-version-form: The file name says version `1.0`, the metadata say `9.9`; PyPI refuses that",
            ],
        );
        check(&example("1.0.0"), &[]);
    }
}
