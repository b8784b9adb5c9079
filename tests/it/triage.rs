//! Whole logs of runs: what the command says about each, first the cause.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use preflight::fixture::{Built, build, bundle};
use preflight::pipeline::triage::{Outcome, Triage, triage};
use serde_json::Value;

use crate::{folder, preflight, root, text, write};

fn log(name: &str) -> PathBuf {
    root().join("tests/fixtures/logs").join(name)
}

fn read(name: &str) -> Triage {
    triage(name, &std::fs::read(log(name)).unwrap(), None)
}

/// Findings as `severity rule line`, in order.
fn said(triage: &Triage) -> Vec<String> {
    let line = |line: Option<u32>| line.map(|line| format!(" {line}")).unwrap_or_default();
    triage.findings().map(|it| format!("{} {}{}", it.severity.name(), it.rule, line(it.location.line))).collect()
}

#[test]
fn sound_logs_have_no_error() {
    for (name, expected) in [
        ("sound-raw.log", &[][..]),
        ("sound-skipped-gh.log", &["info duplicate-skipped 16"]),
        ("sound-retry-gh.log", &["info smoke-index-lag 5"]),
        ("sound-release-raw.log", &["info tag-exists 7"]),
        ("sound-uv.log", &["info no-known-cause 9"]),
    ] {
        let triage = read(name);
        assert_eq!(said(&triage), expected, "{name}");
        assert_ne!(triage.outcome, Outcome::Failed, "{name}");
    }
}

#[test]
fn the_cause_comes_before_what_followed_from_it() {
    for (name, expected) in [
        ("shallow-local-gh.log", &["error build-scm-shallow 13", "info local-version 25"][..]),
        ("tag-mismatch-raw.log", &["error version-mismatch 26", "info file-exists 35"]),
        ("artifact-gh.log", &["error artifact-none 11", "info artifact-absent 18"]),
        ("two-causes-gh.log", &["error twine-strict 5", "error smoke-spawn-missing 14"]),
        ("claims-web.log", &["error oidc-no-publisher 17"]),
        ("unknown-raw.log", &["error no-known-cause 8"]),
    ] {
        assert_eq!(said(&read(name)), expected, "{name}");
    }
}

#[test]
fn facts_of_the_log_are_read() {
    let facts = read("claims-web.log").facts;
    assert_eq!(facts.claim("repository"), Some(Some("acme/demo")));
    assert_eq!(facts.claim("repository_owner_id"), Some(Some("1234567")));
    assert_eq!((facts.workflow(), facts.environment()), (Some("publish.yml"), Some(None)));
    assert_eq!(facts.tag.as_deref(), Some("v1.0.0"));
    let facts = read("tag-mismatch-raw.log").facts;
    assert_eq!(facts.tag.as_deref(), Some("v1.1.0"));
    assert_eq!(facts.built, ["demo-1.0.0.tar.gz", "demo-1.0.0-py3-none-any.whl"]);
    assert_eq!(facts.indexes, ["https://upload.pypi.org/legacy/"]);
    assert_eq!(facts.actions, ["actions/checkout@v7", "pypa/gh-action-pypi-publish@v1.12.4"]);
}

fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_preflight"));
    command.current_dir(folder).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn json_has_the_cause_first_and_the_line_of_the_log() {
    let bytes = std::fs::read(log("claims-web.log")).unwrap();
    let output = run(&folder("triage-json"), &["triage", "--format", "json", "-"], &bytes);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let first = &json["findings"][0];
    assert_eq!((first["rule"].as_str(), first["line"].as_u64()), (Some("oidc-no-publisher"), Some(17)));
    assert_eq!((first["gate"].as_str(), first["severity"].as_str()), (Some("pipeline"), Some("error")));
    assert_eq!(json["verdict"]["pipeline"], "broken");
    assert_eq!(json["verdict"]["upload"], "not-checked");
    assert_eq!(json["artifacts"][0]["kind"], "log");
    assert_eq!(json["triage"]["outcome"], "failed");
    assert_eq!(json["triage"]["causes"][0]["phase"], "auth");
    assert_eq!(json["triage"]["facts"]["tag"], "v1.0.0");
}

#[test]
fn exit_codes_are_those_of_check() {
    let folder = folder("triage-exit");
    let code = |arguments: &[&str]| preflight(&folder, arguments).status.code();
    let path = |name: &str| log(name).to_str().unwrap().to_owned();
    assert_eq!(code(&["triage", &path("sound-raw.log")]), Some(0));
    assert_eq!(code(&["triage", &path("tag-mismatch-raw.log")]), Some(1));
    assert_eq!(code(&["triage", "no-such.log"]), Some(2));
    assert_eq!(code(&["triage", "."]), Some(2));
    assert_eq!(code(&["triage"]), Some(2));
    assert_eq!(code(&["explain", "oidc-no-publisher"]), Some(0));
}

const RELEASE: &str = "\
=== pyproject.toml
[build-system]
requires = [\"hatchling\"]
build-backend = \"hatchling.build\"

[project]
name = \"demo\"
version = \"1.1.0\"
urls = { Source = \"https://github.com/acme-labs/demo\" }
=== release.yml
on: push
jobs:
  publish:
    environment: pypi
";

/// What the files beside the log say about its cause.
fn compared(name: &str, release: &str) -> Vec<String> {
    let folder = folder(&format!("triage-compared-{name}"));
    write(&folder, &build(release));
    let output = preflight(&folder, &["triage", "--format", "json", log(name).to_str().unwrap(), "."]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap().iter().skip(1);
    findings
        .map(|it| format!("{}:{} {}", it["file"].as_str().unwrap(), it["line"], it["message"].as_str().unwrap()))
        .collect()
}

#[test]
fn the_field_that_differs_is_named() {
    assert_eq!(
        compared("claims-web.log", RELEASE),
        [
            "release.yml:null The field that differs is the workflow: the identity says `publish.yml`, and the dropped file is \
             `release.yml`",
            "pyproject.toml:8 The field that differs is the repository: the identity says `acme/demo`, and the project's URLs \
             `acme-labs/demo`",
            "pyproject.toml:7 The field that differs is the version: the tag in the log is `v1.0.0`, and this says `1.1.0`",
        ]
    );
    let named = RELEASE.replace("release.yml", "publish.yml").replace("acme-labs", "acme").replace("1.1.0", "1.0.0");
    assert_eq!(
        compared("claims-web.log", &named),
        [
            "publish.yml:4 The field that differs is the environment: the identity says none, and the dropped workflow `pypi`"
        ]
    );
}

#[test]
fn a_dropped_log_joins_the_pipeline_gate() {
    let folder = folder("triage-check");
    std::fs::copy(log("tag-mismatch-raw.log"), folder.join("run.log")).unwrap();
    std::fs::copy(log("claims-web.log"), folder.join("pasted.txt")).unwrap();
    let output = preflight(&folder, &["check", "--format", "json", "."]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["verdict"]["pipeline"], "broken");
    let of = |file: &str| {
        let findings = json["findings"].as_array().unwrap().iter();
        findings.filter(|it| it["file"] == file).map(|it| it["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("run.log"), ["version-mismatch", "file-exists"]);
    assert_eq!(of("pasted.txt"), ["oidc-no-publisher"]);
}

#[test]
fn signatures_are_described_in_sarif() {
    let output = preflight(&log(""), &["check", "--format", "sarif", "tag-mismatch-raw.log", "claims-web.log"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &json["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["shortDescription"]["text"].is_string(), "{rule}");
    }
}

#[test]
fn the_archive_of_a_runs_logs_is_opened() {
    let member = |name: &str, of: &str| Built { name: name.to_owned(), bytes: std::fs::read(log(of)).unwrap() };
    let raw =
        "2026-11-19T10:11:12.1234567Z ##[warning]No files were found with the provided path: dist/. No artifacts.\n";
    let files = [
        member("1_publish.txt", "tag-mismatch-raw.log"),
        Built { name: "0_build.txt".to_owned(), bytes: raw.as_bytes().to_vec() },
        member("publish/4_Upload.txt", "tag-mismatch-raw.log"),
    ];
    let folder = folder("triage-archive");
    std::fs::write(folder.join("logs_1234.zip"), bundle(&files)).unwrap();
    for command in ["triage", "check"] {
        let output = preflight(&folder, &[command, "--format", "json", "logs_1234.zip"]);
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings: Vec<String> = json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| format!("{} {} {} {}", it["severity"], it["rule"], it["path"], it["line"]).replace('"', ""))
            .collect();
        let expected = [
            "error version-mismatch 1_publish.txt 26",
            "info file-exists 1_publish.txt 35",
            "warning artifact-none 0_build.txt 1",
        ];
        let mut expected = expected.map(str::to_owned);
        if command == "check" {
            // A report has the worst first.
            expected.swap(1, 2);
        }
        assert_eq!(findings, expected, "{command}");
    }
}

#[track_caller]
fn shown(arguments: &[&str]) -> String {
    let output = preflight(&log(""), arguments);
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout)
}

#[test]
fn text_of_a_publisher_that_does_not_match() {
    insta::assert_snapshot!(shown(&["triage", "claims-web.log"]), @r"
    The index knows no publisher for this run.
    failed: Run # Set repo and ref from which to run Docker container action, line 14

    error oidc-no-publisher
      claims-web.log:17:4
      No publisher on the index has repository `acme/demo`, workflow `publish.yml` and environment none: one of them was renamed or mistyped, the record is on the other index, or a pending one expired after 30 days
      fix: Compare the record on the index field by field with the claims: owner, repository, file name of the workflow, environment
      seen before the upload by: tp-publisher-record, tp-environment-mismatch

    the log says
      tag                  v1.0.0
      index                https://upload.pypi.org/legacy/
      actions              pypa/gh-action-pypi-publish@release/v1
      sub                  repo:acme/demo:ref:refs/tags/v1.0.0
      repository           acme/demo
      repository_owner     acme
      repository_owner_id  1234567
      workflow_ref         acme/demo/.github/workflows/publish.yml@refs/tags/v1.0.0
      job_workflow_ref     acme/demo/.github/workflows/publish.yml@refs/tags/v1.0.0
      ref                  refs/tags/v1.0.0
      environment          (none)
    ");
}

#[test]
fn text_of_a_version_that_was_not_raised() {
    insta::assert_snapshot!(shown(&["triage", "tag-mismatch-raw.log"]), @r"
    The tag and the built files say different versions.
    failed: Run pypa/gh-action-pypi-publish@v1.12.4, line 39

    error version-mismatch
      tag-mismatch-raw.log:26:30
      The tag says `v1.1.0` and the built files say `1.0.0`
      fix: Raise the version, commit, and move the tag there; let the workflow compare both before it uploads
      seen before the upload by: version-tag-unchecked, match-name-version

    followed file-exists
      tag-mismatch-raw.log:35:39
      On the index already with other bytes: `demo-1.0.0-py3-none-any.whl`. The version was not raised, or it was built again since a first upload; the same bytes would be accepted

    the log says
      tag                  v1.1.0
      files                demo-1.0.0.tar.gz, demo-1.0.0-py3-none-any.whl
      index                https://upload.pypi.org/legacy/
      actions              actions/checkout@v7, pypa/gh-action-pypi-publish@v1.12.4
    ");
}

#[test]
fn text_of_a_failure_that_is_not_known() {
    insta::assert_snapshot!(shown(&["triage", "unknown-raw.log"]), @r"
    The run failed, and no known cause was found.
    failed: Run make release, line 8

    error no-known-cause
      unknown-raw.log:8
      No known cause found. The step `Run make release` failed; the last thing that it said is `make: *** [Makefile:7: release] Error 3`
      fix: Read the lines above the failure; paste the whole log of the failed job, not only its end

    the last lines that matter
          1  Run make release
          5  copying files
          6  the printer is on fire
          7  make: *** [Makefile:7: release] Error 3
          8  Process completed with exit code 2.
    ");
}

/// What is pasted by mistake or on purpose: no panic, no hang.
#[test]
fn hostile_texts_are_read_quickly() {
    const SIZE: usize = if cfg!(debug_assertions) { 300_000 } else { 10_000_000 };
    let repeated = |piece: &[u8]| piece.repeat(SIZE / piece.len());
    let mut junk = Vec::with_capacity(SIZE);
    let mut state = 1_u32;
    for _ in 0..SIZE {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        junk.push((state >> 24) as u8);
    }
    let texts: Vec<Vec<u8>> = [
        &b"\x1b[31m"[..],
        b"\x1b]",
        b"\t",
        b"Run x\n",
        b"Run x\n  y\nz\n",
        b"[1",
        b"[1](http",
        b"&",
        b"<p",
        b"a\n",
        b"\r",
        b"%0A",
        b"Successfully built ",
        b"invalid-publisher ",
        b"refs/tags/",
        b"build backend returned an error ModuleNotFoundError: No module named 'x' ",
        b"2026-11-19T10:11:12.1234567Z ##[error]\n",
        b"j\ts\t2026-11-19T10:11:12.1234567Z Run x\n",
        "━%\u{feff}".as_bytes(),
    ]
    .into_iter()
    .map(repeated)
    .chain([junk, Vec::new(), b"::error ::".iter().copied().chain(repeated(b"%0A")).collect()])
    .collect();
    for text in texts {
        let start = Instant::now();
        let triage = triage("pasted", &text, None);
        assert!(triage.entries.len() < 100);
        let head = String::from_utf8_lossy(&text[..text.len().min(40)]).into_owned();
        assert!(start.elapsed() < Duration::from_secs(20), "{head:?}: took {:?}", start.elapsed());
    }
}

#[test]
fn a_hundred_thousand_lines_hide_no_cause() {
    let mut lines = "2026-11-19T10:11:12.1234567Z copying demo/x.py -> build/lib/demo\n".repeat(100_000);
    lines.push_str(
        "2026-11-19T10:11:13.1234567Z ERROR    HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/\n",
    );
    lines.push_str("2026-11-19T10:11:13.1234567Z          Only one sdist may be uploaded per\n");
    lines.push_str("2026-11-19T10:11:13.1234567Z          release.\n");
    assert_eq!(said(&triage("long", lines.as_bytes(), None)), ["error second-sdist 100002"]);
}

#[test]
fn a_log_may_be_cut_anywhere() {
    let bytes = std::fs::read(log("claims-web.log")).unwrap();
    for end in (0..bytes.len()).step_by(3) {
        let _ = triage("cut", &bytes[..end], None);
        let _ = triage("cut", &bytes[end..], None);
    }
}
