//! The bytes that `tarfile` reads: those of a gzip, or the file as it is, under Python's buffer.
//!
//! Source: CPython 3.14 Lib/gzip.py (`_GzipReader`) and Modules/_io/bufferedio.c. Every error is raised when CPython raises
//! it: `tarfile` makes different things of the same error in different places.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::archive::limits::{MAX_TAR_EXTENSION_BYTES, MAX_TOTAL_BYTES};
use crate::archive::zip_records::{u16_at, u32_at};
use crate::source::Source;

/// Bytes of a block of a tar.
pub(super) const BLOCK: usize = 512;

/// `io.DEFAULT_BUFFER_SIZE` and `gzip.READ_BUFFER_SIZE` of CPython 3.14. An error inside one such piece loses the whole piece.
const PIECE: usize = 128 * 1024;

/// What a call raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raised {
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
pub(super) enum HeaderError {
    Empty,
    Truncated,
    EndOfFile,
    Invalid,
    Subsequent,
}

pub(super) const INVALID: Raised = Raised::Header(HeaderError::Invalid);
pub(super) const VALUE_ERROR: Raised = Raised::Crash("ValueError");

/// Unpacked bytes, front to back.
pub(super) trait Bytes {
    /// At most `size` of the next bytes, into `out`; none at the end.
    fn raw(&mut self, size: usize, out: &mut Vec<u8>) -> Result<(), Raised>;
}

pub(super) struct Plain<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) position: u64,
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
pub(super) struct Gzip<'a> {
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
    pub(super) fn new(source: &'a dyn Source) -> Self {
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
pub(super) struct Buffered<B> {
    pub(super) bytes: B,
    pub(super) buffer: Vec<u8>,
    pub(super) used: usize,
    /// Of the next byte.
    pub(super) position: u64,
    pub(super) total: u64,
}

impl<B: Bytes> Buffered<B> {
    pub(super) fn new(bytes: B) -> Self {
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
    pub(super) fn pass(&mut self, n: u64, piecewise: bool, sink: &mut dyn FnMut(&[u8])) -> Result<u64, Raised> {
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
    pub(super) fn read(&mut self, n: u64) -> Result<Vec<u8>, Raised> {
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
