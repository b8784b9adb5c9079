//! `preflight fix` as a user meets it: the diff, what is written and what is not.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::{folder, preflight, text, write};

const PYPROJECT: &str = "\
# ours
[build-system]
requires = [\"hatchling\"]
build-backend = \"hatchling.build\"

[project]
name = \"demo\"
version = \"1.0\" # bumped by hand
requires-python = \">=3.10\"
readme = { file = \"README.md\" } # shown on PyPI
dependencies = [
    \"Foo_Bar>=1\", # for the bars
    \"llm-ctx @ git+https://example.org/llm-ctx.git\",
]

[project.scripts]
demo = \"demo.cli:mian\"
";

const WHEEL: &str = "\
=== demo-1.0-py3-none-any.whl
--- demo/__init__.py
--- demo/cli.py
def main(): ...
--- demo-1.0.dist-info/entry_points.txt
[console_scripts]
demo = demo.cli:mian
";

fn fix(folder: &Path, arguments: &[&str]) -> Output {
    preflight(folder, &[&["fix"], arguments].concat())
}

#[test]
fn the_diff_has_every_repair_and_nothing_is_written() {
    let folder = folder("fix-diff");
    fs::write(folder.join("pyproject.toml"), PYPROJECT).unwrap();
    write(&folder, &preflight::fixture::build(WHEEL));
    let output = fix(&folder, &["pyproject.toml", "demo-1.0-py3-none-any.whl"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(folder.join("pyproject.toml")).unwrap(), PYPROJECT);
    insta::assert_snapshot!(text(&output.stdout), @r#"
    # safe: metadata-content-type pyproject.toml:10: Say that `README.md` is `text/markdown`
    # safe: dep-name-spelling pyproject.toml:12: Write `foo-bar` in place of `Foo_Bar`
    # review: dep-direct-url pyproject.toml:13: Require `llm-ctx` from an index; which version has the code that the URL brought, only you know
    # review: entry-attribute-missing demo-1.0-py3-none-any.whl:demo-1.0.dist-info/entry_points.txt:2: Did you mean `demo.cli:main`? Let `demo` point there in place of `demo.cli:mian`
    --- a/pyproject.toml
    +++ b/pyproject.toml
    @@ -7,11 +7,11 @@
     name = "demo"
     version = "1.0" # bumped by hand
     requires-python = ">=3.10"
    -readme = { file = "README.md" } # shown on PyPI
    +readme = { file = "README.md", content-type = "text/markdown" } # shown on PyPI
     dependencies = [
    -    "Foo_Bar>=1", # for the bars
    -    "llm-ctx @ git+https://example.org/llm-ctx.git",
    +    "foo-bar>=1", # for the bars
    +    "llm-ctx",
     ]
     
     [project.scripts]
    -demo = "demo.cli:mian"
    +demo = "demo.cli:main"
    "#);
}

#[test]
fn only_what_is_safe_is_written() {
    let folder = folder("fix-write");
    let path = folder.join("pyproject.toml");
    fs::write(&path, PYPROJECT).unwrap();
    let safe = PYPROJECT
        .replace("Foo_Bar", "foo-bar")
        .replace("{ file = \"README.md\" }", "{ file = \"README.md\", content-type = \"text/markdown\" }");
    let output = fix(&folder, &["--write", "pyproject.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(&path).unwrap(), safe);
    assert!(text(&output.stdout).contains("# written: dep-name-spelling"), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("# review: dep-direct-url"), "{}", text(&output.stdout));
    // A second time there is nothing to write, and a version that is named is taken.
    fix(&folder, &["--write", "pyproject.toml"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), safe);
    fix(&folder, &["--write", "--require", "llm-ctx>=0.3", "pyproject.toml"]);
    let named = safe.replace("llm-ctx @ git+https://example.org/llm-ctx.git", "llm-ctx>=0.3");
    assert_eq!(fs::read_to_string(&path).unwrap(), named);
    assert_eq!(text(&fix(&folder, &["pyproject.toml"]).stdout), "pyproject.toml: nothing to repair\n");
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = folder("fix-nothing");
    fs::write(folder.join("pyproject.toml"), "[project\n").unwrap();
    for (path, said) in [("pyproject.toml", "is not valid TOML"), ("no.toml", "no.toml: ")] {
        let output = fix(&folder, &[path]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
}

#[test]
fn lines_end_as_they_did() {
    let folder = folder("fix-crlf");
    let path = folder.join("pyproject.toml");
    fs::write(&path, PYPROJECT.trim_end()).unwrap();
    fix(&folder, &["--write", "pyproject.toml"]);
    let after = fs::read_to_string(&path).unwrap();
    assert!(after.contains("foo-bar") && after.ends_with("mian\""), "{after:?}");
    fs::write(&path, PYPROJECT.replace('\n', "\r\n")).unwrap();
    fix(&folder, &["--write", "pyproject.toml"]);
    let after = fs::read_to_string(&path).unwrap();
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{after:?}");
    assert!(after.contains("foo-bar"), "{after}");
}

const WORKFLOW: &str = "\
name: Release # ours
on:
  push:
    tags: ['v*']
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7.0.1 # all of it
        with: {fetch-depth: 0}
      - run: uv build
      - uses: actions/upload-artifact@v4
        with:
          name: dist
          path: dist/
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: dist, path: dist}
      - uses: someone/notify@v1
      - uses: pypa/gh-action-pypi-publish@release/v1
";

#[test]
fn workflows_are_repaired_beside_the_project() {
    let folder = folder("fix-workflow");
    let path = folder.join(".github/workflows/release.yml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, WORKFLOW).unwrap();
    fs::write(folder.join("pyproject.toml"), PYPROJECT.replace("Foo_Bar", "foo-bar").replace("mian", "main")).unwrap();
    let output = fix(&folder, &["pyproject.toml", ".github"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let workflow = &said[said.find("# safe: checkout").unwrap()..];
    insta::assert_snapshot!(workflow);
    assert_eq!(fs::read_to_string(&path).unwrap(), WORKFLOW);
    let alone = fix(&folder, &["--write", ".github/workflows/release.yml"]);
    let written = text(&alone.stdout);
    assert!(written.contains("# written: tp-missing-id-token") && !written.contains("pyproject.toml"), "{written}");
    let safe = WORKFLOW
        .replace("{fetch-depth: 0}", "{persist-credentials: false, fetch-depth: 0}")
        .replace("@v7.0.1 # all of it", "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1, all of it")
        .replace(
            "    steps:\n      - uses: actions/download",
            "    permissions:\n      contents: read\n      id-token: write\n    steps:\n      - uses: actions/download",
        );
    assert_eq!(fs::read_to_string(&path).unwrap(), safe);
    fix(&folder, &["--write", ".github/workflows/release.yml"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), safe, "a second time there is nothing to write");
}

#[test]
fn what_is_no_workflow_is_said() {
    let folder = folder("fix-no-workflow");
    fs::write(folder.join("a.yml"), "a: 1\n").unwrap();
    let output = fix(&folder, &["a.yml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("neither a pyproject.toml nor a workflow"), "{}", text(&output.stderr));
}
