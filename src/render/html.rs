//! The report as one HTML file that reads offline, in light and dark and on paper.
//!
//! It holds no script, loads nothing, and its own policy forbids both: only the style sheet with the known hash applies.
//! Every name and content of a dropped file goes through [`escape`].

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{groups, json_v1, words};
use crate::finding::{Finding, Gate, Location, Message, Segment, Severity, human_bytes, one_line};
use crate::report::{Artifact, Outcome, Report, Verdict};
use crate::upload::answer::NOT_DECIDED;

const STYLE: &str = concat!(include_str!("../../style/tokens.css"), include_str!("../../style/report.css"));

#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    let headline = escape(&words::headline(report));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>Preflight: {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{headline}</h1>",
        escape(&title(report)),
    )?;
    write_gates(out, report)?;
    write_files(out, &report.artifacts)?;
    write_findings(out, report)?;
    write_ignored(out, report)?;
    write_runs(out, report)?;
    let (version, data) = (env!("CARGO_PKG_VERSION"), json_v1::DATA_DATE);
    writeln!(out, "</main>\n<footer>preflight {version}, data of {data}</footer>\n</body>\n</html>")
}

/// What was looked at: the release where it has a name, else the files.
fn title(report: &Report) -> String {
    let named = report.artifacts.iter().find_map(|artifact| artifact.name.as_ref().zip(artifact.version.as_ref()));
    named.map_or_else(|| words::plural(report.artifacts.len(), "file"), |(name, version)| format!("{name} {version}"))
}

fn write_gates(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "<section aria-labelledby=\"gates\">\n<h2 id=\"gates\">Six questions</h2>\n<dl class=\"gates\">")?;
    for gate in Gate::ALL {
        let verdict = report.verdict(gate);
        let class = match verdict {
            Verdict::Good => "good",
            Verdict::Bad | Verdict::ServerError => "error",
            Verdict::Undecided => "warning",
            Verdict::NotChecked => "quiet",
        };
        let answer = words::gate_answer(report, gate);
        writeln!(out, "<div class=\"{class}\"><dt>{}</dt><dd>{answer}</dd></div>", gate.question())?;
    }
    writeln!(out, "</dl>\n</section>")
}

fn write_files(out: &mut String, artifacts: &[Artifact]) -> std::fmt::Result {
    writeln!(out, "<section aria-labelledby=\"files\">\n<h2 id=\"files\">Files</h2>")?;
    for artifact in artifacts {
        let size = human_bytes(artifact.size);
        write!(out, "<article>\n<h3>{}</h3>\n<p>{}, {size}", code(&artifact.file), artifact.kind.name())?;
        if let (Some(name), Some(version)) = (&artifact.name, &artifact.version) {
            write!(out, ", {} {}", escape(name), escape(version))?;
        }
        writeln!(out, "</p>")?;
        if !artifact.sha256.is_empty() {
            writeln!(out, "<p>SHA-256 {}</p>", code(&artifact.sha256))?;
        }
        if !artifact.upload.answers.is_empty() {
            for line in words::upload_lines(&artifact.upload) {
                writeln!(out, "<p>{}</p>", escape(&line))?;
            }
        }
        writeln!(out, "</article>")?;
    }
    writeln!(out, "</section>")
}

fn write_findings(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>")?;
    if report.findings.is_empty() {
        writeln!(out, "<p>None.</p>")?;
    }
    for group in groups(&report.findings) {
        let Some(first) = group.first() else { continue };
        let (severity, gate) = (first.severity.name(), first.gate.name());
        writeln!(out, "<article class=\"{}\">", class(first))?;
        writeln!(out, "<h3><span class=\"severity\">{severity}</span> {}</h3>", first.rule)?;
        writeln!(out, "<p>{}</p>\n<ul>", message(&first.message))?;
        for finding in &group {
            writeln!(out, "<li>{}</li>", place(&finding.location))?;
        }
        writeln!(out, "</ul>")?;
        let fix = message(&first.fix);
        if !fix.is_empty() {
            writeln!(out, "<p><b>Fix:</b> {fix}</p>")?;
        }
        writeln!(out, "<p class=\"quiet\">gate {gate}, {}</p>\n</article>", first.certainty.name())?;
    }
    writeln!(out, "</section>")
}

fn write_ignored(out: &mut String, report: &Report) -> std::fmt::Result {
    if report.ignored.is_empty() {
        return Ok(());
    }
    let count = words::plural(report.ignored.len(), "finding");
    writeln!(out, "<section aria-labelledby=\"ignored\">\n<h2 id=\"ignored\">{count} ignored</h2>\n<ul>")?;
    for ignored in &report.ignored {
        let finding = &ignored.finding;
        writeln!(
            out,
            "<li>{} <b>{}</b> in {}: {} <i>{}</i></li>",
            finding.severity.name(),
            finding.rule,
            place(&finding.location),
            message(&finding.message),
            escape(&words::why_ignored(&ignored.by)),
        )?;
    }
    writeln!(out, "</ul>\n</section>")
}

fn write_runs(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "<section aria-labelledby=\"checks\">\n<h2 id=\"checks\">What was looked at</h2>")?;
    writeln!(out, "<details>\n<summary>{}</summary>\n<table>", words::runs(report))?;
    writeln!(
        out,
        "<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">Outcome</th><th scope=\"col\">Why</th></tr></thead>\n<tbody>"
    )?;
    for run in &report.rules {
        let outcome = match run.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Skipped => "skipped",
            Outcome::Undecided => "not decided",
        };
        let reason = escape(run.reason.as_deref().unwrap_or_default());
        writeln!(out, "<tr><td>{}</td><td>{outcome}</td><td>{reason}</td></tr>", run.rule)?;
    }
    writeln!(out, "</tbody>\n</table>\n</details>")?;
    if report.artifacts.iter().any(|artifact| !artifact.upload.answers.is_empty()) {
        writeln!(out, "<p class=\"quiet\">Not decided by the files: {}.</p>", escape(&NOT_DECIDED.join("; ")))?;
    }
    writeln!(out, "</section>")
}

fn class(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn place(location: &Location) -> String {
    code(&super::text::place(location))
}

fn message(message: &Message) -> String {
    let piece = |segment: &Segment| match segment {
        Segment::Text(text) => escape(text),
        Segment::Code(text) => code(text),
    };
    message.segments().iter().map(piece).collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// Text as text, on one line, inside an element or a quoted attribute.
fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            escape("</code><script>alert('x')</script> &amp; \"q\"\n\u{202e}"),
            "&lt;/code&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp;amp; &quot;q&quot;\\n\\u{202e}"
        );
    }

    /// The policy names the hash of what stands between the tags, so nothing may be changed on the way.
    #[test]
    fn the_style_sheet_stands_in_the_file_as_it_was_hashed() {
        let html = render(&Report::default());
        let (_, rest) = html.split_once("<style>").unwrap();
        let (style, _) = rest.split_once("</style>").unwrap();
        assert_eq!(style, STYLE);
        assert!(html.contains(&format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)))));
        assert!(!STYLE.contains('\r') && !STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}
