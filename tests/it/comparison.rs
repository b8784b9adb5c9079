//! `preflight compare`: what is shown of two distributions, as text that `patch` takes and as JSON.

use std::process::Command;

use preflight::compare::{Comparison, compare};
use preflight::finding::is_hidden;
use preflight::fixture::build;
use preflight::inspect::Input;
use preflight::render::comparison;
use preflight::render::text::Style;
use serde_json::Value;

use crate::{folder, preflight, text, write};

const VERSIONS: &str = "\
=== demo-1.0-py3-none-any.whl
--- demo/__init__.py
__version__ = \"1.0\"
--- demo/core.py
def add(a, b):
    return a - b
--- demo/old_name.py
CONTENT = 1
--- demo-1.0.dist-info/METADATA {merge}
Requires-Dist: rich>=13
=== demo-1.1-py3-none-any.whl
--- demo/__init__.py
__version__ = \"1.1\"
--- demo/core.py
def add(a, b):
    return a + b
--- demo/new_name.py
CONTENT = 1
--- demo/extra.py
print()
--- demo-1.1.dist-info/METADATA {merge}
Requires-Python: >=3.11
Requires-Dist: rich>=14
Requires-Dist: attrs

# A demonstration

With a second paragraph.
";

fn compared(text: &str) -> Comparison {
    let files = build(text);
    let [old, new] = [0, 1].map(|i| Input { path: files[i].name.clone(), source: &files[i].bytes });
    compare(&old, &new, &mut |_| {}).unwrap()
}

#[test]
fn two_versions_as_text() {
    insta::assert_snapshot!(comparison::text(&compared(VERSIONS), Style::Plain));
}

#[test]
fn two_versions_as_json() {
    let json: Value = serde_json::from_str(&comparison::json_v1(&compared(VERSIONS))).unwrap();
    assert_eq!((&json["schema"], &json["relation"]), (&1.into(), &"versions".into()));
    assert_eq!((&json["old"]["version"], &json["new"]["version"]), (&"1.0".into(), &"1.1".into()));
    let summary = serde_json::json!({
        "added": 1, "removed": 0, "changed": 4, "moved": 1, "unchanged": 2, "expected": 4
    });
    assert_eq!(json["summary"], summary);
    let files = json["files"].as_array().unwrap();
    let core = files.iter().find(|file| file["new"]["path"] == "demo/core.py").unwrap();
    let diff = "@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a - b\n+    return a + b\n";
    assert_eq!(core["diff"], serde_json::json!({ "hunks": diff, "added": 1, "removed": 1, "cut": 0 }));
}

#[test]
fn the_text_is_a_patch() {
    let folder = folder("compare-patch");
    write(&folder, &build(VERSIONS));
    std::fs::create_dir(folder.join("demo")).unwrap();
    std::fs::write(folder.join("demo/core.py"), "def add(a, b):\n    return a - b\n").unwrap();
    let output = preflight(&folder, &["compare", "demo-1.0-py3-none-any.whl", "demo-1.1-py3-none-any.whl"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    std::fs::write(folder.join("all.diff"), &output.stdout).unwrap();
    // Not every machine has it.
    let Ok(applied) = Command::new("git")
        .current_dir(&folder)
        .args(["apply", "--unsafe-paths", "all.diff"])
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .output()
    else {
        return;
    };
    assert!(applied.status.success(), "{}", text(&applied.stderr));
    assert_eq!(std::fs::read_to_string(folder.join("demo/core.py")).unwrap(), "def add(a, b):\n    return a + b\n");
}

#[test]
fn hostile_names_and_contents_reach_no_terminal() {
    let odd = "\u{1b}[2J\u{202e}\u{9b}\u{7f}\u{c}";
    let side = |version: &str, line: &str| {
        format!(
            "=== demo-{version}-py3-none-any.whl\n--- demo/__init__.py\n--- demo/{odd}.py\n\t{odd}{line}\r\n--- demo/only{odd}{line}\nx\n\
             --- demo-{version}.dist-info/METADATA {{merge}}\nSummary: {odd}{line}\nRequires-Dist: a{line} ; {odd}\nX{odd}: {line}\n\n{odd}{line}\n\
             --- demo-{version}.dist-info/entry_points.txt\n[console_scripts]\n{odd}{line} = {odd}\n"
        )
    };
    let comparison = compared(&(side("1.0", "old") + &side("1.1", "new")));
    let text = comparison::text(&comparison, Style::Plain);
    let hidden = |c: &char| is_hidden(*c) && !['\n', '\t', '\r'].contains(c);
    assert_eq!(text.chars().find(hidden), None);
    assert!(!text.replace("\r\n", "\n").contains('\r'));
    let json = comparison::json_v1(&comparison);
    assert_eq!(json.chars().find(|c| is_hidden(*c) && *c != '\n'), None);
    // A program gets what stands in the files.
    assert!(serde_json::from_str::<Value>(&json).unwrap().to_string().contains("\u{202e}"));
}

#[test]
fn what_cannot_be_compared_exits_with_2_and_says_why() {
    let folder = folder("compare-nothing");
    write(&folder, &build(VERSIONS));
    std::fs::write(folder.join("notes.txt"), "hello").unwrap();
    std::fs::write(folder.join("empty-1.0.tar.gz"), "").unwrap();
    let wheel = "demo-1.0-py3-none-any.whl";
    for (arguments, said) in [
        (&["compare", wheel][..], "NEW"),
        (&["compare", wheel, "notes.txt"], "notes.txt is neither a wheel nor an sdist"),
        (&["compare", "no.whl", wheel], "no.whl: "),
        (&["compare", wheel, "."], ".: not a file"),
        (&["compare", wheel, "empty-1.0.tar.gz"], "empty-1.0.tar.gz cannot be opened as an sdist"),
        (&["compare", "--format", "sarif", wheel, wheel], "sarif"),
    ] {
        let output = preflight(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
    }
}

/// Bounded work: many members, each of them changed.
#[test]
fn ten_thousand_changed_files_are_compared_in_seconds() {
    let side = |version: &str, line: &str| {
        format!(
            "=== demo-{version}.tar.gz\n--- demo-{version}/demo/m{{#}}.py {{files=10_000}}\nx = {line}\n--- demo-{version}/a.py\n"
        )
    };
    let start = std::time::Instant::now();
    let comparison = compared(&(side("1.0", "1") + &side("1.1", "2")));
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    assert_eq!(comparison.files.iter().filter(|file| file.diff.is_some()).count(), 10_001);
    assert!(comparison::text(&comparison, Style::Plain).contains("and 9800 more"));
}
