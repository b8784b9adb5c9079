//! Files that `setup.py` opens by name. What stands in a condition may be missing on purpose.

use crate::artifact::sdist::Sdist;
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::rules::members::{inner_files, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// `setup.py` opens a file that is not in the sdist
    ///
    /// `setup.py` calls `open("…")` with the name of a file that was not packed. Where the script catches errors or
    /// asks whether files exist, nothing is said.
    ///
    /// ## Why
    /// Building from the sdist stops with `FileNotFoundError`. That happens to users for whom no wheel fits, and to
    /// distributions.
    ///
    /// ## Fix
    /// Include the file: name it in `MANIFEST.in`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/setup.py
    /// from setuptools import setup
    /// setup(install_requires=open("requirements.txt").read().split())
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/requirements.txt
    /// attrs
    /// --- demo-1.0/setup.py
    /// from setuptools import setup
    /// setup(install_requires=open("requirements.txt").read().split())
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    SdistSetupReadsMissing { id: "sdist-setup-reads-missing", gate: Install, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistSetupReadsMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(root) = whole_root(sdist, check) else { return };
        let path = format!("{root}/setup.py");
        let Some(content) = sdist.contents.texts.get(&path) else {
            check.skip("there is no setup.py");
            return;
        };
        let text = String::from_utf8_lossy(content);
        if ["except", "exists(", "is_file(", "isfile(", "suppress("].iter().any(|word| text.contains(word)) {
            check.skip("setup.py decides itself what it opens");
            return;
        }
        let files = inner_files(sdist);
        let mut line_number = 0;
        for line in text.lines() {
            line_number += 1;
            let Some(name) = opened(line).filter(|name| !files.contains(name.trim_start_matches("./"))) else {
                continue;
            };
            let finding = check.find(
                sdist.file.at_line(&path, line_number),
                message!("setup.py opens {name}, which is not in the sdist", name = Fact::code(name)),
                message!("Include {name} in the sdist: name it in `MANIFEST.in`", name = Fact::code(name)),
            );
            finding.certainty = Certainty::Likely;
        }
    }
}

/// The literal path that a line opens for reading.
fn opened(line: &str) -> Option<&str> {
    let code = line.trim_start();
    // Inside a function, whether and from where it is called is not known.
    if code.len() != line.len() && !code.contains("open(\"") && !code.contains("open('") || code.starts_with('#') {
        return None;
    }
    let at = line.find("open(")?;
    if line.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || c == '_') || line.get(..at)?.contains('#') {
        return None;
    }
    let inside = line.get(at + 5..)?.trim_start();
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (path, rest) = inside.get(1..)?.split_once(quote)?;
    let reads = !["\"w", "'w", "\"a", "'a", "\"x", "'x"]
        .iter()
        .any(|mode| rest.split(')').next().is_some_and(|rest| rest.contains(mode)));
    let plain = !path.is_empty() && !path.starts_with(['/', '.']) && !path.contains(['{', '%', '\\', '*']);
    (reads && plain).then_some(path)
}
