//! How the repairs of workflows are tested: over the bad examples of their rules, in every layout that YAML allows, and by hand.
//!
//! After a repair its finding is gone, none is new, and the file says the same elsewhere. Where that cannot be, the finding is
//! left, with a reason.

use std::collections::BTreeMap;

use super::source::{Change, is_changed};
use crate::artifact::FileInfo;
use crate::fix::{Fix, Left, Options, Repairs, Safety, apply, testing, unified_diff};
use crate::fixture;
use crate::pipeline::workflow::Workflow;
use crate::pipeline::yaml::{self, Node, Style, Value};
use crate::rules;

type File = (String, Vec<u8>);

/// Where the snapshots of all tests lie.
const SNAPSHOTS: &str = "../../../tests/it/snapshots";

fn files(fixture: &str) -> Vec<File> {
    fixture::build(fixture).into_iter().map(|built| (built.name, built.bytes)).collect()
}

/// How often each rule finds something, and what can be done.
fn look(files: &[File]) -> (BTreeMap<&'static str, usize>, Repairs) {
    testing::look(files, &Options::default())
}

/// What came of a rule's repairs.
struct Outcome {
    /// The files afterwards, the diffs of those that changed.
    diffs: String,
    fixes: Vec<Fix>,
    left: Vec<Left>,
}

/// Applies the repairs of a rule and holds them against their promise.
#[track_caller]
fn repaired(rule: &str, name: &str, files: &[File]) -> Outcome {
    let (before, found) = look(files);
    assert!(before.contains_key(rule), "{name}: {rule} finds nothing: {before:?}");
    let fixes: Vec<Fix> = found.fixes.into_iter().filter(|fix| fix.rule == rule).collect();
    let left: Vec<Left> = found.left.into_iter().filter(|left| left.rule == rule).collect();
    assert!(!fixes.is_empty() || !left.is_empty(), "{name}: {rule} is neither repaired nor left");
    let mut after = files.to_vec();
    let mut diffs = String::new();
    for (path, bytes) in &mut after {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let own: Vec<&Fix> = fixes.iter().filter(|fix| crate::inspect::file_name(path) == fix.file.file).collect();
        if own.is_empty() {
            continue;
        }
        let changed = apply(&text, &own);
        assert!(yaml::parse(&changed).problems.is_empty(), "{name}: {changed}");
        if text.contains("\r\n") {
            assert_eq!(changed.matches('\n').count(), changed.matches("\r\n").count(), "{name}: {changed:?}");
        }
        assert_eq!(text.ends_with('\n'), changed.ends_with('\n'), "{name}: {changed}");
        diffs.push_str(&unified_diff(path, &text, &changed));
        *bytes = changed.into_bytes();
    }
    if fixes.is_empty() {
        return Outcome { diffs, fixes, left };
    }
    let (now, _) = look(&after);
    if left.is_empty() {
        assert_eq!(now.get(rule), None, "{name}: {rule} is still found\n{diffs}");
    }
    for (rule, count) in now {
        assert!(before.get(rule).is_some_and(|before| *before >= count), "{name}: {rule} is new\n{diffs}");
    }
    Outcome { diffs, fixes, left }
}

/// The bad examples of every rule that has repairs.
fn examples() -> Vec<(&'static str, Vec<File>)> {
    let of = |rule: &'static str| {
        let doc = rules::by_id(rule).unwrap().meta().doc;
        fixture::examples(doc, "Bad").into_iter().map(move |example| (rule, files(&example)))
    };
    super::rules().flat_map(of).collect()
}

#[test]
fn every_repair_does_what_it_promises_to_the_bad_example_of_its_rule() {
    let mut all = String::new();
    for (rule, files) in examples() {
        let Outcome { diffs, fixes, left } = repaired(rule, rule, &files);
        for fix in fixes {
            all.push_str(&format!("# {} {rule}: {}\n", fix.safety.name(), fix.title));
        }
        for left in left {
            all.push_str(&format!("# left {rule}: {}\n", left.reason));
        }
        all.push_str(&diffs);
        all.push('\n');
    }
    insta::with_settings!({ snapshot_path => SNAPSHOTS, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("repairs_of_workflows", all);
    });
}

/// The same file in another layout.
type Layout = fn(&str) -> String;

const LAYOUTS: [(&str, Layout); 10] = [
    ("CRLF", |text| text.replace('\n', "\r\n")),
    ("no end of the last line", |text| text.trim_end().to_owned()),
    ("quoted keys", |text| text.lines().map(quoted).collect()),
    ("deep", |text| {
        let deep = |line: &str| {
            let depth = line.len() - line.trim_start().len();
            let line =
                if line.trim_start().starts_with("- ") { line.replacen("- ", "-   ", 1) } else { line.to_owned() };
            format!("{}{line}\n", " ".repeat(depth))
        };
        text.lines().map(deep).collect()
    }),
    ("items as deep as their key", shallow),
    ("blanks and tabs at the ends", |text| {
        text.lines()
            .map(
                |line| {
                    if line.ends_with('|') || line.is_empty() { format!("{line}\n") } else { format!("{line} \t \n") }
                },
            )
            .collect()
    }),
    ("documents", |text| format!("# ours\n---\n{text}...\n")),
    ("comments everywhere", |text| {
        let with = |line: &str| {
            let depth = line.len() - line.trim_start().len();
            let key = line.contains(": ") && !line.contains(" #") && depth <= 8;
            if key { format!("{}# about this\n{line}\n", " ".repeat(depth)) } else { format!("{line}\n") }
        };
        text.lines().map(with).collect()
    }),
    ("flow", |text| yaml::parse(text).root.map(|root| flow(&root)).unwrap_or_default() + "\n"),
    ("flow over lines", |text| {
        let flow = yaml::parse(text).root.map(|root| flow(&root)).unwrap_or_default();
        flow.replace(", {", ",\n  {") + "\n"
    }),
];

fn quoted(line: &str) -> String {
    let blanks = line.len() - line.trim_start_matches([' ', '-']).len();
    match line[blanks..].split_once(':') {
        Some((key, rest)) if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') => {
            format!("{}\"{key}\":{rest}\n", &line[..blanks])
        }
        _ => format!("{line}\n"),
    }
}

fn shallow(text: &str) -> String {
    let mut inside = false;
    let mut out = String::new();
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        inside = (inside && (depth > 4 || line.is_empty())) || line == "    steps:";
        let line = if inside && depth > 4 { &line[2..] } else { line };
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A value as JSON writes it.
fn flow(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar)
            if scalar.style == Style::Plain && !scalar.text.contains([':', '{', '*', '[', ',', '#']) =>
        {
            if scalar.text.is_empty() { "null".to_owned() } else { scalar.text.clone() }
        }
        Value::Scalar(scalar) => format!("{:?}", scalar.text),
        Value::Sequence(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Mapping(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|pair| format!("{:?}: {}", pair.key.text().unwrap(), flow(&pair.value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

#[test]
fn every_layout_is_edited_rightly_or_left_with_a_reason() {
    let (mut edited, mut left) = (0, BTreeMap::new());
    for (layout, change) in LAYOUTS {
        for (rule, mut files) in examples() {
            for (name, bytes) in &mut files {
                if name.ends_with(".yml") {
                    *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes();
                }
            }
            // What a layout loses, such as the comments behind pins, is found beside what is tried.
            let outcome = repaired(rule, layout, &files);
            edited += outcome.fixes.len();
            if outcome.fixes.is_empty() {
                left.entry(layout).or_insert_with(Vec::new).push(rule);
            }
        }
    }
    assert!(edited > 100, "{edited}");
    // Of the examples of `perm-write-all`, one has a word that GitHub does not know.
    let of = |layout: &str| {
        let rules = left.get(layout).map(Vec::as_slice).unwrap_or_default();
        rules.iter().copied().filter(|rule| *rule != "perm-write-all").collect::<Vec<_>>()
    };
    for (layout, _) in LAYOUTS.iter().filter(|(layout, _)| !layout.starts_with("flow")) {
        assert_eq!(of(layout), [""; 0], "{layout}");
    }
    // Entries of the outermost braces, jobs in braces, and several pins on one line.
    let hard = [
        "perm-top-level-missing",
        "tp-id-token-workflow-level",
        "tp-build-in-publish-job",
        "uses-",
        "publish-action-too-old",
    ];
    for rule in of("flow").into_iter().chain(of("flow over lines")) {
        assert!(hard.iter().any(|hard| rule.starts_with(hard)), "{rule}");
    }
}

/// A workflow by itself; what is offered for a rule.
fn offered(rule: &str, text: &str) -> Outcome {
    repaired(rule, rule, &[(".github/workflows/release.yml".to_owned(), text.as_bytes().to_vec())])
}

#[track_caller]
fn check(rule: &str, before: &str, safety: Safety, after: &str) {
    let Outcome { fixes, left, .. } = offered(rule, before);
    assert_eq!(left, [], "{rule}");
    assert!(fixes.iter().all(|fix| fix.safety == safety), "{fixes:#?}");
    assert_eq!(apply(before, &fixes.iter().collect::<Vec<_>>()), after);
}

#[track_caller]
fn check_left(rule: &str, text: &str, reason: &str) {
    let Outcome { fixes, left, .. } = offered(rule, text);
    assert_eq!(fixes, [], "{rule}");
    assert!(left.iter().all(|left| left.reason.to_string().contains(reason)), "{left:#?}");
}

const HEAD: &str = "on:\n  push:\n    tags: [v1.0]\n";
const PUBLISH: &str = "      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2\n";

#[test]
fn a_job_keeps_what_it_may_do_and_gets_the_identity() {
    let job = |permissions: &str| {
        format!(
            "{HEAD}permissions:\n  contents: read # for the checkout\njobs:\n  a:\n    runs-on: x # here\n{permissions}    steps:\n{PUBLISH}"
        )
    };
    let rule = "tp-missing-id-token";
    check(rule, &job(""), Safety::Safe, &job("    permissions:\n      contents: read\n      id-token: write\n"));
    for (before, after) in [
        ("    permissions: {}\n", "    permissions:\n      id-token: write\n"),
        ("    permissions:\n", "    permissions:\n      id-token: write\n"),
        ("    permissions: {contents: read}\n", "    permissions: {id-token: write, contents: read}\n"),
        ("    permissions: { contents: read }\n", "    permissions: {id-token: write, contents: read }\n"),
        ("    permissions: {id-token: none}\n", "    permissions: {id-token: write}\n"),
        ("    permissions:\n      id-token: 'read' # why\n", "    permissions:\n      id-token: 'write' # why\n"),
        (
            "    permissions:\n    # all\n      contents: read # why\n\n",
            "    permissions:\n    # all\n      contents: read # why\n      id-token: write\n\n",
        ),
    ] {
        // A level in quotes is a level: the quotes stay.
        let Outcome { fixes, .. } = offered(rule, &job(before));
        assert_eq!(apply(&job(before), &fixes.iter().collect::<Vec<_>>()), job(after), "{before}");
    }
    check_left(rule, &job("    permissions: read-all\n"), "not spelled out");
}

#[test]
fn what_an_anchor_shares_is_left_alone() {
    let text = format!(
        "{HEAD}permissions: {{}}\njobs:\n  a:\n    runs-on: x\n    permissions: &none\n      contents: read\n    steps:\n{PUBLISH}  \
         b:\n    runs-on: x\n    permissions: *none\n    steps:\n      - run: echo\n"
    );
    check_left("tp-missing-id-token", &text, "anchor");
    let text = format!(
        "{HEAD}permissions: {{}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - &out\n        uses: actions/checkout@v4\n{PUBLISH}  \
         b:\n    runs-on: x\n    steps:\n      - *out\n"
    );
    check_left("checkout-persist-credentials", &text, "anchor");
    // An anchor that nothing shares is in nobody's way.
    let text = text.replace("      - *out\n", "      - run: echo\n");
    let fixes = offered("checkout-persist-credentials", &text).fixes;
    assert!(
        apply(&text, &fixes.iter().collect::<Vec<_>>())
            .contains("        with:\n          persist-credentials: false\n")
    );
}

#[test]
fn a_checkout_is_repaired_in_every_form() {
    let job = |step: &str, rest: &str| {
        format!("{HEAD}permissions: {{}}\njobs:\n  a:\n    runs-on: x\n    steps:\n{step}{rest}{PUBLISH}")
    };
    let rule = "checkout-persist-credentials";
    let no = "persist-credentials: false";
    for (before, after) in [
        (
            "      - uses: actions/checkout@v4\n".to_owned(),
            format!("      - uses: actions/checkout@v4\n        with:\n          {no}\n"),
        ),
        (
            "      - name: Get it\n        uses: \"actions/checkout@v4\" # now\n        if: true\n".to_owned(),
            format!(
                "      - name: Get it\n        uses: \"actions/checkout@v4\" # now\n        with:\n          {no}\n        if: true\n"
            ),
        ),
        (
            "      - uses: actions/checkout@v4\n        with:\n          # All of it.\n          fetch-depth: 0\n"
                .to_owned(),
            format!(
                "      - uses: actions/checkout@v4\n        with:\n          # All of it.\n          fetch-depth: 0\n          {no}\n"
            ),
        ),
        (
            "      - {uses: actions/checkout@v4, with: {fetch-depth: 0}}\n".to_owned(),
            format!("      - {{uses: actions/checkout@v4, with: {{{no}, fetch-depth: 0}}}}\n"),
        ),
        (
            "      - {uses: actions/checkout@v4}\n".to_owned(),
            format!("      - {{with: {{{no}}}, uses: actions/checkout@v4}}\n"),
        ),
        (
            "      - uses: actions/checkout@v4\n        with:\n".to_owned(),
            format!("      - uses: actions/checkout@v4\n        with:\n          {no}\n"),
        ),
        (
            "      - uses: actions/checkout@v4\n        with:\n          persist-credentials: true # ?\n".to_owned(),
            format!("      - uses: actions/checkout@v4\n        with:\n          {no} # ?\n"),
        ),
        (
            "      -   uses: actions/checkout@v4\n          with:\n            ref: |\n              main\n\n"
                .to_owned(),
            format!(
                "      -   uses: actions/checkout@v4\n          with:\n            ref: |\n              main\n            {no}\n\n"
            ),
        ),
    ] {
        check(rule, &job(&before, "      - run: uv build\n"), Safety::Safe, &job(&after, "      - run: uv build\n"));
    }
    let plain = "      - uses: actions/checkout@v4\n";
    for rest in [
        "      - run: make release\n",
        "      - uses: somebody/else@v1\n",
        "      - run: git fetch --tags\n",
        "      - run: semantic-release version\n",
        "      - run: ./release\n",
    ] {
        let fixes = offered(rule, &job(plain, rest)).fixes;
        assert!(fixes.iter().all(|fix| fix.safety == Safety::Review) && !fixes.is_empty(), "{rest}: {fixes:#?}");
    }
}

#[test]
fn pins_are_what_was_asked_for_and_keep_comments() {
    let job = |uses: &str| {
        format!(
            "{HEAD}permissions: {{}}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: {uses}\n        with: {{persist-credentials: false}}\n{PUBLISH}"
        )
    };
    let rule = "uses-unpinned";
    let seven = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
    let four = "actions/checkout@11d5960a326750d5838078e36cf38b85af677262 # v4.4.0";
    for (before, safety, after) in [
        ("actions/checkout@v7.0.1", Safety::Safe, seven.to_owned()),
        ("actions/checkout@v7", Safety::Review, seven.to_owned()),
        ("actions/checkout@v4", Safety::Review, four.to_owned()),
        ("actions/checkout@v4 # v4", Safety::Review, four.to_owned()),
        ("actions/checkout@v4 # with # all", Safety::Review, format!("{four}, with # all")),
        ("actions/checkout@v4.2.2 #", Safety::Review, four.to_owned()),
        ("Actions/Checkout@v4", Safety::Review, four.replace("actions/checkout", "Actions/Checkout")),
        (
            "'actions/checkout@v4'",
            Safety::Review,
            "'actions/checkout@11d5960a326750d5838078e36cf38b85af677262' # v4.4.0".to_owned(),
        ),
    ] {
        check(rule, &job(before), safety, &job(&after));
    }
    // The table is older than what is asked for, or does not know it.
    for uses in [
        "actions/checkout@v7.9",
        "actions/checkout@v99",
        "actions/checkout@main",
        "someone/else@v1",
        "actions/checkout@v4-beta",
    ] {
        check_left(rule, &job(uses), "The table of");
    }
    let text = job("actions/checkout@v4").replace(
        "      - uses: pypa",
        "      - uses: actions/checkout@v4\n        with: {persist-credentials: false}\n      - uses: pypa",
    );
    let fixes = offered(rule, &text).fixes;
    assert_eq!(apply(&text, &fixes.iter().collect::<Vec<_>>()).matches(four).count(), 2, "{fixes:#?}");
}

#[test]
fn a_job_is_split_and_keeps_its_steps() {
    let text = "\
name: Release
on:
  push:
    tags: ['v*']
permissions:
  contents: read
  id-token: write
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo
  # Out it goes.
  release:
    name: To PyPI
    needs: [test]
    if: github.repository == 'octo/demo'
    runs-on: ubuntu-latest # small
    environment: pypi
    steps:
    - uses: actions/checkout@v7
      with: {persist-credentials: false}
    - run: |
        python -m build --outdir out

        ls out
    # The end.
    - uses: pypa/gh-action-pypi-publish@release/v1
      with:
        packages-dir: out/

  after:
    needs: release
    runs-on: ubuntu-latest
    steps:
      - run: echo
";
    let Outcome { diffs, fixes, left } = offered("tp-build-in-publish-job", text);
    assert_eq!(left, []);
    assert!(fixes.iter().all(|fix| fix.safety == Safety::Review));
    insta::with_settings!({ snapshot_path => SNAPSHOTS, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("a_job_that_is_split", diffs);
    });
}

#[test]
fn a_job_that_cannot_be_split_surely_is_left_with_the_reason() {
    let job = |rest: &str, steps: &str| {
        format!(
            "{HEAD}jobs:\n  a:\n    runs-on: x\n{rest}    permissions:\n      id-token: write\n    steps:\n      - run: uv build\n{steps}"
        )
    };
    let rule = "tp-build-in-publish-job";
    for (rest, steps, reason) in [
        ("    outputs:\n      a: b\n", PUBLISH, "`outputs`"),
        ("    strategy:\n      matrix: {os: [x]}\n", PUBLISH, "`strategy`"),
        ("", &format!("{PUBLISH}      - run: gh release create x\n"), "Steps follow"),
        ("", "      - run: uv build && uv publish\n", "does more than publish"),
        ("", "      - run: uv publish --index testpypi\n", "by its name"),
        ("", "      - run: uv publish out/*\n", "another folder"),
        ("", "      - run: twine upload dist/*\n", "needs tools"),
        (
            "",
            &format!("{PUBLISH}        with:\n          packages-dir: ${{{{ steps.b.outputs.d }}}}\n"),
            "earlier step",
        ),
        ("", &format!("{PUBLISH}{PUBLISH}"), "more than once"),
    ] {
        check_left(rule, &job(rest, steps), reason);
    }
}

#[test]
fn a_file_that_cannot_be_edited_is_left_with_the_reason() {
    let job = format!("{HEAD}jobs:\n  a:\n    runs-on: x\n    permissions: {{}}\n    steps:\n{PUBLISH}");
    let rule = "tp-missing-id-token";
    check_left(rule, &format!("\u{feff}{job}"), "byte order mark");
    check_left(rule, &format!("{job}name: a\nname: b\n"), "cannot be read to its end");
    check_left(rule, &format!("{job}# {}\n", "x".repeat(200_000)), "larger");
    let twice = [("a/release.yml", &job), ("b/release.yml", &job)];
    let twice = twice.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    assert!(look(&twice).1.left.iter().any(|left| left.reason.to_string().contains("Several files")));
    let mut bytes = job.into_bytes();
    bytes.extend(b"# \xff\n");
    let left = look(&[("release.yml".to_owned(), bytes)]).1.left;
    assert!(left.iter().all(|left| left.reason.to_string().contains("not UTF-8")) && !left.is_empty(), "{left:?}");
}

#[test]
fn an_edit_that_changes_more_than_it_says_is_seen() {
    let text = "a: &x {b: 1}\nc: *x\nd: 2 # why\n";
    let tree = Workflow::parse(FileInfo::default(), None, "x/.github/workflows/a.yml", b"jobs: {}\n").unwrap().tree;
    assert!(!is_changed(&tree, &[], "jobs: {a: b}\n"));
    let tree = yaml::parse(text);
    let to = |value: &str| super::Shape::text(value).node();
    let set = |path: &[&str], value: &str| {
        Change::Set(path.iter().map(|key| super::Step::Key((*key).to_owned())).collect(), to(value))
    };
    assert!(is_changed(&tree, &[], text));
    assert!(is_changed(&tree, &[set(&["d"], "3")], "a: &x {b: 1}\nc: *x\nd: 3 # why\n"));
    assert!(!is_changed(&tree, &[set(&["d"], "3")], "a: &x {b: 1}\nc: *x\nd: 3\n"), "a comment is lost");
    assert!(!is_changed(&tree, &[set(&["a", "b"], "2")], "a: &x {b: 2}\nc: *x\nd: 2 # why\n"), "what the alias says");
    assert!(!is_changed(&tree, &[set(&["d"], "3")], "a: &x {b: 1}\nc: *x\nd: '3' # why\n"), "a number became a text");
}

#[test]
fn a_called_workflow_is_not_given_more_than_its_caller_has() {
    let called = "on: workflow_call\njobs:\n  build:\n    runs-on: x\n    permissions: {}\n    steps:\n      - uses: actions/checkout@v7\n      - \
                  run: uv build\n";
    let caller = |scopes: &str| {
        format!(
            "on: {{push: {{tags: [v1]}}}}\npermissions: {{}}\njobs:\n  call:\n    permissions: {scopes}\n    uses: \
             ./.github/workflows/build.yml\n  publish:\n    needs: call\n    runs-on: x\n    permissions: {{id-token: write}}\n    \
             steps:\n      - uses: pypa/gh-action-pypi-publish@release/v1\n"
        )
    };
    let rule = "perm-checkout-needs-read";
    let of = |scopes: &str| {
        let files = vec![
            ("release.yml".to_owned(), caller(scopes).into_bytes()),
            ("build.yml".to_owned(), called.as_bytes().to_vec()),
        ];
        repaired(rule, scopes, &files)
    };
    let Outcome { fixes, left, .. } = of("{}");
    assert!(fixes.is_empty() && left[0].reason.to_string().contains("grant it there first"), "{left:?}");
    let Outcome { fixes, left, .. } = of("{contents: read}");
    assert!(left.is_empty() && fixes[0].safety == Safety::Safe, "{fixes:?}");
}

#[test]
fn two_jobs_that_are_split_have_builds_of_their_own() {
    let job = |id: &str| {
        format!(
            "  {id}:\n    runs-on: x\n    permissions:\n      id-token: write # mandatory\n    steps:\n      - uses: \
             actions/checkout@v7\n      - run: uv build\n      - uses: pypa/gh-action-pypi-publish@release/v1\n"
        )
    };
    let text = format!("on: {{push: {{tags: [v1]}}}}\npermissions: {{}}\njobs:\n{}{}", job("one"), job("two"));
    let Outcome { diffs, fixes, left } =
        repaired("tp-build-in-publish-job", "two", &[("release.yml".to_owned(), text.into_bytes())]);
    assert!(left.is_empty() && fixes.len() == 2, "{left:?}");
    for said in ["+  build-one:", "+  build-two:", "name: one-dist", "name: two-dist"] {
        assert!(diffs.contains(said), "{said}\n{diffs}");
    }
    let with = |sign: &str| diffs.matches(&format!("\n{sign}      id-token: write # mandatory")).count();
    assert_eq!(with("+"), with("-"), "{diffs}");
}
