//! What the endpoint decides about an sdist's archive: CPython's `tarfile` over its `gzip`.
//!
//! Sources: Warehouse forklift/legacy.py `_open_dist_file` and `_is_valid_dist_file`; CPython 3.14 Lib/tarfile.py
//! (`TarInfo.frombuf`, `_proc_*`, `TarFile.next`), Lib/gzip.py (`_GzipReader`), Lib/posixpath.py (`commonpath`). `tarfile`
//! takes a broken header for the end of the archive, except for the first; it is what the walk in [`crate::archive::tar`],
//! which reports such headers, cannot know. So this walk is its own, over the bytes that `gzip` would return and with the
//! errors that it would raise when it would raise them.
//!
//! Approximate: bzip2, xz, lzma and zstandard are known by their first bytes, and taken for tars (`is_tarfile` unpacks
//! them). Of a member whose global pax header makes it longer than its place, only its place is scanned. A pax or GNU record
//! over 1 MiB, more members or more content than the limits leave the question undecided.

use std::collections::BTreeMap;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::refusal::Refusal;
use super::scanner::{MAX_MEMBER_BYTES, Matcher, MemberScan, Order, is_scannable_bytes};
use super::zip_archive::{crash, invalid_file, is_zip_file};
use crate::archive::limits::{MAX_TAR_EXTENSION_BYTES, MAX_TOTAL_BYTES};
use crate::archive::tar::TarArchive;
use crate::archive::zip_records::{u16_at, u32_at};
use crate::source::Source;

const BLOCK: usize = 512;

/// `io.DEFAULT_BUFFER_SIZE` and `gzip.READ_BUFFER_SIZE` of CPython 3.14. An error inside one such piece loses the whole piece.
const PIECE: usize = 128 * 1024;

/// Members of the longest archive that is read to its end.
const MAX_TAR_MEMBERS: usize = 1 << 18;

/// Bytes of all names that are kept.
const MAX_NAME_BYTES: usize = 64 << 20;

/// Headers that may precede one member. `tarfile` calls itself for each; about this many end in a RecursionError.
const MAX_CHAIN: usize = 300;

/// What `tarfile.is_tarfile` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsTar {
    Yes,
    No,
    /// It raises what is no `TarError`.
    Crash(&'static str),
}

/// What the endpoint makes of an sdist.
#[derive(Debug, Default)]
pub struct TarJudgement {
    /// Everything found, in the endpoint's order: it answers with the first.
    pub refusals: Vec<Refusal>,
    /// For the steps after this one. `None` where `tarfile` cannot read the file to its end.
    pub archive: Option<PyTar>,
    /// Something was larger than what is read here, so that a refusal may be missing.
    pub undecided: bool,
}

/// The members of a tar as `tarfile` lists them.
#[derive(Debug, Default)]
pub struct PyTar {
    members: Vec<TarMember>,
}

#[derive(Debug, Clone)]
struct TarMember {
    name: Vec<u8>,
    sparse: bool,
    scan: Option<MemberScan>,
}

impl PyTar {
    /// `getnames()`, as the bytes in the archive.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.members.iter().map(|member| member.name.as_slice())
    }

    /// `getmember(name)`, whatever the member is.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.has_bytes(name.as_bytes())
    }

    fn has_bytes(&self, name: &[u8]) -> bool {
        let end = name.iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1);
        self.names().any(|member| member == &name[..end])
    }

    /// The folder that holds everything, as far as there is one.
    #[must_use]
    pub fn top_level(&self) -> Option<String> {
        common_path(self.names()).map(|top| text(&top))
    }
}

/// Judges an sdist that is a `.tar.gz`.
#[must_use]
pub fn judge_sdist(source: &dyn Source) -> TarJudgement {
    let mut judgement = TarJudgement::default();
    let mut tar = TarFile::new(Gzip::new(source), true);
    let first = tar.next();
    match first {
        Err(Raised::Crash(kind)) => {
            judgement.refusals.push(crash("tar-crash", kind));
            return judgement;
        }
        Err(Raised::Limit) => {
            judgement.undecided = true;
            return judgement;
        }
        // `gzopen` makes a ReadError of an OSError; ReadError and EOFError leave the rest to the checks.
        Ok(_) | Err(_) => {}
    }
    let is_zip = is_zip_file(source);
    match is_tar_file(source) {
        IsTar::Yes if is_zip => judgement.refusals.push(invalid_file("poly", "File is both a zip and a tar file")),
        IsTar::Yes => {}
        IsTar::No => {
            judgement.refusals.push(invalid_file("tar-not", "File is not a tarfile"));
            return judgement;
        }
        IsTar::Crash(kind) => {
            judgement.refusals.push(crash("tar-crash", kind));
            return judgement;
        }
    }
    let members = match first {
        Ok(first) => tar.load(first),
        Err(_) => Err(Raised::Read),
    };
    match members {
        Ok(members) => {
            let tar = PyTar { members };
            judge_members(&tar, &mut judgement.refusals);
            judgement.archive = Some(tar);
        }
        Err(Raised::Read | Raised::Eof | Raised::Zlib) => {
            judgement.refusals.push(invalid_file("tar-unreadable", "None"));
        }
        Err(Raised::Limit) => judgement.undecided = true,
        Err(Raised::Os) => judgement.refusals.push(crash("tar-crash", "OSError")),
        Err(Raised::Crash(kind)) => judgement.refusals.push(crash("tar-crash", kind)),
        Err(Raised::Header(_)) => {}
    }
    judgement
}

/// As [`judge_sdist`], from a pass that read the whole archive and met no problem: nothing is unpacked again. `scans` are
/// the results for the members that [`is_scannable`](super::scanner::is_scannable) names, by their index.
///
/// `None` where the pass does not show what `tarfile` would see.
#[must_use]
pub fn judge_sdist_read(
    source: &dyn Source,
    pass: &TarArchive,
    scans: &BTreeMap<usize, MemberScan>,
) -> Option<TarJudgement> {
    let plain = pass.problems.is_empty() && pass.complete && pass.details.iter().all(|detail| detail.path_is_utf8);
    if !plain || pass.members.is_empty() || is_zip_file(source) {
        return None;
    }
    let described = pass.members.iter().zip(&pass.details).enumerate();
    let members = described
        .map(|(i, (member, detail))| {
            let name = member.path.clone().into_bytes();
            let scan = scans.get(&i).copied();
            let scannable = member.is_file() && is_scannable_bytes(&name) && member.size <= MAX_MEMBER_BYTES;
            (!scannable || scan.is_some()).then_some(TarMember { name, sparse: detail.sparse, scan })
        })
        .collect::<Option<Vec<_>>>()?;
    let tar = PyTar { members };
    let mut judgement = TarJudgement::default();
    judge_members(&tar, &mut judgement.refusals);
    judgement.archive = Some(tar);
    Some(judgement)
}

fn judge_members(tar: &PyTar, refusals: &mut Vec<Refusal>) {
    let Some(top) = common_path(tar.names()) else {
        refusals.push(crash("tar-crash", "ValueError"));
        return;
    };
    if tar.members.iter().any(|member| member.sparse) {
        let message = "tar archive not accepted: Sparse members are not allowed. \
                       See https://docs.pypi.org/archives for more information";
        refusals.push(invalid_file("tar-sparse", message));
    }
    if matches!(top.as_slice(), b"" | b"." | b"/") {
        refusals.push(invalid_file("sdist-top", "Incorrect number of top-level directories in sdist"));
    } else {
        let path = [top.as_slice(), b"/PKG-INFO"].concat();
        if !tar.has_bytes(&path) {
            refusals.push(invalid_file("sdist-pkginfo", &format!("PKG-INFO not found at {}", text(&path))));
        }
    }
    let mut order = Order::default();
    let early = tar.members.iter().filter_map(|member| member.scan).find_map(|scan| order.member(scan));
    if let Some(found) = early.or_else(|| order.finish()) {
        refusals.push(invalid_file(found.rule(), found.message()));
    }
}

/// The answer where the form names a licence file that the sdist does not hold.
#[must_use]
pub fn sdist_license_refusal(tar: &PyTar, file_name: &str, license_file: &str) -> Option<Refusal> {
    let top = tar.top_level()?;
    // `os.path.join`; neither part is absolute or ends in a slash by now.
    let path = if license_file.starts_with('/') { license_file.to_owned() } else { format!("{top}/{license_file}") };
    (!tar.has(&path)).then(|| Refusal {
        rule: "license-in-sdist",
        status: 400,
        message: format!("License-File {license_file} does not exist in distribution file {file_name} at {path}"),
    })
}

/// A name as Python would show it: every byte that is not UTF-8 is one character.
fn text(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    out
}

/// `os.path.commonpath`, which drops empty parts and single dots; empty for no paths. `None` for the `ValueError` that mixed
/// absolute and relative paths raise.
#[must_use]
pub fn common_path<'a>(paths: impl Iterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut common: Option<(bool, Vec<&[u8]>)> = None;
    for path in paths {
        let absolute = path.starts_with(b"/");
        let mut parts = path.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".");
        match &mut common {
            None => common = Some((absolute, parts.collect())),
            Some((first, _)) if *first != absolute => return None,
            Some((_, common)) => {
                let same = common.iter().take_while(|part| parts.next() == Some(**part)).count();
                common.truncate(same);
            }
        }
    }
    let Some((absolute, parts)) = common else { return Some(Vec::new()) };
    let mut out = if absolute { b"/".to_vec() } else { Vec::new() };
    out.extend(parts.join(&b'/'));
    Some(out)
}

/// `tarfile.is_tarfile`: gzip, bzip2, xz, zstandard, then none. Only the first header is read.
#[must_use]
pub fn is_tar_file(source: &dyn Source) -> IsTar {
    match TarFile::new(Gzip::new(source), false).next() {
        Ok(_) | Err(Raised::Limit) => return IsTar::Yes,
        Err(Raised::Eof) => return IsTar::Crash("EOFError"),
        Err(Raised::Crash(kind)) => return IsTar::Crash(kind),
        Err(_) => {}
    }
    let mut head = [0; 16];
    let n = source.read_at(0, &mut head).unwrap_or(0);
    if is_other_compression(&head[..n]) {
        return IsTar::Yes;
    }
    match TarFile::new(Plain { source, position: 0 }, false).next() {
        Ok(_) | Err(Raised::Limit) => IsTar::Yes,
        Err(Raised::Crash(kind)) => IsTar::Crash(kind),
        Err(_) => IsTar::No,
    }
}

/// Whether the file is bzip2 with a first block, xz, lzma or zstandard.
fn is_other_compression(head: &[u8]) -> bool {
    match head {
        [b'B', b'Z', b'h', b'1'..=b'9', block @ ..] => block.starts_with(&[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]),
        // lzma has no magic: properties as all tools write them, and a dictionary of a power of two from 64 kB on.
        [0x5d, 0, 0, low, high, ..] => (*low == 0) != (*high == 0) && (low | high).is_power_of_two(),
        _ => head.starts_with(b"\xfd7zXZ\0") || head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]),
    }
}

/// What a call raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Raised {
    Header(HeaderError),
    Read,
    Eof,
    Zlib,
    /// `OSError`, of which `BadGzipFile` is one.
    Os,
    /// What nobody catches.
    Crash(&'static str),
    /// What is not read here.
    Limit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeaderError {
    Empty,
    Truncated,
    EndOfFile,
    Invalid,
    Subsequent,
}

const INVALID: Raised = Raised::Header(HeaderError::Invalid);
const VALUE_ERROR: Raised = Raised::Crash("ValueError");

/// Unpacked bytes, front to back.
trait Bytes {
    /// At most `size` of the next bytes, into `out`; none at the end.
    fn raw(&mut self, size: usize, out: &mut Vec<u8>) -> Result<(), Raised>;
}

struct Plain<'a> {
    source: &'a dyn Source,
    position: u64,
}

impl Bytes for Plain<'_> {
    fn raw(&mut self, size: usize, out: &mut Vec<u8>) -> Result<(), Raised> {
        read_source(self.source, &mut self.position, size, out)
    }
}

fn read_source(source: &dyn Source, position: &mut u64, size: usize, out: &mut Vec<u8>) -> Result<(), Raised> {
    out.resize(size, 0);
    let n = source.read_at(*position, out).map_err(|_| Raised::Os)?;
    out.truncate(n);
    *position += n as u64;
    Ok(())
}

/// `gzip._GzipReader`.
struct Gzip<'a> {
    source: &'a dyn Source,
    /// After what `input` holds.
    position: u64,
    input: Vec<u8>,
    used: usize,
    inflate: Decompress,
    new_member: bool,
    member_ended: bool,
    crc: Crc,
    size: u32,
}

impl<'a> Gzip<'a> {
    fn new(source: &'a dyn Source) -> Self {
        Self {
            source,
            position: 0,
            input: Vec::new(),
            used: 0,
            inflate: Decompress::new(false),
            new_member: true,
            member_ended: false,
            crc: Crc::new(),
            size: 0,
        }
    }

    /// Brings more input where all was used; whether there is any.
    fn fill(&mut self) -> Result<bool, Raised> {
        if self.used >= self.input.len() {
            self.used = 0;
            read_source(self.source, &mut self.position, PIECE, &mut self.input)?;
        }
        Ok(!self.input.is_empty())
    }

    fn byte(&mut self) -> Result<Option<u8>, Raised> {
        if !self.fill()? {
            return Ok(None);
        }
        let byte = self.input.get(self.used).copied();
        self.used += 1;
        Ok(byte)
    }

    /// `_read_exact`, of at most as many bytes as a header can have.
    fn exact(&mut self, n: usize) -> Result<Vec<u8>, Raised> {
        let mut out = Vec::with_capacity(n.min(16));
        for _ in 0..n {
            out.push(self.byte()?.ok_or(Raised::Eof)?);
        }
        Ok(out)
    }

    /// `_read_gzip_header`; `false` at the end of the file.
    fn header(&mut self) -> Result<bool, Raised> {
        match (self.byte()?, self.byte()?) {
            (None, _) => return Ok(false),
            (Some(0x1f), Some(0x8b)) => {}
            _ => return Err(Raised::Os),
        }
        let head = self.exact(8)?;
        if head[0] != 8 {
            return Err(Raised::Os);
        }
        let flags = head[1];
        if flags & 4 != 0 {
            let length = self.exact(2)?;
            self.exact(usize::from(u16_at(&length, 0)))?;
        }
        for flag in [8, 16] {
            // A name or comment that never ends is no error.
            while flags & flag != 0 && self.byte()?.is_some_and(|byte| byte != 0) {}
        }
        if flags & 2 != 0 {
            self.exact(2)?;
        }
        Ok(true)
    }

    /// `_read_eof`: the trailer, and zeros after it.
    fn trailer(&mut self) -> Result<(), Raised> {
        let trailer = self.exact(8)?;
        if u32_at(&trailer, 0) != self.crc.sum() || u32_at(&trailer, 4) != self.size {
            return Err(Raised::Os);
        }
        while self.fill()? && self.input.get(self.used) == Some(&0) {
            self.used += 1;
        }
        Ok(())
    }
}

impl Bytes for Gzip<'_> {
    fn raw(&mut self, size: usize, out: &mut Vec<u8>) -> Result<(), Raised> {
        out.clear();
        if size == 0 {
            return Ok(());
        }
        loop {
            if self.member_ended {
                self.trailer()?;
                self.member_ended = false;
                self.new_member = true;
            }
            if self.new_member {
                if !self.header()? {
                    return Ok(());
                }
                self.new_member = false;
                self.inflate = Decompress::new(false);
                self.crc = Crc::new();
                self.size = 0;
            }
            let any_input = self.fill()?;
            out.resize(size, 0);
            let mut filled = 0;
            // One call of `decompress`: until the output is full, the input is used up, or the member ends.
            loop {
                let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
                let input = self.input.get(self.used..).unwrap_or_default();
                let status = self.inflate.decompress(input, &mut out[filled..], FlushDecompress::None);
                let consumed = usize::try_from(self.inflate.total_in() - before_in).unwrap_or(0);
                let produced = usize::try_from(self.inflate.total_out() - before_out).unwrap_or(0);
                self.used += consumed;
                filled += produced;
                match status {
                    Err(_) => return Err(Raised::Zlib),
                    Ok(Status::StreamEnd) => {
                        self.member_ended = true;
                        break;
                    }
                    Ok(_) if filled == size || self.used >= self.input.len() || consumed + produced == 0 => break,
                    Ok(_) => {}
                }
            }
            out.truncate(filled);
            self.crc.update(out);
            self.size = self.size.wrapping_add(u32::try_from(filled).unwrap_or(u32::MAX));
            if filled > 0 {
                return Ok(());
            }
            if !any_input {
                return Err(Raised::Eof);
            }
        }
    }
}

/// `io.BufferedReader` over the bytes.
struct Buffered<B> {
    bytes: B,
    buffer: Vec<u8>,
    used: usize,
    /// Of the next byte.
    position: u64,
    total: u64,
}

impl<B: Bytes> Buffered<B> {
    fn new(bytes: B) -> Self {
        Self { bytes, buffer: Vec::new(), used: 0, position: 0, total: 0 }
    }

    /// Brings at most `size` more bytes where all were used; whether there are any.
    fn fill(&mut self, size: usize) -> Result<bool, Raised> {
        if self.used >= self.buffer.len() {
            self.used = 0;
            self.bytes.raw(size, &mut self.buffer)?;
            self.total += self.buffer.len() as u64;
            if self.total > MAX_TOTAL_BYTES {
                return Err(Raised::Limit);
            }
        }
        Ok(!self.buffer.is_empty())
    }

    /// Passes over up to `n` bytes, which `sink` gets; how many there were.
    fn pass(&mut self, n: u64, piecewise: bool, sink: &mut dyn FnMut(&[u8])) -> Result<u64, Raised> {
        let mut left = n;
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            if !self.fill(if piecewise { wanted } else { PIECE })? {
                break;
            }
            let rest = &self.buffer[self.used..];
            let take = rest.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            sink(&rest[..take]);
            self.used += take;
            left -= take as u64;
        }
        self.position += n - left;
        Ok(n - left)
    }

    /// `read(n)`: fewer bytes only at the end.
    fn read(&mut self, n: u64) -> Result<Vec<u8>, Raised> {
        let mut out = Vec::new();
        let mut too_large = false;
        self.pass(n, false, &mut |bytes| {
            too_large |= (out.len() + bytes.len()) as u64 > MAX_TAR_EXTENSION_BYTES + BLOCK as u64;
            if !too_large {
                out.extend_from_slice(bytes);
            }
        })?;
        if too_large { Err(Raised::Limit) } else { Ok(out) }
    }
}

/// `TarInfo`.
#[derive(Debug, Default, Clone)]
struct TarInfo {
    name: Vec<u8>,
    kind: u8,
    size: i128,
    sparse: bool,
    /// Where the data begin.
    data: u64,
    /// Of an old GNU sparse header: whether more blocks follow, and the size of the file.
    gnu_sparse: (bool, i128),
}

impl TarInfo {
    fn is_dir(&self) -> bool {
        self.kind == b'5'
    }

    /// `isreg()`.
    fn is_regular(&self) -> bool {
        matches!(self.kind, b'0' | 0 | b'7' | b'S')
    }

    /// Whether data follow: regular files, and types that `tarfile` does not know.
    fn has_data(&self) -> bool {
        self.is_regular() || !matches!(self.kind, b'1'..=b'6' | b'L' | b'K')
    }

    fn strip_dir(&mut self) {
        if self.is_dir() {
            strip_slashes(&mut self.name);
        }
    }

    /// `frombuf`. `dir_check`: an old header whose name ends in a slash is a directory, but not after a GNU long name.
    fn from_buf(block: &[u8], dir_check: bool) -> Result<Self, Raised> {
        if block.is_empty() {
            return Err(Raised::Header(HeaderError::Empty));
        }
        if block.len() != BLOCK {
            return Err(Raised::Header(HeaderError::Truncated));
        }
        if block.iter().all(|byte| *byte == 0) {
            return Err(Raised::Header(HeaderError::EndOfFile));
        }
        let sum = number(&block[148..156])?;
        let fields = || block[..148].iter().chain(&block[156..]);
        let unsigned: i128 = 256 + fields().map(|byte| i128::from(*byte)).sum::<i128>();
        let signed: i128 = 256 + fields().map(|byte| i128::from(byte.cast_signed())).sum::<i128>();
        if sum != unsigned && sum != signed {
            return Err(INVALID);
        }
        for field in [100..108, 108..116, 116..124] {
            number(&block[field])?;
        }
        let size = number(&block[124..136])?;
        for field in [136..148, 329..337, 337..345] {
            number(&block[field])?;
        }
        let mut info = Self { name: until_nul(&block[..100]).to_vec(), kind: block[156], size, ..Self::default() };
        if dir_check && info.kind == 0 && info.name.ends_with(b"/") {
            info.kind = b'5';
        }
        if info.kind == b'S' {
            for field in (386..482).step_by(12) {
                number(&block[field..field + 12])?;
            }
            info.gnu_sparse = (block[482] != 0, number(&block[483..495])?);
        }
        info.strip_dir();
        let prefix = until_nul(&block[345..500]);
        if !prefix.is_empty() && !matches!(info.kind, b'L' | b'K' | b'S') {
            info.name = [prefix, b"/", &info.name].concat();
        }
        Ok(info)
    }

    /// `_apply_pax_info`.
    fn apply(&mut self, pax: &Pax) -> Result<(), Raised> {
        for (key, value) in &pax.0 {
            match key {
                Key::SparseName => self.name.clone_from(value),
                Key::SparseSize | Key::SparseRealSize => self.size = python_int(value, 10).ok_or(VALUE_ERROR)?,
                Key::Path => {
                    self.name.clone_from(value);
                    strip_slashes(&mut self.name);
                }
                Key::Size => self.size = python_int(value, 10).unwrap_or(0),
                Key::SparseMap | Key::SparseMajor | Key::SparseMinor => {}
            }
        }
        Ok(())
    }
}

fn strip_slashes(name: &mut Vec<u8>) {
    name.truncate(name.iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1));
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// `nti`: base 256 with a first byte of 0o200 (or 0o377 for negative numbers), else octal as `int` reads it.
fn number(field: &[u8]) -> Result<i128, Raised> {
    let Some(first) = field.first() else { return Err(Raised::Crash("IndexError")) };
    if matches!(first, 0o200 | 0o377) {
        let value = field[1..].iter().fold(0_i128, |value, byte| value << 8 | i128::from(*byte));
        return Ok(if *first == 0o377 { value - (1_i128 << (8 * (field.len() - 1))) } else { value });
    }
    let digits = until_nul(field);
    if !digits.is_ascii() {
        return Err(INVALID);
    }
    if digits.iter().all(|byte| is_space(*byte)) {
        return Ok(0);
    }
    python_int(digits, 8).ok_or(INVALID)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | 0x1c..=0x1f | b' ')
}

/// `int(text, base)`: blanks around, a sign, `0o` in base 8, single underscores between digits. Numbers beyond 100 bits stay
/// there. Digits of other scripts are not read.
fn python_int(text: &[u8], base: u8) -> Option<i128> {
    let start = text.iter().position(|byte| !is_space(*byte))?;
    let end = text.iter().rposition(|byte| !is_space(*byte))?;
    let mut digits = &text[start..=end];
    let negative = digits.starts_with(b"-");
    if negative || digits.starts_with(b"+") {
        digits = &digits[1..];
    }
    if base == 8 && (digits.starts_with(b"0o") || digits.starts_with(b"0O")) {
        digits = &digits[2..];
        digits = digits.strip_prefix(b"_").unwrap_or(digits);
    }
    if digits.is_empty() || digits.len() > 4300 {
        return None;
    }
    let mut value = 0_i128;
    let mut after_digit = false;
    for byte in digits {
        match byte {
            b'_' if after_digit => after_digit = false,
            b'0'..=b'9' if byte - b'0' < base => {
                value = (value * i128::from(base) + i128::from(byte - b'0')).min(1 << 100);
                after_digit = true;
            }
            _ => return None,
        }
    }
    after_digit.then_some(if negative { -value } else { value })
}

/// The keys of pax records that decide anything here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Path,
    Size,
    SparseName,
    SparseSize,
    SparseRealSize,
    SparseMap,
    SparseMajor,
    SparseMinor,
}

/// Records in the order in which their keys came first.
#[derive(Debug, Default, Clone)]
struct Pax(Vec<(Key, Vec<u8>)>);

impl Pax {
    fn get(&self, key: Key) -> Option<&[u8]> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_slice())
    }

    fn insert(&mut self, key: Key, value: &[u8]) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value.to_vec(),
            None => self.0.push((key, value.to_vec())),
        }
    }
}

/// `TarFile`, open for reading.
struct TarFile<B> {
    input: Buffered<B>,
    /// Where the next header begins.
    offset: i128,
    global: Pax,
    /// Whether to search the members.
    scanning: bool,
}

impl<B: Bytes> TarFile<B> {
    fn new(bytes: B, scanning: bool) -> Self {
        Self { input: Buffered::new(bytes), offset: 0, global: Pax::default(), scanning }
    }

    /// `getmembers()`, the first of which is known.
    fn load(&mut self, first: Option<TarInfo>) -> Result<Vec<TarMember>, Raised> {
        let mut members: Vec<TarMember> = Vec::new();
        let mut name_bytes = 0;
        let mut next = first;
        while let Some(info) = next {
            name_bytes += info.name.len();
            if members.len() == MAX_TAR_MEMBERS || name_bytes > MAX_NAME_BYTES {
                return Err(Raised::Limit);
            }
            let wanted = self.scanning && info.is_regular() && !info.sparse && is_scannable_bytes(&info.name);
            let mut matcher = wanted.then(Matcher::default);
            let mut left = u64::try_from(info.size).unwrap_or(0);
            self.advance(&mut |bytes| {
                if let Some(matcher) = &mut matcher {
                    let take = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    matcher.feed(&bytes[..take]);
                    left -= take as u64;
                }
            })?;
            members.push(TarMember {
                name: info.name,
                sparse: info.sparse,
                scan: matcher.map(|matcher| matcher.finish()),
            });
            next = self.parse()?;
        }
        Ok(members)
    }

    /// `next()` of a file that was just opened.
    fn next(&mut self) -> Result<Option<TarInfo>, Raised> {
        self.parse()
    }

    /// The part of `next()` that goes to the next header. Bytes on the way go to `sink`.
    fn advance(&mut self, sink: &mut dyn FnMut(&[u8])) -> Result<(), Raised> {
        let position = i128::from(self.input.position);
        if self.offset > i128::from(i64::MAX) {
            return Err(VALUE_ERROR);
        }
        if self.offset < position {
            // Back into the map of a sparse member, whose bytes are kept for this.
            let back = usize::try_from(position - self.offset).map_err(|_| Raised::Limit)?;
            return self.go_back(back);
        }
        let ahead = u64::try_from(self.offset - position).unwrap_or(0);
        let Some(before) = ahead.checked_sub(1) else { return Ok(()) };
        // Up to the byte before, which is then read: whether the data are all there.
        let passed = self.input.pass(before, true, sink)?;
        if passed < before || self.input.pass(1, false, sink)? == 0 {
            return Err(Raised::Read);
        }
        Ok(())
    }

    fn go_back(&mut self, bytes: usize) -> Result<(), Raised> {
        let kept = self.input.used.checked_sub(bytes).ok_or(Raised::Limit)?;
        self.input.used = kept;
        self.input.position -= bytes as u64;
        Ok(())
    }

    /// The part of `next()` that reads a header: `None` where `tarfile` sees the end of the archive.
    fn parse(&mut self) -> Result<Option<TarInfo>, Raised> {
        let first = self.offset == 0;
        match self.read_header(0, true) {
            Ok(info) => Ok(Some(info)),
            Err(Raised::Header(HeaderError::Subsequent) | Raised::Zlib) => Err(Raised::Read),
            // A broken header ends the archive in silence, unless it is at its start.
            Err(Raised::Header(error)) if error != HeaderError::EndOfFile && self.offset == 0 => Err(Raised::Read),
            Err(Raised::Header(_)) => Ok(None),
            Err(Raised::Os) if first => Err(Raised::Read),
            Err(other) => Err(other),
        }
    }

    /// `TarInfo.fromtarfile` and `_proc_member`. `depth`: headers before this one that belong to the same member.
    fn read_header(&mut self, depth: usize, dir_check: bool) -> Result<TarInfo, Raised> {
        if depth > MAX_CHAIN {
            return Err(Raised::Crash("RecursionError"));
        }
        let block = self.input.read(BLOCK as u64)?;
        let mut info = TarInfo::from_buf(&block, dir_check)?;
        match info.kind {
            b'L' | b'K' => {
                let content = self.extension(&info)?;
                let mut next = self.following(depth, false)?;
                if info.kind == b'L' {
                    next.name = until_nul(&content).to_vec();
                }
                if next.is_dir() && next.name.ends_with(b"/") {
                    next.name.pop();
                }
                Ok(next)
            }
            b'x' | b'g' | b'X' => self.pax(&info, depth),
            b'S' => {
                while info.gnu_sparse.0 {
                    let block = self.input.read(BLOCK as u64)?;
                    for at in (0..504).step_by(12) {
                        let field = block.get(at..).unwrap_or_default();
                        number(&field[..field.len().min(12)])?;
                    }
                    info.gnu_sparse.0 = *block.get(504).ok_or(Raised::Crash("IndexError"))? != 0;
                }
                info.sparse = true;
                info.data = self.input.position;
                self.offset = i128::from(info.data) + blocks(info.size)?;
                info.size = info.gnu_sparse.1;
                Ok(info)
            }
            _ => {
                info.data = self.input.position;
                let length = if info.has_data() { blocks(info.size)? } else { 0 };
                self.offset = i128::from(info.data) + length;
                let global = std::mem::take(&mut self.global);
                let applied = info.apply(&global);
                self.global = global;
                applied?;
                info.strip_dir();
                Ok(info)
            }
        }
    }

    /// The header after one that describes it.
    fn following(&mut self, depth: usize, dir_check: bool) -> Result<TarInfo, Raised> {
        self.read_header(depth + 1, dir_check).map_err(|raised| match raised {
            Raised::Header(_) => Raised::Header(HeaderError::Subsequent),
            other => other,
        })
    }

    fn extension(&mut self, info: &TarInfo) -> Result<Vec<u8>, Raised> {
        let length = blocks(info.size)?;
        if length > i128::from(i64::MAX) {
            return Err(Raised::Crash("OverflowError"));
        }
        self.input.read(u64::try_from(length).unwrap_or(0))
    }

    /// `_proc_pax`.
    fn pax(&mut self, info: &TarInfo, depth: usize) -> Result<TarInfo, Raised> {
        let content = self.extension(info)?;
        let mut headers = self.global.clone();
        let mut sparse_numbers = Vec::new();
        parse_pax(&content, &mut headers, &mut sparse_numbers)?;
        let is_global = info.kind == b'g';
        if is_global {
            if headers.0.iter().map(|(_, value)| value.len()).sum::<usize>() > 64 * 1024 {
                return Err(Raised::Limit);
            }
            self.global = headers.clone();
        }
        let mut next = self.following(depth, true)?;
        // Of a global header, what a nested one has added counts too.
        let headers = if is_global { self.global.clone() } else { headers };
        if let Some(map) = headers.get(Key::SparseMap) {
            if !map.split(|byte| *byte == b',').all(|number| python_int(number, 10).is_some()) {
                return Err(VALUE_ERROR);
            }
            next.sparse = true;
        } else if headers.get(Key::SparseSize).is_some() {
            if sparse_numbers.iter().any(|number| python_int(number, 10).is_none()) {
                return Err(INVALID);
            }
            next.sparse = true;
        } else if headers.get(Key::SparseMajor) == Some(b"1") && headers.get(Key::SparseMinor) == Some(b"0") {
            self.sparse_map()?;
            next.data = self.input.position;
            next.sparse = true;
        }
        if !is_global {
            next.apply(&headers)?;
            if headers.get(Key::Size).is_some() {
                let length = if next.has_data() { blocks(next.size)? } else { 0 };
                self.offset = i128::from(next.data) + length;
            }
        }
        Ok(next)
    }

    /// `_proc_gnusparse_10`: a count and twice as many numbers, each on a line, in whole blocks before the data.
    fn sparse_map(&mut self) -> Result<(), Raised> {
        let mut map = self.input.read(BLOCK as u64)?;
        let mut at = 0;
        let mut count: Option<i128> = None;
        let mut seen = 0;
        while count.is_none_or(|count| seen < count.saturating_mul(2)) {
            let line_end = |map: &[u8], at: usize| map[at..].iter().position(|byte| *byte == b'\n').map(|end| at + end);
            let mut end = line_end(&map, at);
            if end.is_none() && count.is_some() {
                map.extend(self.input.read(BLOCK as u64)?);
                if map.len() as u64 > MAX_TAR_EXTENSION_BYTES {
                    return Err(Raised::Limit);
                }
                end = line_end(&map, at);
            }
            let end = end.ok_or(VALUE_ERROR)?;
            let number = python_int(&map[at..end], 10).ok_or(VALUE_ERROR)?;
            at = end + 1;
            if count.is_none() {
                count = Some(number);
            } else {
                seen += 1;
            }
        }
        // The next header may lie before what was read, if the member is shorter than its map.
        let kept = map.len().saturating_sub(self.input.used);
        if kept > 0 {
            self.input.buffer.splice(..0, map[..kept].iter().copied());
            self.input.used += kept;
        }
        Ok(())
    }
}

/// `_block`: whole blocks; a negative count is an invalid header.
fn blocks(count: i128) -> Result<i128, Raised> {
    if count < 0 { Err(INVALID) } else { Ok((count + BLOCK as i128 - 1) / BLOCK as i128 * BLOCK as i128) }
}

/// The records of a pax header: `length key=value\n`.
fn parse_pax(content: &[u8], headers: &mut Pax, sparse_numbers: &mut Vec<Vec<u8>>) -> Result<(), Raised> {
    let mut rest = content;
    while rest.first().is_some_and(|byte| *byte != 0) {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=20).contains(&digits) || rest.get(digits) != Some(&b' ') {
            return Err(INVALID);
        }
        let length = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse::<usize>().ok());
        let length = length.filter(|length| *length >= 5 && *length <= rest.len()).ok_or(INVALID)?;
        let record = rest.get(digits + 1..length - 1).unwrap_or_default();
        let equals = record.iter().position(|byte| *byte == b'=').filter(|equals| *equals > 0).ok_or(INVALID)?;
        if rest[length - 1] != b'\n' {
            return Err(INVALID);
        }
        let (key, value) = (&record[..equals], &record[equals + 1..]);
        let known = match key {
            b"path" => Some(Key::Path),
            b"size" => Some(Key::Size),
            b"GNU.sparse.name" => Some(Key::SparseName),
            b"GNU.sparse.size" => Some(Key::SparseSize),
            b"GNU.sparse.realsize" => Some(Key::SparseRealSize),
            b"GNU.sparse.map" => Some(Key::SparseMap),
            b"GNU.sparse.major" => Some(Key::SparseMajor),
            b"GNU.sparse.minor" => Some(Key::SparseMinor),
            _ => None,
        };
        if let Some(known) = known {
            headers.insert(known, value);
        }
        if matches!(key, b"GNU.sparse.offset" | b"GNU.sparse.numbytes") {
            sparse_numbers.push(value.to_vec());
        }
        rest = &rest[length..];
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn header(name: &str, kind: u8, size: usize) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..107].copy_from_slice(b"0000644");
        block[124..136].copy_from_slice(format!("{size:011o} ").as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        sum(&mut block);
        block
    }

    fn sum(block: &mut [u8]) {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }

    fn member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut out = header(name, kind, content.len());
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
        out
    }

    fn gz(tar: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(tar).unwrap();
        encoder.finish().unwrap()
    }

    fn pkg_info() -> Vec<u8> {
        // A single member would be its own common path.
        [member("a-1", b'5', b""), member("a-1/PKG-INFO", b'0', b"Name: a\n")].concat()
    }

    fn rules(file: &Vec<u8>) -> Vec<(&'static str, u16)> {
        judge_sdist(file).refusals.iter().map(|refusal| (refusal.rule, refusal.status)).collect()
    }

    #[test]
    fn what_ends_an_archive_and_what_breaks_it() {
        let end = vec![0; 1024];
        let sound = [pkg_info(), end.clone()].concat();
        let file = gz(&sound);
        assert_eq!(rules(&file), []);
        // No end marker, a broken header after the first, and anything after the end marker pass.
        assert_eq!(rules(&gz(&pkg_info())), []);
        assert_eq!(rules(&gz(&[pkg_info(), b"garbage".repeat(100)].concat())), []);
        assert_eq!(rules(&[file.clone(), b"trailing".to_vec()].concat()), []);
        // Without the marker the file is read on, and what follows is no gzip: nobody catches BadGzipFile.
        assert_eq!(rules(&[gz(&pkg_info()), b"trailing".to_vec()].concat()), [("tar-crash", 500)]);
        assert_eq!(rules(&[gz(&pkg_info()), vec![0; 9]].concat()), []);
        // Content that is not all there.
        assert_eq!(rules(&gz(&pkg_info()[..1100])), [("tar-unreadable", 400)]);
        // Not even one block: is_tarfile itself raises EOFError.
        assert_eq!(rules(&file[..20].to_vec()), [("tar-crash", 500)]);
        assert_eq!(rules(&gz(b"x")), [("tar-not", 400)]);
        assert_eq!(rules(&sound), [("tar-unreadable", 400)]);
        assert_eq!(rules(&b"<html>".to_vec()), [("tar-not", 400)]);
        assert_eq!(rules(&Vec::new()), [("tar-not", 400)]);
        // Zeros are an empty tar, plain or packed.
        assert_eq!(rules(&gz(&end)), [("sdist-top", 400)]);
        assert_eq!(rules(&end), [("tar-unreadable", 400)]);
    }

    #[test]
    fn names_are_those_of_tarfile() {
        let long = format!("a-1/{}", "x".repeat(200));
        let pax = format!("14 path=a-1/y\n{} path={long}\n", long.len() + 10);
        let tar = [
            member("a-1/", b'5', b""),
            member("././@LongLink", b'L', format!("{long}\0").as_bytes()),
            member("short", b'0', b""),
            member("pax", b'x', pax.as_bytes()),
            member("short", b'0', b""),
            pkg_info(),
        ]
        .concat();
        let judgement = judge_sdist(&gz(&tar));
        assert_eq!(judgement.refusals, []);
        let names: Vec<String> = judgement.archive.unwrap().names().map(text).collect();
        assert_eq!(names, ["a-1", &long, &long, "a-1", "a-1/PKG-INFO"]);
    }

    #[test]
    fn refusals_of_content() {
        let dot = [member("./a-1", b'5', b""), member("./a-1/PKG-INFO", b'0', b"")].concat();
        assert_eq!(
            judge_sdist(&gz(&dot)).refusals[0].message,
            "Invalid distribution file. PKG-INFO not found at a-1/PKG-INFO"
        );
        assert_eq!(rules(&gz(&[pkg_info(), member("/b", b'0', b"")].concat())), [("tar-crash", 500)]);
        assert_eq!(rules(&gz(&[pkg_info(), member("b", b'0', b"")].concat())), [("sdist-top", 400)]);
        let map = member("p", b'x', b"22 GNU.sparse.map=0,1\n");
        assert_eq!(rules(&gz(&[pkg_info(), map, member("a-1/s", b'0', b"x")].concat())), [("tar-sparse", 400)]);
        let map = member("p", b'x', b"20 GNU.sparse.map=x\n");
        assert_eq!(rules(&gz(&[pkg_info(), map, member("a-1/s", b'0', b"x")].concat())), [("tar-crash", 500)]);
        let evil = member("a-1/e.py", b'0', b"__pyarmor_enter__");
        assert_eq!(rules(&gz(&[pkg_info(), evil].concat())), [("yara-pyarmor", 400)]);
        // A header that describes another, which is not there.
        assert_eq!(rules(&gz(&[pkg_info(), member("p", b'x', b"")].concat())), [("tar-unreadable", 400)]);
    }

    #[test]
    fn common_paths_are_those_of_posixpath() {
        let common = |paths: &[&str]| common_path(paths.iter().map(|path| path.as_bytes())).map(|path| text(&path));
        assert_eq!(common(&["a/b", "a/c"]).as_deref(), Some("a"));
        assert_eq!(common(&["./a//b", "a/./b/c"]).as_deref(), Some("a/b"));
        assert_eq!(common(&["a", "b"]).as_deref(), Some(""));
        assert_eq!(common(&["/a", "/b"]).as_deref(), Some("/"));
        assert_eq!(common(&["/a/b"]).as_deref(), Some("/a/b"));
        assert_eq!(common(&["/a", "b"]), None);
        assert_eq!(common(&[]).as_deref(), Some(""));
        assert_eq!(common(&["ab/c", "abc/c"]).as_deref(), Some(""));
    }

    #[test]
    fn numbers_are_those_of_int() {
        assert_eq!(python_int(b" 0o1_7 ", 8), Some(15));
        assert_eq!(python_int(b"-7", 8), Some(-7));
        assert_eq!(python_int(b"8", 8), None);
        assert_eq!(python_int(b"1__2", 10), None);
        assert_eq!(python_int(b"_1", 10), None);
        assert_eq!(python_int(b"", 10), None);
        assert_eq!(number(b"\x80\0\0\x01\0\0\0\0"), Ok(1 << 32));
        assert_eq!(number(b"\xff\xff\xff\xff\xff\xff\xff\xff"), Ok(-1));
        assert_eq!(number(b"       \0"), Ok(0));
    }
}
