//! What version control, editors and tools leave in an sdist. The lists are those of the rules for wheels.

use crate::artifact::sdist::Sdist;
use crate::message;
use crate::rules::members::{Junk, is_test_data, junk, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds files that nobody meant to publish
    ///
    /// Folders of version control (`.git`, `.svn`), caches of tools (`.pytest_cache`, `node_modules`), and what editors and file managers
    /// leave (`.DS_Store`, `*.swp`, `*~`); virtual environments. Files such as `.gitignore` and folders such as `.github` are fine.
    ///
    /// ## Why
    /// The folder of version control holds the whole history, and its configuration may hold credentials; the rest makes the
    /// sdist larger for nothing.
    ///
    /// ## Fix
    /// Exclude them, or build from a clean checkout.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/.git/config
    /// [core]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/.gitignore
    /// *.pyc
    /// --- demo-1.0/.github/workflows/ci.yml
    /// on: push
    /// ```
    SdistJunk { id: "sdist-junk", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistJunk {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        let paths = sdist.files().filter(|(inner, _)| {
            matches!(junk(inner), Some(Junk::Repository | Junk::Editor | Junk::Cache)) || is_environment(inner)
        });
        check.find_each(
            sdist.file.location(),
            places(&sdist.file, paths.map(|(_, member)| member.path.as_str())),
            |name| message!("{name} was left by version control, a tool or an editor", name = name),
            |count, names| {
                message!(
                    "{count} files were left by version control, tools or editors: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Exclude it from the sdist, or build from a clean checkout"),
        );
    }
}

/// What every virtual environment has at its root.
fn is_environment(path: &str) -> bool {
    path.ends_with("/pyvenv.cfg") && !is_test_data(path)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_virtual_environment_is_told_by_what_lies_at_its_root() {
        let sdist = |path: &str| format!("=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/{path}\n");
        check(&sdist("venv/pyvenv.cfg"), &["sdist-junk"]);
        check(&sdist("tests/data/pyvenv.cfg"), &[]);
    }
}
