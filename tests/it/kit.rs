//! `preflight kit` as a user meets it: the tree, the notes, and files that are in the way. That the tree works is proved by
//! `tests/kit/run.py`.

use std::fs;

use crate::{folder, preflight, text};

const PYPROJECT: &str = "\
[project]
name = \"demo\"
version = \"1.0\"
requires-python = \">=3.11\"
[project.urls]
Source = \"https://github.com/example/demo\"
";

const PATHS: [&str; 6] = [
    ".github/workflows/release.yml",
    ".github/workflows/publish-testpypi.yml",
    "docs/publishing.md",
    "scripts/release/validate_metadata.py",
    "scripts/release/verify_install.sh",
    "tests/smoke_test.py",
];

#[test]
fn the_whole_tree_is_written_and_named() {
    let folder = folder("kit-tree");
    fs::write(folder.join("pyproject.toml"), PYPROJECT).unwrap();
    let output = preflight(&folder, &["kit", "--out", "kit", "--publisher", "uv", "pyproject.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    insta::assert_snapshot!(text(&output.stdout).replace('\\', "/"), @r"
    kit/.github/workflows/release.yml
    kit/.github/workflows/publish-testpypi.yml
    kit/docs/publishing.md
    kit/scripts/release/validate_metadata.py
    kit/scripts/release/verify_install.sh
    kit/tests/smoke_test.py
    note: `demo` is what the kit imports; if users import something else, give `--import`, or change `tests/smoke_test.py` and `scripts/release/validate_metadata.py`
    ");
    for path in PATHS {
        assert!(fs::metadata(folder.join("kit").join(path)).unwrap().len() > 0, "{path}");
    }
}

#[test]
fn files_of_the_project_are_not_replaced_without_being_asked() {
    let folder = folder("kit-in-the-way");
    fs::write(folder.join("pyproject.toml"), PYPROJECT).unwrap();
    fs::create_dir(folder.join("tests")).unwrap();
    fs::write(folder.join("tests/smoke_test.py"), "mine").unwrap();
    let kit = ["kit", "--out", ".", "pyproject.toml"];
    let refused = preflight(&folder, &kit);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("smoke_test.py; --force replaces them"), "{}", text(&refused.stderr));
    assert!(!folder.join("docs").exists(), "something was written");
    assert_eq!(preflight(&folder, &[&kit[..], &["--force"]].concat()).status.code(), Some(0));
    assert!(fs::read_to_string(folder.join("tests/smoke_test.py")).unwrap().contains("PROJECT = \"demo\""));
    let named = preflight(&folder, &[&kit[..], &["--force", "--import", "acme.demo"]].concat());
    assert!(text(&named.stdout).contains("smoke_test.py"), "{}", text(&named.stderr));
    assert!(fs::read_to_string(folder.join("tests/smoke_test.py")).unwrap().contains("IMPORTS = [\"acme.demo\"]"));
    let kit = [&kit[..], &["--import", "acme.demo"]].concat();
    // What is there already and does not differ is in nobody's way.
    assert_eq!(preflight(&folder, &kit).status.code(), Some(0));
}

#[test]
fn what_is_no_project_is_said() {
    let folder = folder("kit-nothing");
    for (content, said) in [
        ("[project]\nversion = \"1\"\n", "`[project]` names no project"),
        ("[project\n", "is not valid TOML"),
        ("[project]\nname = \"$(x)\"\n", "`$(x)` is no name of a project"),
    ] {
        fs::write(folder.join("pyproject.toml"), content).unwrap();
        let output = preflight(&folder, &["kit", "--out", "kit", "pyproject.toml"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
        assert!(!folder.join("kit").exists());
    }
}

#[test]
fn the_version_policy_is_chosen_and_what_is_left_to_do_is_said() {
    let folder = folder("kit-policy");
    fs::write(folder.join("pyproject.toml"), PYPROJECT).unwrap();
    let output = preflight(&folder, &["kit", "--out", "kit", "--version-policy", "tag", "pyproject.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("does not derive the version from the tag yet"), "{}", text(&output.stdout));
    let workflow = fs::read_to_string(folder.join("kit").join(PATHS[0])).unwrap();
    assert!(workflow.contains("fetch-depth: 0"), "{workflow}");
}
