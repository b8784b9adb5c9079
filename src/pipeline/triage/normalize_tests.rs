//! What folding takes away and keeps, and the way back to line and column.

use super::*;

/// The folded text, a boundary shown as `|`.
fn folded(log: &str) -> String {
    let folded = Folded::new(&[Part { path: None, bytes: log.as_bytes() }]);
    String::from_utf8(folded.text).unwrap().replace('\n', "|")
}

#[track_caller]
fn check(log: &str, expected: &str) {
    assert_eq!(folded(log), expected, "{log:?}");
}

/// Line and column of the first `needle` of the folded text.
#[track_caller]
fn place(log: &str, needle: &str) -> (u32, Option<u32>) {
    let parts = [Part { path: None, bytes: log.as_bytes() }];
    let folded = Folded::new(&parts);
    let at = String::from_utf8_lossy(&folded.text).find(needle).unwrap();
    let place = folded.place(&parts, at).unwrap();
    (place.line, place.column)
}

#[test]
fn prefixes_of_runners_go() {
    check("2026-11-19T10:11:12.1234567Z a\n2026-11-19T10:11:13Z b\n", "a b");
    check("\u{feff}2026-11-19T10:11:12.1234567Z ##[error]a\n", "a");
    check("build\tTest\t2026-11-19T10:11:12.1234567Z a\nbuild\tTest\t2026-11-19T10:11:12.1234567Z b\n", "a b");
    check("build\tTest\t2026-11-19T10:11:12Z a\nbuild\tUpload\t2026-11-19T10:11:12Z b\n", "a|b");
    check("Thu, 19 Nov 2026 10:11:12 GMT Error: a\n", "a");
    check("2026-11-19T10:11:12.123456Z 00O a\n", "a");
    check("> a\n> b\n", "a b");
    check("12Run make\n13\nb\n", "Run make b");
    check("::error title=No::one%0Atwo %25\n", "one two %");
    check("a\tb\tc\n", "a b c");
}

#[test]
fn colours_entities_drawing_and_tags_go() {
    check("\u{1b}[1;31ma\u{1b}[0m\u{1b}]8;;https://example.org\u{7}b\u{1b}]8;;\u{1b}\\ c", "ab c");
    check("[36;1ma[0m 25h", "a 25h");
    check("25hWARNING  a", "WARNING a");
    check("(&#x27;a&#39;, &lt;b&gt; &amp;) &nope; &#10;", "('a', <b> &) &nope; &#10;");
    check("  × a\n  ├─▶ b\n  ╰─▶ c", "a b c");
    check("<title>400 a</title><p>b <x>", "400 a b <x>");
    check("`a` \u{2018}b\u{2019} \u{200b}c", "a 'b' c");
    check("  0% ━━━━ 0.0/8.1 kB\na\n100% ━━━━ 8.1/8.1 kB\n", "a");
    check(
        "x[6](https://github.com/a/b/actions/runs/1/job/2#step:6:6)4 [12](https://github.com/a/b/actions/runs/1/job/2#step:6:12)a",
        "x64 a",
    );
    check("[1](https://example.org) [3/4] [x]", "[1](https://example.org) [3/4] [x]");
}

#[test]
fn echoed_commands_stand_apart() {
    check("##[group]Run make\nmake all\n##[endgroup]\ndone\n", "Run make|make all|done");
    check(
        "Run make\n  make all\n  shell: /usr/bin/bash -e {0}\n  env:\n    A: b\n  indented output\n",
        "Run make|make all|shell: /usr/bin/bash -e {0}|env:|A: b|indented output",
    );
    check("Run it\n  what it says\nmore\n", "Run it what it says more");
    check("##[debug]a\nb\n", "a|b");
}

#[test]
fn what_was_found_is_placed_in_what_was_pasted() {
    check("a  b", "a b");
    assert_eq!(place("x\nü  needle", "needle"), (2, Some(4)));
    assert_eq!(place("2026-11-19T10:11:12.1234567Z \u{1b}[31mERROR\u{1b}[0m   needle\r\n", "needle"), (1, Some(47)));
    assert_eq!(place("job\tstep\t2026-11-19T10:11:12Z a &#x27;needle", "needle"), (1, Some(39)));
    assert_eq!(place("a\n\n\nneedle", "needle"), (4, Some(1)));
    assert_eq!(place("a-needle", "needle"), (1, Some(3)));
}

#[test]
fn jobs_of_an_archive_are_named_after_their_files() {
    let parts =
        [Part { path: Some("0_build.txt"), bytes: b"a" }, Part { path: Some("publish/2_Upload.txt"), bytes: b"b" }];
    let folded = Folded::new(&parts);
    let jobs: Vec<&str> = folded.segments.iter().map(|segment| segment.job.as_str()).collect();
    assert_eq!(jobs, ["build", "publish"]);
}
