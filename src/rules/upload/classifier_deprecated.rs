//! PyPI's answer under `classifier-deprecated`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

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
    ClassifierDeprecated { id: "classifier-deprecated", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ClassifierDeprecated {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(distribution, &["classifier-deprecated"], check, &message!("Use what the answer names instead"));
    }
}
