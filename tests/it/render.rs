//! Every renderer on sound, broken and hostile releases: what people and programs get to see.

use std::collections::BTreeSet;

use preflight::finding::is_hidden;
use preflight::fixture::{self, Built, build};
use preflight::inspect::{Input, Options, inspect};
use preflight::render::{html, json_v1, markdown, sarif, text};
use preflight::report::Report;
use preflight::rules::RULES;
use serde_json::Value;

const SOUND: &str = include_str!("../fixtures/samples/sound.txt");
const BROKEN: &str = include_str!("../fixtures/samples/broken.txt");

/// Markup of HTML and Markdown, mentions, links, an escape sequence, a line feed and a direction override.
const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;|`` ` ``**b**_i_[l](javascript:x)@all#1\
     </code></details>\u{1b}[31m\r\n| x | y |\n\u{202e}\u{9b}2J";

fn drop_files(files: &[Built], options: &Options) -> Report {
    let inputs: Vec<Input<'_>> =
        files.iter().map(|file| Input { path: file.name.clone(), source: &file.bytes }).collect();
    inspect(&inputs, options, &mut |_| {})
}

/// Hostile text wherever a dropped file can bring some: names of files, members, metadata, requirements, entry points.
fn hostile() -> Report {
    let name = HOSTILE.replace(['/', '\\'], "\u{2215}");
    let line = HOSTILE.replace(['\r', '\n'], " ");
    let toml = serde_json::to_string(&line).unwrap().replace('\u{9b}', "\\u009b");
    let text = format!(
        "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/{line}.pyc\nx\n--- x.pth\nimport os, {line}\n\
         --- demo-1.0.dist-info/METADATA {{merge}}\nName: {line}\nSummary: {line}\nClassifier: {line}\n\
         Requires-Dist: {line}\nRequires-Dist: a @ {line}\nProject-URL: {line}, {line}\n\
         --- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\n{line} = {line}\n[{line}]\n{line}\n\
         === pyproject.toml\n[project]\nname = {toml}\n[tool.preflight]\n\
         ignore = [{{ rule = \"sec-*\", reason = {toml} }}, {{ rule = {toml} }}]\n",
    );
    let mut files = build(&text);
    let odd = files[0].clone();
    files.push(Built { name, ..odd });
    files.push(Built { name: format!("{line}-1.0-py3-none-any.whl"), bytes: b"PK".to_vec() });
    files.push(Built { name: format!("{line}.whl"), bytes: Vec::new() });
    let report = drop_files(&files, &Options::default());
    assert!(report.findings.len() > 10, "{:#?}", report.findings);
    assert!(!report.ignored.is_empty());
    report
}

fn reports() -> [Report; 3] {
    [fixture::report(SOUND), fixture::report(BROKEN), hostile()]
}

#[test]
fn nothing_that_a_terminal_obeys_is_written() {
    let hidden = |text: &str| text.chars().find(|c| is_hidden(*c) && *c != '\n');
    for report in reports() {
        for (format, text) in [
            ("text", text::render(&report, text::Style::Plain)),
            ("json", json_v1::render(&report)),
            ("sarif", sarif::render(&report, &[])),
            ("markdown", markdown::render(&report)),
            ("html", html::render(&report)),
        ] {
            assert_eq!(hidden(&text), None, "{format}");
        }
    }
}

#[test]
fn a_name_forges_no_line_of_the_text() {
    let text = text::render(&hostile(), text::Style::Plain);
    assert!(!text.lines().any(|line| line.trim_start().starts_with("| x")), "{text}");
}

/// The broken sample as it was when these rules were all there were, so that the next rule changes no snapshot.
fn broken() -> Report {
    let mut report = fixture::report(BROKEN);
    let known =
        ["dep-direct-url", "content-empty", "entry-module-missing", "metadata-license-absent", "dep-name-spelling"];
    report.findings.retain(|finding| known.contains(&finding.rule));
    report.rules.retain(|run| known.contains(&run.rule));
    report
}

/// The names of all elements, and every attribute, of HTML that the renderers wrote.
fn elements(html: &str) -> BTreeSet<String> {
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    tags.filter(|tag| !tag.starts_with(['/', '!'])).map(str::to_owned).collect()
}

#[test]
fn html_has_only_the_elements_that_the_renderer_writes() {
    let ours = elements(&html::render(&fixture::report(BROKEN)));
    let more = elements(&html::render(&hostile()));
    let known = ["section aria-labelledby=\"ignored\"", "h2 id=\"ignored\"", "i"];
    let classes = ["error", "warning", "info", "good", "quiet"];
    let fresh: Vec<&String> = more
        .difference(&ours)
        .filter(|tag| !known.contains(&tag.as_str()))
        .filter(|tag| !classes.iter().any(|class| tag.ends_with(&format!(" class=\"{class}\""))))
        .collect();
    assert!(fresh.is_empty(), "{fresh:#?}");
}

#[test]
fn html_is_one_file_without_script_or_address() {
    for report in reports() {
        let html = html::render(&report);
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"), "{html}");
        let tags = elements(&html);
        for tag in &tags {
            let element = tag.split(' ').next().unwrap_or_default();
            assert!(!["script", "link", "img", "iframe", "object", "base", "form", "a"].contains(&element), "{tag}");
            assert!(!tag.contains(" on") && !tag.contains("style="), "{tag}");
        }
        assert!(tags.iter().any(|tag| tag.contains("default-src 'none'; style-src 'sha256-")), "{tags:#?}");
    }
}

/// Markdown as GitHub renders it.
fn rendered(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

#[test]
fn markdown_has_only_the_elements_that_the_renderer_writes() {
    let known = [
        "h2",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "td align=\"right\"",
        "th align=\"right\"",
        "details",
        "details open",
        "summary",
        "ul",
        "li",
        "p",
        "strong",
        "code",
        "sub",
    ];
    for report in reports() {
        let html = rendered(&markdown::render(&report));
        let fresh: Vec<String> = elements(&html).into_iter().filter(|tag| !known.contains(&tag.as_str())).collect();
        assert!(fresh.is_empty(), "{fresh:#?}\n{html}");
        let opened = html.matches("<details").count();
        assert_eq!((opened, html.matches("</details>").count()), (opened, opened), "{html}");
        // Outside code nobody is called.
        let outside: String =
            html.split("<code>").map(|part| part.split_once("</code>").map_or(part, |it| it.1)).collect();
        assert!(!outside.contains("@all"), "{outside}");
    }
}

#[test]
fn markdown_fits_into_a_comment() {
    let requirement = |i| format!("Requires-Dist: dep{i} @ https://example.org/{i}\n");
    let requirements = (0..5000).map(requirement).collect::<Vec<_>>().concat();
    let text = format!(
        "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {{merge}}\n{requirements}"
    );
    let report = fixture::report(&text);
    assert!(report.findings.len() >= 5000);
    let markdown = markdown::render(&report);
    assert!(markdown.len() < 65_000, "{}", markdown.len());
    assert!(markdown.contains("- and ") && markdown.contains(" more, which the text output lists"));
    assert_eq!(markdown.matches("<details").count(), markdown.matches("</details>").count());
}

#[test]
fn markdown_of_a_broken_release() {
    insta::assert_snapshot!(steady(&markdown::render(&broken())));
}

#[test]
fn markdown_of_a_sound_release() {
    insta::assert_snapshot!(steady(&markdown::render(&fixture::report(SOUND))));
}

#[test]
fn html_of_a_broken_release() {
    insta::assert_snapshot!(steady_html(&html::render(&broken())));
}

#[test]
fn sarif_of_a_broken_release() {
    let report = broken();
    let paths: Vec<String> = report.artifacts.iter().map(|artifact| format!("./dist/{}", artifact.file)).collect();
    let mut json: Value = serde_json::from_str(&sarif::render(&report, &paths)).unwrap();
    // Pages of rules are tested where they are generated.
    for rule in json["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        let page = rule["help"]["markdown"].as_str().unwrap().to_owned();
        assert!(page.contains("## Why") && page.contains("## Fix"), "{page}");
        rule["help"] = page.lines().next().unwrap().into();
    }
    json["runs"][0]["properties"]["data"] = "DATE".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
}

/// What the schema of SARIF 2.1.0 and code scanning on GitHub ask for.
#[test]
fn sarif_is_what_readers_of_it_expect() {
    for report in reports() {
        let log: Value = serde_json::from_str(&sarif::render(&report, &[])).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(run["artifacts"].as_array().unwrap().len(), report.artifacts.len());
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings.len() + report.ignored.len());
        let mut prints = BTreeSet::new();
        for result in results {
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
            assert!(!uri.is_empty() && !uri.starts_with('/') && uri.chars().all(unreserved), "{uri}");
            if let Some(region) = place.get("region") {
                assert!(region["startLine"].as_u64().unwrap() > 0);
            }
            let print = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
            assert!(prints.insert(print.to_owned()), "{print} twice");
        }
        let ignored = results.iter().filter(|result| result.get("suppressions").is_some()).count();
        assert_eq!(ignored, report.ignored.len());
    }
}

/// The next build and the next version of a release have the same faults: code scanning must know them again.
#[test]
fn fingerprints_outlive_lines_numbers_and_versions() {
    let prints = |version: &str, before: &str| {
        let text = format!(
            "=== demo-{version}-py3-none-any.whl\n--- demo/__init__.py\n--- demo-{version}.dist-info/METADATA {{merge}}\n\
             {before}Requires-Dist: llm-ctx @ git+https://example.org/llm-ctx.git\n"
        );
        let log: Value = serde_json::from_str(&sarif::render(&fixture::report(&text), &[])).unwrap();
        log["runs"][0]["results"][0]["partialFingerprints"].clone()
    };
    let first = prints("1.0", "");
    assert_eq!(first, prints("1.0", "Keywords: one\n"));
    assert_eq!(first, prints("2.14.1", ""));
    assert_ne!(first, Value::Null);
}

#[test]
fn what_is_ignored_is_told_in_every_format() {
    let files = build(BROKEN);
    let options = Options { ignore: vec!["dep-direct-url".to_owned()], ..Options::default() };
    let report = drop_files(&files, &options);
    let count = report.ignored.len();
    assert!(count > 0);
    let said = format!("{count} finding{} ignored", if count == 1 { "" } else { "s" });
    for rendered in [text::render(&report, text::Style::Plain), markdown::render(&report), html::render(&report)] {
        assert!(rendered.contains(&said) && rendered.contains("--ignore dep-direct-url"), "{rendered}");
    }
    let json: Value = serde_json::from_str(&json_v1::render(&report)).unwrap();
    assert_eq!(json["ignored"]["count"], count);
    let log: Value = serde_json::from_str(&sarif::render(&report, &[])).unwrap();
    let suppressed = log["runs"][0]["results"].as_array().unwrap().iter().find(|it| it.get("suppressions").is_some());
    assert_eq!(suppressed.unwrap()["suppressions"][0]["justification"], "--ignore dep-direct-url");
}

/// Without what changes whenever a rule is added.
fn steady(text: &str) -> String {
    let line = |line: &str| match line.split_once("checks: ") {
        Some((before, _)) => format!("{before}checks: …"),
        None if line.starts_with("<sub>") => "<sub>…</sub>".to_owned(),
        None if line.starts_with("## Preflight: No error") => "## Preflight: No error …".to_owned(),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Without the style sheet, the policy with its hash and the table of rules.
fn steady_html(html: &str) -> String {
    let mut out = Vec::new();
    let mut skipping = false;
    for line in html.lines() {
        skipping |= line.starts_with("<style>") || line.starts_with("<details>");
        if line.starts_with("<meta http-equiv") || line.starts_with("<footer>") {
            continue;
        }
        if !skipping {
            out.push(line);
        }
        skipping &= !line.ends_with("</style>") && !line.ends_with("</details>");
    }
    let html = out.join("\n");
    assert!(!RULES.is_empty() && html.contains("What was looked at"));
    html
}
