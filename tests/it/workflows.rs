//! Release workflows as people write them: sound ones of different styles, and a real one with its faults.

use preflight::finding::{Gate, Severity};
use preflight::fixture;
use preflight::render::{text, words};
use preflight::report::{Report, Verdict};
use serde_json::Value;

use crate::{folder, preflight, root};

/// Rules of the pipeline that found something of a severity.
fn found(report: &Report, severity: Severity) -> Vec<&'static str> {
    let findings = report.findings.iter().filter(|it| it.gate == Gate::Pipeline && it.severity == severity);
    let mut found: Vec<&str> = findings.map(|finding| finding.rule).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[track_caller]
fn is_sound(text: &str, warnings: &[&str]) {
    let report = fixture::report(text);
    assert_eq!(found(&report, Severity::Error), [""; 0], "{:#?}", report.findings);
    assert_eq!(found(&report, Severity::Warning), warnings, "{:#?}", report.findings);
    assert_eq!(report.verdict(Gate::Pipeline), Verdict::Good);
}

#[test]
fn sound_workflows_of_different_styles_have_no_error() {
    is_sound("=== release.yml {sound}\n", &[]);
    is_sound(include_str!("../fixtures/workflows/compiled.txt"), &[]);
    is_sound(include_str!("../fixtures/workflows/reusable-build.txt"), &[]);
    is_sound(include_str!("../fixtures/workflows/inspected.txt"), &[]);
    is_sound(include_str!("../fixtures/workflows/uv.txt"), &[]);
    is_sound(include_str!("../fixtures/workflows/monorepo.txt"), &[]);
    is_sound(include_str!("../fixtures/workflows/rehearsal.txt"), &[]);
}

/// The project that this tool was asked for: its own workflows, as its sdist carries them.
#[test]
fn the_workflows_inside_lms_llmstxt_tell_why_its_releases_failed() {
    let output = preflight(root(), &["check", "--format", "json", "artifacts/lms_llmstxt-0.1.4.tar.gz"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let said = |rule: &str, end: &str| {
        let findings = json["findings"].as_array().unwrap().iter();
        let mut of_rule = findings.filter(|finding| {
            finding["rule"] == rule && finding["path"].as_str().is_some_and(|path| path.ends_with(end))
        });
        let first = of_rule.next().unwrap_or_else(|| panic!("{rule} says nothing of {end}"));
        (first["line"].as_u64(), first["message"].as_str().unwrap().to_owned())
    };
    let (line, message) = said("tp-build-in-publish-job", "/release.yml");
    assert_eq!(line, Some(29));
    assert!(message.contains("`pypi` holds the identity"), "{message}");
    let (line, message) = said("tp-static-token", "/publish-testpypi.yml");
    assert_eq!(line, Some(48));
    assert!(message.contains("TestPyPI with a stored token"), "{message}");
    let (_, message) = said("version-local-part", "/pyproject.toml");
    assert!(message.contains("`node-and-date`") && message.contains("TestPyPI refuses"), "{message}");
    let (_, message) = said("smoke-not-isolated", "/publish-testpypi.yml");
    assert!(message.contains("it tests the checkout"), "{message}");
    let (_, message) = said("metadata-license-absent", "/PKG-INFO");
    assert!(message.contains("No licence"), "{message}");
    assert_eq!(json["verdict"]["pipeline"], "ok");
    // The workflow lies in a file that PyPI took and that installs: none of this is an error of the file.
    assert_eq!(output.status.code(), Some(0));
    let cards = json["publishers"].as_array().unwrap();
    let card = |index: &str| cards.iter().find(|card| card["index"] == index).unwrap();
    assert_eq!(card("PyPI")["workflow"], "release.yml");
    assert_eq!(card("PyPI")["environment"], "pypi");
    assert_eq!(card("PyPI")["trusted"], true);
    assert_eq!(card("TestPyPI")["trusted"], false);
    assert_eq!(card("TestPyPI")["owner"], Value::Null);
}

/// The same files as they lie in the project's folder, before anything is built.
#[test]
fn the_workflows_and_the_pyproject_of_lms_llmstxt_tell_it_too() {
    let sdist = std::fs::File::open(root().join("artifacts/lms_llmstxt-0.1.4.tar.gz")).expect("run script/setup first");
    let folder = folder("lms-workflows");
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(sdist));
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().into_owned();
        let wanted = path.components().count() == 2 && path.ends_with("pyproject.toml")
            || path.to_string_lossy().contains("/.github/workflows/") && path.extension().is_some_and(|it| it == "yml");
        if wanted {
            entry.unpack(folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    let output =
        preflight(&folder, &["check", "--format", "json", "pyproject.toml", "release.yml", "publish-testpypi.yml"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    for (rule, file) in [
        ("tp-build-in-publish-job", "release.yml"),
        ("tp-static-token", "publish-testpypi.yml"),
        ("version-local-part", "pyproject.toml"),
        ("smoke-not-isolated", "publish-testpypi.yml"),
        ("metadata-license-absent", "pyproject.toml"),
    ] {
        let said = findings.iter().any(|finding| finding["rule"] == rule && finding["file"] == file);
        assert!(said, "{rule} says nothing of {file}: {findings:#?}");
    }
}

#[test]
fn a_workflow_inside_an_sdist_that_would_fail_leaves_the_question_open() {
    let of = |workflow: &str| {
        let report = fixture::report(&format!(
            "=== demo-1.0.0.tar.gz\n--- demo-1.0.0/demo/__init__.py\n--- demo-1.0.0/.github/workflows/release.yml\n{workflow}"
        ));
        assert!(!report.has_errors(), "{:#?}", report.findings);
        (report.verdict(Gate::Pipeline), words::gate_answer(&report, Gate::Pipeline))
    };
    let job =
        "on: {push: {tags: [v1.0.0]}}\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n";
    let publish = "      - uses: pypa/gh-action-pypi-publish@v1.14.2\n";
    let carried = "Not by the workflow inside the sdist, if that publishes it".to_owned();
    assert_eq!(of(&format!("{job}{publish}")), (Verdict::Undecided, carried));
    let allowed = format!("{job}{publish}").replace("{}", "{id-token: write}");
    let (verdict, answer) = of(&allowed);
    assert_eq!(verdict, Verdict::Good);
    assert!(answer.starts_with("Yes, with ") && answer.ends_with(" warnings"), "{answer}");
    assert_eq!(of(fixture::SOUND_WORKFLOW), (Verdict::Good, "Yes".to_owned()));
}

#[test]
fn dropped_workflows_win_over_those_inside_the_sdist() {
    let inside = "=== demo-1.0.0.tar.gz\n--- demo-1.0.0/demo/__init__.py\n--- demo-1.0.0/.github/workflows/release.yml\n\
                  on: push\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - run: twine upload dist/*\n";
    let carried = fixture::report(inside);
    assert!(found(&carried, Severity::Warning).contains(&"tp-no-environment"), "{:#?}", carried.findings);
    let beside = fixture::report(&format!("{inside}=== release.yml {{sound}}\n"));
    assert_eq!(found(&beside, Severity::Warning), [""; 0], "{:#?}", beside.findings);
    assert_eq!(beside.publishers.len(), 1);
}

#[test]
fn what_to_type_into_the_publishers_form_is_told() {
    let report = fixture::report(include_str!("../fixtures/workflows/reusable-build.txt"));
    let lines: Vec<String> = report.publishers.iter().map(words::publisher_line).collect();
    assert_eq!(
        lines,
        ["PyPI: owner octo, repository paperclip, workflow release.yml, environment release (job pypi-publish)"]
    );
    let report = fixture::report(include_str!("../fixtures/workflows/rehearsal.txt"));
    let text = text::render(&report, text::Style::Plain);
    let (_, section) = text.split_once("trusted publishers to register\n").unwrap();
    let (section, _) = section.split_once("\n\n").unwrap();
    insta::assert_snapshot!(section, @r"
    PyPI: owner octo, repository demo, workflow release.yml, environment pypi (job publish)
    TestPyPI: owner octo, repository demo, workflow publish-testpypi.yml, environment testpypi (job publish)
    a green run against TestPyPI does not prove
      that PyPI knows this publisher: its record is another one, with another workflow file or environment
      that the rules of the environment for PyPI let the tag of the release pass
      that the name is free or yours on PyPI: accounts, projects and tokens are separate
      that the version is unused on PyPI: both indexes burn file names, each its own
    ");
}

#[test]
fn a_finding_inside_a_script_knows_its_line_and_column() {
    let report = fixture::report(
        "=== release.yml {sound}\n       - name: Check the metadata\n-        run: uvx twine@7.0.0 check --strict dist/*\n\
         +        run: |\n+          echo ok\n+          uvx twine@7.0.0 check --strict dist/* && echo \"${{ inputs.tag }}\"\n",
    );
    let places: Vec<_> = report.findings.iter().map(|it| (it.rule, it.location.line, it.location.column)).collect();
    assert_eq!(places, [("script-injection", Some(41), Some(58))]);
}
