//! Which versions of Python 3 a specifier such as `>=3.10` admits.

use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};

use super::metadata::Metadata;
use crate::python::stdlib::{NEWEST, OLDEST};

/// The minor versions of Python 3, of those that there are tables for, that a specifier admits in any of their releases.
/// `None` where it cannot be read.
#[must_use]
pub fn minors(specifier: &str) -> Option<Vec<u8>> {
    let specifiers = VersionSpecifiers::from_str(specifier.trim()).ok()?;
    let admits = |minor: &u8| {
        [0, 1, 5, 99].iter().any(|micro| specifiers.contains(&Version::new([3, u64::from(*minor), *micro])))
    };
    Some((OLDEST..=NEWEST).filter(admits).collect())
}

/// The same of `Requires-Python`; `None` where the metadata does not say, or unreadably.
#[must_use]
pub fn of(metadata: &Metadata) -> Option<Vec<u8>> {
    minors(metadata.value("Requires-Python")?)
}

/// The oldest of them.
#[must_use]
pub fn floor(metadata: &Metadata) -> Option<u8> {
    of(metadata)?.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_a_minor_version_count() {
        assert_eq!(minors(">=3.9.2,<3.12"), Some(vec![9, 10, 11]));
        assert_eq!(minors(">=3.10,!=3.11.*,<=3.13"), Some(vec![10, 12, 13]));
        assert_eq!(minors(">=2.7"), Some((OLDEST..=NEWEST).collect()));
        assert_eq!(minors("python3"), None);
    }
}
