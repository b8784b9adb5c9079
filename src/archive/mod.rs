//! Archives as lists of members with problems. Bytes in, entries out: nothing here knows of Python packaging.

pub mod limits;
pub mod tar;
pub mod zip;
pub mod zip_records;

/// One member as the archive describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// As written in the archive, decoded, with `/` as it stands there.
    pub path: String,
    pub kind: MemberKind,
    /// Bytes, unpacked, as declared.
    pub size: u64,
    /// Bytes in the archive; a tar compresses all members together.
    pub compressed: Option<u64>,
    /// Unix permission and file type bits, if the archive holds any.
    pub mode: Option<u32>,
    /// Seconds since 1970-01-01, as the archive says it: a zip knows no time zone.
    pub modified: Option<i64>,
}

impl Member {
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.kind == MemberKind::File
    }

    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.kind == MemberKind::Directory
    }

    /// The last component of the path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        let path = self.path.trim_end_matches('/');
        path.rsplit_once('/').map_or(path, |(_, name)| name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberKind {
    File,
    Directory,
    Symlink {
        target: String,
    },
    Hardlink {
        target: String,
    },
    /// A device, a FIFO, or what no reader knows.
    Special,
}

/// What a caller wants of a member's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    Nothing,
    /// The whole content, up to [`limits::MAX_TEXT_BYTES`].
    Content,
    /// At most [`limits::HEAD_BYTES`] from its start.
    Head,
}

/// What is wrong with an archive as an archive. Rules turn these into findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveProblem {
    /// Zero bytes.
    Empty,
    /// The first bytes are those of something else.
    NotThisFormat {
        expected: &'static str,
        found: &'static str,
    },
    /// The bytes end before the archive does.
    Truncated {
        offset: u64,
    },
    /// The structure cannot be read.
    Unreadable {
        reason: String,
    },
    /// More than [`limits::MAX_MEMBERS`]; the members after the limit were not looked at.
    TooManyMembers {
        declared: u64,
    },
    /// Declares or unpacks to more than the limits; what follows was not read.
    TooLarge {
        path: Option<String>,
        bytes: u64,
    },
    /// Unpacks to more than 50 times its size; nothing was unpacked.
    Bomb {
        unpacked: u64,
        ratio: u64,
    },
    MemberEncrypted {
        path: String,
    },
    /// A compression method other than stored or deflate.
    MemberMethod {
        path: String,
        method: String,
    },
    /// CRC-32 or size of the content differs from what the archive says, or it cannot be unpacked.
    MemberCorrupt {
        path: String,
        reason: String,
    },
    /// The gzip trailer (CRC-32, length) of a tar is wrong or missing: the members were read all the same.
    Trailer {
        reason: String,
    },
}

impl ArchiveProblem {
    /// The member that could not be read, if it is about one.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        match self {
            Self::MemberEncrypted { path } | Self::MemberMethod { path, .. } | Self::MemberCorrupt { path, .. } => {
                Some(path)
            }
            _ => None,
        }
    }
}

/// What the first bytes of a file say that it is.
#[must_use]
pub fn magic(head: &[u8]) -> &'static str {
    match head {
        [] => "nothing",
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => "a zip archive",
        [0x1f, 0x8b, ..] => "gzip data",
        [b'B', b'Z', b'h', ..] => "bzip2 data",
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => "xz data",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstandard data",
        [b'7', b'z', 0xbc, 0xaf, ..] => "a 7-Zip archive",
        [0x7f, b'E', b'L', b'F', ..] => "an ELF binary",
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        _ if head.len() > 262 && &head[257..262] == b"ustar" => "an uncompressed tar",
        _ if looks_like_html(head) => "an HTML page",
        _ if head.iter().all(|byte| *byte >= 0x20 || matches!(byte, b'\n' | b'\r' | b'\t')) => "text",
        _ => "unknown binary data",
    }
}

fn looks_like_html(head: &[u8]) -> bool {
    let start = head.trim_ascii_start();
    [&b"<!doctype html"[..], b"<html"]
        .iter()
        .any(|tag| start.len() >= tag.len() && start[..tag.len()].eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_name_what_was_dropped_by_mistake() {
        for (head, name) in [
            (&b""[..], "nothing"),
            (b"PK\x03\x04rest", "a zip archive"),
            (b"\x1f\x8b\x08", "gzip data"),
            (b"\n<!DOCTYPE html><title>Not found</title>", "an HTML page"),
            (b"hello\n", "text"),
            (b"\x00\x01", "unknown binary data"),
        ] {
            assert_eq!(magic(head), name);
        }
    }
}
