//! Every signature in its own words, and logs as a whole.

use std::collections::BTreeSet;

use super::signature::{Signature, all, pages};
use super::*;
use crate::rules;

/// The rules of a log's findings, causes first, as `severity rule`.
fn said(log: &str) -> Vec<String> {
    let triage = triage("release.log", log.as_bytes(), None);
    triage.findings().map(|finding| format!("{} {}", finding.severity.name(), finding.rule)).collect()
}

#[track_caller]
fn check(log: &str, expected: &[&str]) {
    assert_eq!(said(log), expected, "{log}");
}

#[test]
fn the_example_of_every_signature_gives_it_first() {
    let mut wrong = Vec::new();
    for signature in all() {
        let found = triage("release.log", signature.example.as_bytes(), None);
        let first = found.findings().next().map(|finding| finding.rule);
        if first != Some(signature.id) {
            wrong.push((signature.id, said(signature.example)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
