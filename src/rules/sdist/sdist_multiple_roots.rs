//! More than one thing at the top of an sdist. Paths that leave the archive are the business of `sdist-path-escape`.

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist has not exactly one top-level folder
    ///
    /// Everything in an sdist lies in one folder, `name-version`.
    ///
    /// ## Why
    /// PyPI refuses any other layout, and installers look for `pyproject.toml` in that one folder.
    ///
    /// ## Fix
    /// Let the backend build the sdist; an archive that was packed by hand from inside the folder looks like this.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- other/file.txt
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistMultipleRoots { id: "sdist-multiple-roots", gate: Upload, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistMultipleRoots {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if !sdist.is_whole() {
            check.undecided(format!("{} could not be read to its end", sdist.file.name));
            return;
        }
        let message = match sdist.roots.as_slice() {
            [_] => return,
            [] => message!("The sdist holds nothing; PyPI refuses it"),
            roots => message!(
                "{count} things lie at the top of the sdist instead of one folder: {names}; PyPI refuses it",
                count = Fact::count(roots.len()),
                names = Fact::list(roots),
            ),
        };
        check.find(
            sdist.file.location(),
            message,
            message!("Build the sdist with the backend, so that all lies in one folder"),
        );
    }
}
