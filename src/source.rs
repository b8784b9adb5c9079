//! The only door for bytes: random access over memory, a file or a browser's `Blob`.
//!
//! Knows nothing of archives. Everything that the engine reads goes through [`Source::read_at`], so that a wheel of a gigabyte
//! is never loaded whole, and so that the page and the command run the same blocking code.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

/// Bytes at known positions. Lengths and offsets are in bytes.
pub trait Source {
    fn len(&self) -> u64;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `buffer` from `offset` and returns how many bytes were read: fewer than asked for only at the end.
    ///
    /// # Errors
    /// What the operating system or the browser says when the bytes cannot be had, such as a file that was changed meanwhile.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.as_slice().len());
        let rest = &self[start..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
}

/// A file of the operating system.
#[cfg(not(target_family = "wasm"))]
pub struct FileSource {
    file: std::fs::File,
    len: u64,
}

#[cfg(not(target_family = "wasm"))]
impl FileSource {
    /// # Errors
    /// When the file cannot be opened or its length cannot be read.
    pub fn open(path: &std::path::Path) -> io::Result<Self> {
        let file = std::fs::File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Self { file, len })
    }
}

#[cfg(not(target_family = "wasm"))]
impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        read_full(&mut file, buffer)
    }
}

#[cfg(not(target_family = "wasm"))]
fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A `File` or `Blob` of the browser, read synchronously. Exists only where `FileReaderSync` does: in a worker.
#[cfg(all(target_family = "wasm", feature = "engine"))]
pub struct BlobSource {
    blob: web_sys::Blob,
    reader: web_sys::FileReaderSync,
    len: u64,
}

#[cfg(all(target_family = "wasm", feature = "engine"))]
impl BlobSource {
    /// # Errors
    /// When this is not a worker.
    pub fn new(blob: web_sys::Blob) -> io::Result<Self> {
        let reader =
            web_sys::FileReaderSync::new().map_err(|_| io::Error::other("files can be read only in a worker"))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length is a whole number")]
        let len = blob.size() as u64;
        Ok(Self { blob, reader, len })
    }
}

#[cfg(all(target_family = "wasm", feature = "engine"))]
impl Source for BlobSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let end = offset.saturating_add(buffer.len() as u64).min(self.len);
        if end <= offset {
            return Ok(0);
        }
        #[expect(clippy::cast_precision_loss, reason = "no file is longer than 2^53 bytes")]
        let slice = self.blob.slice_with_f64_and_f64(offset as f64, end as f64);
        let bytes = slice
            .and_then(|slice| self.reader.read_as_array_buffer(&slice))
            .map_err(|_| io::Error::other("the browser could not read the file; was it changed or deleted?"))?;
        let bytes = js_sys::Uint8Array::new(&bytes);
        let n = bytes.length().min(u32::try_from(buffer.len()).unwrap_or(u32::MAX));
        bytes.subarray(0, n).copy_to(&mut buffer[..n as usize]);
        Ok(n as usize)
    }
}

/// How many bytes the first access brings.
const CHUNK: usize = 256 * 1024;

/// How many bytes an access brings after a while of reading on and on. A browser needs a millisecond for each: measured in
/// Chromium, 72.7 MB take 0.60 s in pieces of 256 kB and 0.25 s in pieces of 4 MB. For a file of the system it is no matter.
const LONGEST_CHUNK: usize = if cfg!(target_family = "wasm") { 16 * CHUNK } else { CHUNK };

/// A buffered cursor over a source, for the libraries that want `Read` and `Seek`.
pub struct Cursor<'a> {
    source: &'a dyn Source,
    buffer: Vec<u8>,
    /// Offset in the source of the first byte of `buffer`.
    buffer_start: u64,
    position: u64,
    /// Length of the next access.
    chunk: usize,
}

impl<'a> Cursor<'a> {
    #[must_use]
    pub fn new(source: &'a dyn Source) -> Self {
        Self { source, buffer: Vec::new(), buffer_start: 0, position: 0, chunk: CHUNK }
    }

    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// What the buffer holds at the current position.
    fn buffered(&self) -> &[u8] {
        self.position
            .checked_sub(self.buffer_start)
            .and_then(|skip| usize::try_from(skip).ok())
            .and_then(|skip| self.buffer.get(skip..))
            .unwrap_or_default()
    }
}

impl BufRead for Cursor<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.buffered().is_empty() {
            let reads_on = self.position > 0 && self.position == self.buffer_start + self.buffer.len() as u64;
            self.chunk = if reads_on { (self.chunk * 2).min(LONGEST_CHUNK) } else { CHUNK };
            self.buffer.resize(self.chunk, 0);
            let n = self.source.read_at(self.position, &mut self.buffer)?;
            self.buffer.truncate(n);
            self.buffer_start = self.position;
        }
        Ok(self.buffered())
    }

    fn consume(&mut self, n: usize) {
        self.position += n as u64;
    }
}

impl Read for Cursor<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl Seek for Cursor<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.source.len().checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        self.position = target.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seek before the start"))?;
        Ok(self.position)
    }
}

/// The whole source once, from its start, hashed on the way.
pub struct Stream<'a> {
    cursor: Cursor<'a>,
    hasher: Sha256,
    on_bytes: &'a mut dyn FnMut(u64),
}

impl<'a> Stream<'a> {
    /// `on_bytes` is told after every access how many bytes were read so far.
    pub fn new(source: &'a dyn Source, on_bytes: &'a mut dyn FnMut(u64)) -> Self {
        Self { cursor: Cursor::new(source), hasher: Sha256::new(), on_bytes }
    }

    /// Reads what is left and returns the SHA-256 of the whole source, in lower-case hexadecimal.
    ///
    /// # Errors
    /// When the source cannot be read to its end.
    pub fn finish(mut self) -> io::Result<String> {
        loop {
            let n = self.fill_buf()?.len();
            if n == 0 {
                return Ok(hex(&self.hasher.finalize()));
            }
            self.consume(n);
        }
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.cursor.buffered().is_empty() {
            let fresh = self.cursor.fill_buf()?;
            self.hasher.update(fresh);
            let read = self.cursor.position + self.cursor.buffered().len() as u64;
            (self.on_bytes)(read);
        }
        Ok(self.cursor.buffered())
    }

    fn consume(&mut self, n: usize) {
        self.cursor.consume(n);
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_across_chunks_and_seeks_back() {
        let bytes: Vec<u8> = (0..=250).cycle().take(CHUNK * 2 + 7).collect();
        let mut cursor = Cursor::new(&bytes);
        let mut out = Vec::new();
        cursor.read_to_end(&mut out).unwrap();
        assert_eq!(out, bytes);
        cursor.seek(SeekFrom::End(-3)).unwrap();
        out.clear();
        cursor.read_to_end(&mut out).unwrap();
        assert_eq!(out, &bytes[bytes.len() - 3..]);
        assert!(cursor.seek(SeekFrom::End(-1_000_000_000)).is_err());
        // Beyond the end there is nothing, and no panic.
        cursor.seek(SeekFrom::Start(u64::MAX - 1)).unwrap();
        assert_eq!(cursor.read(&mut [0; 4]).unwrap(), 0);
    }

    #[test]
    fn a_stream_hashes_what_was_read_and_what_was_not() {
        let bytes = b"abc".to_vec();
        let mut seen = 0;
        let mut on_bytes = |n| seen = n;
        let stream = Stream::new(&bytes, &mut on_bytes);
        assert_eq!(stream.finish().unwrap(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(seen, 3);
    }
}
