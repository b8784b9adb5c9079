//! The search for encrypted Python code (Warehouse: utils/scanner.py and scanner_rules/*.yar).
//!
//! Both YARA rules are sets of plain, case-sensitive strings, so a search for substrings decides the same. Content comes in
//! chunks of any size; nothing of it is kept but the few bytes in which a string may still begin.

use std::collections::HashMap;

/// A larger member is read but not searched (`_SCAN_MAX_FILE_SIZE`).
pub const MAX_MEMBER_BYTES: u64 = 5 << 20;

/// Up to this much, all members are read before any is searched (`_BULK_SCAN_MAX_TOTAL`).
pub const MAX_BULK_BYTES: u64 = 50 << 20;

/// A rule of the scanner, in the order in which matches are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encrypted {
    PyArmor,
    SourceDefender,
}

impl Encrypted {
    /// Id of `upload-gate.md`.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::PyArmor => "yara-pyarmor",
            Self::SourceDefender => "yara-sourcedefender",
        }
    }

    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::PyArmor => {
                "PyArmor-encrypted content is not allowed. See <policy> for more \
                 information."
            }
            Self::SourceDefender => {
                "SourceDefender-encrypted content is not allowed. See <policy> for \
                 more information."
            }
        }
    }
}

/// Any of these is PyArmor (scanner_rules/pyarmor.yar); the last two together are SourceDefender (sourcedefender.yar).
const NEEDLES: [&[u8]; 7] = [
    b"__pyarmor__(__name__, __file__,",
    b"__pyarmor_enter__",
    b"__pyarmor_exit__",
    b"__pyarmor_assert__",
    b"__pyarmor_bcc__",
    b"---BEGIN PYE FILE---",
    b"---END PYE FILE---",
];

/// One less than the longest needle: what of a chunk may still belong to a needle that goes on in the next.
const OVERLAP: usize = 30;

/// Whether the scanner reads a member, by its name: the suffix that `pathlib` finds is `.py` or `.pye`, in any case.
#[must_use]
pub fn is_scannable(name: &str) -> bool {
    is_scannable_bytes(name.as_bytes())
}

/// As [`is_scannable`], of a name that need not be UTF-8.
#[must_use]
pub fn is_scannable_bytes(name: &[u8]) -> bool {
    // pathlib drops empty parts and single dots; a leading dot starts no suffix.
    let last = name.split(|byte| *byte == b'/').rfind(|part| !part.is_empty() && *part != b".").unwrap_or_default();
    let leading = last.iter().take_while(|byte| **byte == b'.').count();
    let stem = &last[leading..];
    let Some(dot) = stem.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0) else { return false };
    let suffix = &stem[dot..];
    suffix.eq_ignore_ascii_case(b".py") || suffix.eq_ignore_ascii_case(b".pye")
}

/// The search through one member.
#[derive(Debug, Default, Clone)]
pub struct Matcher {
    tail: Vec<u8>,
    found: [bool; NEEDLES.len()],
    len: u64,
}

impl Matcher {
    pub fn feed(&mut self, bytes: &[u8]) {
        self.len += bytes.len() as u64;
        if self.len > MAX_MEMBER_BYTES {
            return;
        }
        // First where the last chunk and this one meet, then this one alone.
        let mut seam = std::mem::take(&mut self.tail);
        let old = seam.len();
        seam.extend_from_slice(&bytes[..bytes.len().min(OVERLAP)]);
        if old > 0 {
            self.search(&seam);
        }
        self.search(bytes);
        if bytes.len() >= OVERLAP {
            self.tail = bytes[bytes.len() - OVERLAP..].to_vec();
        } else {
            self.tail = seam.split_off(seam.len().saturating_sub(OVERLAP));
        }
    }

    fn search(&mut self, bytes: &[u8]) {
        // All needles begin with two equal characters, of which there are only two.
        for (at, pair) in bytes.windows(2).enumerate() {
            if pair != b"__" && pair != b"--" {
                continue;
            }
            for (needle, found) in NEEDLES.iter().zip(&mut self.found) {
                *found = *found || bytes[at..].starts_with(needle);
            }
        }
    }

    /// Length of the member, and what it is, if it was short enough to be searched.
    #[must_use]
    pub fn finish(&self) -> MemberScan {
        let encrypted = if self.len > MAX_MEMBER_BYTES {
            None
        } else if self.found[..5].contains(&true) {
            Some(Encrypted::PyArmor)
        } else if self.found[5] && self.found[6] {
            Some(Encrypted::SourceDefender)
        } else {
            None
        };
        MemberScan { len: self.len, encrypted }
    }
}

/// What the search found in one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberScan {
    pub len: u64,
    pub encrypted: Option<Encrypted>,
}

/// Results that another pass over a zip gathered, so that its members are not unpacked twice. Members are known by the
/// offset of their local header.
#[derive(Debug, Default)]
pub struct Scan {
    current: Option<(u64, Matcher)>,
    done: HashMap<u64, MemberScan>,
}

impl Scan {
    /// The next bytes of the member whose local header is at `header`; a member's chunks come one after the other. Members
    /// that [`is_scannable`] does not name need not be fed.
    pub fn feed(&mut self, header: u64, bytes: &[u8]) {
        if self.current.as_ref().is_none_or(|(current, _)| *current != header) {
            self.close();
            self.current = Some((header, Matcher::default()));
        }
        if let Some((_, matcher)) = &mut self.current {
            matcher.feed(bytes);
        }
    }

    /// A member that could not be unpacked and verified to its end: what was fed of it does not count.
    pub fn discard(&mut self, header: u64) {
        self.close();
        self.done.remove(&header);
    }

    fn close(&mut self) {
        if let Some((header, matcher)) = self.current.take() {
            self.done.insert(header, matcher.finish());
        }
    }

    /// Ends the last member.
    pub fn finish(&mut self) {
        self.close();
    }

    /// The result for a member that was fed to its end.
    #[must_use]
    pub fn result(&self, header: u64) -> Option<MemberScan> {
        self.done.get(&header).copied()
    }
}

/// Which match the endpoint reports, and whether before or after a member that cannot be read (`check_members`): members
/// come in archive order; up to 50 MiB all are read first, above that the first match ends the search.
#[derive(Debug, Default)]
pub struct Order {
    total: u64,
    overflow: bool,
    first: Option<Encrypted>,
}

impl Order {
    /// Takes the next member. `Some` ends the search: nothing after it is read.
    pub fn member(&mut self, scan: MemberScan) -> Option<Encrypted> {
        if scan.len > MAX_MEMBER_BYTES {
            return None;
        }
        self.first = self.first.or(scan.encrypted);
        if !self.overflow {
            self.total += scan.len;
            self.overflow = self.total > MAX_BULK_BYTES;
        }
        self.first.filter(|_| self.overflow)
    }

    /// The match after all members were read. One that only arises where members meet in the bulk does not count.
    #[must_use]
    pub fn finish(self) -> Option<Encrypted> {
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_those_of_pathlib() {
        for (name, scanned) in [
            ("a.py", true),
            ("a/b.PyE", true),
            ("a.py/.", true),
            (".py", false),
            ("..py", false),
            (".a.py", true),
            ("a.pyc", false),
            ("py", false),
            ("a.py.txt", false),
            ("a..py", true),
            ("", false),
        ] {
            assert_eq!(is_scannable(name), scanned, "{name}");
        }
    }

    #[test]
    fn needles_are_found_wherever_chunks_end() {
        for needle in &NEEDLES[..5] {
            let text = [b"x = '_", *needle, b"'\n"].concat();
            for step in 1..=text.len() {
                let mut matcher = Matcher::default();
                text.chunks(step).for_each(|chunk| matcher.feed(chunk));
                assert_eq!(matcher.finish().encrypted, Some(Encrypted::PyArmor), "{step}");
            }
        }
        let both = b"----BEGIN PYE FILE---\nabc\n---END PYE FILE----";
        for step in 1..=both.len() {
            let mut matcher = Matcher::default();
            both.chunks(step).for_each(|chunk| matcher.feed(chunk));
            assert_eq!(matcher.finish().encrypted, Some(Encrypted::SourceDefender), "{step}");
        }
        let mut matcher = Matcher::default();
        matcher.feed(b"---BEGIN PYE FILE---");
        assert_eq!(matcher.finish().encrypted, None);
    }

    #[test]
    fn a_member_over_five_megabytes_is_not_searched() {
        let mut matcher = Matcher::default();
        matcher.feed(NEEDLES[1]);
        matcher.feed(&vec![b' '; 5 << 20]);
        assert_eq!(matcher.finish().encrypted, None);
    }

    #[test]
    fn a_match_is_reported_early_only_above_the_bulk_limit() {
        let hit = MemberScan { len: 10, encrypted: Some(Encrypted::SourceDefender) };
        let mut order = Order::default();
        assert_eq!(order.member(hit), None);
        assert_eq!(order.member(MemberScan { len: 10, encrypted: Some(Encrypted::PyArmor) }), None);
        assert_eq!(order.finish(), Some(Encrypted::SourceDefender));
        let mut order = Order::default();
        assert_eq!(order.member(hit), None);
        let large = MemberScan { len: 5 << 20, encrypted: None };
        assert_eq!((0..10).find_map(|_| order.member(large)), Some(Encrypted::SourceDefender));
    }
}
