//! Compares the grammars with PyPI's own packages, on the cases of the file that `PREFLIGHT_DIFFERENTIAL` names.
//!
//! `tests/differential/generate.py` writes such files; `tests/differential/known.txt` says what may differ.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::artifact::metadata::Metadata;
use crate::upload::content_type::{self, ContentType};
use crate::upload::email_address::{self, Validity};
use crate::upload::email_parse;
use crate::upload::form::{Form, Uploader};
use crate::upload::license_expression::{self, LicenseExpression};
use crate::upload::metadata::{self, Verdict};
use crate::upload::tables::{self, Classifier};
use crate::upload::{python, url};

/// What Preflight makes of a value, in the form of the file; `None` if it does not decide.
fn answer(grammar: &str, value: &str, expected: &Value) -> Option<Value> {
    Some(match grammar {
        "python" => json!([
            python::repr(value),
            python::strip(value),
            python::split(value).collect::<Vec<_>>(),
            python::lower(value),
            python::is_identifier(value),
            python::is_keyword(value),
            python::has_several_lines(value),
        ]),
        "parseaddr" => json!(email_parse::parseaddr(value)?),
        "email" => match email_address::validate(value) {
            Validity::Valid => Value::Null,
            Validity::Invalid(message) => json!(message),
            Validity::Undecided(_) => return None,
        },
        "url" => json!(url::is_valid_uri(value)),
        "content_type" => match content_type::check(value) {
            ContentType::Ok(kind) => json!({"ok": kind}),
            ContentType::Invalid(message) => json!({"invalid": message}),
            // Which exception it is does not show in the answer.
            ContentType::Crash if expected.get("crash").is_some() => expected.clone(),
            ContentType::Crash => json!("crash"),
            ContentType::Undecided(_) => return None,
        },
        "readme_type" | "metadata" if expected.is_null() => return None,
        "readme_type" if matches!(content_type::check(value), ContentType::Undecided(_)) => return None,
        "readme_type" => json!(content_type::readme_type(value)),
        "license" => match license_expression::read(value) {
            LicenseExpression::Valid(canonical) => json!({"valid": canonical}),
            LicenseExpression::Invalid => json!("invalid"),
            LicenseExpression::Crash => json!("crash"),
        },
        "classifier" => match tables::classifier(value) {
            None => Value::Null,
            Some(Classifier::Current) => json!("current"),
            Some(Classifier::Deprecated(by)) => json!(by),
        },
        "metadata" => return metadata_file(value),
        other => panic!("no grammar is called {other}"),
    })
}

/// The answer to a whole file, whose bytes are the characters of `value`.
fn metadata_file(value: &str) -> Option<Value> {
    let bytes: Vec<u8> = value.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let file = Metadata::parse("METADATA", &bytes);
    let form = Form::new(Uploader::Twine, "demo-1.0-py3-none-any.whl", &file);
    if let Some(refusal) = &form.refused_by_tool {
        let words = refusal.strip_prefix("Invalid distribution metadata: ").expect("twine's words");
        let mut headers: Vec<_> =
            words.split("; ").map(|word| word.replace("unrecognized or malformed field ", "")).collect();
        headers.sort();
        return Some(json!({ "tool": headers }));
    }
    match metadata::packaging_verdict(&form) {
        Verdict::Accepted => Some(json!({ "errors": {} })),
        Verdict::Refused(errors) => {
            let errors: BTreeMap<_, _> = errors.into_iter().map(|error| (error.field, error.message)).collect();
            Some(json!({ "errors": errors }))
        }
        Verdict::Crashes(_) => Some(json!({ "crash": true })),
        Verdict::Undecided { .. } => None,
    }
}

#[test]
fn grammars_agree_with_the_packages_of_pypi() {
    let Ok(path) = std::env::var("PREFLIGHT_DIFFERENTIAL") else { return };
    let text = std::fs::read_to_string(&path).expect("the file can be read");
    let mut lines = text.lines();
    let head = lines.next().expect("the file has a head");
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut shown = Vec::new();
    for line in lines {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let (grammar, value) = (case["grammar"].as_str().expect("a name"), case["value"].as_str().expect("a text"));
        let expected = &case["expected"];
        let count = counts.entry(grammar.to_owned()).or_default();
        count[0] += 1;
        match answer(grammar, value, expected) {
            None => count[1] += 1,
            Some(answer) if answer == *expected => {}
            Some(answer) => {
                count[2] += 1;
                if count[2] <= 20 {
                    shown.push(format!("{grammar}: {value:?}\n  PyPI:      {expected}\n  Preflight: {answer}"));
                }
            }
        }
    }
    let table: Vec<String> = counts
        .iter()
        .map(|(grammar, [cases, undecided, differ])| {
            format!("{grammar}: {cases} cases, {undecided} undecided, {differ} differ")
        })
        .collect();
    let table = table.join("\n");
    assert!(shown.is_empty(), "{head}\n{}\n{table}", shown.join("\n"));
    // Shown by `cargo test -- --nocapture`.
    std::io::Write::write_all(&mut std::io::stdout(), format!("{head}\n{table}\n").as_bytes())
        .expect("standard output is open");
}
