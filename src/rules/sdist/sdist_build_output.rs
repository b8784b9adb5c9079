//! What a build leaves in an sdist: results among the sources.

use memchr::memmem;

use crate::artifact::sdist::Sdist;
use crate::message;
use crate::rules::members::{Junk, ends_with, is_test_data, junk, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds the output of a build
    ///
    /// `build/lib`, distributions in `dist/`, compiled modules or bytecode (`.so`, `.pyd`, `.o`, `.obj`, `.pyc`). Such files among tests are left out,
    /// where they may be test data, and object files that `setup.py` names, because it links them.
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
        let setup = sdist.contents.texts.iter().filter(|(path, _)| path.ends_with("/setup.py"));
        let setup: Vec<&[u8]> = setup.map(|(_, text)| text.as_slice()).collect();
        let paths = sdist.files().filter(|(inner, member)| {
            // Objects that no compiler on the user's machine can make are linked by name.
            let linked = |text: &&[u8]| memmem::find(text, member.file_name().as_bytes()).is_some();
            is_output(inner) && !is_test_data(inner) && !(ends_with(inner, &[".o", ".obj"]) && setup.iter().any(linked))
        });
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

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `greenlet` 3.5.6 and `cffi` 2.1.1, for compilers without an assembler.
    #[test]
    fn an_object_file_that_setup_links_is_a_source() {
        let sdist = "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/demo/switch_x64_masm.obj\n";
        check(sdist, &["sdist-build-output"]);
        check(&format!("{sdist}--- demo-1.0/setup.py\nobjects = ['demo/switch_x64_masm.obj']\n"), &[]);
    }
}
