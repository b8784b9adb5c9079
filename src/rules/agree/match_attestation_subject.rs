//! Attestations beside the files of a release: which file each is about. Signatures are not verified.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::artifact::FileInfo;
use crate::finding::Fact;
use crate::inspect::{ATTESTATION, Other, Release};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An attestation is not about the file beside it
    ///
    /// `NAME.publish.attestation` states the name and the SHA-256 of the file that it was made for (PEP 740), and one
    /// of them is not that of the file of this name in the drop.
    ///
    /// ## Why
    /// PyPI refuses an upload with an attestation whose subject is another file. The file was built again after it was
    /// attested, or the attestation belongs to another release.
    ///
    /// ## Fix
    /// Attest the file that you upload, after the last build: delete the attestation and make a new one.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0-py3-none-any.whl.publish.attestation {attests=demo-1.0-py3-none-any.whl}
    /// other content
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0-py3-none-any.whl.publish.attestation {attests=demo-1.0-py3-none-any.whl}
    /// ```
    MatchAttestationSubject { id: "match-attestation-subject", gate: Agree, severity: Error, since: "0.1.0", reads: all [Other] }
}

impl Rule for MatchAttestationSubject {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let mut compared = false;
        for other in release.others() {
            let Some(name) = other.file.name.strip_suffix(ATTESTATION) else { continue };
            let wheels = release.wheels().map(|wheel| &wheel.file);
            let mut files = wheels.chain(release.sdists().map(|sdist| &sdist.file));
            let Some(file) = files.find(|file| file.name == name) else { continue };
            compared = true;
            compare(other, file, check);
        }
        if !compared {
            check.skip("no attestation beside the file that it is about");
        }
    }
}

fn compare(other: &Other, file: &FileInfo, check: &mut Check<'_>) {
    let again = message!("Attest {file} again, after the last build", file = Fact::code(&file.name));
    let Some(subjects) = subjects(&other.text) else {
        check.find(
            other.file.location(),
            message!("The attestation cannot be read, and PyPI refuses the upload with it"),
            again,
        );
        return;
    };
    let [(name, digest)] = subjects.as_slice() else {
        let message =
            message!("The attestation is about {count} files, not about one", count = Fact::count(subjects.len()));
        check.find(other.file.location(), message, again);
        return;
    };
    if *name != file.name {
        check.find(
            other.file.location(),
            message!(
                "The attestation is about {subject}, not about {file}",
                subject = Fact::code(name),
                file = Fact::code(&file.name)
            ),
            again,
        );
    } else if !file.sha256.is_empty() && !digest.eq_ignore_ascii_case(&file.sha256) {
        check.find(
            other.file.location(),
            message!(
                "The attestation is about a file with the SHA-256 {digest}, but {file} has {own}",
                digest = Fact::code(digest),
                file = Fact::code(&file.name),
                own = Fact::code(&file.sha256),
            ),
            again,
        );
    }
}

/// Names and SHA-256 of the subjects: `envelope.statement` holds an in-toto statement in base64.
fn subjects(content: &[u8]) -> Option<Vec<(String, String)>> {
    let attestation: Value = serde_json::from_slice(content).ok()?;
    let statement = STANDARD.decode(attestation.get("envelope")?.get("statement")?.as_str()?).ok()?;
    let statement: Value = serde_json::from_slice(&statement).ok()?;
    let subjects = statement.get("subject")?.as_array()?.iter().map(|subject| {
        let name = subject.get("name")?.as_str()?;
        let digest = subject.get("digest")?.get("sha256")?.as_str()?;
        Some((name.to_owned(), digest.to_owned()))
    });
    subjects.collect()
}
