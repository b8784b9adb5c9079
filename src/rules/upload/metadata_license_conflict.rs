//! PyPI's answer under `license-both`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// License stands beside License-Expression
    ///
    /// Both `License` and `License-Expression` have a value. A classifier of a licence beside the expression is a warning; in a
    /// `pyproject.toml` for setuptools, which stops at it, it is an error.
    ///
    /// ## Why
    /// PyPI refuses the file (PEP 639): the one replaces the other.
    ///
    /// ## Fix
    /// Keep `license = "…"` as an SPDX expression, and remove the old table or text.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// License: MIT
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    MetadataLicenseConflict { id: "metadata-license-conflict", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for MetadataLicenseConflict {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        refused(
            distribution,
            &["license-both"],
            check,
            &message!("Keep the SPDX expression under `license`, and remove the other"),
        );
        let Some(metadata) = check.need_metadata(distribution) else { return };
        if metadata.value("License-Expression").is_none() || check.release().pyprojects().next().is_some() {
            return;
        }
        let classifier = metadata.all("Classifier").find(|field| field.value.trim().starts_with("License ::"));
        let Some(field) = classifier else { return };
        let message = message!(
            "{classifier} stands beside a licence expression, which takes its place",
            classifier = Fact::code(field.value.trim())
        );
        let place = distribution.file().at_line(&metadata.path, field.line);
        check.find(place, message, message!("Remove the classifier; the expression says it")).severity =
            Severity::Warning;
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if pyproject.project_str("license").is_none() {
            return;
        }
        // setuptools: `License classifiers have been superseded by license expressions`.
        let stops = pyproject.build_backend().starts_with("setuptools");
        for item in pyproject.get(&["project", "classifiers"]).map_or(&[][..], Value::items) {
            let Some(text) = item.as_str().filter(|text| text.starts_with("License ::")) else { continue };
            let fix = message!("Remove the classifier; `license` says it");
            let place = pyproject.at(&item.span);
            if stops {
                let message = message!(
                    "{classifier} stands beside a licence expression, and setuptools stops at it",
                    classifier = Fact::code(text)
                );
                check.find(place, message, fix);
            } else {
                let message = message!(
                    "{classifier} stands beside a licence expression, which takes its place; some backends stop at it",
                    classifier = Fact::code(text)
                );
                check.find(place, message, fix).severity = Severity::Warning;
            }
        }
    }
}
