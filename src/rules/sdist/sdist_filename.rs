//! The name of an sdist as PEP 625 spells it. Whether name and version are the right ones is `sdist-pkg-info-mismatch`.

use crate::artifact::file_name_form;
use crate::artifact::filename::FilenameProblem;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{same_version, version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file name of the sdist is not in its normal form
    ///
    /// An sdist is called `name-version.tar.gz`, with the name in lower case, `_` for `-` and `.`, and the version in its canonical
    /// spelling (PEP 625).
    ///
    /// ## Why
    /// PyPI refuses every other spelling.
    ///
    /// ## Fix
    /// Build with a current backend; do not rename the file.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-lib-1.0.tar.gz
    /// --- demo-lib-1.0/demo_lib/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo_lib-1.0.tar.gz
    /// --- demo_lib-1.0/demo_lib/__init__.py
    /// ```
    SdistFilename { id: "sdist-filename", gate: Upload, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistFilename {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let file = &sdist.file;
        let from_metadata = sdist.metadata.as_ref().and_then(|metadata| Some((metadata.name()?, metadata.version()?)));
        let expected = match (&sdist.filename, from_metadata) {
            (Ok(own), Some((name, text)))
                if file_name_form(&own.name) != file_name_form(name) || !same_version(&own.version, text) =>
            {
                normal(&own.name, &own.version)
            }
            (_, Some((name, text))) => normal(name, text),
            (Ok(own), None) => normal(&own.name, &own.version),
            (Err(_), None) => None,
        };
        let fix = match &expected {
            Some(expected) if *expected == file.name => return,
            Some(expected) => {
                message!("Build it with a current backend, which calls it {name}", name = Fact::code(expected))
            }
            None => message!("Build it with a current backend, which calls it `name-version.tar.gz`"),
        };
        let message = match &sdist.filename {
            Err(FilenameProblem::Version(text)) => message!(
                "{name} is no name of an sdist: {version} is no version, and PyPI refuses it",
                name = Fact::code(&file.name),
                version = Fact::code(text)
            ),
            Err(_) => message!("{name} is no name of an sdist, and PyPI refuses it", name = Fact::code(&file.name)),
            Ok(_) => message!(
                "PyPI refuses the file name {name}: it is not in its normal form",
                name = Fact::code(&file.name)
            ),
        };
        check.find(file.location(), message, fix);
    }
}

fn normal(name: &str, text: &str) -> Option<String> {
    Some(format!("{}-{}.tar.gz", file_name_form(name), version(text)?))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn what_is_no_version_is_said_once() {
        let fixture = "=== demo-main.tar.gz {bare}\n--- demo-main/PKG-INFO\nMetadata-Version: 2.4\nName: demo\nVersion: 1.0\n\
                       License-Expression: MIT\nRequires-Python: >=3.10\nDescription-Content-Type: text/plain\n\nDemo\n--- demo-main/pyproject.toml\n[build-system]\n\
                       requires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";
        check(fixture, &["sdist-filename"]);
    }
}
