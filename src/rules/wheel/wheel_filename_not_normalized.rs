//! The project name inside the file name, compared with the metadata.

use super::{directory_is_of, dist_info, filename};
use crate::artifact::file_name_form;
use crate::artifact::metadata::Metadata;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file name does not hold the normalized project name
    ///
    /// The first part of the file name is not the `Name` of the metadata in lower case with `_` for runs of `-`, `_` and
    /// `.`; or it is another project.
    ///
    /// ## Why
    /// PyPI refuses new uploads with any other spelling, though it holds many old files that have one. Installers accept
    /// both.
    ///
    /// ## Fix
    /// Build with a current backend: setuptools 75.3.1, hatchling, flit-core 3.12, poetry-core 2 and uv-build write the
    /// normalized name.
    ///
    /// ## Bad
    /// ```fixture
    /// === Demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- Demo-1.0.dist-info/METADATA {merge}
    /// Name: demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    WheelFilenameNotNormalized {
        id: "wheel-filename-not-normalized", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for WheelFilenameNotNormalized {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(name) = filename(wheel, check) else { return };
        if dist_info(wheel, check).is_none_or(|directory| !directory_is_of(directory, name)) {
            check.skip("the .dist-info directory is of something else");
            return;
        }
        let project = wheel.metadata.as_ref().and_then(Metadata::name).unwrap_or(&name.name);
        // Upload tools send any other character as `-`.
        let sendable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let expected = file_name_form(&project.replace(|c| !sendable(c), "-"));
        if name.name == expected {
            return;
        }
        let message = if file_name_form(&name.name) == expected {
            message!(
                "The file name spells the project {written}; PyPI accepts only {expected}",
                written = Fact::code(&name.name),
                expected = Fact::code(&expected),
            )
        } else {
            message!(
                "The file name is of {written}, the metadata of {project}; PyPI refuses that",
                written = Fact::code(&name.name),
                project = Fact::code(project),
            )
        };
        let fix = message!(
            "Build with a current backend, so that the name starts with {expected}",
            expected = Fact::code(&expected)
        );
        check.find(wheel.file.location(), message, fix);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn the_metadata_of_another_project_are_refused() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\nName: other\n",
            &[
                "error wheel-filename-not-normalized: The file name is of `demo`, the metadata of `other`; PyPI refuses that",
            ],
        );
    }

    #[test]
    fn a_blank_in_the_name_is_sent_as_a_dash_and_accepted() {
        check(
            "=== my_demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- my_demo-1.0.dist-info/METADATA {merge}\nName: my demo\n",
            &[
                "warning name-syntax: Uploaded with uv, PyPI answers 400: 'my demo' is an invalid value for Name. Error: Start and end with a letter or numeral containing only ASCII numeric and '.', '_' and '-'. See https://packaging.python.org/specifications/core-metadata for more information.",
            ],
        );
    }

    #[test]
    fn dots_and_capitals_of_the_metadata_are_fine() {
        check(
            "=== zope_interface-1.0-py3-none-any.whl\n--- zope/interface.py\n--- zope_interface-1.0.dist-info/METADATA {merge}\nName: Zope.Interface\n",
            &[
                "info metadata-name-spelling: The project calls itself `Zope.Interface`; indexes and lock files know it as `zope-interface`",
            ],
        );
    }
}
