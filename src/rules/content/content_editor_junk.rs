//! What editors, file managers and merges leave in a wheel. The same list serves `sdist-junk`.

use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{Junk, junk, payload, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds files that an editor or file manager left
    ///
    /// `.DS_Store`, `._*`, `__MACOSX`, `Thumbs.db`, `*.swp`, `*~`, `*.orig` or `*.rej` is installed with the package. Files of the last
    /// two kinds among tests are left out, where they may be test data.
    ///
    /// ## Why
    /// Nobody needs them, and a swap or backup file can hold text that was meant to be gone.
    ///
    /// ## Fix
    /// Delete them, exclude them from the package data, and build again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/.DS_Store
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentEditorJunk { id: "content-editor-junk", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentEditorJunk {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let paths = files.iter().map(|member| member.path.as_str()).filter(|path| junk(path) == Some(Junk::Editor));
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, paths),
            |name| message!("{name} was left by an editor, a file manager or a merge", name = name),
            |count, names| {
                message!(
                    "{count} files were left by an editor, a file manager or a merge: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Delete it and build again"),
        );
    }
}
