//! What people drop by mistake or on purpose: each gets a finding that names the file, quickly, and hides no other file.

use std::io::{Cursor, Write as _};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use preflight::fixture::{Built, build};
use preflight::inspect::{Input, Options, inspect};
use preflight::report::Report;

const WHEEL: &str = "demo-1.0-py3-none-any.whl";
const SDIST: &str = "demo-1.0.tar.gz";

/// A sound neighbour in the same drop.
const NEIGHBOUR: &str = "=== sound-2.0-py3-none-any.whl\n--- sound/__init__.py\n";

/// Without optimisation everything takes longer.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });

/// More than a zip without the 64-bit extension can hold, and more than the engine looks at.
const MANY: usize = 100_000;

/// Time that this thread had a processor, where the system tells it: a busy machine makes no file slow to read.
fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let running = statistics.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok());
    running.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn drop_files(files: &[Built]) -> Report {
    let inputs: Vec<Input<'_>> =
        files.iter().map(|file| Input { path: file.name.clone(), source: &file.bytes }).collect();
    inspect(&inputs, &Options::default(), &mut |_| {})
}

/// Drops a bad file beside a sound one; the bad one must be named by one of the rules.
#[track_caller]
fn is_told(bad: Built, rules: &[&str]) {
    let name = bad.name.clone();
    let files = [bad, build(NEIGHBOUR).remove(0)];
    let start = clock();
    let report = drop_files(&files);
    let took = clock().saturating_sub(start);
    assert!(took < LONGEST, "{name}: took {took:?}");
    let found: Vec<&str> =
        report.findings.iter().filter(|finding| finding.location.file == name).map(|finding| finding.rule).collect();
    assert!(rules.iter().any(|rule| found.contains(rule)), "{name}: expected one of {rules:?}, found {found:?}");
    let neighbour = report.artifacts.iter().find(|artifact| artifact.file.starts_with("sound-")).unwrap();
    assert_eq!((neighbour.name.as_deref(), neighbour.version.as_deref()), (Some("sound"), Some("2.0")));
    assert!(!report.findings.iter().any(|finding| finding.location.file == neighbour.file), "{:#?}", report.findings);
}

fn raw(name: &str, bytes: impl Into<Vec<u8>>) -> Built {
    Built { name: name.to_owned(), bytes: bytes.into() }
}

fn fixture(text: &str) -> Built {
    build(text).remove(0)
}

fn sound(name: &str) -> Built {
    let root = if name == SDIST { "demo-1.0/" } else { "" };
    fixture(&format!("=== {name}\n--- {root}demo/__init__.py\n"))
}

#[test]
fn not_an_archive() {
    let page = "<!DOCTYPE html><title>Not found</title>";
    is_told(raw(WHEEL, page), &["archive-unreadable", "archive-wrong-extension"]);
    is_told(raw(SDIST, page), &["archive-unreadable", "archive-wrong-extension"]);
}

#[test]
fn zero_bytes() {
    is_told(raw(WHEEL, ""), &["archive-unreadable"]);
    is_told(raw(SDIST, ""), &["archive-unreadable"]);
}

#[test]
fn cut_off() {
    for name in [WHEEL, SDIST] {
        let Built { name, mut bytes } = sound(name);
        bytes.truncate(bytes.len() * 2 / 3);
        is_told(raw(&name, bytes), &["archive-unreadable"]);
    }
}

#[test]
fn encrypted() {
    let text = format!("=== {WHEEL}\n--- demo/__init__.py\n--- demo/secret.py {{encrypted}}\nx = 1\n");
    is_told(fixture(&text), &["zip-encrypted"]);
}

#[test]
fn a_wheel_named_as_an_sdist_and_the_other_way_round() {
    is_told(raw(SDIST, sound(WHEEL).bytes), &["archive-wrong-extension"]);
    is_told(raw(WHEEL, sound(SDIST).bytes), &["archive-wrong-extension"]);
}

#[test]
fn a_folder_of_other_things() {
    for (name, bytes) in [
        ("demo-1.0-py3.11.egg", sound(WHEEL).bytes),
        ("demo-1.0.tar.bz2", b"BZh91AY".to_vec()),
        ("notes.txt", b"Remember the milk.\n".to_vec()),
        ("photo.png", b"\x89PNG\r\n\x1a\n".to_vec()),
    ] {
        is_told(raw(name, bytes), &["archive-wrong-extension", "input-unrecognized"]);
    }
}

#[test]
fn a_wheel_with_too_many_members() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for n in 0..MANY {
        zip.start_file(format!("demo/m{n}.py"), stored).unwrap();
    }
    is_told(raw(WHEEL, zip.finish().unwrap().into_inner()), &["archive-limit"]);
}

#[test]
fn an_sdist_with_too_many_members() {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    let mut header = tar::Header::new_ustar();
    header.set_mode(0o644);
    header.set_size(0);
    for n in 0..MANY {
        header.set_path(format!("demo-1.0/m{n}.py")).unwrap();
        header.set_cksum();
        tar.append(&header, std::io::empty()).unwrap();
    }
    is_told(raw(SDIST, tar.into_inner().unwrap().finish().unwrap()), &["archive-limit"]);
}

#[test]
fn members_that_promise_more_than_a_gigabyte() {
    let member = "{declared=1_073_741_825}";
    is_told(fixture(&format!("=== {WHEEL}\n--- demo/big.bin {member}\nsmall\n")), &["archive-bomb"]);
    is_told(
        fixture(&format!("=== {SDIST}\n--- demo-1.0/big.bin {member}\nsmall\n")),
        &["archive-bomb", "archive-limit"],
    );
}

#[test]
fn members_that_unpack_to_far_more_than_they_are() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("demo/zeros.bin", packed).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..80 {
        zip.write_all(&zeros).unwrap();
    }
    is_told(raw(WHEEL, zip.finish().unwrap().into_inner()), &["archive-bomb"]);
}

/// Damage of every kind at every other place: no panic, no hang.
#[test]
fn damaged_bytes_never_end_the_program() {
    for name in [WHEEL, SDIST] {
        let sound = sound(name);
        let start = clock();
        for at in (0..sound.bytes.len()).step_by(2) {
            let mut bytes = sound.bytes.clone();
            // Zeros, all ones and flipped bits in turn: lengths and offsets become tiny, huge and merely wrong.
            bytes[at] = [0, 0xff, bytes[at] ^ 0x55][at % 3];
            assert_eq!(drop_files(&[raw(name, bytes)]).artifacts.len(), 1, "{name}, byte {at}");
        }
        assert!(clock().saturating_sub(start) < 20 * LONGEST, "{name}: took {:?}", clock().saturating_sub(start));
    }
}

/// Workflows that are none: each is named, quickly, and hides no other file.
#[test]
fn yaml_of_every_kind() {
    let name = ".github/workflows/release.yml";
    let bomb = {
        let mut text = "on: push\njobs:\n  a: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..40 {
            let before = vec![format!("*a{}", i - 1); 10].join(", ");
            text.push_str(&format!("  a{i}: &a{i} [{before}]\n"));
        }
        text
    };
    let line = format!("on: push\njobs: {{}}\nname: \"{}\n", "x".repeat(1 << 20));
    let deep = format!("on: push\njobs: {}\n", "[".repeat(200_000));
    let indented = (0..2000).map(|depth| " ".repeat(depth) + "a:\n").collect::<String>();
    let many = "      - run: uv build\n".repeat(60_000);
    let publishing = "      - run: uv publish && pip install dist/*.whl\n".repeat(9_000);
    let chain: String = (1..3000)
        .flat_map(|i| {
            [
                format!("  j{i}:\n    needs: j{}\n    if: a == {i}\n", i - 1),
                "    steps: [{run: uv publish}]\n".to_owned(),
            ]
        })
        .collect();
    for text in [
        bomb,
        line,
        deep,
        format!("on: push\njobs:\n{indented}"),
        format!("on: push\njobs:\n  a:\n    steps:\n{many}"),
        format!("on: push\njobs:\n  a:\n    steps:\n{publishing}"),
        format!(
            "on: push\njobs:\n  a:\n    steps:\n{}",
            format!("      - run: {}\n", "a;".repeat(900) + "uv publish").repeat(400)
        ),
        format!("on: push\njobs:\n  j0:\n    steps: []\n{chain}"),
        "on: push\njobs:\n\ta:\n\t\tsteps: []\n".to_owned(),
        "on: push\njobs:\n  a: *nothing\n".to_owned(),
        "on: push\non: release\njobs: {}\n".to_owned(),
        "on: push\njobs: {\n".to_owned(),
    ] {
        is_told_here(name, text.into_bytes(), "workflow-invalid");
    }
    is_told_here(name, b"on: push\njobs:\n  \xff\xfe: {}\n".to_vec(), "workflow-invalid");
    is_told_here("empty.yml", Vec::new(), "input-unrecognized");
    is_told_here("lock.yaml", b"lockfileVersion: '9.0'\n".to_vec(), "input-unrecognized");
}

/// As [`is_told`], for a file that is dropped with its folder.
#[track_caller]
fn is_told_here(path: &str, bytes: Vec<u8>, rule: &str) {
    let name = path.rsplit('/').next().unwrap();
    let files = [raw(path, bytes), build(NEIGHBOUR).remove(0)];
    let start = clock();
    let report = drop_files(&files);
    let took = clock().saturating_sub(start);
    assert!(took < LONGEST, "{name}: took {took:?}");
    let found: Vec<&str> =
        report.findings.iter().filter(|finding| finding.location.file == name).map(|finding| finding.rule).collect();
    assert!(found.contains(&rule), "{name}: expected {rule}, found {found:?}");
    assert!(report.artifacts.iter().any(|artifact| artifact.version.as_deref() == Some("2.0")));
}

#[test]
fn line_ends_and_marks_of_windows_change_nothing() {
    let text = preflight::fixture::changed_workflow("");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let report = drop_files(&[raw("release.yml", windows)]);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.publishers.len(), 1);
}

/// Every tenth byte of a workflow damaged in turn: no panic, no hang.
#[test]
fn damaged_workflows_never_end_the_program() {
    let sound = preflight::fixture::changed_workflow("").into_bytes();
    let start = clock();
    for at in (0..sound.len()).step_by(10) {
        let mut bytes = sound.clone();
        bytes[at] = [b'\t', b'\'', b'{', b'&', b'*', b'|', b':', 0, 0xff][at / 10 % 9];
        assert_eq!(drop_files(&[raw("release.yml", bytes)]).artifacts.len(), 1, "byte {at}");
        let cut = sound[..at].to_vec();
        assert_eq!(drop_files(&[raw("release.yml", cut)]).artifacts.len(), 1, "cut at {at}");
    }
    assert!(clock().saturating_sub(start) < 6 * LONGEST, "took {:?}", clock().saturating_sub(start));
}
