//! `preflight kit` as a user meets it: the tree, the notes, and files that are in the way. That the tree works is proved by
//! `tests/kit/run.py`.

use std::fs;

use preflight::artifact::FileInfo;
use preflight::artifact::pyproject::Pyproject;
use preflight::finding::Gate;
use preflight::inspect::{self, Input, inspect};
use preflight::kit::{self, Options, Publisher};

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

/// Projects of many kinds: the backend and its settings, what is written under `[project]`, and whether there are commands.
const PROJECTS: [(&str, &str, &str, &str); 10] = [
    (
        "setuptools",
        "[build-system]\nrequires = [\"setuptools>=80\"]\nbuild-backend = \"setuptools.build_meta\"\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n",
        "version = \"1.0\"\n",
        "demo",
    ),
    (
        "setuptools-scm",
        "[build-system]\nrequires = [\"setuptools>=80\", \"setuptools-scm>=8\"]\nbuild-backend = \"setuptools.build_meta\"\n[tool.setuptools_scm]\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n",
        "dynamic = [\"version\"]\n",
        "demo",
    ),
    (
        "setuptools-scm with every local part",
        "[build-system]\nrequires = [\"setuptools>=80\", \"setuptools-scm>=8\"]\nbuild-backend = \"setuptools.build_meta\"\n[tool.setuptools_scm]\nlocal_scheme = \"node-and-date\"\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n",
        "dynamic = [\"version\"]\n",
        "",
    ),
    (
        "hatchling",
        "[build-system]\nrequires = [\"hatchling>=1.27\"]\nbuild-backend = \"hatchling.build\"\n",
        "version = \"1.0\"\n",
        "demo",
    ),
    (
        "hatch-vcs",
        "[build-system]\nrequires = [\"hatchling>=1.27\", \"hatch-vcs\"]\nbuild-backend = \"hatchling.build\"\n[tool.hatch.version]\nsource = \"vcs\"\n",
        "dynamic = [\"version\"]\n",
        "",
    ),
    (
        "a version in a file",
        "[build-system]\nrequires = [\"hatchling>=1.27\"]\nbuild-backend = \"hatchling.build\"\n[tool.hatch.version]\npath = \"demo/__init__.py\"\n",
        "dynamic = [\"version\"]\n",
        "demo",
    ),
    (
        "uv",
        "[build-system]\nrequires = [\"uv_build>=0.9,<0.14\"]\nbuild-backend = \"uv_build\"\n[tool.uv.sources]\nother = { path = \"../other\" }\n[[tool.uv.index]]\nname = \"testpypi\"\nurl = \"https://test.pypi.org/simple/\"\npublish-url = \"https://test.pypi.org/legacy/\"\nexplicit = true\n",
        "version = \"1.0\"\n",
        "demo",
    ),
    (
        "flit",
        "[build-system]\nrequires = [\"flit_core>=3.11\"]\nbuild-backend = \"flit_core.buildapi\"\n",
        "version = \"1.0\"\ndescription = \"x\"\n",
        "",
    ),
    (
        "pdm",
        "[build-system]\nrequires = [\"pdm-backend>=2.4\"]\nbuild-backend = \"pdm.backend\"\n[tool.pdm.version]\nsource = \"scm\"\n",
        "dynamic = [\"version\"]\n",
        "demo",
    ),
    (
        "poetry",
        "[build-system]\nrequires = [\"poetry-core>=2\"]\nbuild-backend = \"poetry.core.masonry.api\"\n",
        "version = \"1.0\"\n",
        "demo",
    ),
];

/// What the rules say against the kit's own workflows that is no fault of theirs: the project, the rule, and why.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

#[test]
fn the_kit_leaves_no_rule_anything_to_say_about_its_workflows() {
    let mut wrong = Vec::new();
    for (what, backend, version, command) in PROJECTS {
        for publisher in [Publisher::Action, Publisher::Uv] {
            for urls in ["", "[project.urls]\nSource = \"https://github.com/example/demo\"\n"] {
                let commands = if command.is_empty() {
                    String::new()
                } else {
                    format!("[project.scripts]\n{command} = \"demo:main\"\n")
                };
                let project = format!(
                    "[project]\nname = \"Demo.Kit\"\n{version}requires-python = \">=3.10\"\n{commands}{urls}{backend}"
                );
                let parsed = Pyproject::parse(FileInfo::default(), None, project.as_bytes());
                let made = kit::kit(&parsed, &Options { publisher, ..Options::default() }).unwrap();
                let mut files: Vec<(String, Vec<u8>)> =
                    made.files.into_iter().map(|file| (file.path.to_owned(), file.bytes)).collect();
                files.retain(|(path, _)| path.ends_with(".yml"));
                files.push(("pyproject.toml".to_owned(), project.into_bytes()));
                let inputs: Vec<Input<'_>> =
                    files.iter().map(|(path, bytes)| Input { path: path.clone(), source: bytes }).collect();
                let report = inspect(&inputs, &inspect::Options::default(), &mut |_| {});
                let of_workflows = report
                    .findings
                    .iter()
                    .filter(|finding| finding.gate == Gate::Pipeline || finding.location.file.ends_with(".yml"));
                let excused =
                    |rule: &str| EXCEPTIONS.iter().any(|(project, known, _)| *project == what && *known == rule);
                for finding in of_workflows.filter(|finding| !excused(finding.rule)) {
                    wrong.push(format!("{what}, {publisher:?}: {} {}", finding.rule, finding.message));
                }
                assert_eq!(report.publishers.len(), 2, "{what}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
