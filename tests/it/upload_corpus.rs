//! The predicted answers against those that the endpoint's own code gave: a folder of artifacts with `expected.json`, named
//! by `PREFLIGHT_UPLOAD_CORPUS`. One folder a case; the message is compared to the letter, for status 500 only the status.

use std::collections::BTreeMap;
use std::path::Path;

use preflight::finding::{Gate, Severity};
use preflight::inspect::{Input, Options, inspect};
use preflight::source::FileSource;

#[derive(serde::Deserialize)]
struct Expected {
    file: String,
    status: u16,
    message: String,
}

#[test]
#[expect(clippy::print_stdout, reason = "says that it was skipped, and what was compared")]
fn every_answer_is_the_endpoints() {
    let Some(folder) = std::env::var_os("PREFLIGHT_UPLOAD_CORPUS") else {
        println!("PREFLIGHT_UPLOAD_CORPUS names no folder of artifacts with answers: nothing is compared");
        return;
    };
    let folder = Path::new(&folder);
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let cases: BTreeMap<String, Expected> = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for (case, expected) in &cases {
        let path = folder.join(case).join(&expected.file);
        let source = FileSource::open(&path).unwrap();
        let inputs = [Input { path: expected.file.clone(), source: &source }];
        let report = inspect(&inputs, &Options::default(), &mut |_| {});
        let upload = &report.artifacts[0].upload;
        let message = expected.message.split(" +").next().unwrap();
        let same = upload.status == Some(expected.status) && (expected.status == 500 || upload.message == message);
        let errors: Vec<&str> = report
            .findings
            .iter()
            .filter(|finding| finding.gate == Gate::Upload && finding.severity == Severity::Error)
            .map(|finding| finding.rule)
            .collect();
        if !same || errors.is_empty() != (expected.status == 200) {
            let given = format!("{:?} {}", upload.status, upload.message);
            wrong.push(format!(
                "{case}\n  endpoint:  {} {message}\n  predicted: {given}\n  errors: {errors:?}",
                expected.status
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    println!("{} answers agree", cases.len());
}
