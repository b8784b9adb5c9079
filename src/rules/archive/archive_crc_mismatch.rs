//! Contents that do not match the checksums of their archive. Hashes of RECORD are the business of `record_hash_mismatch`.

use crate::archive::ArchiveProblem;
use crate::artifact::Distribution;
use crate::finding::{Fact, Gate, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The content does not match its checksum
    ///
    /// A member cannot be unpacked, or its CRC-32 or size is not that of the header. A wrong trailer of a gzip stream is a
    /// warning: the members could be read, and PyPI does not look at it.
    ///
    /// ## Why
    /// Installers stop with an error at such a member. Where it is a Python file or one of those that PyPI reads, the
    /// upload is refused too. The bytes were changed after packing, or damaged on the way.
    ///
    /// ## Fix
    /// Build the distribution again. Do not patch bytes inside an archive: unpack, change and pack.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.bin {crc=1}
    /// values
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.bin
    /// values
    /// ```
    ArchiveCrcMismatch {
        id: "archive-crc-mismatch", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for ArchiveCrcMismatch {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let file = distribution.file();
        let (mut places, mut uploads) = (Vec::new(), false);
        for problem in distribution.problems() {
            match problem {
                ArchiveProblem::MemberCorrupt { path, reason } => {
                    uploads |= is_read_by_pypi(path);
                    places.push((file.at(path), format!("{path}: {reason}")));
                }
                ArchiveProblem::Trailer { reason } => {
                    let message = message!(
                        "The gzip stream does not end as it should: {reason}; strict tools stop at it",
                        reason = Fact::text(reason),
                    );
                    check.find(file.location(), message, message!("Build it again")).severity = Severity::Warning;
                }
                _ => {}
            }
        }
        let found = check.find_each(
            file.location(),
            places,
            |member| message!("Unpacking fails, so installers stop: {member}", member = member),
            |count, members| {
                message!(
                    "{count} members cannot be unpacked, so installers stop: {members}",
                    count = count,
                    members = members
                )
            },
            &message!("Build it again; do not change bytes inside the archive"),
        );
        if uploads {
            for finding in found {
                finding.gate = Gate::Upload;
            }
        }
    }
}

/// Whether PyPI unpacks the member of a wheel at upload, and fails where it cannot.
fn is_read_by_pypi(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let source = lower.ends_with(".py") || lower.ends_with(".pye");
    let part = ["WHEEL", "METADATA", "RECORD", "entry_points.txt"];
    source || path.split_once(".dist-info/").is_some_and(|(_, name)| part.contains(&name))
}
