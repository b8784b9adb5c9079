//! What the endpoint decides about a zip: CPython's `zipfile`, then Warehouse's walk over the records.
//!
//! Sources: Warehouse forklift/legacy.py `_open_dist_file`, `_is_valid_dist_file` and utils/zipfiles.py; CPython 3.14
//! Lib/zipfile/__init__.py (`_EndRecData`, `_RealGetContents`, `ZipFile.open`, `ZipExtFile`). Only a `BadZipFile` is turned
//! into an answer; whatever else `zipfile` raises is an error of the server, status 500.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::io;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::refusal::Refusal;
use super::scanner::{Matcher, MemberScan, Order, Scan, is_scannable};
use super::tar_archive::{IsTar, common_path, is_tar_file};
use crate::archive::limits::{BOMB_BYTES, BOMB_RATIO, MAX_TEXT_BYTES, MAX_TOTAL_BYTES};
use crate::archive::zip_records::{CENTRAL, END, END64, END64_LOCATOR, LOCAL, u16_at, u32_at, u64_at};
use crate::source::Source;

/// Bytes of the longest central directory that is read. The largest on PyPI are a tenth of it.
const MAX_DIRECTORY_BYTES: u64 = 64 << 20;

/// Entries of the longest central directory that is read.
const MAX_ENTRIES: usize = 1 << 18;

/// Where `read` of a file object can be asked for at most: an `off_t`.
const MAX_OFFSET: i128 = i64::MAX as i128;

/// Versions of the format that `zipfile` reads (`MAX_EXTRACT_VERSION`), times ten.
const MAX_VERSION: u8 = 63;

const FLAG_ENCRYPTED: u16 = 1;
const FLAG_DESCRIPTOR: u16 = 1 << 3;
const FLAG_PATCH: u16 = 1 << 5;
const FLAG_STRONG_ENCRYPTION: u16 = 1 << 6;
const FLAG_UTF8: u16 = 1 << 11;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// What the endpoint makes of a zip.
#[derive(Debug)]
pub struct ZipJudgement<'a> {
    /// Everything found, in the endpoint's order: it answers with the first.
    pub refusals: Vec<Refusal>,
    /// For the steps after this one. `None` where `zipfile` cannot open the file.
    pub archive: Option<PyZip<'a>>,
    /// Something was larger than what is read here, so that a refusal may be missing.
    pub undecided: bool,
}

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

/// Judges a wheel, or an sdist that is a `.zip`. `file_name` is the name without folders.
#[must_use]
pub fn judge_wheel<'a>(source: &'a dyn Source, file_name: &str) -> ZipJudgement<'a> {
    judge_wheel_scanned(source, file_name, &Scan::default())
}

/// As [`judge_wheel`], without unpacking again those members that another pass has scanned and verified.
#[must_use]
pub fn judge_wheel_scanned<'a>(source: &'a dyn Source, file_name: &str, scan: &Scan) -> ZipJudgement<'a> {
    let mut judgement = ZipJudgement { refusals: Vec::new(), archive: None, undecided: false };
    // The archive is opened before anything is asked of it; of what that raises, only BadZipFile is kept for later.
    let opened = match PyZip::open(source) {
        Ok(zip) => Some(zip),
        Err(ReadFailure::BadZipFile(_) | ReadFailure::Missing) => None,
        Err(ReadFailure::Crash(kind)) => {
            judgement.refusals.push(crash("zip-crash", kind));
            return judgement;
        }
        Err(ReadFailure::Undecided) => {
            judgement.undecided = true;
            return judgement;
        }
    };
    let is_zip = is_zip_file(source);
    match is_tar_file(source) {
        IsTar::Yes if is_zip => judgement.refusals.push(invalid_file("poly", "File is both a zip and a tar file")),
        IsTar::Yes | IsTar::No => {}
        IsTar::Crash(kind) => judgement.refusals.push(crash("zip-crash", kind)),
    }
    if !is_zip {
        judgement.refusals.push(invalid_file("zip-not", "File is not a zipfile"));
        return judgement;
    }
    let Some(zip) = opened else {
        judgement.refusals.push(invalid_file("zip-unreadable", "None"));
        return judgement;
    };
    judge_content(&zip, file_name, scan, &mut judgement);
    match walk(&zip) {
        Ok(()) => {}
        Err(Walk::Refused(rule, reason)) => {
            let message =
                format!("ZIP archive not accepted: {reason}. See https://docs.pypi.org/archives for more information");
            judgement.refusals.push(invalid_file(rule, &message));
        }
        Err(Walk::Crash(kind)) => judgement.refusals.push(crash("zip-crash", kind)),
    }
    judgement.archive = Some(zip);
    judgement
}

/// Sizes, methods, the file that makes a wheel a wheel, and the scan.
fn judge_content(zip: &PyZip<'_>, file_name: &str, scan: &Scan, judgement: &mut ZipJudgement<'_>) {
    let unpacked: u128 = zip.entries.iter().map(|entry| u128::from(entry.file_size)).sum();
    let size = u128::from(zip.source.len());
    let bomb = unpacked > u128::from(BOMB_BYTES) && unpacked > size * u128::from(BOMB_RATIO);
    if bomb {
        judgement.refusals.push(invalid_file("zip-ratio", "File exceeds compression ratio of 50"));
    }
    if zip.entries.iter().any(|entry| !matches!(entry.method, STORED | DEFLATED)) {
        judgement.refusals.push(invalid_file("zip-method", "File does not use a supported compression type"));
    }
    if file_name.ends_with(".zip") {
        match common_path(zip.entries.iter().map(|entry| entry.file_name.as_bytes())) {
            None => {
                judgement.refusals.push(crash("zip-crash", "ValueError"));
                return;
            }
            Some(top) if matches!(top.as_slice(), b"" | b"." | b"/") => {
                let message = "Incorrect number of top-level directories in sdist";
                judgement.refusals.push(invalid_file("sdist-top", message));
            }
            Some(top) => {
                let path = format!("{}/PKG-INFO", String::from_utf8_lossy(&top));
                judge_needed(zip, &path, "sdist-pkginfo", "PKG-INFO", judgement);
            }
        }
    } else if let Some(folder) = dist_info(file_name) {
        judge_needed(zip, &format!("{folder}/WHEEL"), "wheel-file", "WHEEL", judgement);
    } else {
        let message = "Unable to parse name and version from wheel filename";
        judgement.refusals.push(invalid_file("wheel-fn-split", message));
    }
    if bomb {
        // The endpoint does not unpack it; neither is it unpacked here.
        return;
    }
    let mut order = Order::default();
    let mut seen: HashMap<usize, MemberScan> = HashMap::new();
    for entry in &zip.entries {
        if entry.file_name.ends_with('/') || !is_scannable(&entry.file_name) {
            continue;
        }
        // The scanner reads by name: of several members of one name always the last.
        let Some(index) = zip.by_name.get(&entry.file_name).copied() else { continue };
        let result = match seen.get(&index) {
            Some(result) => Ok(*result),
            None => zip.scan(index, scan),
        };
        match result {
            Ok(result) => {
                seen.insert(index, result);
                if let Some(found) = order.member(result) {
                    judgement.refusals.push(invalid_file(found.rule(), found.message()));
                    return;
                }
            }
            Err(failure) => return judge_failure(failure, judgement),
        }
    }
    if let Some(found) = order.finish() {
        judgement.refusals.push(invalid_file(found.rule(), found.message()));
    }
}

fn judge_needed(zip: &PyZip<'_>, path: &str, rule: &'static str, name: &str, judgement: &mut ZipJudgement<'_>) {
    match zip.find(path).and_then(|index| zip.stream(index, &mut |_| {})) {
        Ok(()) => {}
        Err(ReadFailure::Missing) => {
            judgement.refusals.push(invalid_file(rule, &format!("{name} not found at {path}")));
        }
        Err(failure) => judge_failure(failure, judgement),
    }
}

fn judge_failure(failure: ReadFailure, judgement: &mut ZipJudgement<'_>) {
    match failure {
        ReadFailure::BadZipFile(_) | ReadFailure::Missing => {
            judgement.refusals.push(invalid_file("zip-unreadable", "None"));
        }
        ReadFailure::Crash(kind) => judgement.refusals.push(crash("zip-crash", kind)),
        ReadFailure::Undecided => judgement.undecided = true,
    }
}

/// The answer where the form names a licence file that the wheel does not hold, or holds broken.
#[must_use]
pub fn license_refusal(zip: &PyZip<'_>, file_name: &str, license_file: &str) -> Option<Refusal> {
    let path = format!("{}/licenses/{license_file}", dist_info(file_name)?);
    match zip.find(&path).and_then(|index| zip.stream(index, &mut |_| {})) {
        Ok(()) | Err(ReadFailure::Undecided) => None,
        Err(ReadFailure::Missing) => Some(Refusal {
            rule: "license-in-wheel",
            status: 400,
            message: format!("License-File {license_file} does not exist in distribution file {file_name} at {path}"),
        }),
        Err(ReadFailure::BadZipFile(_)) => Some(crash("zip-crash", "BadZipFile")),
        Err(ReadFailure::Crash(kind)) => Some(crash("zip-crash", kind)),
    }
}

/// The answer where METADATA is not in the wheel, or broken.
#[must_use]
pub fn metadata_refusal(zip: &PyZip<'_>, file_name: &str) -> Option<Refusal> {
    let path = format!("{}/METADATA", dist_info(file_name)?);
    match zip.find(&path).and_then(|index| zip.stream(index, &mut |_| {})) {
        Ok(()) | Err(ReadFailure::Undecided) => None,
        Err(ReadFailure::Missing) => Some(Refusal {
            rule: "metadata-missing",
            status: 400,
            message: format!("Wheel '{file_name}' does not contain the required METADATA file: {path}"),
        }),
        Err(ReadFailure::BadZipFile(_)) => Some(crash("zip-crash", "BadZipFile")),
        Err(ReadFailure::Crash(kind)) => Some(crash("zip-crash", kind)),
    }
}

/// The folder of a wheel's metadata, spelled as its file name spells it; `None` with fewer than two dashes.
#[must_use]
pub fn dist_info(file_name: &str) -> Option<String> {
    let mut parts = file_name.splitn(3, '-');
    let (name, version, _) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{name}-{version}.dist-info"))
}

/// What the endpoint answers when the check of the archive fails.
pub(super) fn invalid_file(rule: &'static str, message: &str) -> Refusal {
    Refusal { rule, status: 400, message: format!("Invalid distribution file. {message}") }
}

/// An exception that nobody catches. Only the status is known to those who upload.
pub(super) fn crash(rule: &'static str, exception: &str) -> Refusal {
    Refusal { rule, status: 500, message: format!("Internal Server Error ({exception})") }
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
struct Entry {
    /// As decoded.
    orig_name: String,
    /// Up to its first NUL, or what the Unicode path extra says.
    file_name: String,
    flags: u16,
    method: u16,
    crc32: u32,
    compress_size: u64,
    file_size: u64,
    /// Where the local header is, with what lies before the archive.
    header: i128,
    /// Where the next entry or the directory begins.
    end: i128,
}

/// A zip that `zipfile.ZipFile` opens.
pub struct PyZip<'a> {
    source: &'a dyn Source,
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    /// Bytes that may still be unpacked.
    budget: Cell<u64>,
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
        let mut zip = Self { source, entries: Vec::new(), by_name: HashMap::new(), budget: Cell::new(MAX_TOTAL_BYTES) };
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

    fn find(&self, name: &str) -> Result<usize, ReadFailure> {
        self.by_name.get(name).copied().ok_or(ReadFailure::Missing)
    }

    /// Scans one member, or takes what another pass found in it.
    fn scan(&self, index: usize, scan: &Scan) -> Result<MemberScan, ReadFailure> {
        let entry = &self.entries[index];
        self.data_start(entry)?;
        if let Some(result) = u64::try_from(entry.header).ok().and_then(|header| scan.result(header)) {
            return Ok(result);
        }
        let mut matcher = Matcher::default();
        self.stream(index, &mut |bytes| matcher.feed(bytes))?;
        Ok(matcher.finish())
    }

    /// `ZipFile.open` up to the data: what it checks of the local header.
    fn data_start(&self, entry: &Entry) -> Result<u64, ReadFailure> {
        if entry.header < 0 || entry.header > MAX_OFFSET {
            return Err(ReadFailure::Crash("OSError"));
        }
        let header = u64::try_from(entry.header).unwrap_or(u64::MAX);
        // The name almost always comes with the fixed part, in one access.
        let data = bytes_at(self.source, header, 30 + 512)?;
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
    fn stream(&self, index: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), ReadFailure> {
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

const CHUNK: usize = 64 * 1024;

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
fn bytes_at(source: &dyn Source, offset: u64, len: u64) -> Result<Vec<u8>, ReadFailure> {
    let len = len.min(source.len().saturating_sub(offset));
    let mut bytes = vec![0; usize::try_from(len).map_err(|_| ReadFailure::Undecided)?];
    let n = source.read_at(offset, &mut bytes).map_err(|_: io::Error| ReadFailure::Crash("OSError"))?;
    bytes.truncate(n);
    Ok(bytes)
}

/// Why the walk over the records ended.
enum Walk {
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
fn walk(zip: &PyZip<'_>) -> Result<(), Walk> {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::fixture;
    use crate::source::FileSource;
    use crate::upload::entry_points::{entry_points_refusal, validate_entry_points};
    use crate::upload::record::{RecordVerdict, record_refusal, validate_record};
    use crate::upload::tar_archive::judge_sdist;

    /// The first answer of all archive steps, and whether RECORD differs.
    fn answer(source: &dyn Source, name: &str) -> (Option<Refusal>, bool) {
        if name.ends_with(".tar.gz") {
            return (judge_sdist(source).refusals.into_iter().next(), false);
        }
        let judgement = judge_wheel(source, name);
        let mut refusals = judgement.refusals;
        let mut mismatch = false;
        if let Some(zip) = judgement.archive.filter(|_| name.ends_with(".whl")) {
            let verdict = validate_record(&zip, name);
            mismatch = verdict == RecordVerdict::Mismatch;
            refusals.extend(record_refusal(verdict, name));
            refusals.extend(entry_points_refusal(validate_entry_points(&zip, name), name));
            refusals.extend(metadata_refusal(&zip, name));
        }
        (refusals.into_iter().next(), mismatch)
    }

    fn wheel(edit: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut built = fixture::build("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py {stored}\nx = 1\n");
        edit(&mut built[0].bytes);
        built.remove(0).bytes
    }

    fn message(bytes: &Vec<u8>) -> Option<String> {
        answer(bytes, "demo-1.0-py3-none-any.whl").0.map(|refusal| refusal.message)
    }

    fn position(bytes: &[u8], needle: &[u8]) -> usize {
        bytes.windows(needle.len()).position(|window| window == needle).unwrap()
    }

    #[test]
    fn a_sound_wheel_passes() {
        let bytes = wheel(|_| {});
        assert_eq!(answer(&bytes, "demo-1.0-py3-none-any.whl"), (None, false));
    }

    #[test]
    fn damage_is_answered_as_the_endpoint_does() {
        let framing = |reason: &str| {
            Some(format!(
                "Invalid distribution file. ZIP archive not accepted: {reason}. See \
                 https://docs.pypi.org/archives for more information"
            ))
        };
        assert_eq!(message(&wheel(|b| b.extend_from_slice(b"x"))), framing("Trailing data"));
        assert_eq!(message(&wheel(|b| b.splice(..0, *b"#!").for_each(drop))), framing("Unknown record signature"));
        let none = Some("Invalid distribution file. None".to_owned());
        // The content of a module, which the scanner reads.
        let content = |b: &mut Vec<u8>| {
            let at = position(b, b"x = 1\n");
            b[at] = b'y';
        };
        assert_eq!(message(&wheel(content)), none);
        let central = |b: &mut Vec<u8>| {
            let at = position(b, &CENTRAL);
            b[at + 46] = b'X';
        };
        assert_eq!(message(&wheel(central)), none);
        let version = |b: &mut Vec<u8>| {
            let at = position(b, &CENTRAL);
            b[at + 6] = 64;
        };
        assert!(message(&wheel(version)).unwrap().contains("NotImplementedError"));
        assert_eq!(message(&b"<html>".to_vec()), Some("Invalid distribution file. File is not a zipfile".to_owned()));
    }

    #[test]
    fn a_member_scanned_before_is_not_unpacked_again() {
        let bytes = wheel(|_| {});
        let zip = PyZip::open(&bytes).unwrap();
        let header = u64::try_from(zip.entries[zip.find("demo/__init__.py").unwrap()].header).unwrap();
        let mut scan = Scan::default();
        scan.feed(header, b"__pyarmor_");
        scan.feed(header, b"bcc__");
        scan.finish();
        let judgement = judge_wheel_scanned(&bytes, "demo-1.0-py3-none-any.whl", &scan);
        assert_eq!(judgement.refusals[0].rule, "yara-pyarmor");
    }

    #[test]
    fn code_page_437_has_a_character_for_every_byte() {
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!(cp437(b'a'), 'a');
        assert_eq!(cp437(0x80), 'Ç');
        assert_eq!(cp437(0xff), '\u{a0}');
    }

    /// A third of the cases that were decided by running the endpoint; not there in a plain checkout.
    #[test]
    #[expect(clippy::print_stdout, reason = "says that it was skipped, and what was compared")]
    fn the_corpus_is_answered_as_the_endpoint_does() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/upload");
        let Ok(expected) = std::fs::read_to_string(folder.join("expected.json")) else {
            println!("skipped: no corpus at {}", folder.display());
            return;
        };
        let expected: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&expected).unwrap();
        let mut wrong = Vec::new();
        let (mut compared, mut other) = (0, 0);
        for (case, expected) in &expected {
            let name = expected["file"].as_str().unwrap();
            let said = expected["message"].as_str().unwrap().to_owned();
            let status = expected["status"].as_u64().unwrap();
            let path = folder.join(case).join(name);
            let Ok(source) = FileSource::open(&path) else {
                println!("no file for {case}");
                continue;
            };
            if ![".whl", ".zip", ".tar.gz"].iter().any(|extension| name.ends_with(extension)) {
                other += 1;
                continue;
            }
            let (refusal, mismatch) = answer(&source, name);
            let archive_step = said.starts_with("Invalid distribution file. ")
                || said.contains("RECORD file")
                || said.contains("entry points")
                || said.contains("METADATA file");
            let agrees = if status == 200 {
                refusal.is_none() && mismatch == said.contains("record-mismatch")
            } else if archive_step {
                refusal.as_ref().is_some_and(|refusal| refusal.message == said)
            } else if status == 500 && refusal.is_some() {
                refusal.as_ref().is_some_and(|refusal| refusal.status == 500)
            } else {
                other += 1;
                if let Some(refusal) = refusal.filter(|_| !mismatch) {
                    println!("{case}: decided elsewhere ({said}); here {refusal:?}");
                }
                continue;
            };
            compared += 1;
            if !agrees {
                wrong.push(format!("{case}: {said}; here {refusal:?} {mismatch}"));
            }
        }
        println!("{compared} compared, {other} decided by other steps");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Mutated archives that tests/differential/archives.py has shown to CPython.
    #[test]
    #[expect(clippy::print_stdout, reason = "says that it was skipped, and what was compared")]
    fn mutated_archives_are_answered_as_cpython_does() {
        let Some(path) = std::env::var_os("PREFLIGHT_ARCHIVE_CASES") else {
            println!("skipped: PREFLIGHT_ARCHIVE_CASES names no file");
            return;
        };
        let cases = std::fs::read_to_string(path).unwrap();
        let mut wrong = Vec::new();
        for case in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(case).unwrap();
            let field = |key: &str| case[key].as_str().unwrap();
            let source = FileSource::open(Path::new(field("path"))).unwrap();
            let (refusal, _) = answer(&source, field("name"));
            let agrees = match (case["status"].as_u64().unwrap(), &refusal) {
                (200, refusal) => refusal.is_none(),
                (500, Some(refusal)) => refusal.status == 500,
                (400, Some(refusal)) => match field("message").strip_prefix('!') {
                    Some(end) => refusal.message.ends_with(end),
                    None => refusal.message == format!("Invalid distribution file. {}", field("message")),
                },
                _ => false,
            };
            if !agrees {
                wrong.push(format!("{}: {}; here {refusal:?}", field("path"), field("message")));
            }
        }
        println!("{} cases compared, {} differ", cases.lines().count(), wrong.len());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
