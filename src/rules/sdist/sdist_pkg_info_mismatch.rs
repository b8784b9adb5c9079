//! Name and version of an sdist: metadata against file name. Spelling is the business of `sdist-filename`.

use crate::artifact::normalize_name;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::same_version;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The metadata of the sdist is that of another release
    ///
    /// `PKG-INFO` gives another name or version than the file name.
    ///
    /// ## Why
    /// PyPI compares them and refuses the file. Most often the version comes from version control, and the file was renamed or
    /// built from the wrong commit.
    ///
    /// ## Fix
    /// Fix where the version comes from, and build again; do not rename the file.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/PKG-INFO {merge}
    /// Version: 2.0
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["flit-core>=3.12"]
    /// build-backend = "flit_core.buildapi"
    ///
    /// [project]
    /// name = "demo"
    /// dynamic = ["version"]
    /// requires-python = ">=3.10"
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistPkgInfoMismatch { id: "sdist-pkg-info-mismatch", gate: Upload, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistPkgInfoMismatch {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(sdist) else { return };
        let (Some(name), Some(version)) = (metadata.name(), metadata.version()) else {
            check.undecided("the metadata says no name or no version");
            return;
        };
        let Ok(own) = &sdist.filename else {
            check.skip("the file name is not that of an sdist");
            return;
        };
        // `1.0-1` is an old spelling of `1.0.post1`: PyPI then takes the dash before for the end of the name.
        let post = own.name.rsplit_once('-').map(|(name, rest)| (name, format!("{rest}-{}", own.version)));
        let same =
            |(own, text): (&str, &str)| normalize_name(own) == normalize_name(name) && same_version(text, version);
        if same((&own.name, &own.version)) || post.as_ref().is_some_and(|(name, text)| same((name, text))) {
            return;
        }
        let field = if normalize_name(&own.name) == normalize_name(name) { "Version" } else { "Name" };
        let line = metadata.first(field).map_or(1, |field| field.line);
        check.find(
            sdist.file.at_line(&metadata.path, line),
            message!(
                "The metadata is that of {name} {version}, the file name says {own} {found}; PyPI refuses it",
                name = Fact::code(name),
                version = Fact::code(version),
                own = Fact::code(&own.name),
                found = Fact::code(&own.version),
            ),
            message!("Fix where name and version come from, and build again"),
        );
    }
}
