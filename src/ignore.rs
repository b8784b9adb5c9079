//! Findings that the user has set aside: what an entry says, which findings it is about, and taking those out of a report.
//!
//! Entries come from `[tool.preflight] ignore` of a `pyproject.toml` and from the options. What is ignored leaves the
//! findings and stays in the report, with its reason. Says nothing about wrong entries: rule `ignore-invalid` does.

use std::collections::BTreeMap;

use crate::artifact::pyproject::{Pyproject, Value, ValueKind};
use crate::finding::{Finding, Location};
use crate::inspect::{Kind, Release};
use crate::report::{Ignored, Outcome, RuleRun};
use crate::rules::ignores::ignore_invalid::{self, IgnoreInvalid};
use crate::rules::{Described as _, Meta, RULES};

/// More entries than this in one file are not read.
const MAX_ENTRIES: usize = 500;

/// Longer patterns are not compared.
const MAX_PATTERN_BYTES: usize = 1024;

/// One entry: findings of these rules, at these places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Id of a rule, or `prefix-*`.
    pub rule: String,
    /// A pattern as [`path_matches`] reads it; `None` for every place.
    pub path: Option<String>,
    pub reason: Option<String>,
    /// Where it is written; `None` for an option of the command.
    pub location: Option<Location>,
}

/// What is wrong with an entry, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub location: Location,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// `ignore` is something else than an array.
    NotAnArray(&'static str),
    /// An element is something else than a table.
    NotATable(&'static str),
    NoRule,
    UnknownRule(String),
    /// The entry counts all the same.
    NoReason(String),
    /// A key that no entry has: the entry does not count, since it may have been meant to be narrower.
    UnknownKey(String),
    NotAString(String, &'static str),
    TooMany,
}

/// What `[tool.preflight] ignore` holds; `None` where there is none.
#[must_use]
pub fn read(pyproject: &Pyproject) -> Option<(Vec<Ignore>, Vec<Problem>)> {
    let value = pyproject.get(&["tool", "preflight", "ignore"])?;
    let (mut ignores, mut problems) = (Vec::new(), Vec::new());
    let is_array = matches!(value.kind, ValueKind::Array(_));
    let mut problem = |value: &Value, kind| problems.push(Problem { location: pyproject.at(&value.span), kind });
    if !is_array {
        problem(value, ProblemKind::NotAnArray(value.type_name()));
    }
    for item in value.items().iter().take(MAX_ENTRIES) {
        match entry(item) {
            Ok((ignore, missing)) => {
                if let Some(kind) = missing {
                    problem(item, kind);
                }
                ignores.push(Ignore { location: Some(pyproject.at(&item.span)), ..ignore });
            }
            Err((value, kind)) => problem(value, kind),
        }
    }
    if let Some(next) = value.items().get(MAX_ENTRIES) {
        problem(next, ProblemKind::TooMany);
    }
    Some((ignores, problems))
}

/// An entry, and what is missing in it though it counts.
fn entry(item: &Value) -> Result<(Ignore, Option<ProblemKind>), (&Value, ProblemKind)> {
    if !matches!(item.kind, ValueKind::Table(_)) {
        return Err((item, ProblemKind::NotATable(item.type_name())));
    }
    for key in item.entries() {
        if !["rule", "path", "reason"].contains(&key.key.as_str()) {
            return Err((&key.value, ProblemKind::UnknownKey(key.key.clone())));
        }
        if key.value.as_str().is_none() {
            return Err((&key.value, ProblemKind::NotAString(key.key.clone(), key.value.type_name())));
        }
    }
    let text = |key: &str| item.get(&[key]).and_then(Value::as_str).map(str::to_owned);
    let rule = text("rule").ok_or((item, ProblemKind::NoRule))?;
    if !is_known(&rule) {
        let value = item.get(&["rule"]).unwrap_or(item);
        return Err((value, ProblemKind::UnknownRule(rule)));
    }
    let reason = text("reason").filter(|reason| !reason.trim().is_empty());
    let missing = reason.is_none().then(|| ProblemKind::NoReason(rule.clone()));
    Ok((Ignore { rule, path: text("path"), reason, location: None }, missing))
}

/// Whether any rule is meant by an id or by `prefix-*`.
#[must_use]
pub fn is_known(pattern: &str) -> bool {
    RULES.iter().any(|rule| rule_matches(pattern, rule.meta().id))
}

fn rule_matches(pattern: &str, id: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => prefix.len() > 1 && prefix.ends_with('-') && id.starts_with(prefix),
        None => pattern == id,
    }
}

/// Takes out of the findings what `options` (ids or `prefix-*`) and the files of the drop set aside, adds a remark for each
/// entry of a file that is about nothing, and returns what was taken, in the order of the findings.
pub fn apply(release: &Release, options: &[String], findings: &mut Vec<Finding>, runs: &mut [RuleRun]) -> Vec<Ignored> {
    let option = |rule: &String| Ignore { rule: rule.clone(), path: None, reason: None, location: None };
    let written = release.pyprojects().filter_map(read).flat_map(|(ignores, _)| ignores);
    let ignores: Vec<Ignore> = options.iter().map(option).chain(written).collect();
    let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for rule in RULES {
        let id = rule.meta().id;
        let about = (0..ignores.len()).filter(|i| rule_matches(&ignores[*i].rule, id));
        by_rule.insert(id, about.collect());
    }
    let mut used = vec![false; ignores.len()];
    let mut ignored = Vec::new();
    let mut take = |findings: &mut Vec<Finding>, used: &mut [bool]| {
        findings.retain(|finding| {
            let about = by_rule.get(finding.rule).into_iter().flatten().copied();
            let about: Vec<usize> = about.filter(|i| ignores[*i].is_about(&finding.location)).collect();
            for i in &about {
                used[*i] = true;
            }
            let Some(first) = about.first().map(|i| &ignores[*i]) else { return true };
            ignored.push(Ignored { finding: finding.clone(), by: first.clone() });
            false
        });
    };
    take(findings, &mut used);
    let unused = ignores.iter().zip(&used).filter(|(ignore, used)| !**used && ignore.could_be_used(release, runs));
    let mut remarks: Vec<Finding> = unused.filter_map(|(ignore, _)| ignore_invalid::unused(ignore)).collect();
    if !remarks.is_empty() {
        if let Some(run) = runs.iter_mut().find(|run| run.rule == IgnoreInvalid.meta().id) {
            (run.outcome, run.reason) = (Outcome::Failed, None);
        }
        take(&mut remarks, &mut used);
        findings.append(&mut remarks);
        findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }
    ignored.sort_by(|a, b| a.finding.sort_key().cmp(&b.finding.sort_key()));
    ignored
}

impl Ignore {
    /// Whether it is about a place: a member by its path, in an sdist also without the top-level folder; a whole file by its
    /// name.
    fn is_about(&self, location: &Location) -> bool {
        let Some(pattern) = &self.path else { return true };
        let Some(path) = &location.path else { return path_matches(pattern, &location.file) };
        let inside = path.split_once('/').filter(|_| Kind::of(&location.file) == Kind::Sdist);
        path_matches(pattern, path) || inside.is_some_and(|(_, path)| path_matches(pattern, path))
    }

    /// Whether the drop holds all that its rules look at, so that it would have been used if it were of any use.
    fn could_be_used(&self, release: &Release, runs: &[RuleRun]) -> bool {
        let metas = RULES.iter().map(|rule| rule.meta()).filter(|meta| rule_matches(&self.rule, meta.id));
        let read = |meta: &Meta| meta.reads.iter().all(|kind| *kind == Kind::Other || release.has(*kind));
        let decided = |meta: &Meta| !runs.iter().any(|run| run.rule == meta.id && run.outcome == Outcome::Undecided);
        metas.into_iter().all(|meta| read(meta) && decided(meta))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `*`: any characters of one component.
    Star,
    /// `**/` at the start of a component: any folders, or none.
    Folders,
    /// `**` elsewhere: anything.
    Anything,
}

/// Whether a path matches a pattern: `*` is any part of a component, `**` any components; everything else is itself.
/// Takes time in proportion to the path for a pattern of a bounded length.
#[must_use]
pub fn path_matches(pattern: &str, path: &str) -> bool {
    if pattern.len() > MAX_PATTERN_BYTES {
        return false;
    }
    let tokens = tokens(pattern);
    let mut states = vec![false; tokens.len() + 1];
    states[0] = true;
    skip_empty(&tokens, &mut states, true);
    for c in path.chars() {
        let mut next = vec![false; tokens.len() + 1];
        for (i, token) in tokens.iter().enumerate().filter(|(i, _)| states[*i]) {
            match token {
                Token::Char(wanted) => next[i + 1] |= *wanted == c,
                Token::Star => next[i] |= c != '/',
                Token::Folders | Token::Anything => next[i] = true,
            }
        }
        skip_empty(&tokens, &mut next, c == '/');
        states = next;
    }
    states[tokens.len()]
}

/// Passes over tokens that may stand for nothing.
fn skip_empty(tokens: &[Token], states: &mut [bool], at_component: bool) {
    for (i, token) in tokens.iter().enumerate() {
        let may_be_empty = match token {
            Token::Char(_) => false,
            Token::Star | Token::Anything => true,
            Token::Folders => at_component,
        };
        if states[i] && may_be_empty {
            states[i + 1] = true;
        }
    }
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = pattern;
    let mut at_component = true;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/").filter(|_| at_component) {
            tokens.push(Token::Folders);
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("**") {
            tokens.push(Token::Anything);
            rest = after;
        } else {
            tokens.push(if c == '*' { Token::Star } else { Token::Char(c) });
            rest = &rest[c.len_utf8()..];
        }
        at_component = c == '/';
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Gate;
    use crate::finding::Severity;
    use crate::fixture;
    use crate::report::{Report, Verdict};

    #[test]
    fn patterns_are_paths_with_stars() {
        for (pattern, path, expected) in [
            ("demo/a.py", "demo/a.py", true),
            ("demo/a.py", "demo/axpy", false),
            ("*.py", "a.py", true),
            ("*.py", "demo/a.py", false),
            ("**/*.py", "a.py", true),
            ("**/*.py", "demo/deep/a.py", true),
            ("**/a.py", "demo/ba.py", false),
            ("demo/**", "demo/deep/a.py", true),
            ("demo/**", "demonstration/a.py", false),
            ("demo/**/a.py", "demo/a.py", true),
            ("demo/**/a.py", "demo/x/y/a.py", true),
            ("demo/**/a.py", "demo/x/ya.py", false),
            ("de**py", "demo/a.py", true),
            ("d?mo/[a].py", "demo/a.py", false),
            ("d?mo/[a].py", "d?mo/[a].py", true),
            ("", "", true),
            ("*", "", true),
            ("", "a", false),
        ] {
            assert_eq!(path_matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    /// Backtracking would take longer than the universe lasts.
    #[test]
    fn hostile_patterns_take_no_time() {
        assert!(!path_matches(&("*a".repeat(500) + "b"), &"a".repeat(10_000)));
        assert!(!path_matches(&"**/a".repeat(250), &"a/".repeat(10_000)));
        assert!(!path_matches(&"*".repeat(2000), "a"));
    }

    #[test]
    fn rules_are_named_whole_or_by_a_prefix() {
        assert!(is_known("dep-direct-url") && is_known("dep-*"));
        for unknown in ["*", "-*", "dep*", "dep-direct", "no-such-*", ""] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }

    const PROJECT: &str = "\
=== pyproject.toml
[build-system]
requires = [\"hatchling\"]
build-backend = \"hatchling.build\"

[project]
name = \"demo\"
version = \"1.0\"
requires-python = \">=3.10\"

[tool.preflight]
ignore = [
  ENTRY
]
=== demo-1.0-py3-none-any.whl
--- demo/__init__.py
--- demo/.cache
--- demo-1.0.dist-info/METADATA {merge}
Requires-Dist: llms_txt
Requires-Dist: llm-ctx @ git+https://example.org/llm-ctx.git
";

    fn with(entry: &str) -> Report {
        fixture::report(&PROJECT.replace("ENTRY", entry))
    }

    fn rules(report: &Report) -> Vec<&'static str> {
        report.findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn what_is_ignored_leaves_the_findings_and_stays_in_the_report() {
        let before = with("");
        assert!(before.has_errors());
        let report = with("{ rule = \"dep-direct-url\", reason = \"a private index takes it\" },");
        assert!(!report.has_errors(), "{:#?}", report.findings);
        let [ignored] = report.ignored.as_slice() else { panic!("{:#?}", report.ignored) };
        assert_eq!(ignored.finding.rule, "dep-direct-url");
        assert_eq!(ignored.by.reason.as_deref(), Some("a private index takes it"));
        assert_eq!(ignored.by.location.as_ref().and_then(|location| location.line), Some(12));
        assert_eq!(report.count(Severity::Error), 0);
        assert_eq!(report.findings.len() + 1, before.findings.len());
        // What PyPI answers is no finding: it stays what it is.
        assert_eq!(report.verdict(Gate::Upload), Verdict::Bad);
    }

    #[test]
    fn an_entry_for_a_path_is_about_that_path_only() {
        let path = "demo-1.0.dist-info/METADATA";
        let about = |glob: &str| rules(&with(&format!("{{ rule = \"dep-*\", path = \"{glob}\", reason = \"r\" }}")));
        assert!(!about(path).contains(&"dep-direct-url"));
        assert!(!about("*.dist-info/**").contains(&"dep-direct-url"));
        assert!(about("demo/**").contains(&"dep-direct-url"));
        assert!(about("*").contains(&"dep-direct-url"));
    }

    #[test]
    fn an_entry_with_an_unknown_key_does_not_count() {
        let report = with("{ rule = \"dep-*\", paths = \"x\", reason = \"r\" }");
        assert!(rules(&report).contains(&"dep-direct-url"));
        assert!(rules(&report).contains(&"ignore-invalid"));
    }

    #[test]
    fn in_an_sdist_paths_may_leave_out_the_top_level_folder() {
        let text = "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/demo/.DS_Store\nx\n";
        let found = fixture::report(text).findings;
        let finding = found.iter().find(|finding| finding.location.path.is_some()).unwrap();
        let ignore = |path: &str| Ignore {
            rule: finding.rule.to_owned(),
            path: Some(path.to_owned()),
            reason: None,
            location: None,
        };
        for path in ["demo/.DS_Store", "demo-1.0/demo/.DS_Store", "**/.DS_Store", "demo/*"] {
            assert!(ignore(path).is_about(&finding.location), "{path}");
        }
        assert!(!ignore(".DS_Store").is_about(&finding.location));
    }

    #[test]
    fn the_file_inside_an_sdist_counts_where_none_was_dropped() {
        let project = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n[project]\nname = \"demo\"\n\
                       version = \"1.0\"\nrequires-python = \">=3.10,<3.15\"\n";
        let entry = "[tool.preflight]\nignore = [{ rule = \"pyproject-python-cap\", reason = \"r\" }]\n";
        let sdist = format!("=== demo-1.0.tar.gz\n--- demo-1.0/demo.py\n--- demo-1.0/pyproject.toml\n{project}{entry}");
        let inside = fixture::report(&sdist);
        assert_eq!(inside.ignored.len(), 1, "{:#?}", inside.findings);
        let both = fixture::report(&format!("=== pyproject.toml\n{project}{sdist}"));
        assert_eq!(both.ignored, []);
        assert!(rules(&both).contains(&"pyproject-python-cap"));
    }

    #[test]
    fn options_ignore_too_and_need_no_reason() {
        let files = fixture::build(&PROJECT.replace("ENTRY", ""));
        let inputs: Vec<_> =
            files.iter().map(|file| crate::inspect::Input { path: file.name.clone(), source: &file.bytes }).collect();
        let options = crate::inspect::Options { ignore: vec!["dep-*".to_owned()], ..Default::default() };
        let report = crate::inspect::inspect(&inputs, &options, &mut |_| {});
        assert!(!report.has_errors());
        assert_eq!(report.ignored.len(), 2, "{:#?}", report.ignored);
        assert!(!rules(&report).contains(&"ignore-invalid"));
    }
}
