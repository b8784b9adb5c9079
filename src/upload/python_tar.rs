//! CPython's `tarfile`, as far as it lists the members of an archive, and says whether a file is one.
//!
//! Sources: CPython 3.14 Lib/tarfile.py (`TarInfo.frombuf`, `_proc_*`, `TarFile.next`, `is_tarfile`) and Lib/posixpath.py
//! (`commonpath`). `tarfile` takes a broken header for the end of the archive, except for the first; it is what the walk in
//! [`crate::archive::tar`], which reports such headers, cannot know. So this walk is its own.
//!
//! Approximate: bzip2, xz, lzma and zstandard are known by their first bytes, and taken for tars (`is_tarfile` unpacks
//! them). Of a member whose global pax header makes it longer than its place, only its place is scanned. A pax or GNU record
//! over 1 MiB, more members or more content than the limits leave the question undecided.

use super::python_gzip::{BLOCK, Buffered, Bytes, Gzip, HeaderError, INVALID, Plain, Raised, VALUE_ERROR};
use super::scanner::{Matcher, MemberScan, is_scannable_bytes};
use crate::archive::limits::MAX_TAR_EXTENSION_BYTES;
use crate::source::Source;

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

/// The members of a tar as `tarfile` lists them.
#[derive(Debug, Default)]
pub struct PyTar {
    pub(super) members: Vec<TarMember>,
}

#[derive(Debug, Clone)]
pub(super) struct TarMember {
    pub(super) name: Vec<u8>,
    pub(super) sparse: bool,
    pub(super) scan: Option<MemberScan>,
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

    pub(super) fn has_bytes(&self, name: &[u8]) -> bool {
        let end = name.iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1);
        self.names().any(|member| member == &name[..end])
    }

    /// The folder that holds everything, as far as there is one.
    #[must_use]
    pub fn top_level(&self) -> Option<String> {
        common_path(self.names()).map(|top| text(&top))
    }
}

/// A name as Python would show it: every byte that is not UTF-8 is one character.
pub(super) fn text(name: &[u8]) -> String {
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

/// `TarInfo`.
#[derive(Debug, Default, Clone)]
pub(super) struct TarInfo {
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
pub(super) struct TarFile<B> {
    input: Buffered<B>,
    /// Where the next header begins.
    offset: i128,
    global: Pax,
    /// Whether to search the members.
    scanning: bool,
}

impl<B: Bytes> TarFile<B> {
    pub(super) fn new(bytes: B, scanning: bool) -> Self {
        Self { input: Buffered::new(bytes), offset: 0, global: Pax::default(), scanning }
    }

    /// `getmembers()`, the first of which is known.
    pub(super) fn load(&mut self, first: Option<TarInfo>) -> Result<Vec<TarMember>, Raised> {
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
    pub(super) fn next(&mut self) -> Result<Option<TarInfo>, Raised> {
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
    use super::*;

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
