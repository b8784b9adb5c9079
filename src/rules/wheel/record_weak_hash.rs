//! Algorithms of hashes in RECORD.

use super::{content_rows, record};
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// RECORD uses a weak or unknown hash
    ///
    /// A row is hashed with md5, sha1, sha224 or an algorithm that is not known. Others that Python always has, such as
    /// `blake2b`, are allowed, though this tool does not compute them.
    ///
    /// ## Why
    /// The wheel format asks for sha256 or better. Tools that validate RECORD refuse weaker hashes, because other content
    /// can be made for them.
    ///
    /// ## Fix
    /// Write RECORD again with sha256.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt {unrecorded}
    /// --- demo-1.0.dist-info/RECORD {append}
    /// demo/data.txt,md5=1B2M2Y8AsgTpgAmY7PhCfg,0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    RecordWeakHash { id: "record-weak-hash", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for RecordWeakHash {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(record) = record(wheel, check) else { return };
        let weak =
            content_rows(record).filter(|row| row.hash.split_once('=').is_some_and(|(name, _)| !is_strong(name)));
        check.find_each(
            wheel.file.at(&record.path),
            weak.map(|row| (wheel.file.at_line(&record.path, row.line), format!("{}: {}", row.path, row.hash)))
                .collect(),
            |row| message!("RECORD uses a weak or unknown hash, which tools that validate it refuse: {row}", row = row),
            |count, rows| {
                message!(
                    "RECORD uses weak or unknown hashes for {count} files, which tools that validate it refuse: {rows}",
                    count = count,
                    rows = rows
                )
            },
            &message!("Use sha256"),
        );
    }
}

fn is_strong(algorithm: &str) -> bool {
    let strong = ["sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512", "blake2b", "blake2s"];
    strong.contains(&algorithm.to_ascii_lowercase().as_str())
}
