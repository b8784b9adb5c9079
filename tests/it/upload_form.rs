//! Which file of an archive the upload tools take the form from: PyPI judges the form alone.

use preflight::fixture::build;
use preflight::inspect::{Input, Options, inspect};
use preflight::report::Answer;

/// What PyPI answers to the two tools.
#[track_caller]
fn answers(fixture: &str, spoil: impl FnOnce(&mut Vec<u8>)) -> [Answer; 2] {
    let mut file = build(fixture).remove(0);
    spoil(&mut file.bytes);
    let inputs = [Input { path: file.name.clone(), source: &file.bytes }];
    let report = inspect(&inputs, &Options::default(), &mut |_| {});
    <[Answer; 2]>::try_from(report.artifacts[0].upload.answers.clone()).unwrap()
}

const BAD_SUMMARY: &str = "\
--- demo-1.0.dist-info/METADATA {merge}
Summary: one
  two
";

#[test]
fn twine_takes_metadata_of_another_folder_that_sorts_first() {
    let fixture = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- a-2.0.dist-info/METADATA\n\
                   Metadata-Version: 2.1\nName: a\nVersion: 2.0\n";
    let [twine, uv] = answers(fixture, |_| {});
    assert_eq!((twine.status, twine.message.as_str()), (Some(400), "Start filename for 'a' with 'a'."));
    assert_eq!(uv.status, Some(200));
    let words = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- METADATA.txt\nno metadata\n";
    assert_eq!(answers(words, |_| {}).map(|answer| answer.status), [Some(200); 2]);
}

#[test]
fn metadata_is_read_from_a_wheel_that_only_zipfile_opens() {
    let fixture = format!("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{BAD_SUMMARY}");
    // The number of the disk in the end record: no zip for `is_zipfile`, but one for `ZipFile`.
    let disk = |bytes: &mut Vec<u8>| {
        let end = bytes.len() - 22;
        bytes[end + 4] = 1;
    };
    for answer in answers(&fixture, disk) {
        assert!(answer.message.starts_with("'summary' must be a single line"), "{}", answer.message);
    }
}

#[test]
fn metadata_of_an_sdist_with_absolute_paths_is_read() {
    let fixture = "=== demo-1.0.tar.gz {bare}\n--- /demo-1.0/PKG-INFO\nMetadata-Version: 2.1\nName: demo\nVersion: 1.0\n\
                   --- /demo-1.0/demo.py\n";
    assert_eq!(answers(fixture, |_| {}).map(|answer| answer.status), [Some(200); 2]);
}
