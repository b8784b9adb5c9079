//! PyPI's answer under `dct-value`, `dct-charset`, `dct-variant`, `dct-crash`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};
use crate::upload::content_type::TYPES;

crate::declare_rule! {
    /// The type of the description is none that PyPI renders
    ///
    /// `Description-Content-Type` is not `text/markdown`, `text/x-rst` or `text/plain`, or has a charset other than
    /// `UTF-8` or a Markdown variant other than `GFM` and `CommonMark`, spelled exactly so.
    ///
    /// ## Why
    /// PyPI refuses the file.
    ///
    /// ## Fix
    /// Let the backend derive it from the extension of the README, or write `readme = { file = "README.md",
    /// content-type = "text/markdown" }`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Description-Content-Type: text/html
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    MetadataContentType { id: "metadata-content-type", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for MetadataContentType {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["dct-value", "dct-charset", "dct-variant", "dct-crash"],
            check,
            &message!(
                "Write {example}, {other} or {third}",
                example = Fact::code("text/markdown"),
                other = Fact::code("text/x-rst"),
                third = Fact::code("text/plain")
            ),
        );
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some(readme) = pyproject.project().and_then(|project| project.entry("readme")) else { return };
        let known = message!("Write {types}", types = Fact::list(TYPES));
        if let Some(kind) = readme.value.get(&["content-type"]) {
            let plain = kind.as_str().and_then(|text| text.split(';').next()).unwrap_or_default().trim();
            if kind.as_str().is_some() && !TYPES.iter().any(|known| known.eq_ignore_ascii_case(plain)) {
                let message = message!(
                    "PyPI does not know the content type {kind} of the README, and refuses it",
                    kind = Fact::code(plain)
                );
                check.find(pyproject.at(&kind.span), message, known);
            }
        } else if readme.value.get(&["file"]).is_some() {
            let message = message!(
                "The README has no content type: setuptools guesses it from the name of the file, other backends stop"
            );
            check.find(pyproject.at(&readme.key_span), message, known).severity = Severity::Warning;
        }
    }
}
