//! What no compiler holds: module headers, lengths of files, and nothing of the machine that they were written on.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::root;

/// Every text file of the repository that is not ignored, as its path from the top and its text.
fn texts() -> Vec<(String, String)> {
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap();
    let ignored: Vec<PathBuf> =
        ignored.lines().filter_map(|line| line.strip_prefix('/')).map(|line| root().join(line)).collect();
    let mut texts = Vec::new();
    walk(root(), &ignored, &mut texts);
    assert!(texts.len() > 50, "the walk found only {} files", texts.len());
    texts
}

fn walk(folder: &Path, ignored: &[PathBuf], texts: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if ignored.contains(&path) || path.ends_with(".git") {
            continue;
        }
        if path.is_dir() {
            walk(&path, ignored, texts);
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.push((path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), text));
        }
    }
}

#[track_caller]
fn none(files: &[String], wrong: &str) {
    assert!(files.is_empty(), "{wrong}:\n{}", files.join("\n"));
}

/// What was unpacked or tried beside the sources once got into a commit, distributions and all.
#[test]
fn the_top_level_holds_only_what_belongs_there() {
    const BELONGS: [&str; 22] = [
        ".cargo",
        ".ci",
        ".git",
        ".gitignore",
        ".npmrc",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "Trunk.toml",
        "clippy.toml",
        "data",
        "docs",
        "index.html",
        "package-lock.json",
        "package.json",
        "public",
        "rustfmt.toml",
        "script",
        "src",
        "style",
        "tests",
    ];
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap();
    let belongs =
        |name: &str| BELONGS.contains(&name) || ignored.lines().any(|line| line.strip_prefix('/') == Some(name));
    let names = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    none(&names.filter(|name| !belongs(name)).collect::<Vec<_>>(), "these do not belong to the repository");
}

#[test]
fn every_module_says_what_it_owns() {
    let silent = texts().into_iter().filter(|(path, text)| path.ends_with(".rs") && !text.starts_with("//! "));
    none(&silent.map(|(path, _)| path).collect::<Vec<_>>(), "these do not open with `//!`");
}

#[test]
fn no_file_is_too_long_to_read() {
    const LONGEST: usize = 700;
    let written = |path: &str| {
        [".rs", ".js", ".mjs", ".css", ".html"].iter().any(|end| path.ends_with(end)) || path.starts_with("script/")
    };
    let long = texts().into_iter().filter(|(path, text)| written(path) && text.lines().count() > LONGEST);
    none(&long.map(|(path, _)| path).collect::<Vec<_>>(), "these have more than 700 lines");
}

#[test]
fn no_file_names_a_folder_of_this_machine() {
    let parent = root().parent().filter(|parent| parent.components().count() > 1);
    let Some(here) = parent.map(|parent| format!("{}/", parent.display())) else { return };
    let names = |text: &str| {
        text.match_indices(&here).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            // Inside a longer path the same words are a folder of somebody else.
            !before.is_some_and(|before| before.is_alphanumeric() || "._-*}".contains(before))
        })
    };
    let found = texts().into_iter().filter(|(_, text)| names(text));
    none(&found.map(|(path, _)| path).collect::<Vec<_>>(), "these hold a path of this machine");
}

#[test]
fn lock_files_name_no_mirror() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    assert!(!read("package-lock.json").contains("\"resolved\""), "package-lock.json holds addresses of downloads");
    let lock = read("Cargo.lock");
    let sources: Vec<&str> = lock.lines().filter(|line| line.starts_with("source = ")).collect();
    let other: Vec<String> =
        sources.iter().filter(|line| !line.ends_with("/crates.io-index\"")).map(|line| (*line).to_owned()).collect();
    none(&other, "Cargo.lock names other sources than the public index");
    for (path, setting) in [
        (".npmrc", "registry="),
        ("script/requirements.txt", "--"),
        ("script/smoke-requirements.txt", "--"),
        ("tests/calibration/requirements.txt", "--"),
        ("tests/kit/requirements.txt", "--"),
        ("tests/smoke-requirements.txt", "--"),
    ] {
        let set = read(path).lines().any(|line| line.trim_start().starts_with(setting));
        assert!(!set, "{path} chooses a registry");
    }
}

/// The policies of the page name the script of the smoke test's frame by its hash, so that no other can stand in its place.
#[test]
fn policies_name_the_script_of_the_sealed_frame() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let script = read("public/smoke/frame.js");
    let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(&script)));
    for path in ["index.html", "src/web/client.rs"] {
        assert!(read(path).contains(&hash), "{path} needs {hash} in script-src");
    }
    assert!(!script.contains("</script") && !script.contains("<!--"), "an inline script cannot hold these");
}
