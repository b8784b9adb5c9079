//! What a build leaves in an sdist: results among the sources.

use crate::artifact::sdist::Sdist;
use crate::message;
use crate::rules::members::{Junk, ends_with, is_test_data, junk, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds the output of a build
    ///
    /// `build/lib`, distributions in `dist/`, compiled modules or bytecode (`.so`, `.pyd`, `.o`, `.obj`, `.pyc`). Such files among tests are left out,
    /// where they may be test data.
    ///
    /// ## Why
    /// Compiled files fit one machine only, and a build that finds them may take them instead of compiling. An old `build/lib` can
    /// bring back modules that were deleted.
    ///
    /// ## Fix
    /// Build the sdist from a clean checkout, and exclude these files.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/build/lib/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/build/build_wheels.sh
    /// --- demo-1.0/src/demo/build/__init__.py
    /// ```
    SdistBuildOutput { id: "sdist-build-output", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistBuildOutput {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        let paths = sdist.files().filter(|(inner, _)| is_output(inner) && !is_test_data(inner));
        check.find_each(
            sdist.file.location(),
            places(&sdist.file, paths.map(|(_, member)| member.path.as_str())),
            |name| message!("{name} is the output of a build, not a source", name = name),
            |count, names| {
                message!("{count} files are the output of a build, not sources: {names}", count = count, names = names)
            },
            &message!("Exclude it, and build the sdist from a clean checkout"),
        );
    }
}

fn is_output(path: &str) -> bool {
    let built = ["build/lib/", "build/lib.", "build/bdist.", "build/temp.", "build/scripts-"];
    match junk(path) {
        Some(Junk::Bytecode) => true,
        Some(_) => false,
        None => {
            built.iter().any(|folder| path.starts_with(folder))
                || (path.starts_with("dist/") && ends_with(path, &[".whl", ".tar.gz", ".egg"]))
                || ends_with(path, &[".so", ".pyd", ".o", ".obj", ".dylib"])
        }
    }
}
