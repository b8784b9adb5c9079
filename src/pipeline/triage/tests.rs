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

/// Excerpts with the signature that each must give first.
fn excerpts() -> Vec<(&'static str, Vec<&'static str>)> {
    let text = include_str!("../../../tests/fixtures/logs/excerpts.txt");
    let blocks = text.split("\n=== ").skip(1);
    blocks.filter_map(|block| block.split_once('\n')).map(|(id, lines)| (id, lines.lines().collect())).collect()
}

/// An answer of the index as upload tools print it.
fn tools(answer: &str) -> Vec<Vec<String>> {
    const URL: &str = "https://upload.pypi.org/legacy/";
    let (status, words) = answer.split_once(' ').unwrap();
    let reason = if status == "403" { "Forbidden" } else { "Bad Request" };
    let wrapped = |text: &str, first: &str| wrap(text, first);
    let mut twine = vec!["WARNING  Error during upload. Retry with the --verbose option for more details.".to_owned()];
    twine.extend(wrapped(&format!("HTTPError: {status} {reason} from {URL}"), "ERROR    "));
    twine.extend(wrapped(words, "         "));
    let html = words.replace('\'', "&#x27;").replace('<', "&lt;").replace('>', "&gt;");
    let mut verbose = wrapped(&format!("Response from {URL}:"), "INFO     ");
    verbose.extend(wrapped(&format!("{status} {html}"), "         "));
    verbose.push("INFO     <html>".to_owned());
    verbose.push("          <head>".to_owned());
    verbose.extend(wrapped(&format!("<title>{status} {html}</title>"), "           "));
    let old = vec![
        "NOTE: Try --verbose to see response content.".to_owned(),
        format!("HTTPError: {status} {reason} from {URL}"),
        words.to_owned(),
    ];
    let failed = format!("error: Failed to publish `dist/demo-1.0-py3-none-any.whl` to {URL}");
    let uv = if status == "403" {
        format!("Permission denied (status code {status} {reason}): {status} {words}")
    } else {
        format!("Upload failed with status code {status} {reason}. Server says: {status} {words}")
    };
    vec![
        twine,
        verbose,
        old,
        vec![failed.clone(), format!("  Caused by: {uv}")],
        vec![failed.replace('`', ""), format!("  cause: {}", uv.replace("Upload failed with", "Server returned"))],
    ]
}

/// Wraps as rich does: at 80 columns, with spaces to the edge, and what follows below the text.
fn wrap(text: &str, first: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let full = lines.last().is_some_and(|line| line.len() + word.len() >= 71 && !line.is_empty());
        if full {
            lines.push(String::new());
        }
        let line = lines.last_mut().unwrap();
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let indent = " ".repeat(first.len());
    let places = lines.iter().enumerate().map(|(n, line)| (if n == 0 { first } else { indent.as_str() }, line));
    places.map(|(before, line)| format!("{before}{line:<71}")).collect()
}

/// Every line with something before and after it.
fn each(lines: &[impl AsRef<str>], before: &str, after: &str) -> String {
    lines.iter().map(|line| [before, line.as_ref(), after].concat()).collect()
}

/// The lines in each of the shapes that a log comes in.
fn shapes(lines: &[String], failed: bool) -> Vec<(&'static str, String)> {
    let stamp = "2026-11-19T10:11:12.1234567Z ";
    let mut run = vec![
        "##[group]Run something".to_owned(),
        "\u{1b}[36;1msomething\u{1b}[0m".to_owned(),
        "shell: /usr/bin/bash -e {0}".to_owned(),
        "##[endgroup]".to_owned(),
    ];
    run.extend(lines.iter().cloned());
    if failed {
        run.push("##[error]Process completed with exit code 1.".to_owned());
    }
    let raw = each(&run, stamp, "\n");
    let web = |line: &String| {
        let line = line.replace("##[error]", "Error: ").replace("##[warning]", "Warning: ");
        line.replace("##[group]", "")
    };
    let copied: Vec<String> = run.iter().filter(|line| !line.starts_with("##[endgroup]")).map(web).collect();
    let copied: Vec<String> = copied
        .iter()
        .enumerate()
        .map(|(n, line)| if n == 1 || n == 2 { format!("  {line}") } else { line.clone() })
        .collect();
    vec![
        ("terminal", lines.join("\n")),
        ("raw", format!("\u{feff}{raw}")),
        ("gh", each(&run, &format!("publish\tPublish to PyPI\t{stamp}"), "\n")),
        ("gh, steps not known", each(&run, &format!("publish\tUNKNOWN STEP\t{stamp}"), "\n")),
        ("web", copied.join("\n")),
        ("quoted in an issue", each(&copied, "> ", "\n")),
        ("carriage returns", raw.replace('\n', "\r\n")),
        ("coloured", each(lines, "\u{1b}[31m", "\u{1b}[0m\n").replace(": ", ":\u{1b}[1m ")),
    ]
}

#[test]
fn every_excerpt_gives_its_signature_first_in_every_shape() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (id, lines) in excerpts() {
        seen.insert(id);
        let answer = lines.iter().find_map(|line| line.strip_prefix("server: "));
        let variants: Vec<Vec<String>> = match answer {
            Some(answer) => tools(answer),
            None => vec![Vec::new()],
        };
        for variant in variants {
            let text: Vec<String> = lines
                .iter()
                .flat_map(|line| if line.starts_with("server: ") { variant.clone() } else { vec![(*line).to_owned()] })
                .collect();
            let ends_run = signature::by_id(id).is_some_and(|it| it.severity == Severity::Error && !it.silent);
            for (shape, log) in shapes(&text, ends_run) {
                let found = said(&log);
                let first = found.first().and_then(|first| first.split_once(' ')).map(|(_, rule)| rule);
                let failed = ends_run
                    && shape != "terminal"
                    && shape != "coloured"
                    && !found.iter().any(|it| it.starts_with("error "));
                if first != Some(id) || failed {
                    wrong.push(format!("{id} ({shape}): {found:?}\n{log}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(6)].join("\n----\n"));
    let missing: Vec<&str> = all().map(|signature| signature.id).filter(|id| !seen.contains(id)).collect();
    assert!(missing.is_empty(), "no excerpt of {missing:?}");
}

#[test]
fn ids_are_unique_kebab_case_and_no_rule_has_them() {
    let mut seen = BTreeSet::new();
    for Signature { id, causes, fix, title, source, .. } in all() {
        assert!(seen.insert(id), "{id} twice");
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
        // A rule and a signature may share a name where they are one condition, seen before and after.
        let shared = ["sdist-filename"];
        assert!(rules::by_id(id).is_none() || shared.contains(id), "{id} is a rule too");
        let sentences = causes.iter().chain([fix, title]);
        assert!(sentences.clone().all(|it| !it.is_empty() && !it.ends_with('.')), "{id}: a full stop or nothing");
        assert!(!source.is_empty(), "{id} has no source");
        let plain = |sentence: &str| !sentence.contains('{');
        assert!(causes.last().is_some_and(|last| plain(last)) && plain(fix), "{id}: needs facts that may be missing");
    }
}

#[test]
fn holes_of_causes_are_captured_somewhere() {
    const CLAIMS: [&str; 3] = ["repository", "workflow", "environment"];
    fn holes(text: &'static str) -> impl Iterator<Item = &'static str> {
        text.split('{').skip(1).filter_map(|hole| Some(hole.split_once('}')?.0)).filter(|name| *name != "~")
    }
    for signature in all().filter(|signature| !signature.patterns.is_empty()) {
        let captured: BTreeSet<&str> = signature.patterns.iter().flat_map(|pattern| holes(pattern)).collect();
        for name in signature.causes.iter().flat_map(|cause| holes(cause)) {
            let claim = signature.phase == Phase::Auth && CLAIMS.contains(&name);
            assert!(captured.contains(name) || claim, "{}: {{{name}}} is never captured", signature.id);
        }
    }
}

#[test]
fn what_signatures_name_exists() {
    let ids: BTreeSet<&str> = all().map(|signature| signature.id).collect();
    // The rules about workflows come together: as soon as one is there, all that are named must be.
    let workflows = rules::RULES.iter().any(|rule| rule.meta().id.starts_with("tp-"));
    let of_workflows =
        ["tp-", "perm-", "uses-", "trigger-", "self-hosted-", "unpinned-", "version-", "build-", "smoke-"]
            .into_iter()
            .chain(["testpypi-", "postpublish-", "artifact-", "publish-"]);
    let of_workflows: Vec<&str> = of_workflows.collect();
    for signature in all() {
        for rule in signature.rules {
            let later = !workflows && of_workflows.iter().any(|beginning| rule.starts_with(beginning));
            assert!(rules::by_id(rule).is_some() || later, "{}: no rule {rule}", signature.id);
        }
        for other in signature.over.iter().chain(signature.after).filter(|other| **other != "*") {
            let known = match other.strip_suffix('*') {
                Some(beginning) => ids.iter().any(|id| id.starts_with(beginning)),
                None => ids.contains(other),
            };
            assert!(known, "{}: no signature {other}", signature.id);
        }
    }
}

#[test]
fn every_signature_stands_on_the_page_of_signatures() {
    let page = pages();
    for signature in all() {
        assert!(page.contains(&format!("\n### {}\n", signature.id)), "{}", signature.id);
    }
}

#[test]
fn what_was_only_echoed_is_no_failure() {
    let stamp = "2026-11-19T10:11:12.1234567Z ";
    let lines = [
        "##[group]Run if ! twine check dist/*; then",
        "\u{1b}[36;1mif ! twine check dist/*; then\u{1b}[0m",
        "\u{1b}[36;1m  echo \"Container action is only supported on Linux\"\u{1b}[0m",
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
        "Checking dist/demo-1.0.tar.gz: PASSED",
        "Post job cleanup.",
    ];
    let raw = each(&lines, stamp, "\n");
    check(&raw, &[]);
}

#[test]
fn words_of_a_failure_in_a_run_that_ended_well_are_no_error() {
    let stamp = "2026-11-19T10:11:12.1234567Z ";
    let lines = [
        "##[group]Run pytest",
        "##[endgroup]",
        "tests/test_upload.py::test_message[File already exists ('x-1.0.tar.gz'] PASSED",
        "ModuleNotFoundError: No module named 'optional'",
        "12 passed",
        "Post job cleanup.",
    ];
    check(&each(&lines, stamp, "\n"), &["info file-exists", "info smoke-import"]);
    let failed = "##[error]Process completed with exit code 1.";
    let lines = [lines[0], lines[1], lines[3], failed, lines[5]];
    check(&each(&lines, stamp, "\n"), &["error smoke-import"]);
}

#[test]
fn a_general_failure_follows_from_what_explains_it() {
    check(
        "ERROR Backend subprocess exited when trying to invoke build_wheel\nerror: Multiple top-level packages discovered in a \
         flat-layout: ['a', 'b'].\n",
        &["error build-flat-layout"],
    );
    check(
        "Traceback\nsomething odd\nERROR Backend subprocess exited when trying to invoke build_wheel\nWARNING  nothing\n\
         ERROR    InvalidDistribution: Cannot find file (or expand pattern): 'dist/*'\n",
        &["error build-generic", "info twine-glob"],
    );
}

#[test]
fn one_cause_is_one_finding_however_often_it_is_said() {
    let twice = "HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/\nFile already exists ('a-1.0.tar.gz', with\n\
                 File already exists ('a-1.0-py3-none-any.whl', with\nFile already exists ('a-1.0.tar.gz', with\n";
    let triage = triage("release.log", twice.as_bytes(), None);
    let messages: Vec<String> = triage.findings().map(|finding| finding.message.to_string()).collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(
        messages[0].starts_with("On the index already with other bytes: `a-1.0.tar.gz` and `a-1.0-py3-none-any.whl`.")
    );
}

#[test]
fn tags_and_versions_are_compared_as_versions() {
    let log =
        |tag: &str, file: &str| format!("git checkout --progress --force refs/tags/{tag}\nSuccessfully built {file}\n");
    for (tag, file) in [
        ("v1.0.0-rc.1", "demo-1.0.0rc1.tar.gz"),
        ("1.0", "demo-1.0.0-py3-none-any.whl"),
        ("demo-v2.0", "demo-2.0.tar.gz"),
        ("my-demo/v2.0", "my_demo-2.0.tar.gz"),
        ("release-2.0", "demo-2.0.tar.gz"),
        ("nightly", "demo-2.0.tar.gz"),
        ("other-v3.0", "demo-2.0.tar.gz"),
        ("v1.0", "demo-1.0.1.dev3+g1a2b.tar.gz"),
    ] {
        let found = said(&log(tag, file));
        assert!(!found.iter().any(|it| it.ends_with("version-mismatch")), "{tag}, {file}: {found:?}");
    }
    let found = said(&log("v1.1.0", "demo-1.0.0.tar.gz"));
    assert!(found.iter().any(|it| it.ends_with("version-mismatch")), "{found:?}");
}

#[test]
fn a_check_of_the_project_that_stops_the_run_is_its_cause() {
    let run = |line: &str, end: &[&str]| {
        let lines = ["##[group]Run ./check-tag", "##[endgroup]", line].into_iter().chain(end.iter().copied());
        let lines: Vec<&str> = lines.collect();
        each(&lines, "2026-11-19T10:11:12.1234567Z ", "\n")
    };
    let failed = ["Raise the version first.", "##[error]Process completed with exit code 1.", "Post job cleanup."];
    for line in ["tag v1.2 does not match pyproject version 1.3", "❌ Version mismatch: tag=1.2, pyproject.toml=1.3"] {
        check(&run(line, &failed), &["error version-mismatch"]);
    }
    let triage = triage("release.log", run("Version (1.3) does not match the tag (v1.2)", &failed).as_bytes(), None);
    let message = triage.findings().next().map(|finding| (finding.location.line, finding.message.to_string()));
    let expected =
        "A check of the project's own stopped the run: the tag says `v1.2`, and what it is compared with says `1.3`";
    assert_eq!(message, Some((Some(3), expected.to_owned())));

    // Of a run that went on, of a warning, of another tag than the run's, it is none.
    let line = "tag v1.2 does not match pyproject version 1.3";
    check(&run(line, &["done", "Post job cleanup."]), &[]);
    check(&run("##[warning]Tag v1.2 does not match version 1.3", &failed), &["error no-known-cause"]);
    check(&format!("git checkout --force refs/tags/v4.0\n{}", run(line, &failed)), &["error no-known-cause"]);
    let later = ["one", "two", "three", "four", "five", "six", failed[1]];
    check(&run(line, &later), &["error no-known-cause"]);
}

#[test]
fn a_release_that_another_job_of_the_matrix_made_is_no_cause() {
    let lines = [
        "##[group]Run softprops/action-gh-release@v2",
        "##[endgroup]",
        "⚠️ GitHub release failed with status: 422",
        r#"{"message":"Validation Failed","errors":[{"resource":"Release","code":"already_exists","field":"tag_name"}]}"#,
        "⚠️ Release already exists (race condition detected), retrying to find and update existing release...",
        "##[group]Run make announce",
        "##[endgroup]",
        "the printer is on fire",
        "##[error]Process completed with exit code 2.",
    ];
    check(&each(&lines, "2026-11-19T10:11:12.1234567Z ", "\n"), &["error no-known-cause"]);
}

#[test]
fn a_pattern_that_matches_nothing_and_need_not_is_no_cause() {
    let lines = [
        "##[group]Run softprops/action-gh-release@v2",
        "##[endgroup]",
        "🤔 Pattern 'dist/*.sigstore' does not match any files.",
        "the printer is on fire",
        "##[error]Process completed with exit code 2.",
    ];
    check(&each(&lines, "2026-11-19T10:11:12.1234567Z ", "\n"), &["error no-known-cause"]);
}

#[test]
fn what_a_tool_advises_to_run_is_no_step() {
    let lines = [
        "##[group]Run semantic-release version",
        "##[endgroup]",
        "the printer is on fire",
        "Run semantic-release in very verbose mode (-vv) to see the full traceback.",
        "##[error]Process completed with exit code 1.",
    ];
    let triage = triage("release.log", each(&lines, "2026-11-19T10:11:12.1234567Z ", "\n").as_bytes(), None);
    assert_eq!(triage.step.map(|step| step.step).as_deref(), Some("Run semantic-release version"));
}

#[test]
fn a_log_that_was_cut_says_with_what_it_ends() {
    let log = "Checking dist/demo-1.0.tar.gz: PASSED\nUploading distributions to https://upload.pypi.org/legacy/\n";
    let triage = triage("release.log", log.as_bytes(), None);
    let message = triage.findings().next().map(|finding| finding.message.to_string());
    let expected = "No known cause found: the log ends with `Uploading distributions to https://upload.pypi.org/legacy/`, and \
                    nothing in it says that a run failed";
    assert_eq!(message.as_deref(), Some(expected));
}

#[test]
fn a_reason_that_is_not_known_is_not_denied() {
    let refused = |words: &str| {
        format!("ERROR    HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/\n         {words}\n")
    };
    check(&refused("Bad Request"), &["error upload-unexplained"]);
    check(&refused("The moon is in the wrong phase.\nBad Request"), &["error no-known-cause"]);
    check(&refused("File already exists ('a-1.0.tar.gz', with"), &["error file-exists"]);
    let before = "INFO     Response from https://upload.pypi.org/legacy/:\n         400 File already exists ('a-1.0.tar.gz', with\n";
    check(&format!("{before}{}", refused("Bad Request")), &["error file-exists"]);
}

#[test]
fn a_refusal_without_a_reason_follows_from_a_tag_that_differs() {
    let log = "git checkout --progress --force refs/tags/v1.1.0\nSuccessfully built demo-1.0.0.tar.gz\n\
               ERROR    HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/\n         Bad Request\n";
    check(log, &["error version-mismatch", "info upload-unexplained"]);
}

#[test]
fn commands_that_a_job_does_not_need_are_no_cause() {
    check("sh: 1: hugo: command not found\n", &["info no-known-cause"]);
}

#[test]
fn line_numbers_that_were_copied_along_part_no_message() {
    let lines = [
        "HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/",
        "         Binary wheel 'a-1.0-cp312-cp312-linux_x86_64.whl' has an unsupported",
        "         platform tag 'linux_x86_64'.",
    ];
    for between in ["", " ", "\t", "\n"] {
        let numbered = |(n, line): (usize, &&str)| format!("{}{between}{line}\n", n + 9);
        let log: String = lines.iter().enumerate().map(numbered).collect();
        let triage = triage("release.log", log.as_bytes(), None);
        let first =
            triage.findings().next().map(|finding| (finding.rule, finding.location.line, finding.location.column));
        let (line, column) = match between {
            "\n" => (4, 60),
            "" => (2, 62),
            _ => (2, 63),
        };
        assert_eq!(first, Some(("platform-tag", Some(line), Some(column))), "{log}");
    }
}
