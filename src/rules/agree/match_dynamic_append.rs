//! Lists that the sdist leaves open and the wheel may only add to. Fields that are not dynamic are `match-static-field`.

use std::collections::VecDeque;

use crate::artifact::metadata::Metadata;
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{is_dynamic, releases};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel loses values of a list that it may only add to
    ///
    /// PKG-INFO of the sdist has metadata 2.6 or newer, names a field of several values in `Dynamic` and gives some of them
    /// itself. In the wheel of the same release one of these is absent, or they stand in another order.
    ///
    /// ## Why
    /// Since metadata 2.6 a wheel may only add to such a field: it may not remove, reorder or change what the sdist says
    /// (PEP 808). Resolvers and indexes that read the sdist rely on it.
    ///
    /// ## Fix
    /// Build both from one commit with one backend, and let its plugins append only.
    ///
    /// ## Bad
    /// ```fixture
    /// === options {ignore=metadata-newer-than-pypi}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.6
    /// Dynamic: Classifier
    /// Classifier: Programming Language :: Python :: 3
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/PKG-INFO {merge}
    /// Metadata-Version: 2.6
    /// Dynamic: Classifier
    /// Classifier: Programming Language :: Python
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === options {ignore=metadata-newer-than-pypi}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Metadata-Version: 2.6
    /// Dynamic: Classifier
    /// Classifier: Programming Language :: Python
    /// Classifier: Programming Language :: Python :: 3
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/PKG-INFO {merge}
    /// Metadata-Version: 2.6
    /// Dynamic: Classifier
    /// Classifier: Programming Language :: Python
    /// ```
    MatchDynamicAppend { id: "match-dynamic-append", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Sdist] }
}

/// Fields of several values (core metadata 2.6, "multiple use").
const FIELDS: [&str; 11] = [
    "Platform",
    "Supported-Platform",
    "Classifier",
    "Requires-Dist",
    "Requires-External",
    "Project-URL",
    "Provides-Extra",
    "Provides-Dist",
    "Obsoletes-Dist",
    "License-File",
    "Import-Name",
];

impl Rule for MatchDynamicAppend {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let mut any = false;
        for (sdist, one, wheel, other) in releases(release, check) {
            if one.metadata_version() < Some((2, 6)) {
                continue;
            }
            any = true;
            let lost: Vec<&str> = FIELDS
                .into_iter()
                .filter(|field| is_dynamic(one, field) && !continues(&values(one, field), &values(other, field)))
                .collect();
            if lost.is_empty() {
                continue;
            }
            check.find(
                wheel.file.at(&other.path),
                message!(
                    "{file} leaves {fields} open to additions, and the wheel lacks some of its values or reorders them",
                    file = Fact::code(&sdist.file.name),
                    fields = Fact::list(lost),
                ),
                message!("Build both from one commit with one backend, and let it append only"),
            );
        }
        if !any {
            check.skip("before metadata 2.6 a wheel may change what is dynamic");
        }
    }
}

/// Whether all of the values stand in the longer list, in their order.
fn continues(values: &[String], longer: &[String]) -> bool {
    let mut missing: VecDeque<&String> = values.iter().collect();
    for value in longer {
        if missing.front() == Some(&value) {
            missing.pop_front();
        }
    }
    missing.is_empty()
}

/// The values of a field without the blanks that folding and backends add.
fn values(metadata: &Metadata, field: &str) -> Vec<String> {
    let plain = |text: &str| text.split_whitespace().collect::<String>().replace('\'', "\"");
    metadata.all(field).map(|it| plain(&it.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_come_between_but_not_change_their_order() {
        let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for (longer, expected) in [("a b", true), ("a x b y", true), ("b a", false), ("a", false), ("b a b", true)] {
            assert_eq!(continues(&list("a b"), &list(longer)), expected, "{longer}");
        }
    }
}
