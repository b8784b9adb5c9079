//! The sentences that the text output and the page share.

use crate::finding::{Gate, Severity, grouped};
use crate::ignore::Ignore;
use crate::pipeline::card::PublisherCard;
use crate::report::{Answer, Outcome, Report, Upload, Verdict};

/// The verdict in one sentence: what would happen, and how much is wrong.
#[must_use]
pub fn headline(report: &Report) -> String {
    let files = plural(report.artifacts.len(), "file");
    let errors = report.count(Severity::Error);
    let counts = counts(report);
    let bad = |gate: Gate| report.verdict(gate) == Verdict::Bad;
    if report.rules.iter().all(|run| run.outcome == Outcome::Skipped) {
        return format!("Nothing to check in {files}.");
    }
    let ignored = match report.ignored.len() {
        0 => String::new(),
        count => format!(" {} ignored.", plural(count, "finding")),
    };
    if errors == 0 && bad(Gate::Upload) && !report.ignored.is_empty() {
        return format!("PyPI would refuse this release for what is ignored.{ignored}");
    }
    if errors == 0 {
        let ran = report.ran(Outcome::Passed) + report.ran(Outcome::Failed);
        let checks = plural(ran, "check");
        let undecided = match report.ran(Outcome::Undecided) {
            0 => String::new(),
            count => format!(", {} could not be decided", grouped(count as u64)),
        };
        let rest = if counts.is_empty() { String::new() } else { format!(" {counts} to read.") };
        return format!("No error in {files}: {checks} ran{undecided}.{rest}{ignored}");
    }
    let what = match () {
        () if bad(Gate::Upload) => "PyPI would refuse this release",
        () if report.verdict(Gate::Upload) == Verdict::ServerError => "PyPI would break on this release",
        () if bad(Gate::Install) => "This release would not install",
        () if bad(Gate::Run) => "This release would not run",
        () if bad(Gate::Safe) => "This release is not safe to publish",
        () if bad(Gate::Pipeline) => "The pipeline would not publish this release",
        () => "The parts of this release disagree",
    };
    format!("{what}: {counts}.{ignored}")
}

/// "3 errors, 1 warning and 2 remarks"; empty where there is nothing.
#[must_use]
pub fn counts(report: &Report) -> String {
    let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")]
        .into_iter()
        .map(|(severity, word)| (report.count(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// What a report answers to a gate's question. The pipeline is asked whether it publishes once and safely: a plain yes stands
/// beside no warning.
#[must_use]
pub fn gate_answer(report: &Report, gate: Gate) -> String {
    let verdict = report.verdict(gate);
    let warnings = report.count_at(gate, Severity::Warning);
    match (gate, verdict) {
        (Gate::Pipeline, Verdict::Undecided) if report.has_carried_errors(gate) => {
            "Not by the workflow inside the sdist, if that publishes it".to_owned()
        }
        (Gate::Pipeline, Verdict::Good) if warnings > 0 => format!("Yes, with {}", plural(warnings, "warning")),
        _ => answer(gate, verdict).to_owned(),
    }
}

/// The answer to a gate's question, in a few words.
#[must_use]
pub fn answer(gate: Gate, verdict: Verdict) -> &'static str {
    match (verdict, gate) {
        (Verdict::NotChecked, _) => "Not checked",
        (Verdict::Undecided, _) => "Cannot be decided here",
        (Verdict::Good, Gate::Upload | Gate::Install | Gate::Run | Gate::Agree | Gate::Pipeline) => "Yes",
        (Verdict::Good, Gate::Safe) => "Nothing found against it",
        (Verdict::ServerError, _) => "No, PyPI itself would break on it",
        (Verdict::Bad, _) => "No",
    }
}

/// "checks: 98 passed, 1 failed, 0 not decided, 12 skipped".
#[must_use]
pub fn runs(report: &Report) -> String {
    let count = |outcome| report.ran(outcome);
    format!(
        "checks: {} passed, {} failed, {} not decided, {} skipped",
        count(Outcome::Passed),
        count(Outcome::Failed),
        count(Outcome::Undecided),
        count(Outcome::Skipped)
    )
}

/// Why a finding is ignored, in a few words.
#[must_use]
pub fn why_ignored(by: &Ignore) -> String {
    match (&by.location, &by.reason) {
        (None, _) => format!("--ignore {}", by.rule),
        (Some(_), Some(reason)) => reason.clone(),
        (Some(_), None) => "no reason given".to_owned(),
    }
}

/// What PyPI would answer to one file: the answer to the chosen tool, then that to another tool where it differs.
#[must_use]
pub fn upload_lines(upload: &Upload) -> Vec<String> {
    let say = |status: Option<u16>, message: &str| match status {
        Some(status) => format!("{status} {message}"),
        None => format!("not decided: {message}"),
    };
    let mut lines = vec![format!("PyPI would answer: {}", say(upload.status, &upload.message))];
    for answer in &upload.answers {
        if (answer.status, &answer.message) != (upload.status, &upload.message) {
            lines.push(format!("to {}: {}", answer.uploader.name(), say(answer.status, &answer.message)));
        }
        lines.extend(refused_by_tool(answer));
    }
    lines
}

/// That the tool stops by itself, where it does.
#[must_use]
pub fn refused_by_tool(answer: &Answer) -> Option<String> {
    let reason = answer.refused_by_tool.as_ref()?;
    Some(format!("{} would not send it: {reason}", answer.uploader.name()))
}

/// One line of a publisher's form: the index, and what to type.
#[must_use]
pub fn publisher_line(card: &PublisherCard) -> String {
    let fill = |value: &Option<String>| value.clone().unwrap_or_else(|| "(fill in)".to_owned());
    let environment = match &card.environment {
        None => "(none)".to_owned(),
        Some(name) if card.environment_varies => format!("one record for each value of {name}"),
        Some(name) => name.clone(),
    };
    let how = if card.trusted { "" } else { ", which uses a stored credential now" };
    format!(
        "{}: owner {}, repository {}, workflow {}, environment {environment} (job {}{how})",
        card.index,
        fill(&card.owner),
        fill(&card.repository),
        card.workflow,
        card.job,
    )
}

/// What a status of the upload endpoint means, in a word or two.
#[must_use]
pub fn status(status: Option<u16>) -> &'static str {
    match status {
        None => "not decided",
        Some(200) => "accepted",
        Some(500..) => "server error",
        Some(_) => "refused",
    }
}

/// `1 file`, `2 files`.
#[must_use]
pub fn plural(count: usize, word: &str) -> String {
    let number = grouped(count as u64);
    if count == 1 { format!("{number} {word}") } else { format!("{number} {word}s") }
}
