//! The name of the one folder in an sdist. It is compared with the file name, not with the metadata.

use crate::artifact::normalize_name;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{same_version, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The folder in the sdist is not called like the file
    ///
    /// The one folder at the top of `name-version.tar.gz` is not `name-version`. Other spellings of the same name and version are
    /// fine.
    ///
    /// ## Why
    /// The sdist was renamed, or packed by hand from another checkout: what is inside may not be what the name says. Tools that
    /// unpack sdists look for this folder.
    ///
    /// ## Fix
    /// Build the sdist again, and do not rename it.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz {bare}
    /// --- demo-main/PKG-INFO
    /// Metadata-Version: 2.4
    /// Name: demo
    /// Version: 1.0
    /// License-Expression: MIT
    /// Requires-Python: >=3.10
    /// Description-Content-Type: text/plain
    ///
    /// A demonstration.
    /// --- demo-main/pyproject.toml
    /// [build-system]
    /// requires = ["flit-core>=3.12"]
    /// build-backend = "flit_core.buildapi"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// --- demo-main/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistRootName { id: "sdist-root-name", gate: Agree, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistRootName {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(root) = whole_root(sdist, check) else { return };
        let Some(stem) = sdist.file.name.strip_suffix(".tar.gz") else {
            check.skip("the file name is not that of an sdist");
            return;
        };
        let parts =
            |text: &str| text.rsplit_once('-').map(|(name, version)| (normalize_name(name), version.to_owned()));
        let same = match (parts(stem), parts(root)) {
            (Some((name, version)), Some((other, found))) => name == other && same_version(&version, &found),
            _ => false,
        };
        if same || root == stem {
            return;
        }
        check.find(
            sdist.file.location(),
            message!(
                "All files lie in {root}, not in {stem} as the file name says",
                root = Fact::code(root),
                stem = Fact::code(stem),
            ),
            message!("Build the sdist again, and do not rename it"),
        );
    }
}
