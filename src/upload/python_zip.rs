//! CPython's `zipfile`: which members it lists, what it reads of them, and what it raises.
//!
//! Source: CPython 3.14 Lib/zipfile/__init__.py (`_EndRecData`, `_RealGetContents`, `ZipFile.open`, `ZipExtFile`).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::scanner::{Matcher, MemberScan, Scan};
use crate::archive::limits::{MAX_TEXT_BYTES, MAX_TOTAL_BYTES};
use crate::archive::zip_records::{CENTRAL, END, END64, END64_LOCATOR, LOCAL, u16_at, u32_at, u64_at};
use crate::source::Source;

/// Bytes of the longest central directory that is read. The largest on PyPI are a tenth of it.
const MAX_DIRECTORY_BYTES: u64 = 64 << 20;

/// Entries of the longest central directory that is read.
const MAX_ENTRIES: usize = 1 << 18;

/// Where `read` of a file object can be asked for at most: an `off_t`.
pub(super) const MAX_OFFSET: i128 = i64::MAX as i128;

/// Versions of the format that `zipfile` reads (`MAX_EXTRACT_VERSION`), times ten.
const MAX_VERSION: u8 = 63;

const FLAG_ENCRYPTED: u16 = 1;
pub(super) const FLAG_DESCRIPTOR: u16 = 1 << 3;
const FLAG_PATCH: u16 = 1 << 5;
const FLAG_STRONG_ENCRYPTION: u16 = 1 << 6;
const FLAG_UTF8: u16 = 1 << 11;

pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

/// Why a member cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadFailure {
    /// `KeyError`: no member of that name.
    Missing,
    /// `BadZipFile`, with what it says.
    BadZipFile(&'static str),
    /// Another exception, by its name.
    Crash(&'static str),
    /// Larger than what is read here.
    Undecided,
}

/// The end record as `_EndRecData` returns it.
#[derive(Debug, Clone, Copy)]
struct EndRecord {
    disk: u64,
    disk_start: u64,
    entries: u64,
    size: u64,
    offset: u64,
    /// Where it begins; with zip64, where the zip64 record does.
    location: u64,
}

/// `_EndRecData`; `Ok(None)` where there is none.
fn end_record(source: &dyn Source) -> Result<Option<EndRecord>, ReadFailure> {
    const LONGEST: u64 = 22 + 65_535;
    let len = source.len();
    let start = len.saturating_sub(LONGEST);
    let tail = bytes_at(source, start, LONGEST)?;
    let Some(last) = tail.len().checked_sub(22) else { return Ok(None) };
    let at = if tail[last..].starts_with(&END) && tail.ends_with(&[0, 0]) {
        last
    } else {
        // The last signature counts, wherever it is; one too near to the end makes the file no zip.
        match tail.windows(4).rposition(|window| window == END) {
            Some(at) if at <= last => at,
            _ => return Ok(None),
        }
    };
    let data = &tail[at..];
    let record = EndRecord {
        disk: u64::from(u16_at(data, 4)),
        disk_start: u64::from(u16_at(data, 6)),
        entries: u64::from(u16_at(data, 10)),
        size: u64::from(u32_at(data, 12)),
        offset: u64::from(u32_at(data, 16)),
        location: start + at as u64,
    };
    end_record_64(source, record).map(Some)
}

/// `_EndRecData64`, as since CPython 3.14.1.
fn end_record_64(source: &dyn Source, record: EndRecord) -> Result<EndRecord, ReadFailure> {
    let Some(at) = record.location.checked_sub(20) else { return Ok(record) };
    let locator = bytes_at(source, at, 20)?;
    if !locator.starts_with(&END64_LOCATOR) {
        return Ok(record);
    }
    if u32_at(&locator, 4) != 0 || u32_at(&locator, 16) > 1 {
        return Err(ReadFailure::BadZipFile("zipfiles that span multiple disks are not supported"));
    }
    let declared = u64_at(&locator, 8);
    // A negative position is smaller than any that is declared.
    let Some(usual) = at.checked_sub(56).filter(|usual| declared <= *usual) else {
        return Err(ReadFailure::BadZipFile("Corrupt zip64 end of central directory locator"));
    };
    // Nothing before the archive: the record is where the locator says. Else it is right before the locator.
    let mut extra = usual - declared;
    let mut data = bytes_at(source, declared, 56)?;
    if !data.starts_with(&END64) && extra != 0 {
        extra = 0;
        data = bytes_at(source, usual, 56)?;
    }
    if !data.starts_with(&END64) {
        return Err(ReadFailure::BadZipFile("Zip64 end of central directory record not found"));
    }
    let (size, offset) = (u64_at(&data, 40), u64_at(&data, 48));
    if offset.checked_add(size) != Some(declared) || u64_at(&data, 4).checked_add(12) != Some(56 + extra) {
        return Err(ReadFailure::BadZipFile("Corrupt zip64 end of central directory record"));
    }
    Ok(EndRecord {
        disk: u64::from(u32_at(&data, 16)),
        disk_start: u64::from(u32_at(&data, 20)),
        entries: u64_at(&data, 32),
        size,
        offset,
        location: usual - extra,
    })
}

/// `zipfile.is_zipfile`.
#[must_use]
pub fn is_zip_file(source: &dyn Source) -> bool {
    let Ok(Some(end)) = end_record(source) else { return false };
    if end.entries == 0 && end.size == 0 && end.offset == 0 {
        return true;
    }
    let Some(start) = end.location.checked_sub(end.size) else { return false };
    end.disk == end.disk_start
        && end.size >= 46
        && bytes_at(source, start, 46).is_ok_and(|data| data.len() == 46 && data.starts_with(&CENTRAL))
}

/// One entry of the central directory, as a `ZipInfo`.
#[derive(Debug)]
pub(super) struct Entry {
    /// As decoded.
    pub(super) orig_name: String,
    /// Up to its first NUL, or what the Unicode path extra says.
    pub(super) file_name: String,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc32: u32,
    pub(super) compress_size: u64,
    pub(super) file_size: u64,
    /// Where the local header is, with what lies before the archive.
    pub(super) header: i128,
    /// Where the next entry or the directory begins.
    pub(super) end: i128,
}

/// A zip that `zipfile.ZipFile` opens.
pub struct PyZip<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) entries: Vec<Entry>,
    pub(super) by_name: HashMap<String, usize>,
    /// Bytes that may still be unpacked.
    budget: Cell<u64>,
    /// An offset and what was read from there last: the local headers of small members lie close together.
    window: RefCell<(u64, Vec<u8>)>,
}

impl std::fmt::Debug for PyZip<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PyZip").field("entries", &self.entries).finish_non_exhaustive()
    }
}

impl<'a> PyZip<'a> {
    /// `ZipFile(...)`: `_RealGetContents`.
    ///
    /// # Errors
    /// With what `zipfile` raises.
    pub fn open(source: &'a dyn Source) -> Result<Self, ReadFailure> {
        let Some(end) = end_record(source)? else {
            return Err(ReadFailure::BadZipFile("File is not a zip file"));
        };
        let Some(start) = end.location.checked_sub(end.size) else {
            return Err(ReadFailure::BadZipFile("Bad offset for central directory"));
        };
        if end.size > MAX_DIRECTORY_BYTES {
            return Err(ReadFailure::Undecided);
        }
        let concat = i128::from(start) - i128::from(end.offset);
        let data = bytes_at(source, start, end.size)?;
        let mut zip = Self {
            source,
            entries: Vec::new(),
            by_name: HashMap::new(),
            budget: Cell::new(MAX_TOTAL_BYTES),
            window: RefCell::default(),
        };
        let mut rest = data.as_slice();
        while !rest.is_empty() {
            if zip.entries.len() == MAX_ENTRIES {
                return Err(ReadFailure::Undecided);
            }
            let entry;
            (entry, rest) = Entry::parse(rest, concat)?;
            zip.by_name.insert(entry.file_name.clone(), zip.entries.len());
            zip.entries.push(entry);
        }
        let mut order: Vec<usize> = (0..zip.entries.len()).collect();
        order.sort_by_key(|index| zip.entries[*index].header);
        let mut end = i128::from(start);
        for index in order.into_iter().rev() {
            zip.entries[index].end = end;
            end = zip.entries[index].header;
        }
        Ok(zip)
    }

    /// `namelist()`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.file_name.as_str())
    }

    /// `read(name)`, of members up to the limit for texts.
    ///
    /// # Errors
    /// With what `zipfile` raises.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, ReadFailure> {
        let index = self.find(name)?;
        let mut content = Vec::new();
        let mut too_large = false;
        self.stream(index, &mut |bytes| {
            too_large |= (content.len() + bytes.len()) as u64 > MAX_TEXT_BYTES;
            if !too_large {
                content.extend_from_slice(bytes);
            }
        })?;
        if too_large { Err(ReadFailure::Undecided) } else { Ok(content) }
    }

    pub(super) fn find(&self, name: &str) -> Result<usize, ReadFailure> {
        self.by_name.get(name).copied().ok_or(ReadFailure::Missing)
    }

    /// Scans one member, or takes what another pass found in it.
    pub(super) fn scan(&self, index: usize, scan: &Scan) -> Result<MemberScan, ReadFailure> {
        let entry = &self.entries[index];
        self.data_start(entry)?;
        if let Some(result) = u64::try_from(entry.header).ok().and_then(|header| scan.result(header)) {
            return Ok(result);
        }
        let mut matcher = Matcher::default();
        self.stream(index, &mut |bytes| matcher.feed(bytes))?;
        Ok(matcher.finish())
    }

    /// As [`bytes_at`], for a few bytes that are asked for in the order in which they lie: a browser needs a millisecond for
    /// each access, and a wheel may have 50,000 members.
    fn bytes_near(&self, offset: u64, len: usize) -> Result<Vec<u8>, ReadFailure> {
        const WINDOW: u64 = 64 * 1024;
        let len = usize::try_from(self.source.len().saturating_sub(offset)).map_or(len, |rest| rest.min(len));
        let mut window = self.window.borrow_mut();
        let kept = |(start, bytes): &(u64, Vec<u8>)| {
            let skip = usize::try_from(offset.checked_sub(*start)?).ok()?;
            bytes.get(skip..)?.get(..len).map(<[u8]>::to_vec)
        };
        if let Some(bytes) = kept(&window) {
            return Ok(bytes);
        }
        *window = (offset, bytes_at(self.source, offset, WINDOW)?);
        let bytes = &window.1;
        Ok(bytes[..len.min(bytes.len())].to_vec())
    }

    /// `ZipFile.open` up to the data: what it checks of the local header.
    fn data_start(&self, entry: &Entry) -> Result<u64, ReadFailure> {
        if entry.header < 0 || entry.header > MAX_OFFSET {
            return Err(ReadFailure::Crash("OSError"));
        }
        let header = u64::try_from(entry.header).unwrap_or(u64::MAX);
        // The name almost always comes with the fixed part.
        let data = self.bytes_near(header, 30 + 512)?;
        let Some((head, rest)) = data.split_at_checked(30) else {
            return Err(ReadFailure::BadZipFile("Truncated file header"));
        };
        if !head.starts_with(&LOCAL) {
            return Err(ReadFailure::BadZipFile("Bad magic number for file header"));
        }
        let length = u16_at(head, 26);
        let name = match rest.get(..usize::from(length)) {
            Some(name) => name.to_vec(),
            None => bytes_at(self.source, header + 30, u64::from(length))?,
        };
        if entry.flags & (FLAG_PATCH | FLAG_STRONG_ENCRYPTION) != 0 {
            return Err(ReadFailure::Crash("NotImplementedError"));
        }
        if decode_name(&name, u16_at(head, 6))? != entry.orig_name {
            return Err(ReadFailure::BadZipFile("File name in directory and header differ."));
        }
        let start = header + 30 + name.len() as u64 + u64::from(u16_at(head, 28));
        // Entries that begin at the same place only bring a warning.
        if i128::from(start) + i128::from(entry.compress_size) > entry.end && entry.end != entry.header {
            return Err(ReadFailure::BadZipFile("Overlapped entries"));
        }
        if entry.flags & FLAG_ENCRYPTED != 0 {
            return Err(ReadFailure::Crash("RuntimeError"));
        }
        if !matches!(entry.method, STORED | DEFLATED) {
            // Other methods are refused before any member is read.
            return Err(ReadFailure::Undecided);
        }
        Ok(start)
    }

    /// `ZipExtFile.read()`: everything at once, cut at the declared size, with the CRC checked at the end.
    pub(super) fn stream(&self, index: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), ReadFailure> {
        let entry = self.entries.get(index).ok_or(ReadFailure::Missing)?;
        let start = self.data_start(entry)?;
        let mut crc = Crc::new();
        let mut left = entry.file_size;
        let mut emit = |bytes: &[u8]| {
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
            crc.update(&bytes[..take]);
            sink(&bytes[..take]);
            left -= take as u64;
            left
        };
        let available = self.source.len().saturating_sub(start).min(entry.compress_size);
        let mut ended = available == entry.compress_size;
        let mut missing = entry.file_size;
        let mut at = start;
        let end = start + available;
        let mut inflate = (entry.method == DEFLATED).then(|| Decompress::new(false));
        let mut input = Vec::new();
        let mut output = vec![0; CHUNK];
        'data: while at < end {
            input.resize(usize::try_from(end - at).unwrap_or(CHUNK).min(CHUNK), 0);
            let n = self.source.read_at(at, &mut input).map_err(|_| ReadFailure::Crash("OSError"))?;
            if n == 0 {
                break;
            }
            at += n as u64;
            let Some(inflate) = &mut inflate else {
                self.spend(n)?;
                missing = emit(&input[..n]);
                continue;
            };
            let mut used = 0;
            loop {
                let (in_before, out_before) = (inflate.total_in(), inflate.total_out());
                let status = inflate.decompress(&input[used..n], &mut output, FlushDecompress::None);
                let consumed = usize::try_from(inflate.total_in() - in_before).unwrap_or(n);
                let produced = usize::try_from(inflate.total_out() - out_before).unwrap_or(0);
                used += consumed;
                self.spend(produced)?;
                missing = emit(&output[..produced]);
                match status {
                    Err(_) => return Err(ReadFailure::Crash("zlib.error")),
                    Ok(Status::StreamEnd) => {
                        ended = true;
                        break 'data;
                    }
                    // More output may wait only if the buffer was filled.
                    Ok(_) if used == n && produced < output.len() => break,
                    Ok(_) if consumed == 0 && produced == 0 => break,
                    Ok(_) => {}
                }
            }
        }
        if !ended && missing > 0 {
            return Err(ReadFailure::Crash("EOFError"));
        }
        if crc.sum() == entry.crc32 { Ok(()) } else { Err(ReadFailure::BadZipFile("Bad CRC-32 for file")) }
    }

    fn spend(&self, bytes: usize) -> Result<(), ReadFailure> {
        let left = self.budget.get().checked_sub(bytes as u64).ok_or(ReadFailure::Undecided)?;
        self.budget.set(left);
        Ok(())
    }
}

pub(super) const CHUNK: usize = 64 * 1024;

impl Entry {
    /// The next entry of the directory and what follows it. Only the fixed part has to be there; names, extras and comments
    /// that end early are taken as they are.
    fn parse(data: &[u8], concat: i128) -> Result<(Self, &[u8]), ReadFailure> {
        let Some((head, rest)) = data.split_at_checked(46) else {
            return Err(ReadFailure::BadZipFile("Truncated central directory"));
        };
        if !head.starts_with(&CENTRAL) {
            return Err(ReadFailure::BadZipFile("Bad magic number for central directory"));
        }
        let cut = |rest: &'_ [u8], at: usize| usize::from(u16_at(head, at)).min(rest.len());
        let (name, rest) = rest.split_at(cut(rest, 28));
        let flags = u16_at(head, 8);
        let orig_name = decode_name(name, flags)?;
        let (extra, rest) = rest.split_at(cut(rest, 30));
        let (_, rest) = rest.split_at(cut(rest, 32));
        if head[6] > MAX_VERSION {
            return Err(ReadFailure::Crash("NotImplementedError"));
        }
        let mut entry = Self {
            file_name: before_nul(&orig_name).to_owned(),
            orig_name,
            flags,
            method: u16_at(head, 10),
            crc32: u32_at(head, 16),
            compress_size: u64::from(u32_at(head, 20)),
            file_size: u64::from(u32_at(head, 24)),
            header: 0,
            end: 0,
        };
        let mut crc = Crc::new();
        crc.update(name);
        let header = entry.decode_extra(extra, u64::from(u32_at(head, 42)), crc.sum())?;
        entry.header = i128::from(header) + concat;
        Ok((entry, rest))
    }

    /// `_decodeExtra`; returns the offset of the local header.
    fn decode_extra(&mut self, mut extra: &[u8], mut header: u64, name_crc: u32) -> Result<u64, ReadFailure> {
        while extra.len() >= 4 {
            let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
            let Some(body) = extra.get(4..4 + length) else {
                return Err(ReadFailure::BadZipFile("Corrupt extra field"));
            };
            if id == 1 {
                let mut left = body;
                let mut next = || {
                    let (number, rest) =
                        left.split_at_checked(8).ok_or(ReadFailure::BadZipFile("Corrupt zip64 extra field."))?;
                    left = rest;
                    Ok(u64_at(number, 0))
                };
                if matches!(self.file_size, u64::MAX | 0xffff_ffff) {
                    self.file_size = next()?;
                }
                if self.compress_size == 0xffff_ffff {
                    self.compress_size = next()?;
                }
                if header == 0xffff_ffff {
                    header = next()?;
                }
            } else if id == 0x7075 {
                let Some((head, name)) = body.split_at_checked(5) else {
                    return Err(ReadFailure::BadZipFile("Corrupt unicode path extra field (0x7075)"));
                };
                if head[0] == 1 && u32_at(head, 1) == name_crc {
                    let Ok(name) = std::str::from_utf8(name) else {
                        return Err(ReadFailure::BadZipFile(
                            "Corrupt unicode path extra field (0x7075): invalid utf-8",
                        ));
                    };
                    if !name.is_empty() {
                        self.file_name = before_nul(name).to_owned();
                    }
                }
            }
            extra = &extra[4 + length..];
        }
        Ok(header)
    }
}

fn before_nul(name: &str) -> &str {
    name.split('\0').next().unwrap_or_default()
}

/// UTF-8 with flag bit 11, else code page 437, in which every byte is a character.
fn decode_name(name: &[u8], flags: u16) -> Result<String, ReadFailure> {
    if flags & FLAG_UTF8 == 0 {
        return Ok(name.iter().map(|byte| cp437(*byte)).collect());
    }
    std::str::from_utf8(name).map(str::to_owned).map_err(|_| ReadFailure::Crash("UnicodeDecodeError"))
}

/// Code page 437, 0x80 to 0xFF.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

fn cp437(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(high) => CP437.chars().nth(usize::from(high)).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// Up to `len` bytes from `offset`: fewer at the end of the file.
pub(super) fn bytes_at(source: &dyn Source, offset: u64, len: u64) -> Result<Vec<u8>, ReadFailure> {
    let len = len.min(source.len().saturating_sub(offset));
    let mut bytes = vec![0; usize::try_from(len).map_err(|_| ReadFailure::Undecided)?];
    let n = source.read_at(offset, &mut bytes).map_err(|_: io::Error| ReadFailure::Crash("OSError"))?;
    bytes.truncate(n);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_page_437_has_a_character_for_every_byte() {
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!(cp437(b'a'), 'a');
        assert_eq!(cp437(0x80), 'Ç');
        assert_eq!(cp437(0xff), '\u{a0}');
    }
}
