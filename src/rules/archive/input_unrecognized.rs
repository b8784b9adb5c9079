//! Files that this tool has nothing to say about. Distributions with a wrong extension are `archive-wrong-extension`.

use crate::finding::Fact;
use crate::inspect::{ATTESTATION, Kind, LOCK, Release, is_foreign_distribution};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file is none that belongs to a release
    ///
    /// It is no wheel, no sdist, no `pyproject.toml`, no workflow and no log.
    ///
    /// ## Why
    /// Nothing in it was checked. If it lies in `dist/`, `twine upload dist/*` stops at it with `Unknown distribution format`.
    ///
    /// ## Fix
    /// Leave it out, or keep `dist/` for what is uploaded.
    ///
    /// ## Bad
    /// ```fixture
    /// === notes.txt
    /// Remember the milk.
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    InputUnrecognized { id: "input-unrecognized", gate: Upload, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject, Other] }
}

impl Rule for InputUnrecognized {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for other in release.others().filter(|other| other.kind == Kind::Other) {
            let name = &other.file.name;
            if is_foreign_distribution(name) || name == LOCK || name.ends_with(ATTESTATION) {
                continue;
            }
            let message = message!(
                "{file} is {found}, no part of a release that can be checked here",
                file = Fact::code(&other.file.name),
                found = Fact::text(other.found),
            );
            check.find(
                other.file.location(),
                message,
                message!("Leave it out of `dist/`: `twine upload dist/*` would stop at it"),
            );
        }
    }
}
