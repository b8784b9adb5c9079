//! The walk over the records of a zip, from its first byte to its last, that PyPI makes after `zipfile` has read it.
//!
//! Source: Warehouse utils/zipfiles.py (`validate_zipfile`).

use std::collections::{HashMap, HashSet};

use super::python_zip::{CHUNK, FLAG_DESCRIPTOR, MAX_OFFSET, PyZip, STORED, bytes_at};
use crate::archive::zip_records::{CENTRAL, END, END64, END64_LOCATOR, LOCAL, u16_at, u32_at, u64_at};
use crate::source::Source;

/// Why the walk over the records ended.
pub(super) enum Walk {
    /// Rule and reason.
    Refused(&'static str, &'static str),
    Crash(&'static str),
}

const MALFORMED: Walk = Walk::Refused("zip-malformed", "Malformed zip file");

/// A file object that is read forwards.
struct Reader<'a> {
    source: &'a dyn Source,
    position: u64,
    buffer: Vec<u8>,
    buffer_start: u64,
}

impl Reader<'_> {
    /// `_read_check`.
    fn read(&mut self, amount: usize) -> Result<Vec<u8>, Walk> {
        let end = self.position.saturating_add(amount as u64);
        let buffer_end = self.buffer_start + self.buffer.len() as u64;
        if self.position < self.buffer_start || end > buffer_end {
            let wanted = amount.max(CHUNK);
            self.buffer = bytes_at(self.source, self.position, wanted as u64).map_err(|_| Walk::Crash("OSError"))?;
            self.buffer_start = self.position;
        }
        let skip = usize::try_from(self.position - self.buffer_start).unwrap_or(usize::MAX);
        let bytes = self.buffer.get(skip..).and_then(|rest| rest.get(..amount)).ok_or(MALFORMED)?.to_vec();
        self.position = end;
        Ok(bytes)
    }

    /// `_seek_check`, which may well go beyond the end.
    fn skip(&mut self, amount: u64) -> Result<(), Walk> {
        let target = self.position.checked_add(amount).filter(|target| i128::from(*target) <= MAX_OFFSET);
        self.position = target.ok_or(Walk::Crash("OSError"))?;
        Ok(())
    }
}

/// What an end record says of the directory: its entries, its size, where it begins.
type Declared = (u64, u64, u64);

/// `_validate_zipfile`: every record from the first byte on, compared with the directory that `zipfile` has read.
pub(super) fn walk(zip: &PyZip<'_>) -> Result<(), Walk> {
    let sizes: HashMap<&str, (u64, u64)> =
        zip.entries.iter().map(|entry| (entry.orig_name.as_str(), (entry.compress_size, entry.file_size))).collect();
    let mut reader = Reader { source: zip.source, position: 0, buffer: Vec::new(), buffer_start: 0 };
    let mut locals: HashSet<Vec<u8>> = HashSet::new();
    let mut centrals: HashSet<Vec<u8>> = HashSet::new();
    let (mut seen_end64, mut seen_locator) = (false, false);
    let (mut count, mut size, mut offset) = (0_u64, 0_u64, None);
    let mut declared: Option<Declared> = None;
    loop {
        let start = reader.position;
        let signature: [u8; 4] = reader.read(4)?.try_into().map_err(|_| MALFORMED)?;
        match signature {
            END if seen_end64 && !seen_locator => return Err(MALFORMED),
            CENTRAL => {
                offset.get_or_insert(start);
                count += 1;
                let (name, extra) = central_record(&mut reader)?;
                size += 46 + (name.len() + extra) as u64;
                if centrals.contains(&name) {
                    return Err(Walk::Refused("zip-dup-cd", "Duplicate filename in central directory"));
                }
                if !locals.contains(&name) {
                    return Err(Walk::Refused("zip-cd-orphan", "Missing filename in local headers"));
                }
                centrals.insert(name);
            }
            LOCAL => {
                let name = local_record(&mut reader, &sizes)?;
                if !locals.insert(name) {
                    return Err(Walk::Refused("zip-dup-local", "Duplicate filename in local headers"));
                }
            }
            END => {
                let offset = offset.unwrap_or(start);
                let end = end_fields(&mut reader)?;
                let (end_count, end_size, end_offset) = declared.filter(|_| seen_locator).unwrap_or(end);
                if end_count != count {
                    return Err(Walk::Refused("zip-eocd-count", "Mismatched central directory records"));
                }
                if end_offset != offset {
                    return Err(Walk::Refused("zip-eocd-offset", "Mismatched central directory offset"));
                }
                if end_size != size {
                    return Err(Walk::Refused("zip-eocd-size", "Mismatched central directory size"));
                }
                break;
            }
            END64 => {
                seen_end64 = true;
                declared = Some(end64_fields(&mut reader)?);
            }
            END64_LOCATOR => {
                reader.read(16)?;
                seen_locator = true;
            }
            _ => return Err(Walk::Refused("zip-signature", "Unknown record signature")),
        }
    }
    if centrals != locals {
        let reason = "Mis-matched local headers and central directory";
        return Err(Walk::Refused("zip-cd-orphan", reason));
    }
    if reader.position != zip.source.len() {
        return Err(Walk::Refused("zip-trailing", "Trailing data"));
    }
    Ok(())
}

/// `_handle_local_file_header`.
fn local_record(reader: &mut Reader<'_>, sizes: &HashMap<&str, (u64, u64)>) -> Result<Vec<u8>, Walk> {
    let head = reader.read(26)?;
    let (flags, method) = (u16_at(&head, 2), u16_at(&head, 4));
    let mut compressed = u64::from(u32_at(&head, 14));
    let mut uncompressed = u64::from(u32_at(&head, 18));
    let name = reader.read(usize::from(u16_at(&head, 22)))?;
    let extra = reader.read(usize::from(u16_at(&head, 24)))?;
    check_characters(&name)?;
    let mut seen = [false; 2];
    let mut rest = extra.as_slice();
    while !rest.is_empty() {
        if rest.len() < 4 {
            return Err(MALFORMED);
        }
        let (id, length) = (u16_at(rest, 0), usize::from(u16_at(rest, 2)));
        let body = rest.get(4..4 + length).ok_or(MALFORMED)?;
        if let Some(at) = [0x0001, 0x7075].iter().position(|single| *single == id) {
            if seen[at] {
                return Err(Walk::Refused("zip-dup-extra", "Invalid duplicate extra in local file"));
            }
            seen[at] = true;
        }
        if id == 1 {
            match length {
                0 if compressed == 0xffff_ffff || uncompressed == 0xffff_ffff => return Err(MALFORMED),
                0 => {}
                8 if method != STORED => return Err(MALFORMED),
                8 | 16 | 24 | 28 => {
                    let first = u64_at(body, 0);
                    if uncompressed == 0xffff_ffff {
                        uncompressed = first;
                    }
                    compressed = if length == 8 { first } else { u64_at(body, 8) };
                }
                _ => return Err(MALFORMED),
            }
        } else if id == 0x7075 {
            // Version and CRC are not looked at.
            let name = body.get(5..).unwrap_or_default();
            check_characters(name)?;
            if std::str::from_utf8(name).is_err() {
                return Err(Walk::Refused("zip-7075-utf8", "Filename not valid UTF-8"));
            }
        }
        rest = &rest[4 + length..];
    }
    if flags & FLAG_DESCRIPTOR != 0 {
        return Err(Walk::Refused("zip-data-descriptor", "ZIP contains a data descriptor"));
    }
    let Ok(text) = std::str::from_utf8(&name) else {
        return Err(Walk::Refused("zip-name-utf8", "Filename not unicode"));
    };
    let Some((central_compressed, central_uncompressed)) = sizes.get(text).copied() else {
        return Err(Walk::Refused("zip-name-not-in-cd", "Filename not in central directory"));
    };
    if central_compressed != compressed {
        return Err(Walk::Refused("zip-csize", "Mis-matched data size"));
    }
    if central_uncompressed != uncompressed {
        return Err(Walk::Refused("zip-usize", "Mis-matched file size"));
    }
    reader.skip(compressed)?;
    Ok(name)
}

/// `_handle_central_directory_header`: the name, and how long the extra is.
fn central_record(reader: &mut Reader<'_>) -> Result<(Vec<u8>, usize), Walk> {
    let head = reader.read(42)?;
    if u16_at(&head, 28) != 0 {
        return Err(Walk::Refused("zip-cd-comment", "Comment in central directory"));
    }
    let name = reader.read(usize::from(u16_at(&head, 24)))?;
    let extra = reader.read(usize::from(u16_at(&head, 26)))?;
    check_characters(&name)?;
    Ok((name, extra.len()))
}

/// `_handle_eocd`.
fn end_fields(reader: &mut Reader<'_>) -> Result<Declared, Walk> {
    let head = reader.read(18)?;
    if u16_at(&head, 4) != u16_at(&head, 6) {
        return Err(MALFORMED);
    }
    reader.skip(u64::from(u16_at(&head, 16)))?;
    Ok((u64::from(u16_at(&head, 6)), u64::from(u32_at(&head, 8)), u64::from(u32_at(&head, 12))))
}

/// `_handle_eocd64`.
fn end64_fields(reader: &mut Reader<'_>) -> Result<Declared, Walk> {
    let head = reader.read(52)?;
    if u64_at(&head, 20) != u64_at(&head, 28) {
        return Err(MALFORMED);
    }
    if u64_at(&head, 0) != 44 {
        return Err(Walk::Refused("zip64-ext", "ZIP64 extensible data not allowed"));
    }
    Ok((u64_at(&head, 28), u64_at(&head, 36), u64_at(&head, 44)))
}

fn check_characters(name: &[u8]) -> Result<(), Walk> {
    if name.iter().any(|byte| *byte < 0x20 || *byte == 0x7f) {
        return Err(Walk::Refused("zip-control-name", "Invalid character in filename"));
    }
    Ok(())
}
