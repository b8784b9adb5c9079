//! A source tree beside a release: its paths, and what tells the contents of modules apart. Reads no files, which the command
//! does; judges nothing.

use std::collections::BTreeMap;

/// Files of a source tree by their paths from its top, with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceTree {
    /// With the CRC-32 of what was read.
    files: BTreeMap<String, Option<u32>>,
}

impl SourceTree {
    /// `content` is given for files that are compared.
    pub fn add(&mut self, path: &str, content: Option<&[u8]>) {
        let checksum = content.map(|content| {
            let mut crc = flate2::Crc::new();
            crc.update(content);
            crc.sum()
        });
        self.files.insert(path.to_owned(), checksum);
    }

    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// CRC-32 of a file that was read.
    #[must_use]
    pub fn checksum(&self, path: &str) -> Option<u32> {
        self.files.get(path).copied().flatten()
    }
}

/// Paths that an index of git holds (gitformat-index, versions 2 to 4); `None` where it cannot be read as a whole.
#[must_use]
pub fn tracked(index: &[u8]) -> Option<Vec<String>> {
    /// Sizes and times, the mode and the object of an entry, before its flags.
    const FIXED: usize = 60;
    const GITLINK: u32 = 0o160_000;
    const FOLDER: u32 = 0o040_000;
    let number = |at: usize| -> Option<u32> { Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?)) };
    let (version, count) = (number(4)?, number(8)?);
    if !index.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let (mut at, mut path, mut paths) = (12, Vec::new(), Vec::new());
    for _ in 0..count {
        let start = at;
        let mode = number(start + 24)?;
        let flags = index.get(start + FIXED..start + FIXED + 2)?;
        let extended = version >= 3 && flags.first()? & 0x40 != 0;
        at = start + FIXED + 2 + if extended { 2 } else { 0 };
        if version == 4 {
            // As many bytes of the last path as this says make room for what follows.
            let mut strip = 0_usize;
            loop {
                let byte = *index.get(at)?;
                at += 1;
                strip = strip.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
                if byte & 0x80 == 0 {
                    break;
                }
                strip = strip.checked_add(1)?;
            }
            path.truncate(path.len().checked_sub(strip)?);
        } else {
            path.clear();
        }
        let length = memchr::memchr(0, index.get(at..)?)?;
        path.extend_from_slice(index.get(at..at + length)?);
        at += length + 1;
        if version < 4 {
            at = start + (at - start).next_multiple_of(8);
        }
        // A sparse index holds folders for what is in them.
        if mode & 0o170_000 == FOLDER {
            return None;
        }
        if mode & 0o170_000 != GITLINK {
            paths.push(String::from_utf8_lossy(&path).into_owned());
        }
    }
    paths.dedup();
    Some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(version: u32, entries: &[(u32, &str, u8)]) -> Vec<u8> {
        let mut out = b"DIRC".to_vec();
        out.extend(version.to_be_bytes());
        out.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
        for (mode, path, strip) in entries {
            let start = out.len();
            out.extend([0; 24]);
            out.extend(mode.to_be_bytes());
            out.extend([0; 34]);
            if version == 4 {
                out.push(*strip);
            }
            out.extend(path.as_bytes());
            out.push(0);
            while version < 4 && !(out.len() - start).is_multiple_of(8) {
                out.push(0);
            }
        }
        out
    }

    #[test]
    fn paths_of_an_index() {
        let entries = [(0o100_644, "a/b.py", 0), (0o160_000, "vendor", 0), (0o100_755, "z", 0)];
        assert_eq!(tracked(&index(2, &entries)), Some(vec!["a/b.py".to_owned(), "z".to_owned()]));
        let prefixed = index(4, &[(0o100_644, "a/b.py", 0), (0o100_644, "c.py", 4)]);
        assert_eq!(tracked(&prefixed), Some(vec!["a/b.py".to_owned(), "a/c.py".to_owned()]));
        assert_eq!(tracked(&index(4, &[(0o100_644, "a", 9)])), None);
        assert_eq!(tracked(&index(3, &[(0o040_000, "a/", 0)])), None);
        assert_eq!(tracked(b"DIRC\0\0\0\x02\xff\xff\xff\xff"), None);
        assert_eq!(tracked(b""), None);
    }
}
