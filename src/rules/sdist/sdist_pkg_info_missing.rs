//! `PKG-INFO` at the top of an sdist: is it there? What it says is the business of other rules.

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::whole;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist has no `PKG-INFO`
    ///
    /// The file with the metadata is missing from the one top-level folder.
    ///
    /// ## Why
    /// PyPI refuses such an sdist, and nobody can read its name, version or dependencies without building it.
    ///
    /// ## Fix
    /// Build the sdist with a backend; `git archive` and `tar` do not write the file. Paths in the archive must not begin with `./`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/PKG-INFO {absent}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistPkgInfoMissing { id: "sdist-pkg-info-missing", gate: Upload, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistPkgInfoMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if !whole(sdist, check) {
            return;
        }
        let Some(root) = sdist.root() else {
            check.skip("the sdist has not one top-level folder");
            return;
        };
        let path = format!("{root}/PKG-INFO");
        // Nested folders with nothing beside them count as one: then the metadata were found further down.
        if sdist.metadata.is_some() || sdist.members.iter().any(|member| member.path == path) {
            return;
        }
        check.find(
            sdist.file.location(),
            message!("{path} is missing, and PyPI refuses an sdist without it", path = Fact::code(path)),
            message!("Build the sdist with the backend instead of packing it by hand"),
        );
    }
}
