//! Classifiers of Python versions against `Requires-Python`.

use std::str::FromStr as _;

use pep440_rs::VersionSpecifiers;

use crate::artifact::Distribution;
use crate::artifact::marker::is_unsatisfiable;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Classifiers and Requires-Python name different Python versions
    ///
    /// A classifier such as `Programming Language :: Python :: 3.9` names a version that `Requires-Python` excludes.
    /// That the oldest version which is allowed has no classifier, while others have, is only worth knowing.
    ///
    /// ## Why
    /// Installers obey `Requires-Python`; people, badges and test matrices read the classifiers.
    ///
    /// ## Fix
    /// Remove the classifiers of versions that are not supported, and add those that are.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Classifier: Programming Language :: Python :: 3.9
    /// Classifier: Programming Language :: Python :: 3.10
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Classifier: Programming Language :: Python :: 3
    /// Classifier: Programming Language :: Python :: 3.10
    /// Classifier: Programming Language :: Python :: 3.11
    /// ```
    MatchClassifierPython { id: "match-classifier-python", gate: Agree, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for MatchClassifierPython {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let python = metadata.value("Requires-Python").filter(|text| VersionSpecifiers::from_str(text).is_ok());
        let Some(python) = python else {
            check.skip("Requires-Python is not there");
            return;
        };
        let named: Vec<(&str, u32)> =
            metadata.all("Classifier").filter_map(|field| Some((minor(field.value.trim())?, field.line))).collect();
        for (version, line) in &named {
            if !excludes(python, version) {
                continue;
            }
            check.find(
                distribution.file().at_line(&metadata.path, *line),
                message!(
                    "A classifier names Python {version}, which Requires-Python {python} excludes",
                    version = Fact::text(*version),
                    python = Fact::code(python),
                ),
                message!("Remove the classifier, or allow the version"),
            );
        }
        let is_named = |version: &String| named.iter().any(|(named, _)| named == version);
        let floor = (6..=20).map(|minor| format!("3.{minor}")).find(|version| !excludes(python, version));
        // Below the oldest that is looked for nothing is known.
        let bounded = excludes(python, "3.5");
        if let Some(floor) = floor.filter(|floor| bounded && !named.is_empty() && !is_named(floor)) {
            let finding = check.find(
                distribution.file().at(&metadata.path),
                message!(
                    "Requires-Python {python} allows Python {floor}, which no classifier names although others are named",
                    python = Fact::code(python),
                    floor = Fact::text(floor),
                ),
                message!("Add the classifier, or raise Requires-Python"),
            );
            finding.severity = Severity::Info;
        }
    }
}

/// The minor version that a classifier names.
fn minor(classifier: &str) -> Option<&str> {
    let version = classifier.strip_prefix("Programming Language :: Python :: ")?;
    let (major, minor) = version.split_once('.')?;
    let number = |text: &str| !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    (number(major) && number(minor)).then_some(version)
}

/// Whether no release of a minor version is allowed.
fn excludes(python: &str, version: &str) -> bool {
    let both = format!("{python},=={version}.*");
    VersionSpecifiers::from_str(&both).is_ok_and(|both| is_unsatisfiable(&both))
}
