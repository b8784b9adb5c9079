//! `Provides-Extra` of a wheel against that of its sdist.

use std::collections::BTreeSet;

use crate::artifact::metadata::Metadata;
use crate::artifact::normalize_name;
use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{is_dynamic, releases};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Wheel and sdist have different extras
    ///
    /// An extra is declared in one file of a release and not in the other. Spelling does not matter, and an sdist that calls the field
    /// dynamic is not compared.
    ///
    /// ## Why
    /// `pip install demo[extra]` installs different things depending on which file is taken.
    ///
    /// ## Fix
    /// Build both from one commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: fast
    /// Requires-Dist: numpy>=2; extra == "fast"
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
    MatchExtras { id: "match-extras", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Sdist] }
}

impl Rule for MatchExtras {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, one, wheel, other) in releases(release, check) {
            if is_dynamic(one, "Provides-Extra") {
                continue;
            }
            let (source, built) = (extras(one), extras(other));
            let differ: Vec<&String> = source.symmetric_difference(&built).collect();
            if differ.is_empty() {
                continue;
            }
            check.find(
                wheel.file.at(&other.path),
                message!(
                    "Only one of this wheel and {file} declares {extras}",
                    file = Fact::code(&sdist.file.name),
                    extras = Fact::list(differ),
                ),
                message!("Build both from one commit"),
            );
        }
    }
}

fn extras(metadata: &Metadata) -> BTreeSet<String> {
    metadata.all("Provides-Extra").map(|field| normalize_name(field.value.trim())).collect()
}
