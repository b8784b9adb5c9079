//! Writes what is generated from sources: the pages of the rules and of the signatures, the page's sample releases, the
//! workflows that publish with uv.

#![expect(clippy::print_stderr, reason = "a command prints")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use preflight::finding::Gate;
use preflight::fixture;
use preflight::kit;
use preflight::pipeline::triage::signature;
use preflight::report::Verdict;
use preflight::rules::{self, RULES};
use preflight::web::course;
use serde::Serialize;

const USAGE: &str = "usage: generate samples OUT | generate rules OUT | generate signatures OUT.md | \
                     generate templates OUT | generate reference OUT";

/// Where the sources of the samples lie, from the folder that Cargo runs in.
const SAMPLES: &str = "tests/fixtures/samples";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["samples", out] => samples(Path::new(SAMPLES)).and_then(|files| write(Path::new(out), &files, "zip")),
        ["rules", out] => write(Path::new(out), &rule_pages(), "md"),
        ["signatures", out] => fs::write(out, signature::pages()).map_err(|error| failed(Path::new(out), &error)),
        ["templates", out] => write(Path::new(out), &templates(), "yml"),
        ["reference", out] => reference().and_then(|files| write(Path::new(out), &files, "json")).and_then(|()| {
            write(Path::new(out), &[("publishing.html".to_owned(), course::runbook().into_bytes())], "html")
        }),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("generate: {message}");
            ExitCode::FAILURE
        }
    }
}

/// A name and its content.
type File = (String, Vec<u8>);

/// One page for each rule, and an index of them.
fn rule_pages() -> Vec<File> {
    let mut index = String::from(
        "# Rules\n\nWritten by `cargo run --bin generate -- rules docs/rules` from the doc comments in `src/rules/`; \
         change those.\n\n| rule | severity | gate | title |\n| --- | --- | --- | --- |\n",
    );
    let mut files = Vec::new();
    for rule in RULES {
        let meta = rule.meta();
        let (id, severity, gate) = (meta.id, meta.severity.name(), meta.gate.name());
        index.push_str(&format!("| [{id}]({id}.md) | {severity} | {gate} | {} |\n", meta.title().replace('|', "\\|")));
        files.push((format!("{id}.md"), rules::page(meta).into_bytes()));
    }
    files.push(("README.md".to_owned(), index.into_bytes()));
    files
}

/// The workflows of `public/templates/`, with uv as the publisher.
fn templates() -> Vec<File> {
    kit::uv_templates().into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
}

/// The pages of the rules and of known failures as the page shows them: one file that it fetches before it locks the network.
fn reference() -> Result<Vec<File>, String> {
    let mut pages = course::pages();
    pages.extend(course::failures());
    let json = serde_json::to_string(&pages).map_err(|error| error.to_string())?;
    Ok(vec![("rules.json".to_owned(), json.into_bytes())])
}

/// One sample, as the page lists it.
#[derive(Serialize)]
struct Sample<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    /// The gates that it fails, separated by blanks: the answer to the exercise.
    fails: String,
    file: String,
}

/// Every sample as a zip of its release, and `index.json`, which the page lists them from.
///
/// The source of a sample is a fixture whose first lines are `title: …` and `description: …`.
fn samples(folder: &Path) -> Result<Vec<File>, String> {
    let mut index = Vec::new();
    let mut files = Vec::new();
    let sources = paths(folder, "txt")?;
    let texts: Result<Vec<String>, String> =
        sources.iter().map(|path| fs::read_to_string(path).map_err(|error| failed(path, &error))).collect();
    let texts = texts?;
    for (path, text) in sources.iter().zip(&texts) {
        let id = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        let field = |name: &str| {
            let mut header = text.lines().take_while(|line| !line.starts_with("=== "));
            let found = header.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            found.map(str::trim).ok_or_else(|| format!("{}: no line `{name}: …` before the first file", path.display()))
        };
        let report = fixture::report(text);
        let fails: Vec<&str> = Gate::ALL
            .into_iter()
            .filter(|gate| matches!(report.verdict(*gate), Verdict::Bad | Verdict::ServerError))
            .map(Gate::name)
            .collect();
        let sample = Sample {
            id,
            title: field("title")?,
            description: field("description")?,
            fails: fails.join(" "),
            file: format!("{id}.zip"),
        };
        files.push((sample.file.clone(), fixture::bundle(&fixture::build(text))));
        index.push(sample);
    }
    let json = serde_json::to_string_pretty(&index).map_err(|error| error.to_string())?;
    files.push(("index.json".to_owned(), (json + "\n").into_bytes()));
    Ok(files)
}

/// Writes the files and removes those of the same extension that are not generated any more.
fn write(out: &Path, files: &[File], extension: &str) -> Result<(), String> {
    fs::create_dir_all(out).map_err(|error| failed(out, &error))?;
    for path in paths(out, extension)? {
        let generated = files.iter().any(|(name, _)| path.file_name().is_some_and(|file| file == name.as_str()));
        if !generated {
            fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
        }
    }
    for (name, bytes) in files {
        let path = out.join(name);
        // A file that did not change keeps its time, so that a watching server does not build again.
        if fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        fs::write(&path, bytes).map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}

/// Files of a folder with that extension, by name.
fn paths(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let said = |error| failed(folder, &error);
    let entries = fs::read_dir(folder).map_err(said)?.collect::<Result<Vec<_>, _>>().map_err(said)?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    Ok(paths)
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
