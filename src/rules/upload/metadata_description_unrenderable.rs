//! PyPI's answer under `description-render`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI cannot render the description
    ///
    /// The README, as the type that the metadata give it, renders to nothing or with errors.
    ///
    /// ## Why
    /// PyPI refuses the file: `The description failed to render`. Without a type the text is taken for
    /// reStructuredText, in which most Markdown is an error.
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
    }
}
