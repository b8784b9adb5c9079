//! Zip archives: the central directory through the `zip` crate, members read by range and verified.
//!
//! What lies between the records is the business of [`super::zip_records`].

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};

use ::zip::CompressionMethod;
use ::zip::result::ZipError;
use flate2::bufread::DeflateDecoder;

use super::limits::{BOMB_BYTES, BOMB_RATIO, MAX_MEMBER_BYTES, MAX_MEMBERS, MAX_TEXT_BYTES, MAX_TOTAL_BYTES};
use super::zip_records::{self, Records};
use super::{ArchiveProblem, Member, MemberKind, magic};
use crate::source::{Cursor, Source};

/// The directory of a zip, and access to its members.
pub struct ZipArchive<'a> {
    pub members: Vec<Member>,
    /// Beside `members`, in the same order: what only a zip knows of each.
    pub details: Vec<ZipDetail>,
    pub records: Records,
    pub problems: Vec<ArchiveProblem>,
    /// Whether the contents may be unpacked: not where the archive is a bomb or over a limit.
    pub readable: bool,
    inner: Option<::zip::ZipArchive<Cursor<'a>>>,
    index: HashMap<String, usize>,
}

/// What the central directory says beyond a [`Member`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipDetail {
    pub header_start: u64,
    /// Bytes in the archive.
    pub compressed: u64,
    pub crc32: u32,
    /// `Stored`, `Deflated` or the name of another method.
    pub method: String,
    pub encrypted: bool,
    pub comment: String,
    pub name_is_utf8: bool,
}

impl ZipDetail {
    /// Whether the member lies in the archive without compression.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.method == CompressionMethod::Stored.to_string()
    }
}

impl<'a> ZipArchive<'a> {
    /// Opens an archive; what cannot be read is in `problems`.
    #[must_use]
    pub fn open(source: &'a dyn Source) -> Self {
        let mut archive = Self {
            members: Vec::new(),
            details: Vec::new(),
            records: Records::default(),
            problems: Vec::new(),
            readable: false,
            inner: None,
            index: HashMap::new(),
        };
        if let Err(problem) = archive.read_directory(source) {
            archive.problems.push(problem);
        }
        archive
    }

    fn read_directory(&mut self, source: &'a dyn Source) -> Result<(), ArchiveProblem> {
        if source.is_empty() {
            return Err(ArchiveProblem::Empty);
        }
        let declared = zip_records::declared_entries(source).map_err(|error| unreadable(&error))?;
        let Some(declared) = declared else {
            let mut head = [0; 512];
            let n = source.read_at(0, &mut head).map_err(|error| unreadable(&error))?;
            let found = magic(&head[..n]);
            return Err(if found == "a zip archive" {
                ArchiveProblem::Truncated { offset: source.len() }
            } else {
                ArchiveProblem::NotThisFormat { expected: "a zip archive", found }
            });
        };
        if declared > MAX_MEMBERS as u64 {
            return Err(ArchiveProblem::TooManyMembers { declared });
        }
        let inner = ::zip::ZipArchive::new(Cursor::new(source)).map_err(|error| unreadable(&error))?;
        self.list(&inner)?;
        let sizes: HashMap<u64, u64> = self
            .details
            .iter()
            .zip(&self.members)
            .map(|(detail, member)| (detail.header_start, member.compressed.unwrap_or(0)))
            .collect();
        // Data before the archive would stop the walk at once; it is walked from the first record that the directory names.
        let mut first = [0; 4];
        let n = source.read_at(0, &mut first).map_err(|error| unreadable(&error))?;
        let start = if first[..n].starts_with(b"PK") { 0 } else { sizes.keys().copied().min().unwrap_or(0) };
        zip_records::walk(source, start, &|offset| sizes.get(&offset).copied(), &mut self.records)
            .map_err(|error| unreadable(&error))?;
        self.inner = Some(inner);
        self.readable = self.check_sizes(source.len());
        Ok(())
    }

    fn list(&mut self, inner: &::zip::ZipArchive<Cursor<'a>>) -> Result<(), ArchiveProblem> {
        for i in 0..inner.len() {
            let entry = inner.by_index_data(i).map_err(|error| unreadable(&error))?;
            let name = entry.name();
            let name_is_utf8 = name.is_ok() && std::str::from_utf8(entry.name_raw()).is_ok();
            let path = name
                .map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), std::borrow::Cow::into_owned);
            let mode = entry.unix_mode();
            let kind = if entry.is_symlink() {
                MemberKind::Symlink { target: String::new() }
            } else if entry.is_dir() {
                MemberKind::Directory
            } else {
                MemberKind::File
            };
            self.index.insert(path.clone(), i);
            self.members.push(Member {
                path,
                kind,
                size: entry.size(),
                compressed: Some(entry.compressed_size()),
                mode,
                modified: entry.last_modified().map(|time| {
                    seconds(time.year(), time.month(), time.day(), [time.hour(), time.minute(), time.second()])
                }),
            });
            self.details.push(ZipDetail {
                header_start: entry.header_start(),
                compressed: entry.compressed_size(),
                crc32: entry.crc32(),
                method: entry.compression().to_string(),
                encrypted: entry.encrypted(),
                comment: entry.comment().to_owned(),
                name_is_utf8,
            });
        }
        Ok(())
    }

    /// Whether what the directory declares is within the limits.
    fn check_sizes(&mut self, file_bytes: u64) -> bool {
        let unpacked = self.members.iter().fold(0_u64, |sum, member| sum.saturating_add(member.size));
        let before = self.problems.len();
        if unpacked > BOMB_BYTES && unpacked > file_bytes.saturating_mul(BOMB_RATIO) {
            self.problems.push(ArchiveProblem::Bomb { unpacked, ratio: unpacked / file_bytes.max(1) });
        }
        for member in &self.members {
            if member.size > MAX_MEMBER_BYTES {
                self.problems.push(ArchiveProblem::TooLarge { path: Some(member.path.clone()), bytes: member.size });
            }
        }
        if unpacked > MAX_TOTAL_BYTES {
            self.problems.push(ArchiveProblem::TooLarge { path: None, bytes: unpacked });
        }
        self.problems.len() == before
    }

    /// The content of a member that is kept as text, up to the limit for such. `None` if it is not there or cannot be read;
    /// why not is found by [`Self::verify`].
    pub fn read(&mut self, path: &str) -> Option<Vec<u8>> {
        self.read_up_to(path, MAX_TEXT_BYTES)
    }

    /// The content of a member of at most `limit` bytes.
    pub fn read_up_to(&mut self, path: &str, limit: u64) -> Option<Vec<u8>> {
        let i = *self.index.get(path)?;
        if !self.readable || self.members[i].size > limit {
            return None;
        }
        let file = self.inner.as_mut()?.by_index(i).ok()?;
        let mut content = Vec::new();
        file.take(limit).read_to_end(&mut content).ok()?;
        Some(content)
    }

    /// Unpacks every member in the order in which they lie in the file, and tells `on_chunk` its index and the bytes.
    /// CRC-32 and sizes are verified on the way; what differs is in `problems`.
    pub fn verify(&mut self, on_chunk: &mut dyn FnMut(usize, &Member, &[u8]), on_bytes: &mut dyn FnMut(u64)) {
        let Some(inner) = self.inner.as_mut().filter(|_| self.readable) else { return };
        let mut order: Vec<usize> = (0..self.members.len()).collect();
        order.sort_by_key(|i| self.details[*i].header_start);
        let mut buffer = vec![0; 64 * 1024];
        let mut total = 0;
        for i in order {
            let (member, detail) = (&self.members[i], &self.details[i]);
            on_bytes(detail.header_start);
            let outcome = unpack(inner, i, member, &mut buffer, &mut total, on_chunk);
            if let Err(error) = outcome {
                let path = member.path.clone();
                self.problems.push(match error {
                    _ if detail.encrypted => ArchiveProblem::MemberEncrypted { path },
                    ZipError::CompressionMethodNotSupported(method) => {
                        ArchiveProblem::MemberMethod { path, method: method_name(method) }
                    }
                    _ if !is_plain(&detail.method) => {
                        ArchiveProblem::MemberMethod { path, method: detail.method.clone() }
                    }
                    error => ArchiveProblem::MemberCorrupt { path, reason: words(&error) },
                });
            }
            if total > MAX_TOTAL_BYTES {
                self.problems.push(ArchiveProblem::TooLarge { path: None, bytes: total });
                return;
            }
        }
    }
}

/// The first bytes of the content of one member, read by range: nothing but its own record is looked at, and nothing is
/// verified. What cannot be unpacked ends the content; `None` where there is nothing to begin with.
pub fn head(source: &dyn Source, detail: &ZipDetail, limit: u64) -> Option<Vec<u8>> {
    /// Bytes of a local header before the name (APPNOTE.TXT section 4.3.7).
    const HEADER: usize = 30;
    let mut header = [0; HEADER];
    let read = source.read_at(detail.header_start, &mut header).ok()?;
    if read < HEADER || !header.starts_with(b"PK\x03\x04") || detail.encrypted {
        return None;
    }
    let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let start = detail.header_start.checked_add(HEADER as u64 + length(26) + length(28))?;
    let mut cursor = Cursor::new(source);
    cursor.seek(SeekFrom::Start(start)).ok()?;
    let packed = cursor.take(detail.compressed);
    let mut content = Vec::new();
    // What was read before an error stays.
    let _ = if detail.method == CompressionMethod::Stored.to_string() {
        packed.take(limit).read_to_end(&mut content)
    } else if detail.method == CompressionMethod::Deflated.to_string() {
        DeflateDecoder::new(packed).take(limit).read_to_end(&mut content)
    } else {
        return None;
    };
    Some(content)
}

/// Whether PyPI accepts the compression method.
#[must_use]
pub fn is_plain(method: &str) -> bool {
    method == CompressionMethod::Stored.to_string() || method == CompressionMethod::Deflated.to_string()
}

fn unpack(
    inner: &mut ::zip::ZipArchive<Cursor<'_>>,
    i: usize,
    member: &Member,
    buffer: &mut [u8],
    total: &mut u64,
    on_chunk: &mut dyn FnMut(usize, &Member, &[u8]),
) -> Result<(), ZipError> {
    let mut file = inner.by_index(i)?;
    let mut read = 0;
    on_chunk(i, member, &[]);
    loop {
        let n = file.read(buffer)?;
        if n == 0 {
            break;
        }
        read += n as u64;
        *total += n as u64;
        if read > member.size {
            break;
        }
        on_chunk(i, member, &buffer[..n]);
    }
    if read == member.size {
        return Ok(());
    }
    let than = if read > member.size { "more" } else { "fewer" };
    Err(ZipError::InvalidArchive(format!("it unpacks to {than} bytes than the {} declared", member.size).into()))
}

fn method_name(method: u16) -> String {
    match method {
        9 => "deflate64".to_owned(),
        12 => "bzip2".to_owned(),
        14 => "LZMA".to_owned(),
        93 => "zstandard".to_owned(),
        95 => "xz".to_owned(),
        other => format!("method {other}"),
    }
}

fn words(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => "the data end too early".to_owned(),
        ZipError::Io(error) => error.to_string(),
        ZipError::InvalidArchive(reason) => reason.to_string(),
        other => other.to_string(),
    }
}

fn unreadable(error: &dyn std::error::Error) -> ArchiveProblem {
    ArchiveProblem::Unreadable { reason: error.to_string() }
}

/// Seconds since 1970 of a date and time that knows no zone.
fn seconds(year: u16, month: u8, day: u8, [hour, minute, second]: [u8; 3]) -> i64 {
    let days = days(year.into(), month.into(), day.into());
    days * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second)
}

/// Days since 1970 of a date (days from civil, proleptic Gregorian calendar); a month or day that is none is the nearest.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let (month, day) = (month.clamp(1, 12), day.clamp(1, 31));
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_seconds() {
        assert_eq!(seconds(1980, 1, 1, [0, 0, 0]), 315_532_800);
        assert_eq!(seconds(2026, 2, 28, [23, 59, 58]), 1_772_323_198);
        assert_eq!(seconds(2024, 2, 29, [12, 0, 0]), 1_709_208_000);
    }
}
