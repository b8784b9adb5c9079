//! The yardstick of `script/bench`: inflates a `.gz` into nothing and prints the seconds that it took.
//!
//! The same library with the same settings as the engine's, and nothing else: no hash, no tar, no rules.

#![expect(clippy::print_stdout, reason = "a command prints")]

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::time::Instant;

use flate2::bufread::MultiGzDecoder;

fn main() -> std::io::Result<()> {
    // Cargo adds `--bench`; without a file there is nothing to measure, as when all targets are run as tests.
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let start = Instant::now();
        let file = BufReader::with_capacity(1 << 20, File::open(&path)?);
        let mut decoder = MultiGzDecoder::new(file);
        let mut buffer = vec![0; 1 << 18];
        while decoder.read(&mut buffer)? > 0 {}
        println!("{:.4}", start.elapsed().as_secs_f64());
    }
    Ok(())
}
