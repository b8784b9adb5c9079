//! The command as a user or a CI job meets it: exit codes, what goes to which stream, text, JSON.

use std::process::Command;

use serde_json::Value;

use crate::{folder, preflight, text, write};

/// The example of the rule's page, so that no other rule finds anything in it.
const REFUSED: &str = "\
=== demo-1.0-py3-none-any.whl
--- demo/__init__.py
--- demo-1.0.dist-info/METADATA {merge}
Requires-Dist: llm-ctx @ git+https://example.org/llm-ctx.git
";

const SOUND: &str = "\
=== demo-1.0-py3-none-any.whl
--- demo/__init__.py
=== demo-1.0.tar.gz
--- demo-1.0/demo/__init__.py
";

fn release(name: &str, fixture: &str) -> std::path::PathBuf {
    let folder = folder(name);
    std::fs::create_dir(folder.join("dist")).unwrap();
    write(&folder.join("dist"), &preflight::fixture::build(fixture));
    folder
}

#[track_caller]
fn could_not_run(folder: &std::path::Path, arguments: &[&str], said: &str) {
    let output = preflight(folder, arguments);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains(said), "{stderr}");
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn a_sound_release_exits_with_0() {
    let output = preflight(&release("cli-sound", SOUND), &["check", "dist"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_release_with_an_error_exits_with_1() {
    let output = preflight(&release("cli-refused", REFUSED), &["check", "dist"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn what_cannot_be_checked_exits_with_2_and_says_why() {
    let folder = folder("cli-nothing");
    std::fs::create_dir(folder.join("empty")).unwrap();
    could_not_run(&folder, &["check", "no/such.whl"], "no/such.whl: ");
    could_not_run(&folder, &["check", "empty"], "no files in empty");
    could_not_run(&folder, &["check", "empty", "no/such.whl"], "no files in empty");
    could_not_run(&folder, &["check", "-"], "standard input is not read");
    could_not_run(&folder, &["check", "no/\u{1b}[2J.whl"], "no/\\u{1b}[2J.whl: ");
    could_not_run(&folder, &["check"], "PATH");
    could_not_run(&folder, &["check", "--format", "", "empty"], "--format");
    could_not_run(&folder, &[], "Usage");
    could_not_run(&folder, &["chekc"], "chekc");
    could_not_run(&folder, &["check", "--format", "yaml", "empty"], "yaml");
    could_not_run(&folder, &["explain", "no-such-rule"], "no rule is called no-such-rule");
}

#[test]
fn text_says_the_verdict_first_and_then_what_to_do() {
    let output = preflight(&release("cli-text", REFUSED), &["check", "dist"]);
    insta::assert_snapshot!(steady(&text(&output.stdout)), @r"
    PyPI would refuse this release: 1 error.

      demo-1.0-py3-none-any.whl  wheel, 1.2 kB, demo 1.0
        PyPI would answer: 400 Can't have direct dependency: llm-ctx @ git+https://example.org/llm-ctx.git. See https://packaging.python.org/specifications/core-metadata for more information.

      no Will PyPI accept it?           No
      …  Will it install?               …
      …  Will it run?                   …
      …  Do the parts agree?            …
      …  Will the pipeline publish it?  …
      …  Is it safe to ship?            …

    error dep-direct-url
      demo-1.0-py3-none-any.whl: demo-1.0.dist-info/METADATA:9
      `llm-ctx` is required from `git+https://example.org/llm-ctx.git`; PyPI refuses direct URLs: `Can't have direct dependency: llm-ctx @ git+https://example.org/llm-ctx.git`
      fix: Depend on a released version of `llm-ctx`, or move the URL to `[dependency-groups]`, which is not published
    ");
}

/// Without what changes whenever a rule is added.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().take_while(|line| !line.starts_with("checks: ")) {
        match line.split_once('?') {
            Some((question, _)) if question.starts_with("  ") && !question.ends_with("PyPI accept it") => {
                let question = format!("{}?", question[5..].trim_start());
                out.push_str(&format!("  …  {question:<30} …"));
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

#[test]
fn json_has_the_fields_of_version_1() {
    let output = preflight(&release("cli-json", REFUSED), &["check", "--format", "json", "dist"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        keys(&json),
        [
            "artifacts",
            "findings",
            "ignored",
            "not_decided",
            "publishers",
            "publishers_not_proven",
            "rules",
            "schema",
            "tool",
            "verdict"
        ]
    );
    assert_eq!(json["schema"], 1);
    assert_eq!(keys(&json["tool"]), ["data", "name", "version"]);
    assert_eq!(json["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(keys(&json["verdict"]), ["agree", "install", "pipeline", "run", "safe", "upload"]);
    assert_eq!(json["verdict"]["upload"], "rejected");
    assert_eq!(json["verdict"]["pipeline"], "not-checked");

    let artifact = &json["artifacts"][0];
    has(artifact, &["file", "kind", "size", "sha256", "name", "version", "upload"]);
    has(&artifact["upload"], &["status", "message"]);
    assert_eq!(artifact["file"], "demo-1.0-py3-none-any.whl");
    assert_eq!(artifact["kind"], "wheel");
    assert_eq!((&artifact["name"], &artifact["version"]), (&"demo".into(), &"1.0".into()));
    assert_eq!(artifact["sha256"].as_str().unwrap().len(), 64);

    let finding = &json["findings"][0];
    has(finding, &["rule", "severity", "gate", "file", "path", "line", "column", "message", "fix"]);
    assert_eq!(finding["rule"], "dep-direct-url");
    assert_eq!(finding["path"], "demo-1.0.dist-info/METADATA");
    assert!(finding["line"].is_u64(), "{finding}");

    for rule in json["rules"].as_array().unwrap() {
        has(rule, &["rule", "outcome"]);
        let outcome = rule["outcome"].as_str().unwrap();
        assert!(["passed", "failed", "skipped"].contains(&outcome), "{rule}");
        assert!(outcome != "skipped" || rule["reason"].is_string(), "{rule}");
    }
    assert_eq!(json["rules"].as_array().unwrap().len(), preflight::rules::RULES.len());
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let folder = release("cli-same", SOUND);
    let [wheel, sdist] = ["dist/demo-1.0-py3-none-any.whl", "dist/demo-1.0.tar.gz"];
    let whole = preflight(&folder, &["check", "--format", "json", "dist"]).stdout;
    let listed = preflight(&folder, &["check", "--format", "json", wheel, sdist]).stdout;
    assert_eq!(text(&whole), text(&listed));
}

#[test]
fn every_rule_is_listed_and_explained() {
    let folder = folder("cli-rules");
    let list = text(&preflight(&folder, &["rules"]).stdout);
    let json: Value = serde_json::from_slice(&preflight(&folder, &["rules", "--format", "json"]).stdout).unwrap();
    assert_eq!(list.lines().count(), preflight::rules::RULES.len());
    assert_eq!(json.as_array().unwrap().len(), preflight::rules::RULES.len());
    let page = preflight(&folder, &["explain", "dep-direct-url"]);
    assert_eq!(page.status.code(), Some(0));
    assert!(text(&page.stdout).starts_with("# A requirement points to a URL\n"));
}

#[test]
fn every_format_of_a_report_exits_alike() {
    let folder = release("cli-formats", REFUSED);
    for (format, start) in [
        ("text", "PyPI would refuse this release: 1 error.\n"),
        ("json", "{\n  \"schema\": 1,\n"),
        ("sarif", "{\n  \"$schema\": "),
        ("markdown", "## Preflight: PyPI would refuse this release: 1 error.\n"),
        ("html", "<!DOCTYPE html>\n"),
    ] {
        let output = preflight(&folder, &["check", "--format", format, "dist"]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(text(&output.stdout).starts_with(start), "{}", text(&output.stdout));
        assert_eq!(text(&output.stderr), "");
    }
}

/// Code scanning shows an alert at the path from the top of the repository, where the command runs.
#[test]
fn sarif_locates_files_where_they_were_given() {
    let folder = release("cli-sarif", REFUSED);
    let here = folder.join("dist").to_str().unwrap().to_owned();
    for (path, expected) in [("dist", "dist/"), ("./dist", "dist/"), (here.as_str(), "")] {
        let output = preflight(&folder, &["check", "--format", "sarif", path]);
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        let uri = format!("{expected}demo-1.0-py3-none-any.whl/demo-1.0.dist-info/METADATA");
        assert_eq!(place["artifactLocation"]["uri"], uri);
    }
}

#[test]
fn what_is_ignored_stops_nothing_and_is_told() {
    let folder = release("cli-ignore", REFUSED);
    for pattern in ["dep-direct-url", "dep-*"] {
        let output = preflight(&folder, &["check", "--ignore", "zip-*", "--ignore", pattern, "dist"]);
        assert_eq!(output.status.code(), Some(0));
        let said = text(&output.stdout);
        assert!(said.starts_with("PyPI would refuse this release for what is ignored. 1 finding ignored.\n"), "{said}");
        let line = format!(
            "\n1 finding ignored:\n  error dep-direct-url  demo-1.0-py3-none-any.whl: demo-1.0.dist-info/METADATA:9  \
             (--ignore {pattern})\n"
        );
        assert!(said.contains(&line), "{said}");
    }
    let output = preflight(&folder, &["check", "--format", "json", "--ignore=dep-*", "dist"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), 0);
    assert_eq!(json["ignored"]["count"], 1);
    let ignored = &json["ignored"]["findings"][0];
    has(ignored, &["rule", "severity", "gate", "file", "path", "line", "message", "fix", "ignored_by", "reason"]);
    assert_eq!((&ignored["rule"], &ignored["ignored_by"]), (&"dep-direct-url".into(), &"dep-*".into()));
    could_not_run(&folder, &["check", "--ignore", "no-such-rule", "dist"], "no rule is called no-such-rule");
}

/// What `head` and a pager that is quit do.
#[test]
fn a_reader_that_has_seen_enough_ends_the_command_quietly() {
    let folder = release("cli-broken-pipe", REFUSED);
    for (arguments, code) in [
        (&["rules"][..], 0),
        (&["rules", "--format", "json"], 0),
        (&["explain", "dep-direct-url"], 0),
        (&["check", "dist"], 1),
        (&["check", "--format", "json", "dist"], 1),
        (&["compare", "dist/demo-1.0-py3-none-any.whl", "dist/demo-1.0-py3-none-any.whl"], 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_preflight"));
        let output = command.current_dir(&folder).args(arguments).stdout(writer).output().unwrap();
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
}

/// The index of a checkout says what is tracked; what only lies there was never committed.
#[test]
fn a_checkout_says_what_an_sdist_holds_too_much() {
    let folder = release("cli-source", SOUND);
    let checkout = folder.join("checkout");
    std::fs::create_dir_all(checkout.join(".git")).unwrap();
    std::fs::create_dir_all(checkout.join("demo")).unwrap();
    std::fs::write(checkout.join("demo/__init__.py"), "").unwrap();
    std::fs::write(checkout.join("LICENSE"), "Free.").unwrap();
    let mut index = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
    let entry = [&[0; 24][..], &0o100_644_u32.to_be_bytes(), &[0; 34], b"demo/__init__.py\0\0"].concat();
    index.extend(entry);
    std::fs::write(checkout.join(".git/index"), index).unwrap();
    let output = preflight(&folder, &["check", "--source", "checkout", "dist"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("sdist-vcs-drift") && said.contains("`LICENSE`"), "{said}");
    could_not_run(&folder, &["check", "--source", "nowhere", "dist"], "nowhere: ");
}

#[test]
fn folders_and_files_may_be_mixed_and_each_file_counts_once() {
    let folder = release("cli-mixed", SOUND);
    let other = "=== other-1.0-py3-none-any.whl\n--- other/__init__.py\n";
    write(&folder, &preflight::fixture::build(other));
    std::fs::create_dir_all(folder.join("dist/deeper/empty")).unwrap();
    std::fs::rename(folder.join("dist/demo-1.0.tar.gz"), folder.join("dist/deeper/demo-1.0.tar.gz")).unwrap();
    let paths = ["dist", "other-1.0-py3-none-any.whl", "dist/demo-1.0-py3-none-any.whl"];
    let output = preflight(&folder, &[&["check", "--format", "json"], &paths[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files: Vec<&str> =
        json["artifacts"].as_array().unwrap().iter().map(|artifact| artifact["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["demo-1.0.tar.gz", "demo-1.0-py3-none-any.whl", "other-1.0-py3-none-any.whl"]);
}

/// A pipe never ends and has no length.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = release("cli-fifo", SOUND);
    assert!(Command::new("mkfifo").arg(folder.join("dist/pipe")).status().unwrap().success());
    std::os::unix::fs::symlink("nowhere", folder.join("dist/lost.whl")).unwrap();
    assert_eq!(preflight(&folder, &["check", "dist"]).status.code(), Some(0));
    could_not_run(&folder, &["check", "dist/pipe"], "dist/pipe: neither a file nor a folder");
    could_not_run(&folder, &["check", "dist/lost.whl"], "dist/lost.whl: ");
}

fn keys(json: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Fields may be added, never renamed or taken away.
#[track_caller]
fn has(json: &Value, fields: &[&str]) {
    for field in fields {
        assert!(json.get(field).is_some(), "no field {field} in {json}");
    }
}
