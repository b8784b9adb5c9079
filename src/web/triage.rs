//! A triage as the page shows it, beside [`protocol`](super::protocol): plain data, and every text is safe on one line.

use serde::{Deserialize, Serialize};

use super::protocol::{Mark, Piece, pieces};
use crate::finding::one_line;
use crate::pipeline::triage::{Entry, Triage};
use crate::render::triage::headline;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageView {
    pub headline: String,
    /// "failed", "succeeded" or "unknown".
    pub outcome: String,
    /// Job and step that failed; empty where the log does not say.
    pub step: String,
    /// The root cause first.
    pub causes: Vec<CauseView>,
    /// What else the log says, as names and values.
    pub facts: Vec<(String, String)>,
    /// The last lines before the failure, with their numbers.
    pub lines: Vec<(u32, String)>,
    /// Whether the log was too long to be read whole.
    pub cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseView {
    /// Id of the signature; its entry in `docs/signatures.md` has the same name.
    pub id: String,
    /// "cause", "consequence" or "comparison".
    pub role: String,
    pub mark: Mark,
    pub title: String,
    pub phase: String,
    pub message: Vec<Piece>,
    pub fix: Vec<Piece>,
    pub file: String,
    pub path: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
    /// Rules that see it before anything is uploaded.
    pub rules: Vec<String>,
}

/// The triage as the page shows it.
#[must_use]
pub fn view(triage: &Triage) -> TriageView {
    let step = triage.step.as_ref().map(|step| {
        let names = [step.job.as_str(), step.step.as_str()].into_iter().filter(|name| !name.is_empty());
        one_line(&names.collect::<Vec<_>>().join(" / "))
    });
    TriageView {
        headline: headline(triage),
        outcome: triage.outcome.name().to_owned(),
        step: step.unwrap_or_default(),
        causes: triage.entries.iter().map(cause).collect(),
        facts: triage.facts.rows().into_iter().map(|(name, value)| (name.to_owned(), one_line(&value))).collect(),
        lines: triage.lines.iter().map(|line| (line.line, one_line(&line.text))).collect(),
        cut: triage.cut,
    }
}

fn cause(entry: &Entry) -> CauseView {
    let finding = &entry.finding;
    let signature = entry.signature;
    CauseView {
        id: finding.rule.to_owned(),
        role: entry.role.name().to_owned(),
        mark: finding.severity.into(),
        title: signature.map(|signature| signature.title).unwrap_or_default().to_owned(),
        phase: signature.map(|signature| signature.phase.name()).unwrap_or_default().to_owned(),
        message: pieces(&finding.message),
        fix: pieces(&finding.fix),
        file: one_line(&finding.location.file),
        path: finding.location.path.as_deref().map(one_line),
        line: finding.location.line,
        column: finding.location.column,
        rules: signature.map_or(&[][..], |signature| signature.rules).iter().map(|rule| (*rule).to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::triage::triage;

    #[test]
    fn a_triage_crosses_to_the_page_unchanged() {
        let log = b"refs/tags/v1.0\nERROR    HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/\n         Only one \
                    sdist may be uploaded per release.\n";
        let view = view(&triage("pasted", log, None));
        let cause = &view.causes[0];
        assert_eq!(
            (cause.id.as_str(), cause.mark, cause.line, cause.column),
            ("second-sdist", Mark::Error, Some(3), Some(10))
        );
        assert_eq!(view.facts[0], ("tag".to_owned(), "v1.0".to_owned()));
        let text = serde_json::to_string(&view).unwrap();
        assert_eq!(serde_json::from_str::<TriageView>(&text).unwrap(), view);
    }
}
