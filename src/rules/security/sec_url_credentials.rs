//! User and password in URLs of metadata and of configuration files.

use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::contents::hits::{HitKind, scan};
use crate::finding::{Certainty, Fact, Location, Severity};
use crate::message;
use crate::rules::security::is_for_tests;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A URL holds a user and a password
    ///
    /// Metadata, `pyproject.toml`, `setup.cfg`, `setup.py`, `requirements*.txt`, `pip.conf`, `.git/config` or a lock
    /// file has a URL of the form `https://user:password@host`. Placeholders, and hosts that only the own machine
    /// reaches, are left out. The password itself is never shown.
    ///
    /// ## Why
    /// Whatever is published can be read by everybody, and stays readable after the release was deleted.
    ///
    /// ## Fix
    /// Change the password now. Then take it out of the URL: installers read it from `.netrc`, from the keyring or from
    /// environment variables.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Project-URL: Source, https://deploy:h7Gf3kQz@git.acme.io/demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Project-URL: Source, https://git.acme.io/demo
    /// ```
    SecUrlCredentials { id: "sec-url-credentials", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for SecUrlCredentials {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        if check.need_members(distribution).is_none() {
            return;
        }
        for (path, hits) in &distribution.contents().hits {
            // One a file: the others stand beside it.
            if let Some(hit) = hits.iter().find(|hit| hit.kind == HitKind::UrlCredentials) {
                find(path, distribution.file().at_line(path, hit.line), check);
            }
        }
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if pyproject.member.is_some() {
            check.skip("the sdist was read as a whole");
            return;
        }
        let hits = scan("pyproject.toml", pyproject.text.as_bytes());
        if let Some(hit) = hits.iter().find(|hit| hit.kind == HitKind::UrlCredentials) {
            find("pyproject.toml", Location { line: Some(hit.line), ..pyproject.location() }, check);
        }
    }
}

fn find(path: &str, location: Location, check: &mut Check<'_>) {
    let finding = check.find(
        location,
        message!("A URL in {path} holds a user and a password", path = Fact::code(path)),
        message!("Change the password now, take it out of the URL, and build again"),
    );
    finding.certainty = Certainty::Likely;
    if is_for_tests(path) {
        finding.severity = Severity::Info;
    }
}
