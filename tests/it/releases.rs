//! Whole releases as text: what a maintainer is told about each, worst first. The archives were built by the real setuptools
//! (84.2.1) and are written down member by member.

use preflight::finding::Severity;
use preflight::fixture;
use preflight::render::words;

/// Rules of a severity with what they say, each statement once.
fn said(text: &str, severity: Severity) -> Vec<String> {
    let report = fixture::report(text);
    let findings = report.findings.iter().filter(|finding| finding.severity == severity);
    let mut said: Vec<String> =
        findings.map(|finding| format!("{}: {} -> {}", finding.rule, finding.message, finding.fix)).collect();
    said.dedup();
    said
}

#[test]
fn three_disasters_are_three_errors_each_with_its_fix() {
    let text = include_str!("../fixtures/samples/broken.txt");
    assert_eq!(
        said(text, Severity::Error),
        [
            "dep-direct-url: `llm-ctx` is required from `git+https://github.com/AnswerDotAI/llm-ctx.git`; PyPI refuses direct URLs: \
             `Can't have direct dependency: llm-ctx @ git+https://github.com/AnswerDotAI/llm-ctx.git` -> Depend on a released \
             version of `llm-ctx`, or move the URL to `[dependency-groups]`, which is not published",
            "content-empty: The wheel is empty: nothing lies outside `lmstudio_llmstxt_generator-0.1.0.dist-info`, so it installs \
             and brings no code -> `packages.find` looks in `.` and finds no package there; with a `src/` folder write `where = \
             [\"src\"]` under `[tool.setuptools.packages.find]`",
            "entry-module-missing: The command `lmstxt` starts `lmstudiotxt_generator.cli:main`, and the wheel holds no module at \
             all; it would fail with `ModuleNotFoundError` -> Get `lmstudiotxt_generator.cli` into the wheel, or name the module \
             that is there under `[project.scripts]`",
        ]
    );
    assert_eq!(
        said(text, Severity::Info),
        ["dep-name-spelling: `llms_txt` is known to indexes and lock files as `llms-txt` -> Write `llms-txt`"]
    );
    let report = fixture::report(text);
    assert_eq!(words::headline(&report), "PyPI would refuse this release: 3 errors, 1 warning and 1 remark.");
    let wheel = report.artifacts.iter().find(|artifact| artifact.file.ends_with(".whl")).unwrap();
    assert_eq!(wheel.upload.status, Some(400));
    assert_eq!(
        wheel.upload.message,
        "Can't have direct dependency: llm-ctx @ git+https://github.com/AnswerDotAI/llm-ctx.git. \
         See https://packaging.python.org/specifications/core-metadata for more information."
    );
}

#[test]
fn discovery_that_nobody_configured_is_named_and_no_error() {
    let text = include_str!("../fixtures/releases/no-discovery-configured.txt");
    let errors = said(text, Severity::Error);
    assert!(errors.iter().all(|error| error.starts_with("dep-direct-url: ")), "{errors:#?}");
    let infos = said(text, Severity::Info);
    assert!(
        infos.iter().any(|info| info.starts_with(
            "pyproject-discovery-implicit: No package discovery is configured; setuptools 61, the oldest that the build admits, takes"
        )),
        "{infos:#?}"
    );
    assert!(
        infos
            .iter()
            .any(|info| info.contains("Make it explicit: `[tool.setuptools.packages.find]` with `where = [\"src\"]`"))
    );
}
