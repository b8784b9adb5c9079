//! PyPI's answer under `classifier-unknown`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A classifier is not in the list
    ///
    /// A `Classifier` is not, to the letter, one of the list that PyPI keeps. Every `Private ::` classifier is such a
    /// one, which is its purpose.
    ///
    /// ## Why
    /// PyPI refuses the file.
    ///
    /// ## Fix
    /// Take it from https://pypi.org/classifiers/, or remove it.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Classifier: Private :: Do Not Upload
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ClassifierUnknown { id: "classifier-unknown", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ClassifierUnknown {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["classifier-unknown"],
            check,
            &message!("Take the classifier from the list, or remove it"),
        );
    }
}
