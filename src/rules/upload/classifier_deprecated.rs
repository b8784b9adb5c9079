//! PyPI's answer under `classifier-deprecated`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};
use crate::upload::tables::{self, Classifier};

crate::declare_rule! {
    /// A classifier is deprecated
    ///
    /// A `Classifier` was replaced by others, or withdrawn.
    ///
    /// ## Why
    /// PyPI refuses new files with it.
    ///
    /// ## Fix
    /// Use the classifiers that the answer names.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Classifier: Natural Language :: Ukranian
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ClassifierDeprecated { id: "classifier-deprecated", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for ClassifierDeprecated {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["classifier-deprecated"], check, &message!("Use what the answer names instead"));
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        for item in pyproject.get(&["project", "classifiers"]).map_or(&[][..], Value::items) {
            let Some(text) = item.as_str() else { continue };
            let Some(Classifier::Deprecated(replacements)) = tables::classifier(text) else { continue };
            let fix = if replacements.is_empty() {
                message!("Remove it; the list names no replacement")
            } else {
                message!("Write {replacements} instead", replacements = Fact::list(replacements))
            };
            check.find(
                pyproject.at(&item.span),
                message!(
                    "The classifier {classifier} is deprecated, and PyPI refuses what is built with it",
                    classifier = Fact::code(text)
                ),
                fix,
            );
        }
    }
}
