//! What the examples on the pages of the rules do not show: milder cases, and workflows that once gave a false error.

use crate::fixture;

/// Compares what a drop gives, as `severity rule`, each once, in the order of reports.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let report = fixture::report(text);
    let mut found: Vec<String> =
        report.findings.iter().map(|it| format!("{} {}", it.severity.name(), it.rule)).collect();
    found.dedup();
    assert_eq!(found, expected, "{:#?}", report.findings);
}

/// The sound workflow with changes.
fn changed(changes: &str) -> String {
    format!("=== release.yml {{sound}}\n{changes}")
}

const UV: &str = "\
-      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
+      - uses: astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1
+        with:
+          version: \"0.13.9\"
+          enable-cache: false
+      - uses: astral-sh/attest-action@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v0.0.6
+      - run: uv publish --trusted-publishing always
";

#[test]
fn uv_that_publishes_from_a_called_workflow_of_the_same_repository_works() {
    let call = "-  push:\n-    tags:\n-      - \"v[0-9]+.[0-9]+.[0-9]+\"\n-      - \"v[0-9]+.[0-9]+.[0-9]+rc[0-9]+\"\n+  workflow_call:\n";
    check(&changed(&format!("{call}{UV}")), &["warning tp-reusable-workflow"]);
    check(&changed(call), &["error tp-reusable-workflow"]);
}

#[test]
fn uv_that_builds_and_publishes_in_one_job_works_and_is_no_error() {
    let build = "   publish:\n     steps:\n+      - run: uvx --from build==1.6.1 pyproject-build\n";
    check(&changed(&format!("{build}{UV}")), &["warning tp-build-in-publish-job"]);
}

#[test]
fn a_condition_on_the_event_keeps_a_pull_request_out() {
    let guarded = " on:\n+  pull_request:\n-    if: github.repository == 'octo/demo'\n+    if: github.event_name == 'push' && github.repository == 'octo/demo'\n";
    check(&changed(guarded), &["info tp-not-dedicated-file"]);
}

#[test]
fn always_with_the_results_of_the_needed_jobs_is_sound() {
    let asked = "-    if: github.repository == 'octo/demo'\n+    if: always() && needs.smoke.result == 'success' && github.repository == 'octo/demo'\n";
    check(&changed(asked), &[]);
}

#[test]
fn everything_downloaded_into_folders_of_their_own_names_may_be_the_published_folder() {
    let unnamed = "   publish:\n-          name: dist\n-          path: dist\n+          path: .\n";
    check(&changed(unnamed), &[]);
    let below = "   publish:\n-          name: dist\n";
    check(&changed(below), &["error artifact-path"]);
}

#[test]
fn a_workflow_that_adds_files_to_a_release_does_not_make_it() {
    let adds = "=== assets.yml\non:\n  push:\n    branches: [main]\n  release:\n    types: [published]\npermissions:\n  contents: write\njobs:\n  add:\n    runs-on: ubuntu-latest\n    steps:\n      - run: gh release upload v1 notes.txt\n        env:\n          GH_TOKEN: ${{ github.token }}\n";
    let on_release = "-  push:\n-    tags:\n-      - \"v[0-9]+.[0-9]+.[0-9]+\"\n-      - \"v[0-9]+.[0-9]+.[0-9]+rc[0-9]+\"\n+  release:\n+    types: [published]\n";
    check(&format!("{}{adds}", changed(on_release)), &[]);
}

#[test]
fn a_development_version_between_releases_is_no_missed_tag() {
    let project = |version: &str| {
        format!(
            "{}=== pyproject.toml\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n[project]\nname = \"demo\"\nlicense = \"MIT\"\nrequires-python = \">=3.10\"\nversion = \"{version}\"\n",
            changed("")
        )
    };
    check(&project("1.4.0.dev0"), &[]);
    check(&project("1.4.0rc1"), &[]);
    check(&project("1.4.0a1"), &["warning version-tag-filter-miss"]);
}

#[test]
fn what_another_file_does_is_not_guessed() {
    let handed = "-        run: uv build --clear --no-sources\n+        run: make dist\n-      - name: Smoke test of the wheel\n-        run: uv run --isolated --no-project --with dist/*.whl python -c \"import demo\"\n";
    check(&changed(handed), &[]);
}

#[test]
fn artifacts_of_an_upload_by_an_unknown_action_are_not_missed() {
    let unknown = "-      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1\n+      - uses: octo/upload@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1\n";
    check(&changed(unknown), &[]);
}

#[test]
fn a_caller_without_permissions_may_have_all_of_the_settings() {
    let text = "=== ci.yml\non: push\njobs:\n  call:\n    uses: ./.github/workflows/inner.yml\n=== inner.yml\non: workflow_call\njobs:\n  a:\n    runs-on: ubuntu-latest\n    permissions:\n      id-token: write\n    steps:\n      - run: echo done\n";
    check(text, &[]);
}

#[test]
fn a_labeler_makes_no_release() {
    check(
        "=== release.yml {sound}\n=== label.yml\non: pull_request_target\npermissions:\n  contents: read\njobs:\n  label:\n    runs-on: \
         x\n    steps:\n      - uses: release-drafter/release-drafter@v6\n        with:\n          disable-releaser: true\n        env:\n          \
         GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n",
        &[],
    );
}

#[test]
fn a_commit_that_is_typed_in_is_not_taken_for_a_tag() {
    check(
        "=== release.yml {sound}\n on:\n+  workflow_dispatch:\n+    inputs:\n+      sha:\n+        required: true\n            fetch-depth: 0\n\
         +          ref: ${{ inputs.sha }}\n-    if: github.repository == 'octo/demo'\n+    if: startsWith(github.ref, 'refs/tags/') && \
         github.repository == 'octo/demo'\n",
        &[],
    );
}

#[test]
fn what_is_kept_of_a_failure_may_have_one_name() {
    check(
        "=== release.yml {sound}\n       - name: Smoke test of the sdist\n         run: uv run --isolated --no-project --with \
         dist/*.tar.gz python -c \"import demo\"\n+      - uses: \
         actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1\n+        if: failure()\n+        with:\n+          \
         name: errors\n+          path: errors\n+          if-no-files-found: error\n",
        &[],
    );
}

#[test]
fn a_workflow_of_another_project_of_the_repository_is_not_judged_by_this_ones_settings() {
    let project = "=== pyproject.toml\n[build-system]\nrequires = [\"hatchling\", \"hatch-vcs\"]\nbuild-backend = \
                   \"hatchling.build\"\n\n[project]\nname = \"demo\"\nrequires-python = \">=3.10\"\ndynamic = [\"version\"]\n\n\
                   [project.scripts]\ndemo = \"demo:main\"\n\n[tool.hatch.version]\nsource = \"vcs\"\n";
    let change = |folder: &str| {
        format!(
            "{project}=== release.yml {{sound}}\n   push:\n+    branches: [main]\n         run: uv build --clear --no-sources\n\
             +        working-directory: {folder}\n"
        )
    };
    let found = |folder: &str| -> Vec<&'static str> {
        let report = fixture::report(&change(folder));
        report.findings.iter().map(|finding| finding.rule).collect()
    };
    assert!(!found("packages/demo-metadata").contains(&"version-local-part"));
    assert!(!found("packages/demo-metadata").contains(&"smoke-no-cli"));
    for folder in [".", "packages/Demo/"] {
        assert!(found(folder).contains(&"version-local-part") && found(folder).contains(&"smoke-no-cli"), "{folder}");
    }
}

#[test]
fn ids_of_jobs_are_compared_without_regard_to_case() {
    check(&changed("-    needs: [build, smoke]\n+    needs: [Build, SMOKE]\n"), &[]);
}

#[test]
fn a_release_by_a_pull_request_that_paths_single_out_is_no_error() {
    let paths = |filter: &str| changed(&format!(" on:\n+  pull_request:\n{filter}"));
    let found = |text: &str| {
        let report = fixture::report(text);
        report.findings.iter().find(|it| it.rule == "tp-pull-request").map(|it| it.severity.name())
    };
    assert_eq!(found(&paths("")), Some("error"));
    assert_eq!(found(&paths("+    paths: [demo/version.py]\n")), Some("warning"));
}

#[test]
fn always_is_harmless_where_nothing_is_needed() {
    check(
        "=== release.yml\non: {push: {tags: [v1.0.0]}}\npermissions: {}\njobs:\n  publish:\n    if: always()\n    \
         runs-on: x\n    timeout-minutes: 5\n    environment: {name: pypi, url: https://pypi.org/p/demo}\n    permissions:\n      \
         id-token: write\n    steps:\n      - uses: \
         actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1\n        with:\n          name: dist\n          \
         path: dist\n      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2\n",
        &["info tp-no-repository-guard"],
    );
}

#[test]
fn two_folders_published_in_one_job_do_not_stop_at_each_others_attestations() {
    let second = "       - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2\n+        with:\n+          packages-dir: other/\n+      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2\n";
    let report = fixture::report(&changed(second));
    let found = report.findings.iter().find(|it| it.rule == "tp-publish-twice").map(|it| it.severity.name());
    assert_eq!(found, Some("warning"));
}

#[test]
fn an_artifact_that_a_called_workflow_names_is_not_missed() {
    let called = "   publish:\n-          name: dist\n+          name: ${{ needs.build.outputs.artifact }}\n";
    check(&changed(called), &[]);
    let inner = |name: &str| {
        format!(
            "=== release.yml\non: {{push: {{tags: [v1.0.0]}}}}\npermissions: {{}}\njobs:\n  build:\n    uses: \
             ./.github/workflows/ci.yml\n  publish:\n    needs: build\n    runs-on: x\n    permissions:\n      id-token: write\n    \
             steps:\n      - uses: actions/download-artifact@v8\n        with:\n          name: {name}\n          path: dist\n      - \
             uses: pypa/gh-action-pypi-publish@release/v1\n=== ci.yml\non: workflow_call\njobs:\n  call:\n    uses: \
             ./.github/workflows/build.yml\n=== build.yml\non: workflow_call\njobs:\n  build:\n    runs-on: x\n    steps:\n      - \
             uses: actions/upload-artifact@v7\n        with:\n          name: dist\n          path: dist\n"
        )
    };
    let missed =
        |name: &str| fixture::report(&inner(name)).findings.iter().any(|it| it.rule == "artifact-name-mismatch");
    assert!(!missed("dist"), "uploaded two calls away");
    assert!(missed("other"));
}

#[test]
fn what_only_hinders_a_workflow_that_releases_nothing_is_a_warning() {
    let lint = |step: &str| {
        let text = format!(
            "=== release.yml {{sound}}\n=== lint.yml\non: push\npermissions: {{}}\njobs:\n  lint:\n    strategy:\n      \
             matrix:\n        os: [a, b]\n    runs-on: x\n    steps:\n{step}"
        );
        let report = fixture::report(&text);
        report
            .findings
            .iter()
            .filter(|it| it.location.file == "lint.yml")
            .map(|it| (it.rule, it.severity.name()))
            .next()
    };
    let upload = |version: &str, condition: &str| {
        format!(
            "      - uses: actions/upload-artifact@{version}\n{condition}        with:\n          name: log\n          path: log\n"
        )
    };
    assert_eq!(lint(&upload("v3", "")), Some(("uses-artifact-v3", "warning")));
    assert_eq!(lint(&upload("v7", "")), Some(("artifact-duplicate-name", "warning")));
    assert_eq!(lint(&upload("v7", "        if: matrix.os == 'a'\n")), None, "one run of the matrix uploads it");
}

#[test]
fn a_tag_of_its_own_group_is_not_cancelled_by_another() {
    let group = |name: &str| {
        changed(&format!(
            " on:\n-concurrency:\n-  group: release-${{{{ github.ref }}}}\n-  cancel-in-progress: false\n+concurrency:\n+  group: {name}\n+  cancel-in-progress: true\n"
        ))
    };
    check(&group("release-${{ github.ref }}"), &["info publish-cancelled-midway"]);
    check(&group("release"), &["warning publish-cancelled-midway"]);
}

#[test]
fn an_input_of_listed_values_holds_no_command() {
    let input = |kind: &str| {
        changed(&format!(
            " on:\n+  workflow_dispatch:\n+    inputs:\n+      level:\n+        type: {kind}\n       - name: Build\n+        env:\n+          A: b\n-        run: uv build --clear --no-sources\n+        run: uv build --clear --no-sources && echo ${{{{ inputs.level }}}}\n"
        ))
    };
    let found = |kind: &str| fixture::report(&input(kind)).findings.iter().any(|it| it.rule == "script-injection");
    assert!(found("string"));
    assert!(!found("choice") && !found("boolean"));
}

#[test]
fn a_version_that_an_earlier_step_writes_is_not_taken_from_the_file() {
    let rehearsal = |step: &str| {
        let text = format!(
            "=== pyproject.toml\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n[project]\nname = \
             \"demo\"\nversion = \"1.0\"\n=== test.yml\non: {{push: {{branches: [main]}}}}\njobs:\n  publish:\n    runs-on: x\n    \
             steps:\n      - run: {step}\n      - run: uv build\n      - uses: pypa/gh-action-pypi-publish@release/v1\n        with:\n          \
             repository-url: https://test.pypi.org/legacy/\n"
        );
        fixture::report(&text).findings.iter().any(|it| it.rule == "version-testpypi-not-unique")
    };
    assert!(rehearsal("echo hello"));
    assert!(!rehearsal("uv version 1.0.dev${{ github.run_number }}"));
}

#[test]
fn an_edit_under_a_condition_is_no_certain_local_version() {
    let text = |condition: &str| {
        format!(
            "=== pyproject.toml\n[build-system]\nrequires = [\"setuptools>=80\", \"setuptools-scm>=8\"]\nbuild-backend = \
             \"setuptools.build_meta\"\n\n[project]\nname = \"demo\"\ndynamic = [\"version\"]\n{}",
            changed(&format!(
                "       - name: Build\n+        {condition}\n-        run: uv build --clear --no-sources\n+        run: |\n+          sed -i s/a/b/ README.md\n+          uv build\n"
            ))
        )
    };
    let found = |condition: &str| {
        let report = fixture::report(&text(condition));
        report.findings.iter().find(|it| it.rule == "version-dirty-tree").map(|it| it.severity.name())
    };
    assert_eq!(found("shell: bash"), Some("error"));
    assert_eq!(found("if: matrix.slim"), Some("warning"));
}

/// A small workflow with those steps behind the download, and what the whole of it gives for one rule.
fn small(rule: &str, job: &str, steps: &str) -> Option<&'static str> {
    let text = format!(
        "=== release.yml\non: {{push: {{tags: [v1.0.0]}}}}\npermissions: {{}}\njobs:\n  build:\n    runs-on: x\n    steps:\n      - run: \
         uv build\n      - uses: actions/upload-artifact@v7\n        with: {{name: dist, path: dist/}}\n  publish:\n    needs: \
         build\n{job}    steps:\n{steps}"
    );
    let report = fixture::report(&text);
    report.findings.iter().find(|it| it.rule == rule).map(|it| it.severity.name())
}

const ACTION: &str = "      - uses: pypa/gh-action-pypi-publish@release/v1\n";

#[test]
fn a_token_that_an_earlier_command_stores_is_a_token() {
    let found = |script: &str| small("tp-static-token", "    runs-on: x\n", &format!("      - run: |\n{script}"));
    for script in [
        "          poetry config pypi-token.pypi ${{ secrets.TOKEN }}\n          poetry publish\n",
        "          echo \"UV_PUBLISH_TOKEN=${{ secrets.TOKEN }}\" >> \"$GITHUB_ENV\"\n      - run: uv publish\n",
        "          export TWINE_PASSWORD=\"$TOKEN\"\n          twine upload dist/*\n",
    ] {
        assert_eq!(found(script), Some("warning"), "{script}");
    }
    assert_eq!(found("          poetry config virtualenvs.create false\n          poetry publish\n"), None);
}

#[test]
fn a_runner_of_the_matrix_that_is_no_linux_fails_too() {
    let job =
        "    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n    runs-on: ${{ matrix.os }}\n";
    assert_eq!(small("tp-runner-not-linux", job, ACTION), Some("error"));
    let chosen = format!("    if: github.ref == 'x'\n{job}");
    assert_eq!(small("tp-runner-not-linux", &chosen, ACTION), None);
}

#[test]
fn an_artifact_of_one_folder_lies_in_the_working_directory_without_a_path() {
    let download = |path: &str| {
        let download =
            format!("      - uses: actions/download-artifact@v8\n        with: {{name: dist{path}}}\n{ACTION}");
        small("artifact-path", "    runs-on: x\n", &download)
    };
    assert_eq!(download(""), Some("error"));
    assert_eq!(download(", path: dist"), None);
}

#[test]
fn a_condition_that_holds_after_a_failure_is_like_always() {
    let found = |condition: &str| small("publish-if-always", &format!("    if: {condition}\n    runs-on: x\n"), ACTION);
    assert_eq!(found("success() || failure()"), Some("error"));
    assert_eq!(found("success() && !failure()"), None);
}

#[test]
fn an_expression_that_cancels_what_publishes_is_told() {
    let found = |condition: &str| {
        let job = format!("    concurrency: {{group: x, cancel-in-progress: \"{condition}\"}}\n    runs-on: x\n");
        small("publish-cancelled-midway", &job, ACTION)
    };
    assert_eq!(found("${{ github.event_name == 'push' }}"), Some("warning"));
    assert_eq!(found("${{ github.event_name == 'pull_request' }}"), None);
}

#[test]
fn indexes_and_their_names_may_stand_in_variables() {
    let index = "      - run: uv publish\n        env: {UV_PUBLISH_INDEX: testpypi}\n";
    assert_eq!(small("publish-uv-index-no-checkout", "    runs-on: x\n", index), Some("error"));
    let mixed = "      - run: pip install demo\n        env: {PIP_INDEX_URL: https://test.pypi.org/simple/, PIP_EXTRA_INDEX_URL: \
                 https://pypi.org/simple/}\n";
    assert_eq!(small("testpypi-mixed-indexes", "    runs-on: x\n", &format!("{mixed}{ACTION}")), Some("warning"));
}

#[test]
fn what_is_asked_for_two_calls_away_is_not_given_either() {
    let text = "=== release.yml\non: push\npermissions: {}\njobs:\n  call:\n    uses: ./.github/workflows/middle.yml\n=== \
                middle.yml\non: workflow_call\njobs:\n  call:\n    uses: ./.github/workflows/inner.yml\n=== inner.yml\non: \
                workflow_call\njobs:\n  a:\n    runs-on: x\n    permissions:\n      id-token: write\n    steps:\n      - run: echo\n";
    check(text, &["error perm-caller-too-narrow"]);
}

#[test]
fn release_please_makes_releases_that_start_nothing() {
    let on_release = "-  push:\n-    tags:\n-      - \"v[0-9]+.[0-9]+.[0-9]+\"\n-      - \"v[0-9]+.[0-9]+.[0-9]+rc[0-9]+\"\n+  release:\n+    types: [published]\n";
    let found = |with: &str| {
        let maker = format!(
            "=== please.yml\non: {{push: {{branches: [main]}}}}\npermissions: {{contents: write}}\njobs:\n  please:\n    runs-on: \
             x\n    steps:\n      - uses: googleapis/release-please-action@v4\n{with}"
        );
        let report = fixture::report(&format!("{}{maker}", changed(on_release)));
        report.findings.iter().any(|it| it.rule == "release-event-from-bot")
    };
    assert!(found(""));
    assert!(!found("        with: {token: \"${{ secrets.BOT }}\"}\n"));
    assert!(!found("        with: {skip-github-release: true}\n"));
}

#[test]
fn a_semantic_release_that_is_only_tried_makes_no_release() {
    let found = |with: &str| {
        let step =
            format!("      - uses: python-semantic-release/python-semantic-release@v10\n        with: {{{with}}}\n");
        small(
            "perm-release-needs-contents",
            "    runs-on: x\n    permissions: {id-token: write}\n",
            &format!("{step}{ACTION}"),
        )
    };
    assert_eq!(found("github_token: \"${{ secrets.GITHUB_TOKEN }}\""), Some("error"));
    assert_eq!(found("no_operation_mode: true, github_token: \"${{ secrets.GITHUB_TOKEN }}\""), None);
}

/// The indexes of the publisher cards of one job that publishes, in the order of the report.
fn cards(job: &str, steps: &str) -> Vec<&'static str> {
    let text = format!(
        "=== release.yml\non: {{push: {{tags: [v1.0.0]}}, release: {{types: [published]}}}}\njobs:\n  publish:\n    runs-on: x\n{job}    \
         steps:\n{steps}"
    );
    fixture::report(&text).publishers.iter().map(|card| card.index).collect()
}

#[test]
fn an_address_that_a_run_chooses_has_a_card_for_each_index() {
    let action = |url: &str| format!("{ACTION}        with: {{repository-url: \"{url}\"}}\n");
    let both = ["PyPI", "TestPyPI"];
    let test = "https://test.pypi.org/legacy/";
    let matrix = format!("    strategy: {{matrix: {{url: [{test}, https://upload.pypi.org/legacy/]}}}}\n");
    assert_eq!(cards(&matrix, &action("${{ matrix.url }}")), both);
    let by_event = |event: &str, url: &str| {
        cards("", &action(&format!("${{{{ github.event_name == '{event}' && '{url}' || '{test}' }}}}")))
    };
    assert_eq!(by_event("release", "https://upload.pypi.org/legacy/"), both);
    assert_eq!(by_event("schedule", "https://upload.pypi.org/legacy/"), ["TestPyPI"], "no event of this workflow");
    assert_eq!(by_event("release", ""), ["TestPyPI"], "an empty text is false");
    assert_eq!(cards("", "      - run: twine upload -r ${{ inputs.test && 'testpypi' || 'pypi' }} dist/*\n"), both);
    let private = "    strategy: {matrix: {url: ['', https://pypi.example.org/]}}\n";
    assert!(cards(private, &action("${{ matrix.url }}")).is_empty());
    assert!(cards("", &action("${{ inputs.url }}")).is_empty());
}

#[test]
fn an_index_of_poetry_is_the_address_that_the_job_gives_it() {
    let publish = |url: &str| {
        format!(
            "      - run: |\n          poetry config repositories.rehearsal {url}\n          poetry publish -r rehearsal\n"
        )
    };
    assert_eq!(cards("", &publish("https://test.pypi.org/legacy/")), ["TestPyPI"]);
    assert!(cards("", &publish("https://pypi.example.org/")).is_empty());
    assert_eq!(
        cards(
            "    env: {POETRY_REPOSITORIES_X_URL: https://test.pypi.org/legacy/}\n",
            "      - run: poetry publish -r x\n"
        ),
        ["TestPyPI"]
    );
    let found = |url: &str| small("tp-publish-url", "    runs-on: x\n", &publish(url));
    for url in ["https://test.pypi.org/simple/", "https://testpypi.python.org/pypi", "https://test.pypi.org"] {
        assert_eq!(found(url), Some("error"), "{url}");
    }
    // Poetry adds the slash.
    for url in ["https://test.pypi.org/legacy/", "https://test.pypi.org/legacy", "https://pypi.example.org/simple"] {
        assert_eq!(found(url), None, "{url}");
    }
}

#[test]
fn each_address_that_a_run_may_choose_has_to_take_uploads() {
    let found = |url: &str| {
        small("tp-publish-url", "    runs-on: x\n", &format!("{ACTION}        with: {{repository-url: \"{url}\"}}\n"))
    };
    assert_eq!(found("${{ inputs.test && 'https://test.pypi.org/legacy' || '' }}"), Some("error"));
    assert_eq!(found("${{ inputs.test && 'https://test.pypi.org/legacy/' || '' }}"), None);
}

#[test]
fn actions_that_take_a_token_publish_with_it() {
    let found = |uses: &str, with: &str| {
        small("tp-static-token", "    runs-on: x\n", &format!("      - uses: {uses}\n        with: {{{with}}}\n"))
    };
    let token = "pypi_token: \"${{ secrets.T }}\"";
    assert_eq!(found("JRubics/poetry-publish@v2.1", token), Some("warning"));
    assert_eq!(found("python-semantic-release/python-semantic-release@v7.34.6", token), Some("warning"));
    assert_eq!(found("casperdcl/deploy-pypi@v2", "password: \"${{ secrets.T }}\""), Some("warning"));
    for (uses, with) in [
        ("python-semantic-release/python-semantic-release@v10", token),
        ("python-semantic-release/python-semantic-release@master", token),
        ("casperdcl/deploy-pypi@v2", "upload: false, password: \"${{ secrets.T }}\""),
        ("casperdcl/deploy-pypi@v2", "build: true"),
        ("casperdcl/deploy-pypi@v2", "upload: \"${{ github.ref_type == 'tag' }}\", password: x"),
        ("JRubics/poetry-publish@v2.1", "pypi_token: x, repository_name: y, repository_url: https://pypi.example.org/"),
        ("octo/unknown@v1", token),
    ] {
        assert_eq!(found(uses, with), None, "{uses} {with}");
    }
    let trusted = "      - uses: casperdcl/deploy-pypi@v3\n        with: {url: https://test.pypi.org/legacy/}\n";
    assert_eq!(cards("", trusted), ["TestPyPI"]);
}

/// A job with the identity that has these steps, and what `tp-build-in-publish-job` says of it.
fn beside_the_identity(steps: &str, others: &str) -> Option<&'static str> {
    let text = format!(
        "=== release.yml\non: {{push: {{tags: [v1.0.0]}}}}\njobs:\n  publish:\n    runs-on: x\n    permissions: {{id-token: write}}\n    \
         steps:\n      - uses: actions/checkout@v7\n{steps}{ACTION}{others}"
    );
    let report = fixture::report(&text);
    report.findings.iter().find(|it| it.rule == "tp-build-in-publish-job").map(|it| it.severity.name())
}

#[test]
fn an_environment_that_uv_makes_builds_a_project_that_has_a_build_system() {
    let project = |rest: &str| format!("=== pyproject.toml\n[project]\nname = \"demo\"\nversion = \"1.0\"\n{rest}");
    let hatchling = project("[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n");
    let found = |command: &str, project: &str| beside_the_identity(&format!("      - run: {command}\n"), project);
    for command in ["uv sync", "uv sync --frozen --no-dev", "uv run twine check dist/*", "uv run -m demo"] {
        assert_eq!(found(command, &hatchling), Some("error"), "{command}");
    }
    for command in [
        "uv sync --no-install-project",
        "uv sync --only-group release",
        "uv sync --package other",
        "uv run --no-project twine check dist/*",
        "uv run --no-sync twine check dist/*",
        "uv run scripts/notes.py",
        "uv run python scripts/notes.py",
        "uvx twine check dist/*",
        "poetry install",
    ] {
        assert_eq!(found(command, &hatchling), None, "{command}");
    }
    let own = project("[build-system]\nrequires = [\"uv_build>=0.9,<0.10\"]\nbuild-backend = \"uv_build\"\n");
    let virtual_one = format!("{hatchling}[tool.uv]\npackage = false\n");
    for project in ["", &project(""), &own, &virtual_one] {
        assert_eq!(found("uv sync", project), None, "{project}");
    }
    let without = "      - run: uv sync\n        env: {UV_NO_INSTALL_PROJECT: 1}\n";
    assert_eq!(beside_the_identity(without, &hatchling), None);
}

#[test]
fn a_composite_action_that_builds_beside_the_identity_is_read() {
    let action = |script: &str| {
        format!(
            "=== .github/actions/prepare/action.yml\nname: Prepare\nruns:\n  using: composite\n  steps:\n    - run: {script}\n      shell: bash\n"
        )
    };
    let found = |others: &str| beside_the_identity("      - uses: ./.github/actions/prepare\n", others);
    assert_eq!(found(&action("pip install -e .")), Some("error"));
    assert_eq!(found(&action("pip install twine")), None);
    assert_eq!(found(""), None, "it was not dropped");
}

#[test]
fn every_scope_is_more_than_some() {
    let found = |given: &str, asked: &str| {
        let text = format!(
            "=== release.yml\non: push\npermissions: {given}\njobs:\n  call:\n    uses: ./.github/workflows/inner.yml\n=== inner.yml\non: \
             workflow_call\njobs:\n  a:\n    runs-on: x\n    permissions: {asked}\n    steps:\n      - run: echo\n"
        );
        fixture::report(&text).findings.iter().any(|it| it.rule == "perm-caller-too-narrow")
    };
    assert!(
        found("{contents: write}", "write-all")
            && found("read-all", "write-all")
            && found("{contents: read}", "read-all")
    );
    for (given, asked) in [("write-all", "write-all"), ("write-all", "read-all"), ("read-all", "read-all")] {
        assert!(!found(given, asked), "{given} {asked}");
    }
}

#[test]
fn tests_whose_failure_is_passed_over_stop_nothing() {
    let found = |scripts: &[&str]| {
        let steps: Vec<String> = scripts.iter().map(|script| format!("+      - run: {script}\n")).collect();
        let steps = steps.concat();
        let changes = format!("   smoke:\n     steps:\n{steps}");
        let report = fixture::report(&changed(&changes));
        report.findings.iter().find(|it| it.rule == "publish-continue-on-error").map(|it| it.severity.name())
    };
    assert_eq!(found(&["pytest || true"]), Some("warning"));
    assert_eq!(found(&["python -m pytest tests || exit 0"]), Some("warning"));
    for sound in [
        &["pytest"][..],
        &["pytest || pytest --last-failed"],
        &["pytest || (cat log; exit 1)"],
        &["pytest", "pytest -m flaky || true"],
        &["rm -r cache || true"],
    ] {
        assert_eq!(found(sound), None, "{sound:?}");
    }
}

#[test]
fn a_file_that_an_option_writes_beside_the_distributions_is_told() {
    let found =
        |step: &str| small("artifact-extra-files", "    runs-on: x\n", &format!("      - run: {step}\n{ACTION}"));
    for step in [
        "cyclonedx-py environment -o dist/sbom.json",
        "syft dir:. --output=spdx-json=./dist/sbom.spdx.json",
        "sha256sum *.whl | tee dist/SHA256SUMS.txt",
    ] {
        assert_eq!(found(step), Some("error"), "{step}");
    }
    for step in [
        "python -m build -o dist/",
        "python -m build --outdir dist",
        "tool -o dist/wheels",
        "tool -o dist/demo-1.0-py3-none-any.whl",
        "gpg -o dist/demo-1.0.tar.gz.asc --sign x",
        "tool -o out/sbom.json",
        "tool --compare dist/sbom.json",
        "tool -o dist/sbom.json\n        working-directory: other",
        "tool -o dist/sbom.json\n        if: failure()",
    ] {
        assert_eq!(found(step), None, "{step}");
    }
}

#[test]
fn a_checkout_that_is_installed_is_no_smoke_test_of_the_wheel() {
    let found = |rule: &str, step: &str| {
        let changes = format!(
            "-      - name: Smoke test of the wheel\n-        run: uv run --isolated --no-project --with dist/*.whl python -c \"import \
             demo\"\n-      - name: Smoke test of the sdist\n-        run: uv run --isolated --no-project --with dist/*.tar.gz python -c \
             \"import demo\"\n+      - name: Smoke test\n+        run: {step}\n"
        );
        fixture::report(&changed(&changes)).findings.iter().any(|it| it.rule == rule)
    };
    for step in ["pip install -e . && demo --help", "pip install -e \"$GITHUB_WORKSPACE\" && demo --help"] {
        assert!(found("smoke-wheel-missing", step), "{step}");
        assert!(found("smoke-not-isolated", step), "{step}");
    }
    assert!(found("smoke-wheel-missing", "pip install \"$GITHUB_WORKSPACE\""));
    let wheel = "pip install dist/*.whl && demo --help";
    assert!(!found("smoke-wheel-missing", wheel) && !found("smoke-not-isolated", wheel));
    assert!(!found("smoke-not-isolated", "pip install -e tests/plugin dist/*.whl && demo --help"));
}
