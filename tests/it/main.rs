//! The one integration binary. Each module opens with what belongs there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed, and its helpers are no `#[test]`")]

mod bad_input;
mod cli;
mod comparison;
mod fix;
mod generated;
mod kit;
mod real;
mod releases;
mod render;
mod tidy;
mod triage;
mod upload_corpus;
mod upload_form;
mod workflows;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use preflight::fixture::Built;

/// The top of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder of that name, for one test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

fn write(folder: &Path, files: &[Built]) {
    for file in files {
        fs::write(folder.join(&file.name), &file.bytes).unwrap();
    }
}

/// Runs the command in a folder.
fn preflight(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_preflight")).current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
