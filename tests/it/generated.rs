//! What is generated from sources is as fresh as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use preflight::inspect::{Input, Options, inspect};

use crate::{folder, root, text};

fn generate(what: &str, out: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_generate")).current_dir(root()).arg(what).arg(out).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_pages_of_the_rules_are_fresh() {
    let out = folder("generated-rules");
    generate("rules", &out);
    let (fresh, committed) = (files(&out), files(&root().join("docs/rules")));
    let differs = |name: &&String| fresh.get(*name) != committed.get(*name);
    let mut stale: Vec<&String> = fresh.keys().chain(committed.keys()).filter(differs).collect();
    stale.dedup();
    assert!(stale.is_empty(), "stale in docs/rules: {stale:?}; run `cargo run --bin generate -- rules docs/rules`");
}

#[test]
fn the_page_of_the_signatures_is_fresh() {
    let out = folder("generated-signatures").join("signatures.md");
    generate("signatures", &out);
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let fresh = read(&out) == read(&root().join("docs/signatures.md"));
    assert!(fresh, "stale: docs/signatures.md; run `cargo run --bin generate -- signatures docs/signatures.md`");
}

#[test]
fn the_workflows_that_publish_with_uv_are_fresh() {
    let out = folder("generated-templates");
    generate("templates", &out);
    let committed = files(&root().join("public/templates/uv"));
    assert_eq!(files(&out), committed, "run `cargo run --bin generate -- templates public/templates/uv`");
}

#[test]
fn pages_of_rules_that_are_gone_are_deleted() {
    let out = folder("generated-stale");
    fs::write(out.join("no-such-rule.md"), "").unwrap();
    generate("rules", &out);
    assert!(!out.join("no-such-rule.md").exists());
}

#[test]
fn samples_are_releases_that_the_engine_opens() {
    let out = folder("generated-samples");
    generate("samples", &out);
    let index = fs::read_to_string(out.join("index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_str(&index).unwrap();
    let samples = index.as_array().unwrap();
    assert!(samples.iter().any(|sample| sample["id"] == "sound"), "{index}");
    for sample in samples {
        let field = |name: &str| sample[name].as_str().unwrap_or_else(|| panic!("no {name} in {sample}"));
        assert!(!field("title").is_empty() && !field("description").is_empty(), "{sample}");
        let bytes = fs::read(out.join(field("file"))).unwrap();
        let report =
            inspect(&[Input { path: field("file").to_owned(), source: &bytes }], &Options::default(), &mut |_| {});
        assert!(report.artifacts.len() > 1, "{} was not opened", field("file"));
        // A visitor who tries the sound sample must see what sound looks like.
        assert_eq!(report.findings.is_empty(), field("id") == "sound", "{}: {:#?}", field("id"), report.findings);
    }
}
