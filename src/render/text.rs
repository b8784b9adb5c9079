//! The report as text for a terminal or a log: verdict, gates, findings, what ran.

use std::fmt::Write as _;

use super::{groups, words};
use crate::finding::{Finding, Gate, Location, Severity, human_bytes, one_line};
use crate::pipeline::card::NOT_PROVEN;
use crate::report::{Ignored, Outcome, Report, Verdict};
use crate::upload::answer::NOT_DECIDED;

/// Colours of a terminal, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Coloured,
}

impl Style {
    pub(super) fn paint(self, text: &str, code: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

pub(super) const BOLD: &str = "1";
pub(super) const DIM: &str = "2";
pub(super) const RED: &str = "1;31";
pub(super) const YELLOW: &str = "1;33";
pub(super) const BLUE: &str = "1;34";
pub(super) const GREEN: &str = "1;32";

#[must_use]
pub fn render(report: &Report, style: Style) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report, style);
    out
}

fn write(out: &mut String, report: &Report, style: Style) -> std::fmt::Result {
    writeln!(out, "{}\n", style.paint(&words::headline(report), BOLD))?;
    for artifact in &report.artifacts {
        let release = match (&artifact.name, &artifact.version) {
            (Some(name), Some(version)) => format!(", {} {}", one_line(name), one_line(version)),
            _ => String::new(),
        };
        let file = style.paint(&one_line(&artifact.file), BOLD);
        writeln!(out, "  {file}  {}, {}{release}", artifact.kind.name(), human_bytes(artifact.size))?;
        if !artifact.upload.answers.is_empty() {
            for line in words::upload_lines(&artifact.upload) {
                writeln!(out, "    {}", one_line(&line))?;
            }
        }
    }
    writeln!(out)?;
    for gate in Gate::ALL {
        let verdict = report.verdict(gate);
        let (mark, colour) = match verdict {
            Verdict::Good => ("ok", GREEN),
            Verdict::Bad | Verdict::ServerError => ("no", RED),
            Verdict::Undecided => ("??", YELLOW),
            Verdict::NotChecked => ("--", DIM),
        };
        writeln!(out, "  {} {:<30} {}", style.paint(mark, colour), gate.question(), words::gate_answer(report, gate))?;
    }
    for group in groups(&report.findings) {
        write_group(out, &group, style)?;
    }
    write_ignored(out, &report.ignored, style)?;
    write_publishers(out, report, style)?;
    write_runs(out, report, style)
}

fn write_group(out: &mut String, group: &[&Finding], style: Style) -> std::fmt::Result {
    let Some(first) = group.first() else { return Ok(()) };
    let colour = match first.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Info => BLUE,
    };
    writeln!(out, "\n{} {}", style.paint(first.severity.name(), colour), style.paint(first.rule, BOLD))?;
    for finding in group {
        writeln!(out, "  {}", style.paint(&place(&finding.location), DIM))?;
    }
    writeln!(out, "  {}", first.message)?;
    let fix = first.fix.to_string();
    if fix.is_empty() { Ok(()) } else { writeln!(out, "  fix: {fix}") }
}

/// One line for each: what is set aside is still read by whoever reviews the release.
fn write_ignored(out: &mut String, ignored: &[Ignored], style: Style) -> std::fmt::Result {
    if ignored.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.paint(&format!("{} ignored:", words::plural(ignored.len(), "finding")), BOLD))?;
    for Ignored { finding, by } in ignored {
        let place = style.paint(&place(&finding.location), DIM);
        let why = one_line(&words::why_ignored(by));
        writeln!(out, "  {} {}  {place}  ({why})", finding.severity.name(), finding.rule)?;
    }
    Ok(())
}

/// What to type into the forms for trusted publishers.
fn write_publishers(out: &mut String, report: &Report, style: Style) -> std::fmt::Result {
    if report.publishers.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.paint("trusted publishers to register", BOLD))?;
    for card in &report.publishers {
        writeln!(out, "  {}", one_line(&words::publisher_line(card)))?;
    }
    if report.publishers.iter().any(|card| card.index == "TestPyPI") {
        writeln!(out, "  a green run against TestPyPI does not prove")?;
        for open in NOT_PROVEN {
            writeln!(out, "    {open}")?;
        }
    }
    Ok(())
}

/// `file: member:line:column`.
#[must_use]
pub fn place(location: &Location) -> String {
    let mut out = one_line(&location.file);
    if let Some(path) = &location.path {
        let _ = write!(out, ": {}", one_line(path));
    }
    if let Some(line) = location.line {
        let _ = write!(out, ":{line}");
    }
    if let Some(column) = location.column {
        let _ = write!(out, ":{column}");
    }
    out
}

fn write_runs(out: &mut String, report: &Report, style: Style) -> std::fmt::Result {
    writeln!(out, "\n{}", style.paint(&words::runs(report), DIM))?;
    for run in report.rules.iter().filter(|run| run.outcome == Outcome::Undecided) {
        writeln!(out, "  {} not decided: {}", run.rule, one_line(run.reason.as_deref().unwrap_or_default()))?;
    }
    if report.artifacts.iter().any(|artifact| !artifact.upload.answers.is_empty()) {
        let limits = format!("not decided by the files: {}", NOT_DECIDED.join("; "));
        writeln!(out, "{}", style.paint(&limits, DIM))?;
    }
    Ok(())
}
