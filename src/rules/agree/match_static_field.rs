//! Fields that the sdist promises and the wheel changes. Fields with a rule of their own are left to it: name, version,
//! requirements, extras, Requires-Python and licence files.

use std::collections::BTreeSet;

use crate::artifact::metadata::Metadata;
use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{is_dynamic, releases};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel changes a field that the sdist calls static
    ///
    /// PKG-INFO of the sdist has metadata 2.2 or newer and does not name the field in `Dynamic`, and the wheel of the
    /// same release has another value for it. Order and blanks do not matter. Where the two files are of different
    /// metadata versions, which the versions of backends decide, it is a warning.
    ///
    /// ## Why
    /// A field that is not dynamic must be the same in every wheel that is built from the sdist (PEP 643). Installers
    /// and indexes read it from one file and trust it for the other.
    ///
    /// ## Fix
    /// Build both from one commit with one backend, or let the backend mark the field as dynamic.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Keywords: demonstration
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    MatchStaticField { id: "match-static-field", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Sdist] }
}

/// Fields without a rule of their own.
const FIELDS: [&str; 13] = [
    "Summary",
    "Description-Content-Type",
    "Keywords",
    "Author",
    "Author-email",
    "Maintainer",
    "Maintainer-email",
    "License",
    "License-Expression",
    "Classifier",
    "Project-URL",
    "Import-Name",
    "Import-Namespace",
];

impl Rule for MatchStaticField {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, one, wheel, other) in releases(release, check) {
            let mut changed: Vec<&str> = FIELDS
                .into_iter()
                .filter(|field| !is_dynamic(one, field) && values(one, field) != values(other, field))
                .collect();
            if !is_dynamic(one, "Description") && !one.body.split_whitespace().eq(other.body.split_whitespace()) {
                changed.push("Description");
            }
            if changed.is_empty() {
                continue;
            }
            let finding = check.find(
                wheel.file.at(&other.path),
                message!(
                    "{file} does not call {fields} dynamic, and the wheel has other values",
                    file = Fact::code(&sdist.file.name),
                    fields = Fact::list(changed),
                ),
                message!("Build both from one commit with one backend, or mark the fields as dynamic"),
            );
            if one.metadata_version() != other.metadata_version() {
                finding.severity = Severity::Warning;
            }
        }
    }
}

/// The values of a field, each without the blanks that folding adds.
fn values(metadata: &Metadata, field: &str) -> BTreeSet<String> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let values = metadata.all(field).map(|field| plain(&field.value));
    match field {
        "Keywords" => values
            .flat_map(|it| it.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>())
            .filter(|it| !it.is_empty())
            .collect(),
        "Project-URL" => values.map(|it| it.replace(", ", ",")).collect(),
        _ => values.filter(|it| !it.is_empty()).collect(),
    }
}
