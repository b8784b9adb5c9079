//! Licence files of a wheel against those of its sdist, by the metadata of both.

use std::collections::BTreeSet;

use crate::artifact::metadata::Metadata;
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::releases;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Wheel and sdist have different licence files
    ///
    /// `License-File` differs between files of one release. Metadata below 2.4 is not compared, because paths had no fixed form then.
    ///
    /// ## Why
    /// A licence that is missing from one of the files may be one that must be passed on.
    ///
    /// ## Fix
    /// List the files in `license-files` under `[project]`, and build both from one commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/licenses/NOTICE
    /// Made by others.
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// License-File: LICENSE
    /// License-File: NOTICE
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
    MatchLicenseFiles { id: "match-license-files", gate: Agree, severity: Warning, since: "0.1.0", reads: all [Wheel, Sdist] }
}

impl Rule for MatchLicenseFiles {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, one, wheel, other) in releases(release, check) {
            if one.metadata_version() < Some((2, 4)) || other.metadata_version() < Some((2, 4)) {
                continue;
            }
            let (source, built) = (files(one), files(other));
            let differ: Vec<&str> = source.symmetric_difference(&built).copied().collect();
            if differ.is_empty() {
                continue;
            }
            check.find(
                wheel.file.at(&other.path),
                message!(
                    "Only one of this wheel and {file} has the licence files {names}",
                    file = Fact::code(&sdist.file.name),
                    names = Fact::list(differ),
                ),
                message!("List the files in `license-files` under `[project]`, and build both from one commit"),
            );
        }
    }
}

fn files(metadata: &Metadata) -> BTreeSet<&str> {
    metadata.all("License-File").map(|field| field.value.trim()).collect()
}
