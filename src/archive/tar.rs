//! One streaming pass over a gzip-compressed tar, header by header.
//!
//! The walk over the raw headers is ours, because no library reports what PyPI looks at (sparse members, link targets,
//! vendor records, header formats). The fields inside a header are read by the `tar` crate. Nothing is kept but what the
//! caller asks for.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use tar::{EntryType, Header};

use super::limits::{
    HEAD_BYTES, MAX_MEMBER_BYTES, MAX_MEMBERS, MAX_PATH_BYTES, MAX_TAR_EXTENSION_BYTES, MAX_TEXT_BYTES, MAX_TOTAL_BYTES,
};
use super::{ArchiveProblem, Member, MemberKind, Want, magic};
use crate::source::{Source, Stream};

const BLOCK: usize = 512;

/// Inflate keeps a copy of the last 32 kB after every call, so calls are few and long.
const SCRATCH: usize = 1 << 20;

/// What one pass over a tar brought.
#[derive(Debug, Default)]
pub struct TarArchive {
    pub members: Vec<Member>,
    /// Beside `members`, in the same order: what only a tar knows of each.
    pub details: Vec<TarDetail>,
    pub gzip: GzipHeader,
    pub problems: Vec<ArchiveProblem>,
    /// SHA-256 of the file, in hexadecimal; empty where it could not be read to its end.
    pub sha256: String,
    /// Whether the two zero blocks that end a tar were seen.
    pub complete: bool,
}

/// What a tar header says beyond a [`Member`].
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TarDetail {
    pub format: HeaderFormat,
    pub sparse: bool,
    pub path_is_utf8: bool,
    pub uid: u64,
    pub gid: u64,
    pub user: String,
    pub group: String,
    /// Keys of pax records with a vendor prefix, such as `LIBARCHIVE.creationtime`.
    pub vendor_keys: Vec<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum HeaderFormat {
    #[default]
    Old,
    Ustar,
    Gnu,
}

/// The header of the gzip stream (RFC 1952 section 2.3).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct GzipHeader {
    /// Seconds since 1970-01-01, 0 for none.
    pub modified: u32,
    pub file_name: Option<String>,
}

/// Reads a `.tar.gz` once from start to end.
///
/// `want` decides for each member how much of its content is kept; `visit` gets it, with the member's index. `on_bytes` is told how many bytes of the
/// file were read so far.
pub fn read(
    source: &dyn Source,
    want: &dyn Fn(&Member) -> Want,
    visit: &mut dyn FnMut(usize, &Member, Vec<u8>),
    on_bytes: &mut dyn FnMut(u64),
) -> TarArchive {
    let mut archive = TarArchive::default();
    if source.is_empty() {
        archive.problems.push(ArchiveProblem::Empty);
    }
    let mut stream = Stream::new(source, on_bytes);
    let head = stream.fill_buf().map(<[u8]>::to_vec).unwrap_or_default();
    let found = magic(&head[..head.len().min(BLOCK)]);
    if found == "gzip data" {
        let decoder = GzDecoder::new(&mut stream);
        let mut walk = Walk { input: decoder, offset: 0, scratch: vec![0; SCRATCH], total: 0 };
        if let Err(stop) = walk.members(&mut archive, want, visit) {
            archive.problems.push(stop.into_problem(walk.offset));
        } else if let Err(error) = walk.drain() {
            archive.problems.push(ArchiveProblem::Trailer { reason: error.to_string() });
        }
        if let Some(header) = walk.input.header() {
            archive.gzip = GzipHeader {
                modified: header.mtime(),
                file_name: header.filename().map(|name| String::from_utf8_lossy(name).into_owned()),
            };
        }
    } else if !source.is_empty() {
        archive.problems.push(ArchiveProblem::NotThisFormat { expected: "a gzip-compressed tar", found });
    }
    match stream.finish() {
        Ok(sha256) => archive.sha256 = sha256,
        Err(error) => archive.problems.push(ArchiveProblem::Unreadable { reason: error.to_string() }),
    }
    archive
}

/// Why a walk ended before the end of the archive.
enum Stop {
    Io(io::Error),
    Problem(ArchiveProblem),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Stop {
    fn into_problem(self, offset: u64) -> ArchiveProblem {
        match self {
            Self::Problem(problem) => problem,
            Self::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => ArchiveProblem::Truncated { offset },
            Self::Io(error) => ArchiveProblem::Unreadable { reason: error.to_string() },
        }
    }
}

/// Records that pax and GNU headers put before the member that they describe.
#[derive(Default)]
struct Pending {
    pax: BTreeMap<String, Vec<u8>>,
    long_path: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
}

struct Walk<R> {
    input: R,
    /// Of the unpacked stream.
    offset: u64,
    scratch: Vec<u8>,
    /// Bytes of content passed over or read.
    total: u64,
}

impl<R: Read> Walk<R> {
    fn members(
        &mut self,
        archive: &mut TarArchive,
        want: &dyn Fn(&Member) -> Want,
        visit: &mut dyn FnMut(usize, &Member, Vec<u8>),
    ) -> Result<(), Stop> {
        let mut global = BTreeMap::new();
        let mut pending = Pending::default();
        loop {
            let Some(header) = self.header()? else {
                archive.complete = true;
                return Ok(());
            };
            let declared = header.entry_size().map_err(|error| unreadable(self.offset, &error))?;
            match header.entry_type() {
                EntryType::XHeader => {
                    let records = self.extension(declared)?;
                    parse_pax(&records, &mut pending.pax);
                }
                EntryType::XGlobalHeader => {
                    let records = self.extension(declared)?;
                    parse_pax(&records, &mut global);
                }
                EntryType::GNULongName => pending.long_path = Some(trim_nul(self.extension(declared)?)),
                EntryType::GNULongLink => pending.long_link = Some(trim_nul(self.extension(declared)?)),
                _ => {
                    let mut records = global.clone();
                    let taken = std::mem::take(&mut pending);
                    records.extend(taken.pax);
                    let pending = Pending { pax: records, ..taken };
                    self.member(&header, declared, &pending, archive, want, visit)?;
                }
            }
        }
    }

    fn member(
        &mut self,
        header: &Header,
        declared: u64,
        pending: &Pending,
        archive: &mut TarArchive,
        want: &dyn Fn(&Member) -> Want,
        visit: &mut dyn FnMut(usize, &Member, Vec<u8>),
    ) -> Result<(), Stop> {
        if archive.members.len() == MAX_MEMBERS {
            return Err(Stop::Problem(ArchiveProblem::TooManyMembers { declared: MAX_MEMBERS as u64 + 1 }));
        }
        let stored = pax_number(&pending.pax, "size").unwrap_or(declared);
        let (member, detail) = describe(header, stored, pending);
        if header.entry_type() == EntryType::GNUSparse {
            self.skip_sparse_extensions(header)?;
        }
        let content_bytes = if has_content(header.entry_type()) { stored } else { 0 };
        if content_bytes > MAX_MEMBER_BYTES {
            let problem = ArchiveProblem::TooLarge { path: Some(member.path.clone()), bytes: content_bytes };
            archive.members.push(member);
            archive.details.push(detail);
            return Err(Stop::Problem(problem));
        }
        self.total += content_bytes;
        if self.total > MAX_TOTAL_BYTES {
            return Err(Stop::Problem(ArchiveProblem::TooLarge { path: None, bytes: self.total }));
        }
        archive.members.push(member);
        archive.details.push(detail);
        let index = archive.members.len() - 1;
        let member = &archive.members[index];
        let wanted = if member.is_file() { want(member) } else { Want::Nothing };
        let kept = match wanted {
            Want::Content if content_bytes <= MAX_TEXT_BYTES => content_bytes,
            Want::Head => content_bytes.min(HEAD_BYTES),
            Want::Content | Want::Nothing => 0,
        };
        if kept > 0 || (wanted == Want::Content && content_bytes == 0) {
            let content = self.take(kept)?;
            visit(index, member, content);
        }
        self.skip(content_bytes - kept)?;
        self.skip(padding(content_bytes))
    }

    /// The next header, or `None` at the block of zeros that ends the archive.
    fn header(&mut self) -> Result<Option<Header>, Stop> {
        let mut block = [0; BLOCK];
        let mut filled = 0;
        while filled < BLOCK {
            match self.input.read(&mut block[filled..])? {
                // The stream may end without the blocks of zeros: `tarfile`, and so PyPI and pip, take that for the end.
                0 => return Ok(None),
                n => filled += n,
            }
        }
        self.offset += BLOCK as u64;
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let header = Header::from_byte_slice(&block);
        let sum: u32 = block[..148].iter().chain(&block[156..]).map(|byte| u32::from(*byte)).sum::<u32>() + 8 * 32;
        if header.cksum().ok() != Some(sum) {
            let offset = self.offset - BLOCK as u64;
            let reason = format!("the tar header at byte {offset} of the unpacked stream has a wrong checksum");
            return Err(Stop::Problem(ArchiveProblem::Unreadable { reason }));
        }
        Ok(Some(header.clone()))
    }

    /// Blocks that continue the map of an old GNU sparse member lie before its content and are not counted in its size.
    fn skip_sparse_extensions(&mut self, header: &Header) -> Result<(), Stop> {
        let mut extended = header.as_gnu().is_some_and(tar::GnuHeader::is_extended);
        while extended {
            let mut block = [0; BLOCK];
            self.input.read_exact(&mut block)?;
            self.offset += BLOCK as u64;
            extended = block[504] == 1;
        }
        Ok(())
    }

    fn extension(&mut self, bytes: u64) -> Result<Vec<u8>, Stop> {
        if bytes > MAX_TAR_EXTENSION_BYTES {
            return Err(Stop::Problem(ArchiveProblem::TooLarge { path: None, bytes }));
        }
        let content = self.take(bytes)?;
        self.skip(padding(bytes))?;
        Ok(content)
    }

    /// Reads `bytes` of content; the caller has checked them against a limit.
    fn take(&mut self, bytes: u64) -> Result<Vec<u8>, Stop> {
        // What is declared may not be there: the buffer grows with what is read, not with what is promised.
        let mut content = Vec::new();
        let n = (&mut self.input).take(bytes).read_to_end(&mut content)?;
        self.offset += n as u64;
        if (n as u64) < bytes { Err(Stop::Io(io::ErrorKind::UnexpectedEof.into())) } else { Ok(content) }
    }

    fn skip(&mut self, mut bytes: u64) -> Result<(), Stop> {
        while bytes > 0 {
            let chunk = usize::try_from(bytes).unwrap_or(usize::MAX).min(self.scratch.len());
            let n = self.input.read(&mut self.scratch[..chunk])?;
            if n == 0 {
                return Err(Stop::Io(io::ErrorKind::UnexpectedEof.into()));
            }
            self.offset += n as u64;
            bytes -= n as u64;
        }
        Ok(())
    }

    /// Reads what lies behind the end of the archive, so that the gzip trailer is verified.
    fn drain(&mut self) -> io::Result<()> {
        let mut left = MAX_TOTAL_BYTES;
        while left > 0 {
            match self.input.read(&mut self.scratch)? {
                0 => break,
                n => left = left.saturating_sub(n as u64),
            }
        }
        Ok(())
    }
}

fn unreadable(offset: u64, error: &io::Error) -> Stop {
    let reason = format!("the tar header before byte {offset} of the unpacked stream: {error}");
    Stop::Problem(ArchiveProblem::Unreadable { reason })
}

fn padding(bytes: u64) -> u64 {
    (BLOCK as u64 - bytes % BLOCK as u64) % BLOCK as u64
}

/// Links, directories and devices carry no content, whatever size they declare; unknown types do (POSIX.1-2001, pax).
fn has_content(kind: EntryType) -> bool {
    !matches!(
        kind,
        EntryType::Link
            | EntryType::Symlink
            | EntryType::Directory
            | EntryType::Char
            | EntryType::Block
            | EntryType::Fifo
    )
}

fn describe(header: &Header, stored: u64, pending: &Pending) -> (Member, TarDetail) {
    let pax = &pending.pax;
    let path_bytes = pax
        .get("GNU.sparse.name")
        .or_else(|| pax.get("path"))
        .cloned()
        .or_else(|| pending.long_path.clone())
        .unwrap_or_else(|| header.path_bytes().into_owned());
    let link = || {
        let bytes = pax.get("linkpath").cloned().or_else(|| pending.long_link.clone());
        let bytes = bytes.or_else(|| header.link_name_bytes().map(std::borrow::Cow::into_owned));
        lossy(&bytes.unwrap_or_default())
    };
    let path = lossy(&path_bytes);
    let kind = match header.entry_type() {
        EntryType::Directory => MemberKind::Directory,
        // Before POSIX a directory was a file whose name ends in a slash.
        EntryType::Regular if path.ends_with('/') && header.as_bytes()[156] == 0 => MemberKind::Directory,
        EntryType::Symlink => MemberKind::Symlink { target: link() },
        EntryType::Link => MemberKind::Hardlink { target: link() },
        EntryType::Char | EntryType::Block | EntryType::Fifo => MemberKind::Special,
        _ => MemberKind::File,
    };
    let sparse = header.entry_type() == EntryType::GNUSparse || pax.keys().any(|key| key.starts_with("GNU.sparse."));
    let member = Member {
        path: path.trim_end_matches('/').to_owned(),
        size: if kind == MemberKind::File { pax_number(pax, "GNU.sparse.realsize").unwrap_or(stored) } else { 0 },
        kind,
        compressed: None,
        mode: header.mode().ok(),
        modified: pax_seconds(pax).or_else(|| header.mtime().ok().and_then(|time| i64::try_from(time).ok())),
    };
    let name =
        |key: &str, field: Option<&[u8]>| pax.get(key).map(Vec::as_slice).or(field).map(lossy).unwrap_or_default();
    let detail = TarDetail {
        format: if header.as_gnu().is_some() {
            HeaderFormat::Gnu
        } else if header.as_ustar().is_some() {
            HeaderFormat::Ustar
        } else {
            HeaderFormat::Old
        },
        sparse,
        path_is_utf8: std::str::from_utf8(&path_bytes).is_ok(),
        uid: pax_number(pax, "uid").or_else(|| header.uid().ok()).unwrap_or(0),
        gid: pax_number(pax, "gid").or_else(|| header.gid().ok()).unwrap_or(0),
        user: name("uname", header.username_bytes()),
        group: name("gname", header.groupname_bytes()),
        vendor_keys: pax.keys().filter(|key| key.contains('.')).cloned().collect(),
    };
    (member, detail)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_PATH_BYTES)]).into_owned()
}

fn trim_nul(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(end) = bytes.iter().position(|byte| *byte == 0) {
        bytes.truncate(end);
    }
    bytes
}

fn pax_number(records: &BTreeMap<String, Vec<u8>>, key: &str) -> Option<u64> {
    std::str::from_utf8(records.get(key)?).ok()?.parse().ok()
}

/// Whole seconds of the pax record `mtime`, which is a decimal fraction.
fn pax_seconds(records: &BTreeMap<String, Vec<u8>>) -> Option<i64> {
    let text = std::str::from_utf8(records.get("mtime")?).ok()?;
    text.split('.').next()?.parse().ok()
}

/// Records of the form `length key=value\n` (POSIX.1-2001, pax interchange format). Stops at the first malformed one.
fn parse_pax(mut bytes: &[u8], records: &mut BTreeMap<String, Vec<u8>>) {
    while let Some(space) = bytes.iter().position(|byte| *byte == b' ') {
        let Some(len) = std::str::from_utf8(&bytes[..space]).ok().and_then(|text| text.parse::<usize>().ok()) else {
            return;
        };
        let Some(record) = bytes.get(space + 1..len) else { return };
        let Some(equals) = record.iter().position(|byte| *byte == b'=') else { return };
        let value = &record[equals + 1..];
        records.insert(lossy(&record[..equals]), value.strip_suffix(b"\n").unwrap_or(value).to_vec());
        bytes = &bytes[len..];
    }
}
