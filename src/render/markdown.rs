//! The report as Markdown for a comment on a pull request: the verdict, the gates, the files, findings folded by severity.
//!
//! Written for GitHub and read well elsewhere. Names and contents of dropped files can neither make markup, nor link, nor
//! call for anybody.

use std::fmt::Write as _;

use super::{groups, json_v1, words};
use crate::finding::{Finding, Gate, Location, Message, Segment, Severity, human_bytes, one_line};
use crate::report::{Artifact, Outcome, Report};

/// GitHub takes no comment of more than 65,536 characters.
const MAX_BYTES: usize = 60_000;

/// Characters of one name, requirement or line of a file that are shown.
const LONGEST_CODE: usize = 300;

/// Places of one statement that are shown.
const MOST_PLACES: usize = 10;

#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "## Preflight: {}\n", words::headline(report))?;
    writeln!(out, "| Question | Answer |\n|---|---|")?;
    for gate in Gate::ALL {
        writeln!(out, "| {} | {} |", gate.question(), words::gate_answer(report, gate))?;
    }
    write_files(out, &report.artifacts)?;
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        write_findings(out, report, severity)?;
    }
    write_ignored(out, report)?;
    write_runs(out, report)?;
    let (version, data) = (env!("CARGO_PKG_VERSION"), json_v1::DATA_DATE);
    writeln!(out, "\n<sub>preflight {version}, data of {data}</sub>")
}

fn write_files(out: &mut String, artifacts: &[Artifact]) -> std::fmt::Result {
    writeln!(out, "\n| File | Kind | Size | PyPI would answer |\n|---|---|---:|---|")?;
    for (i, artifact) in artifacts.iter().enumerate() {
        if out.len() > MAX_BYTES / 4 {
            return writeln!(out, "| and {} more | | | |", artifacts.len() - i);
        }
        let upload = &artifact.upload;
        let answer = match upload.status {
            _ if upload.answers.is_empty() => String::new(),
            Some(status) => format!("{status} {}", cell(&upload.message)),
            None => format!("not decided: {}", prose(&upload.message)),
        };
        let (file, kind, size) = (cell(&artifact.file), artifact.kind.name(), human_bytes(artifact.size));
        writeln!(out, "| {file} | {kind} | {size} | {answer} |")?;
    }
    Ok(())
}

fn write_findings(out: &mut String, report: &Report, severity: Severity) -> std::fmt::Result {
    let count = report.count(severity);
    if count == 0 {
        return Ok(());
    }
    // Who reads the comment has to act on errors; the rest is there for whoever asks.
    let open = if severity == Severity::Error { " open" } else { "" };
    let name = if severity == Severity::Info { "remark" } else { severity.name() };
    writeln!(out, "\n<details{open}><summary>{}</summary>\n", words::plural(count, name))?;
    let of: Vec<Vec<&Finding>> =
        groups(&report.findings).into_iter().filter(|group| group[0].severity == severity).collect();
    for (i, group) in of.iter().enumerate() {
        if out.len() > MAX_BYTES {
            writeln!(out, "- and {} more, which the text output lists", of.len() - i)?;
            break;
        }
        write_group(out, group)?;
    }
    writeln!(out, "\n</details>")
}

fn write_group(out: &mut String, group: &[&Finding]) -> std::fmt::Result {
    let Some(first) = group.first() else { return Ok(()) };
    writeln!(out, "- **{}**: {}", first.rule, message(&first.message))?;
    for finding in group.iter().take(MOST_PLACES) {
        writeln!(out, "  - in {}", place(&finding.location))?;
    }
    if group.len() > MOST_PLACES {
        writeln!(out, "  - and {} more places", group.len() - MOST_PLACES)?;
    }
    let fix = message(&first.fix);
    if fix.is_empty() { Ok(()) } else { writeln!(out, "  - fix: {fix}") }
}

fn write_ignored(out: &mut String, report: &Report) -> std::fmt::Result {
    if report.ignored.is_empty() {
        return Ok(());
    }
    let count = words::plural(report.ignored.len(), "finding");
    writeln!(out, "\n<details><summary>{count} ignored</summary>\n")?;
    for (i, ignored) in report.ignored.iter().enumerate() {
        if out.len() > MAX_BYTES {
            writeln!(out, "- and {} more", report.ignored.len() - i)?;
            break;
        }
        let finding = &ignored.finding;
        let why = prose(&words::why_ignored(&ignored.by));
        writeln!(out, "- {} **{}** in {}: {why}", finding.severity.name(), finding.rule, place(&finding.location))?;
    }
    writeln!(out, "\n</details>")
}

fn write_runs(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "\n<details><summary>{}</summary>\n", words::runs(report))?;
    let undecided: Vec<_> = report.rules.iter().filter(|run| run.outcome == Outcome::Undecided).collect();
    for run in &undecided {
        if out.len() > MAX_BYTES {
            break;
        }
        writeln!(out, "- **{}** not decided: {}", run.rule, prose(run.reason.as_deref().unwrap_or_default()))?;
    }
    if undecided.is_empty() {
        writeln!(out, "Every check that applies was decided.")?;
    }
    writeln!(out, "\n</details>")
}

/// `file: member:line:column`, as code.
fn place(location: &Location) -> String {
    code(&super::text::place(location))
}

/// A message with its code as code.
pub(super) fn message(message: &Message) -> String {
    let piece = |segment: &Segment| match segment {
        Segment::Text(text) => prose(text),
        Segment::Code(text) => code(text),
    };
    message.segments().iter().map(piece).collect()
}

/// Text as a code span on one line: nothing in it is markup.
fn code(text: &str) -> String {
    let text = shortened(text);
    if text.trim().is_empty() {
        return format!("“{text}”");
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One blank on each side is taken off again (GFM section 6.3).
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text as prose on one line: what would be markup is escaped; an empty comment parts what would become a link or a mention.
fn prose(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("://") || rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
            out.push_str(&rest[..1]);
            out.push_str("<!-- -->");
        } else if matches!(c, '@' | '#') {
            out.push(c);
            out.push_str("<!-- -->");
        } else {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$') {
                out.push('\\');
            }
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Text as code in a cell of a table, where `|` ends the cell even inside a code span (GFM section 4.10): markup of HTML, all
/// that could be anything else as references.
fn cell(text: &str) -> String {
    let text = shortened(text);
    let www = text.to_ascii_lowercase().contains("www.");
    let plain = |c: char| !c.is_ascii_punctuation() || "-,/()'+=?%;".contains(c) || (c == '.' && !www);
    let mut out = String::from("<code>");
    for c in text.chars() {
        if plain(c) {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    out + "</code>"
}

/// On one line, and not longer than anyone reads.
fn shortened(text: &str) -> String {
    let mut text = one_line(text);
    if let Some((end, _)) = text.char_indices().nth(LONGEST_CODE) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As GitHub does it, but for what it does to mentions afterwards.
    fn html(markdown: &str) -> String {
        let mut options = comrak::Options::default();
        options.extension.table = true;
        options.extension.autolink = true;
        options.extension.strikethrough = true;
        options.render.r#unsafe = true;
        comrak::markdown_to_html(markdown, &options)
    }

    #[test]
    fn code_is_code_whatever_it_holds() {
        for (text, expected) in [
            ("a", "<code>a</code>"),
            ("a`b", "<code>a`b</code>"),
            ("``", "<code>``</code>"),
            ("`a", "<code>`a</code>"),
            (" a ", "<code> a </code>"),
            ("<img src=x onerror=alert(1)>", "<code>&lt;img src=x onerror=alert(1)&gt;</code>"),
            ("a\n# b", "<code>a\\n# b</code>"),
            ("\u{1b}[31m\u{202e}", "<code>\\u{1b}[31m\\u{202e}</code>"),
            ("@all [x](y) https://example.org", "<code>@all [x](y) https://example.org</code>"),
            ("\\", "<code>\\</code>"),
        ] {
            assert_eq!(html(&format!("x {} y", code(text))), format!("<p>x {expected} y</p>\n"), "{text:?}");
        }
        assert_eq!(html(&code("")), "<p>“”</p>\n");
        assert!(code(&"x".repeat(10_000)).len() < 400);
    }

    #[test]
    fn prose_is_prose_whatever_it_holds() {
        let text = "<b>*x* _y_ ![a](b) `c` ~~d~~ a|b &amp; $e$ \\";
        assert_eq!(
            html(&format!("x {}", prose(text))),
            "<p>x &lt;b&gt;*x* _y_ ![a](b) `c` ~~d~~ a|b &amp;amp; $e$ \\</p>\n"
        );
        let linked = html(&prose("https://example.org www.example.org @octocat #1 x@example.org"));
        assert!(!linked.contains("<a "), "{linked}");
        assert!(linked.contains("@<!-- -->octocat") && linked.contains("#<!-- -->1"), "{linked}");
    }

    fn html_escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    #[test]
    fn a_cell_stays_one_cell() {
        for text in
            ["a|b", "a\\|b", "a\\\\|b", "|", "a|b|c", "`|`", "</code>|<b>", "*a* _b_ [c](d) www.x.org http://x.org"]
        {
            for piece in [cell(text), prose(text)] {
                let table = html(&format!("| x | y |\n|---|---|\n| {piece} | end |\n"));
                assert!(table.contains("<td>end</td>"), "{text:?}: {table}");
                let (table, shown) = (table.replace("<!-- -->", ""), html_escaped(text));
                assert!(table.contains(&format!(">{shown}</")), "{shown}: {table}");
            }
        }
    }
}
