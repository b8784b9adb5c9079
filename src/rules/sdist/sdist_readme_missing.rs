//! The file that `readme` under `[project]` names. Whether there is a description at all is not its business.

use crate::artifact::pyproject::Value;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{inner_files, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The readme that `pyproject.toml` names is not in the sdist
    ///
    /// `readme` under `[project]` names a file that was not packed.
    ///
    /// ## Why
    /// Backends read the file when they build, and stop where it is missing: nobody can build a wheel from this sdist.
    ///
    /// ## Fix
    /// Include the file in the sdist, or correct the name; upper and lower case count.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/README.md {absent}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistReadmeMissing { id: "sdist-readme-missing", gate: Install, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistReadmeMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if whole_root(sdist, check).is_none() {
            return;
        }
        let Some(pyproject) = &sdist.pyproject else {
            check.skip("the sdist has no pyproject.toml");
            return;
        };
        let readme = pyproject.get(&["project", "readme"]);
        let Some(value) =
            readme.and_then(|value| value.get(&["file"]).or(Some(value))).filter(|it| it.as_str().is_some())
        else {
            return;
        };
        let path = value.as_str().unwrap_or_default();
        let plain = path.trim_start_matches("./").replace("/./", "/");
        if plain.is_empty() || inner_files(sdist).contains(plain.as_str()) {
            return;
        }
        check.find(
            pyproject.at(&Value::clone(value).span),
            message!(
                "The readme {path} is not in the sdist, so no wheel can be built from it",
                path = Fact::code(path)
            ),
            message!("Include {path} in the sdist, or correct the name", path = Fact::code(path)),
        );
    }
}
