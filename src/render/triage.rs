//! A triage as text: the cause in one line, then each cause with what to do, what followed, and what the log says.

use std::fmt::Write as _;

use super::text::{BLUE, BOLD, DIM, RED, Style, YELLOW, place};
use super::words::plural;
use crate::finding::{Severity, one_line};
use crate::pipeline::triage::{Entry, Outcome, Role, Triage};

#[must_use]
pub fn render(triage: &Triage, style: Style) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, triage, style);
    out
}

/// The verdict in one sentence.
#[must_use]
pub fn headline(triage: &Triage) -> String {
    let of = |role: Role, severity: Severity| {
        triage.entries.iter().filter(|entry| entry.role == role && entry.finding.severity == severity).count()
    };
    let causes = of(Role::Cause, Severity::Error);
    let known = triage.entries.first().and_then(|entry| entry.signature);
    match (known, triage.outcome) {
        (Some(signature), _) if causes > 0 => {
            let more = if causes > 1 { format!(", and {}", plural(causes - 1, "more cause")) } else { String::new() };
            format!("{}{more}.", signature.title)
        }
        (None, Outcome::Failed) => "The run failed, and no known cause was found.".to_owned(),
        (_, Outcome::Succeeded) => match plural(of(Role::Cause, Severity::Warning), "warning") {
            warnings if warnings.starts_with("0 ") => "The run did not fail.".to_owned(),
            warnings => format!("The run did not fail; {warnings} to read."),
        },
        (Some(signature), _) => format!("{}.", signature.title),
        (None, _) => "No known cause found.".to_owned(),
    }
}

fn write(out: &mut String, triage: &Triage, style: Style) -> std::fmt::Result {
    writeln!(out, "{}", style.paint(&headline(triage), BOLD))?;
    if let Some(step) = &triage.step {
        let names = [step.job.as_str(), step.step.as_str()].into_iter().filter(|name| !name.is_empty());
        let name = one_line(&names.collect::<Vec<_>>().join(" / "));
        let name = if name.is_empty() { "the run".to_owned() } else { name };
        writeln!(out, "{}", style.paint(&format!("failed: {name}, line {}", step.line), DIM))?;
    }
    for entry in &triage.entries {
        write_entry(out, entry, style)?;
    }
    let known = triage.entries.iter().any(|entry| entry.signature.is_some());
    if !known && triage.outcome != Outcome::Succeeded && !triage.lines.is_empty() {
        writeln!(out, "\n{}", style.paint("the last lines that matter", BOLD))?;
        for line in &triage.lines {
            writeln!(out, "  {:>5}  {}", line.line, one_line(&line.text))?;
        }
    }
    write_facts(out, triage, style)?;
    if triage.cut {
        writeln!(out, "\nThe log is longer than what was read; its end was not looked at.")?;
    }
    Ok(())
}

fn write_entry(out: &mut String, entry: &Entry, style: Style) -> std::fmt::Result {
    let finding = &entry.finding;
    let colour = match finding.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Info => BLUE,
    };
    let what = match entry.role {
        Role::Cause => finding.severity.name(),
        Role::Consequence => "followed",
        Role::Comparison => "compared",
    };
    writeln!(out, "\n{} {}", style.paint(what, colour), style.paint(finding.rule, BOLD))?;
    writeln!(out, "  {}", style.paint(&place(&finding.location), DIM))?;
    writeln!(out, "  {}", finding.message)?;
    if entry.role != Role::Consequence {
        let fix = finding.fix.to_string();
        if !fix.is_empty() {
            writeln!(out, "  fix: {fix}")?;
        }
    }
    match entry.signature.map(|signature| signature.rules) {
        Some(rules) if !rules.is_empty() && entry.role == Role::Cause => {
            writeln!(out, "  {}", style.paint(&format!("seen before the upload by: {}", rules.join(", ")), DIM))
        }
        _ => Ok(()),
    }
}

fn write_facts(out: &mut String, triage: &Triage, style: Style) -> std::fmt::Result {
    let rows = triage.facts.rows();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.paint("the log says", BOLD))?;
    for (name, value) in rows {
        writeln!(out, "  {name:<20} {}", one_line(&value))?;
    }
    Ok(())
}
