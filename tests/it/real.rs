//! Releases that people published and use. An error-level finding in one of them would be a false one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{fs, thread};

use serde_json::Value;

use crate::{preflight, root, text};

/// The files of `tests/artifacts.txt`, which `script/setup` fetches, by the name and the version of their release.
fn releases() -> BTreeMap<String, Vec<PathBuf>> {
    let list = fs::read_to_string(root().join("tests/artifacts.txt")).unwrap();
    let listed = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    let entries = fs::read_dir(root().join("artifacts")).into_iter().flatten().map(|entry| entry.unwrap().path());
    let found: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    assert_eq!(found.len(), listed, "files in artifacts/; fetch them with script/setup");
    let mut releases: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in found {
        let name = path.file_name().unwrap().to_string_lossy();
        let stem = name.trim_end_matches(".tar.gz").splitn(3, '-').take(2).collect::<Vec<_>>().join("-");
        releases.entry(stem.to_lowercase()).or_default().push(path);
    }
    releases
}

/// What a maintainer would be told wrongly: errors, and any other answer of PyPI than the one that it gave.
fn false_errors(paths: &[PathBuf]) -> Vec<String> {
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    let arguments = [&["check", "--format", "json"], paths.as_slice()].concat();
    let output = preflight(root(), &arguments);
    let Ok(json) = serde_json::from_slice::<Value>(&output.stdout) else {
        return vec![format!("{paths:?}: {}", text(&output.stderr))];
    };
    let findings = json["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
    let mut wrong: Vec<String> = findings
        .map(|finding| format!("{} {} {}: {}", finding["rule"], finding["file"], finding["path"], finding["message"]))
        .collect();
    let artifacts = json["artifacts"].as_array().unwrap();
    let refused = artifacts.iter().filter(|artifact| artifact["upload"]["status"] != 200);
    wrong.extend(refused.map(|artifact| format!("{}: {}", artifact["file"], artifact["upload"])));
    let unnamed = artifacts.iter().filter(|artifact| !artifact["name"].is_string() || !artifact["version"].is_string());
    wrong.extend(unnamed.map(|artifact| format!("{}: no name or version", artifact["file"])));
    if artifacts.len() != paths.len() {
        wrong.push(format!("{paths:?}: {} were read", artifacts.len()));
    }
    wrong
}

#[test]
fn releases_that_pypi_has_and_people_use_are_accepted_without_an_error() {
    let releases: Vec<_> = releases().into_values().collect();
    assert!(releases.iter().all(|files| files.len() == 2), "a wheel and an sdist of each: {releases:#?}");
    // Two at a time, as many as the smallest machine has cores.
    let (left, right) = releases.split_at(releases.len() / 2);
    let check = |half: &[Vec<PathBuf>]| half.iter().flat_map(|files| false_errors(files)).collect::<Vec<_>>();
    let wrong = thread::scope(|scope| {
        let other = scope.spawn(|| check(left));
        let mut wrong = check(right);
        wrong.extend(other.join().unwrap());
        wrong
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
