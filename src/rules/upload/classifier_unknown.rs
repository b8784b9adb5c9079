//! PyPI's answer under `classifier-unknown`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};
use crate::upload::tables;

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
    ClassifierUnknown { id: "classifier-unknown", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
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

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        for item in pyproject.get(&["project", "classifiers"]).map_or(&[][..], Value::items) {
            // `Private ::` stands there so that PyPI refuses it.
            let Some(text) = item.as_str().filter(|text| !text.starts_with("Private ::")) else { continue };
            if tables::classifier(text).is_none() {
                check.find(
                    pyproject.at(&item.span),
                    message!(
                        "PyPI's list has no classifier {classifier}, and it refuses what is built with it",
                        classifier = Fact::code(text)
                    ),
                    message!("Take the classifier from the list, or remove it"),
                );
            }
        }
    }
}
