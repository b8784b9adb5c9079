//! Releases that people published and use. An error-level finding in one of them would be a false one.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::{preflight, root, text};

/// The files of `tests/artifacts.txt`, which `script/setup` fetches.
#[track_caller]
fn artifacts(wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let list = fs::read_to_string(root().join("tests/artifacts.txt")).unwrap();
    let listed = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    let mut found: Vec<PathBuf> = fs::read_dir(root().join("artifacts"))
        .map(|entries| entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect())
        .unwrap_or_default();
    assert!(found.len() >= listed, "{} of {listed} files are in artifacts/; fetch them with script/setup", found.len());
    found.retain(|path| wanted(&path.file_name().unwrap().to_string_lossy()));
    found.sort();
    found
}

#[track_caller]
fn has_no_error(paths: &[PathBuf]) {
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    let arguments = [&["check", "--format", "json"], paths.as_slice()].concat();
    let output = preflight(root(), &arguments);
    assert!(!output.stdout.is_empty(), "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap().iter();
    let errors: Vec<String> = findings
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| format!("{} {} {}: {}", finding["rule"], finding["file"], finding["path"], finding["message"]))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(output.status.code(), Some(0));
    let read = json["artifacts"].as_array().unwrap();
    assert_eq!(read.len(), paths.len());
    assert!(read.iter().all(|artifact| artifact["name"].is_string() && artifact["version"].is_string()), "{read:#?}");
}

#[test]
fn lms_llmstxt_has_no_error() {
    let paths = artifacts(|name| name.starts_with("lms_llmstxt-"));
    assert_eq!(paths.len(), 2, "{paths:?}");
    has_no_error(&paths);
}

#[test]
fn widely_used_releases_have_no_error() {
    for path in artifacts(|name| !name.starts_with("lms_llmstxt-")) {
        has_no_error(&[path]);
    }
}
