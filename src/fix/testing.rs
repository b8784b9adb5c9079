//! How the repairs are tested: what a file becomes, and that afterwards nothing is found that was not found before.

use std::collections::BTreeMap;

use super::{Fix, Options, Repairs, Safety, apply, repairs};
use crate::fixture;
use crate::inspect::{Input, read};
use crate::rules;

/// A sound file, as the examples of the rules have it; what is tested follows under `[project]`.
const HEAD: &str = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n[project]\n\
                    name = \"demo\"\nrequires-python = \">=3.10\"\nversion = \"1.0\"\n";

/// How often each rule finds something in a drop, and what can be done.
pub fn look(files: &[(String, Vec<u8>)], options: &Options) -> (BTreeMap<&'static str, usize>, Repairs) {
    let inputs: Vec<Input<'_>> =
        files.iter().map(|(path, bytes)| Input { path: path.clone(), source: bytes }).collect();
    let release = read(&inputs, &mut |_| {});
    let (findings, _) = rules::run(&release);
    let mut counts = BTreeMap::new();
    for finding in &findings {
        *counts.entry(finding.rule).or_default() += 1;
    }
    (counts, repairs(&release, &findings, options))
}

#[track_caller]
pub fn check(rule: &str, project: &str, safety: Safety, expected: &str) {
    check_with(rule, project, &Options::default(), safety, expected);
}

#[track_caller]
pub fn check_with(rule: &str, project: &str, options: &Options, safety: Safety, expected: &str) {
    check_all(rule, &format!("{HEAD}{project}"), "", options, safety, &format!("{HEAD}{expected}"));
}

#[track_caller]
pub fn check_file(rule: &str, file: &str, safety: Safety, expected: &str) {
    check_all(rule, file, "", &Options::default(), safety, expected);
}

/// The file beside others, which are a fixture. All repairs of the rule are applied.
#[track_caller]
pub fn check_all(rule: &str, file: &str, beside: &str, options: &Options, safety: Safety, expected: &str) {
    let others = fixture::build(beside).into_iter().map(|built| (built.name, built.bytes));
    let mut files: Vec<(String, Vec<u8>)> = others.collect();
    files.push(("pyproject.toml".to_owned(), file.as_bytes().to_vec()));
    let (before, Repairs { fixes, .. }) = look(&files, options);
    let chosen: Vec<&Fix> = fixes.iter().filter(|fix| fix.rule == rule).collect();
    assert!(!chosen.is_empty(), "nothing repairs {rule}; found are {before:?}");
    assert!(chosen.iter().all(|fix| fix.safety == safety), "{chosen:#?}");
    let after = apply(file, &chosen);
    assert_eq!(after, expected);
    if let Some(last) = files.last_mut() {
        last.1 = after.into_bytes();
    }
    // What lies in an artifact is repaired by the next build: only the file itself is looked at again.
    let only = |files: &[(String, Vec<u8>)]| look(&files[files.len() - 1..], options).0;
    let found = only(&files);
    assert_eq!(found.get(rule), None, "it is still found");
    let original = [("pyproject.toml".to_owned(), file.as_bytes().to_vec())];
    let earlier = only(&original);
    for (found_rule, count) in found {
        // How wide a requirement may be is the maintainer's to say, and the repair does not invent it.
        if matches!(found_rule, "dep-unbounded" | "dep-upper-cap") {
            continue;
        }
        assert!(earlier.get(found_rule).is_some_and(|before| *before >= count), "{found_rule} is new");
    }
}

/// Applies what is offered for a rule to a fixture: afterwards nothing is found that was not found before, and not what was
/// repaired in the file itself. Whether anything was offered.
#[track_caller]
pub fn promise(rule: &str, fixture: &str) -> bool {
    let built = fixture::build(fixture).into_iter().map(|built| (built.name, built.bytes));
    let mut files: Vec<(String, Vec<u8>)> = built.collect();
    let (before, found) = look(&files, &Options::default());
    let chosen: Vec<&Fix> = found.fixes.iter().filter(|fix| fix.rule == rule && fix.file.path.is_none()).collect();
    let Some(file) = files.iter_mut().find(|(name, _)| name == "pyproject.toml").filter(|_| !chosen.is_empty()) else {
        return false;
    };
    let text = String::from_utf8(file.1.clone()).unwrap();
    file.1 = apply(&text, &chosen).into_bytes();
    let (after, _) = look(&files, &Options::default());
    if chosen.iter().all(|fix| fix.locations.iter().all(|at| at.file == fix.file.file)) {
        assert_eq!(after.get(rule), None, "{rule} is still found");
    }
    for (found, count) in after {
        if matches!(found, "dep-unbounded" | "dep-upper-cap") {
            continue;
        }
        assert!(before.get(found).is_some_and(|before| *before >= count), "{rule}: {found} is new");
    }
    true
}

/// Nothing is offered for the rule.
#[track_caller]
pub fn check_none(rule: &str, file: &str, beside: &str) {
    let others = fixture::build(beside).into_iter().map(|built| (built.name, built.bytes));
    let mut files: Vec<(String, Vec<u8>)> = others.collect();
    files.push(("pyproject.toml".to_owned(), file.as_bytes().to_vec()));
    let (found, Repairs { fixes, .. }) = look(&files, &Options::default());
    assert!(found.contains_key(rule), "{rule} finds nothing: {found:?}");
    let offered: Vec<&Fix> = fixes.iter().filter(|fix| fix.rule == rule).collect();
    assert!(offered.is_empty(), "{offered:#?}");
}
