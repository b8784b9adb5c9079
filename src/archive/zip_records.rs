//! The raw records of a zip, walked in file order from its first byte (APPNOTE 6.3.10, section 4.3).
//!
//! A library reads a zip from its end, through the central directory. PyPI and uv also look at what lies between the
//! records, because two readers that disagree about an archive install two different programs. This walk only states what
//! is there; it judges nothing.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use super::limits::MAX_MEMBERS;
use crate::source::{Cursor, Source};

/// Everything that was met, in file order.
#[derive(Debug, Default)]
pub struct Records {
    pub locals: Vec<LocalRecord>,
    pub centrals: Vec<CentralRecord>,
    pub end64: Option<End64Record>,
    pub end: Option<EndRecord>,
    /// Where and why the walk ended before an end record.
    pub stop: Option<Stop>,
    /// Bytes after the end record and its comment.
    pub trailing: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    UnknownSignature { offset: u64 },
    Truncated { offset: u64 },
    TooManyRecords { offset: u64 },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalRecord {
    pub offset: u64,
    pub flags: u16,
    pub method: u16,
    pub crc32: u32,
    /// As written; 0 where a data descriptor follows, `u32::MAX` where the zip64 extra holds it.
    pub compressed: u32,
    pub uncompressed: u32,
    pub name: Vec<u8>,
    pub extra: Vec<u8>,
}

impl LocalRecord {
    /// General-purpose bit 3: sizes and CRC follow the data.
    #[must_use]
    pub fn has_descriptor(&self) -> bool {
        self.flags & 1 << 3 != 0
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentralRecord {
    pub offset: u64,
    pub version_needed: u16,
    pub flags: u16,
    pub method: u16,
    pub crc32: u32,
    pub compressed: u32,
    pub uncompressed: u32,
    pub external_attributes: u32,
    pub local_offset: u32,
    pub name: Vec<u8>,
    pub extra: Vec<u8>,
    pub comment: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End64Record {
    pub offset: u64,
    /// Bytes of the record after this field; 44 without extensible data.
    pub record_size: u64,
    pub entries_on_disk: u64,
    pub entries: u64,
    pub directory_size: u64,
    pub directory_offset: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndRecord {
    pub offset: u64,
    pub entries_on_disk: u16,
    pub entries: u16,
    pub directory_size: u32,
    pub directory_offset: u32,
    pub comment: Vec<u8>,
}

pub(crate) const LOCAL: [u8; 4] = *b"PK\x03\x04";
pub(crate) const CENTRAL: [u8; 4] = *b"PK\x01\x02";
pub(crate) const END64: [u8; 4] = *b"PK\x06\x06";
pub(crate) const END64_LOCATOR: [u8; 4] = *b"PK\x06\x07";
pub(crate) const END: [u8; 4] = *b"PK\x05\x06";

/// Entries that the end record declares, looked for in the last 64 kB, as every reader does. `None`: no end record.
///
/// # Errors
/// When the source cannot be read.
pub fn declared_entries(source: &dyn Source) -> io::Result<Option<u64>> {
    const LONGEST: u64 = 22 + 65_535;
    let start = source.len().saturating_sub(LONGEST);
    let mut tail = vec![0; usize::try_from(source.len() - start).unwrap_or(0)];
    let n = source.read_at(start, &mut tail)?;
    tail.truncate(n);
    let Some(at) = tail.windows(4).rposition(|window| window == END) else { return Ok(None) };
    let entries = u16_at(&tail[at..], 10);
    if entries != u16::MAX {
        return Ok(Some(u64::from(entries)));
    }
    // 0xFFFF may be the count itself, or say that the 64-bit record holds it.
    let entries64 = tail[..at]
        .windows(4)
        .rposition(|window| window == END64)
        .filter(|at64| at64 + 40 <= tail.len())
        .map(|at64| u64_at(&tail[at64..], 32));
    Ok(Some(entries64.unwrap_or(u64::from(entries))))
}

/// Walks from `start`. `compressed_size` answers, for the offset of a local record whose header does not say it, how long
/// its data is according to the central directory.
///
/// # Errors
/// When the source cannot be read; what was met until then is in `records`.
pub fn walk(
    source: &dyn Source,
    start: u64,
    compressed_size: &dyn Fn(u64) -> Option<u64>,
    records: &mut Records,
) -> io::Result<()> {
    let mut cursor = Cursor::new(source);
    cursor.seek(SeekFrom::Start(start))?;
    loop {
        let offset = cursor.position();
        if records.locals.len() > MAX_MEMBERS || records.centrals.len() > MAX_MEMBERS {
            records.stop = Some(Stop::TooManyRecords { offset });
            return Ok(());
        }
        let step = match record(&mut cursor, offset, compressed_size, records) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Step::Stop(Stop::Truncated { offset }),
            other => other?,
        };
        match step {
            Step::Next => {}
            Step::End => {
                let after = cursor.position();
                let mut head = vec![0; usize::try_from(source.len().saturating_sub(after)).unwrap_or(0).min(4096)];
                let n = source.read_at(after, &mut head)?;
                head.truncate(n);
                records.trailing = head;
                return Ok(());
            }
            Step::Stop(stop) => {
                records.stop = Some(stop);
                return Ok(());
            }
        }
    }
}

enum Step {
    Next,
    End,
    Stop(Stop),
}

fn record(
    cursor: &mut Cursor<'_>,
    offset: u64,
    compressed_size: &dyn Fn(u64) -> Option<u64>,
    records: &mut Records,
) -> io::Result<Step> {
    let signature: [u8; 4] = fixed(cursor)?;
    match signature {
        LOCAL => {
            let head: [u8; 26] = fixed(cursor)?;
            let local = LocalRecord {
                offset,
                flags: u16_at(&head, 2),
                method: u16_at(&head, 4),
                crc32: u32_at(&head, 10),
                compressed: u32_at(&head, 14),
                uncompressed: u32_at(&head, 18),
                name: bytes(cursor, u16_at(&head, 22))?,
                extra: bytes(cursor, u16_at(&head, 24))?,
            };
            let unknown = local.compressed == u32::MAX || (local.has_descriptor() && local.compressed == 0);
            let length = if unknown {
                compressed_size(offset).or_else(|| zip64_compressed(&local)).unwrap_or(0)
            } else {
                u64::from(local.compressed)
            };
            let descriptor = local.has_descriptor();
            records.locals.push(local);
            let data_end = cursor.position().saturating_add(length);
            cursor.seek(SeekFrom::Start(data_end))?;
            if descriptor {
                skip_descriptor(cursor)?;
            }
            Ok(Step::Next)
        }
        CENTRAL => {
            let head: [u8; 42] = fixed(cursor)?;
            records.centrals.push(CentralRecord {
                offset,
                version_needed: u16_at(&head, 2),
                flags: u16_at(&head, 4),
                method: u16_at(&head, 6),
                crc32: u32_at(&head, 12),
                compressed: u32_at(&head, 16),
                uncompressed: u32_at(&head, 20),
                external_attributes: u32_at(&head, 34),
                local_offset: u32_at(&head, 38),
                name: bytes(cursor, u16_at(&head, 24))?,
                extra: bytes(cursor, u16_at(&head, 26))?,
                comment: bytes(cursor, u16_at(&head, 28))?,
            });
            Ok(Step::Next)
        }
        END64 => {
            let head: [u8; 52] = fixed(cursor)?;
            let record_size = u64_at(&head, 0);
            records.end64 = Some(End64Record {
                offset,
                record_size,
                entries_on_disk: u64_at(&head, 20),
                entries: u64_at(&head, 28),
                directory_size: u64_at(&head, 36),
                directory_offset: u64_at(&head, 44),
            });
            cursor.seek(SeekFrom::Start(offset.saturating_add(12).saturating_add(record_size)))?;
            Ok(Step::Next)
        }
        END64_LOCATOR => {
            let _: [u8; 16] = fixed(cursor)?;
            Ok(Step::Next)
        }
        END => {
            let head: [u8; 18] = fixed(cursor)?;
            records.end = Some(EndRecord {
                offset,
                entries_on_disk: u16_at(&head, 4),
                entries: u16_at(&head, 6),
                directory_size: u32_at(&head, 8),
                directory_offset: u32_at(&head, 12),
                comment: bytes(cursor, u16_at(&head, 16))?,
            });
            Ok(Step::End)
        }
        _ => Ok(Step::Stop(Stop::UnknownSignature { offset })),
    }
}

/// The compressed size that the zip64 extra (header id 1) of a local record holds: its second number.
fn zip64_compressed(local: &LocalRecord) -> Option<u64> {
    let mut extra = local.extra.as_slice();
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let body = extra.get(4..4 + length)?;
        if id == 1 {
            return (body.len() >= 16).then(|| u64_at(body, 8));
        }
        extra = &extra[4 + length..];
    }
    None
}

/// A data descriptor has an optional signature and sizes of 4 or 8 bytes: what follows it tells which.
fn skip_descriptor(cursor: &mut Cursor<'_>) -> io::Result<()> {
    let start = cursor.position();
    let ahead = cursor.fill_buf()?.to_vec();
    let known = |at: usize| {
        ahead.get(at..at + 4).is_some_and(|next| [LOCAL, CENTRAL, END64, END].iter().any(|sig| sig == next))
    };
    let length = [16, 24, 12, 20].into_iter().find(|length| known(*length)).unwrap_or(16);
    cursor.seek(SeekFrom::Start(start + length as u64))?;
    Ok(())
}

fn fixed<const N: usize>(reader: &mut impl Read) -> io::Result<[u8; N]> {
    let mut out = [0; N];
    reader.read_exact(&mut out)?;
    Ok(out)
}

fn bytes(reader: &mut impl Read, length: u16) -> io::Result<Vec<u8>> {
    let mut out = vec![0; usize::from(length)];
    reader.read_exact(&mut out)?;
    Ok(out)
}

/// Little-endian number at a position that the caller has checked; 0 beyond the end.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}
