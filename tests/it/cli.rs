//! The command as a user or a CI job meets it: exit codes, what goes to which stream, text, JSON.

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
    could_not_run(&folder, &["check"], "PATH");
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
