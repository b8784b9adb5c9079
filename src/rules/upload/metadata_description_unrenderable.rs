//! PyPI's answer under `description-render`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::finding::Severity;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI cannot render the description
    ///
    /// The README, as the type that the metadata give it, renders to nothing or with errors. It is a warning where there is
    /// no description, or where it has no type.
    ///
    /// ## Why
    /// PyPI refuses the file: `The description failed to render`. Without a type the text is taken for
    /// reStructuredText, in which most Markdown is an error; `twine check --strict`, which many workflows run before they
    /// publish, fails without a description and without a type.
    ///
    /// ## Fix
    /// Correct the markup at the line that is named, or declare the type that the text has. For reStructuredText PyPI
    /// allows no `raw`, no `include` and no directives or roles of Sphinx.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Description-Content-Type: text/x-rst
    ///
    /// .. raw:: html
    ///
    ///    <b>bold</b>
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    MetadataDescriptionUnrenderable { id: "metadata-description-unrenderable", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for MetadataDescriptionUnrenderable {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["description-render"],
            check,
            &message!("Correct the markup, or declare the type that the text has"),
        );
        let Some(metadata) = check.need_metadata(distribution) else { return };
        if !metadata.problems.is_empty() {
            return;
        }
        let header = metadata.value("Description").unwrap_or_default();
        let text = if metadata.body.trim().is_empty() { header } else { &metadata.body };
        let location = distribution.file().at(&metadata.path);
        // `UNKNOWN` is what old setuptools wrote for nothing.
        if matches!(text.trim(), "" | "UNKNOWN") {
            let message = message!("There is no description, so the page of the project says nothing about it");
            check.find(location, message, message!("Name the README with `readme` under `[project]`")).severity =
                Severity::Warning;
        } else if metadata.value("Description-Content-Type").is_none_or(|kind| kind.trim().is_empty()) {
            let message = message!("The description has no content type; PyPI takes it for reStructuredText");
            check
                .find(location, message, message!("Declare the type that the text has, such as `text/x-rst`"))
                .severity = Severity::Warning;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn what_twine_is_strict_about_is_a_warning() {
        let metadata = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n";
        check(
            &format!("{metadata}Description-Content-Type:\n\nA demonstration.\n"),
            &[
                "warning metadata-description-unrenderable: The description has no content type; PyPI takes it for reStructuredText",
            ],
        );
        check(
            &format!("{metadata}Description-Content-Type: text/x-rst\n\nUNKNOWN\n"),
            &[
                "warning metadata-description-unrenderable: There is no description, so the page of the project says nothing about it",
            ],
        );
    }
}
