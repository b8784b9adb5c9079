//! A tar of any bytes, packed: the walk over its headers, every rule and PyPI's answer. Packed without compression, so that
//! the fuzzer changes what the walk sees, and not the gzip stream.
#![no_main]

use libfuzzer_sys::fuzz_target;
use preflight::inspect::{Input, Options, inspect};

fuzz_target!(|bytes: &[u8]| {
    let source = if bytes.starts_with(&[0x1f, 0x8b]) { bytes.to_vec() } else { packed(bytes) };
    let inputs = [Input { path: "sample_dist-1.0.tar.gz".to_owned(), source: &source }];
    let report = inspect(&inputs, &Options::default(), &mut |_| {});
    assert_eq!(report.artifacts.len(), 1);
});

/// gzip with stored blocks (RFC 1951 section 3.2.4, RFC 1952).
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut chunks = bytes.chunks(0xffff).peekable();
    if chunks.peek().is_none() {
        out.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(chunk) = chunks.next() {
        let length = chunk.len() as u16;
        out.push(u8::from(chunks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(chunk);
    }
    let mut crc = !0u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    out.extend((!crc).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}
