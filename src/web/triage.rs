//! A triage as the page shows it: plain data, and every text is safe on one line.

use super::drawn::{self, Node, element, facts, icon, link, sentence, text};
use super::protocol::{Mark, Piece, pieces};
use super::question::{Answer, DrawnView};
use super::route::{LogPlace, Route};
use crate::finding::one_line;
use crate::inspect::Release;
use crate::kit::runbook;
use crate::pipeline::triage::input;
use crate::pipeline::triage::{Entry, Outcome, Triage};
use crate::render::json_v1;
use crate::render::triage::headline;

#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The last lines before the failure, with their numbers and the members of an archive of logs that they stand in.
    pub lines: Vec<(u32, Option<String>, String)>,
    /// Whether the log was too long to be read whole.
    pub cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
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
        lines: triage
            .lines
            .iter()
            .map(|line| (line.line, line.path.as_deref().map(one_line), one_line(&line.text)))
            .collect(),
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

/// Why the run failed that a file of the release is the log of; `None` where it is no log.
pub(super) fn answer(release: &Release, log: usize) -> Option<Answer> {
    let (report, triage) = input::report_of(release, log, &release.options)?;
    let files: Vec<&str> = release.files.iter().map(|file| file.info().name.as_str()).collect();
    Some(Answer::Drawn(DrawnView {
        nodes: drawn(&triage, log, &files),
        text: json_v1::render_triage(&report, &triage),
        ..DrawnView::default()
    }))
}

/// The page of a triage. `log` is the place of the log among the artifacts, from 0, whose names are those of the files.
#[must_use]
pub fn drawn(triage: &Triage, log: usize, files: &[&str]) -> Vec<Node> {
    let name = files.get(log).copied().unwrap_or_default();
    let TriageView { headline, step, causes, facts: said, lines, cut, .. } = view(triage);
    let worst = triage.findings().map(|finding| Mark::from(finding.severity)).min().unwrap_or(Mark::Good);
    let known = triage.entries.iter().any(|entry| entry.signature.is_some());
    let place = |path: Option<&str>, line: u32| {
        Route::Triage(LogPlace { log: Some(log + 1), path: path.unwrap_or_default().to_owned(), line: Some(line) })
    };
    // What the files beside the log say stands in those.
    let place_of = |cause: &CauseView| {
        let line = cause.line?;
        if cause.role != "comparison" {
            return Some(place(cause.path.as_deref(), line));
        }
        let artifact = files.iter().position(|file| one_line(file) == cause.file)?;
        Some(Route::member(artifact, cause.path.as_deref().unwrap_or_default(), Some(line)))
    };
    let failed =
        (!step.is_empty()).then(|| element("p", &[("class", "quiet")], vec!["Failed in ".into(), drawn::code(&step)]));
    let headline_words = headline.clone();
    let mut nodes = vec![element(
        "header",
        &[("class", "verdict"), ("data-mark", worst.name())],
        [
            Some(text("p", "eyebrow", format!("Why it failed, from {}", one_line(name)))),
            Some(element("h1", &[("id", "triage"), ("tabindex", "-1")], vec![headline.into()])),
            failed,
        ]
        .into_iter()
        .flatten()
        .collect(),
    )];
    let several = causes.iter().filter(|cause| cause.role == "cause").count() > 1;
    let cards = causes.iter().enumerate().map(|(index, cause)| {
        // The headline says it already.
        let titled = index > 0 || !headline_words.starts_with(&cause.title);
        card(cause, index, titled, several, place_of(cause))
    });
    let cards: Vec<Node> = cards.collect();
    if !cards.is_empty() {
        nodes.push(element(
            "ol",
            &[("class", "finding-list causes"), ("aria-label", "Causes and consequences")],
            cards,
        ));
    }
    if !known && triage.outcome != Outcome::Succeeded && !lines.is_empty() {
        let rows = lines.iter().map(|(line, path, words)| {
            element(
                "li",
                &[],
                vec![
                    link(&place(path.as_deref(), *line), vec![format!("Line {line}").into()]),
                    " ".into(),
                    drawn::code(words),
                ],
            )
        });
        nodes.push(section("last-lines", "The last lines", element("ul", &[("class", "last-lines")], rows.collect())));
    }
    if !said.is_empty() {
        let rows = said.iter().map(|(name, value)| (name.as_str().into(), vec![drawn::code(value)]));
        nodes.push(section("log-says", "What the log says", facts(rows)));
    }
    if cut {
        nodes.push(text("p", "note", "The log is longer than what was read; its end was not looked at."));
    }
    nodes
}

fn section(id: &str, title: &str, body: Node) -> Node {
    let heading = element("h2", &[("id", id)], vec![title.into()]);
    element("section", &[("class", "triage-part"), ("aria-labelledby", id)], vec![heading, body])
}

fn card(cause: &CauseView, index: usize, titled: bool, several: bool, place: Option<Route>) -> Node {
    let role = match (cause.role.as_str(), index) {
        ("cause", 0) if cause.mark == Mark::Error => "Root cause",
        ("cause", _) if cause.mark == Mark::Info => "Noted",
        ("cause", _) if cause.mark == Mark::Error && several => "Another cause",
        ("cause", _) if cause.mark == Mark::Warning => "Warning",
        ("cause", _) => "Cause",
        ("comparison", _) => "Compared with your files",
        _ => "Followed from it",
    };
    let mut head = vec![icon(cause.mark), text("span", "finding-severity", role)];
    let rule = vec![drawn::code(&cause.id)];
    head.push(element("a", &[("class", "finding-rule"), ("href", &Route::Rule(cause.id.clone()).hash())], rule));
    if !cause.phase.is_empty() {
        head.push(text("span", "quiet", format!("phase: {}", cause.phase)));
    }
    let mut body = vec![element("p", &[("class", "finding-head")], head)];
    if titled && !cause.title.is_empty() {
        body.push(text("h2", "cause-title", cause.title.as_str()));
    }
    body.push(element("p", &[("class", "finding-message")], sentence(&cause.message)));
    if !cause.fix.is_empty() && cause.role != "consequence" {
        let fix = element("span", &[], sentence(&cause.fix));
        body.push(element("p", &[("class", "finding-fix")], vec![text("span", "label", "Fix"), fix]));
    }
    let inside = cause.path.as_ref().map(|path| format!(": {path}")).unwrap_or_default();
    let mut at = vec![format!("{}{inside} ", cause.file).into()];
    if let Some(line) = cause.line {
        let words: Node = format!("line {line}").into();
        at.push(match place {
            Some(place) => link(&place, vec![words]),
            None => words,
        });
    }
    body.push(element("p", &[("class", "places")], at));
    if !cause.rules.is_empty() && cause.role == "cause" {
        let mut seen: Vec<Node> = vec!["Would have been seen before the upload by ".into()];
        for (index, rule) in cause.rules.iter().enumerate() {
            if index > 0 {
                seen.push(", ".into());
            }
            seen.push(link(&Route::Rule(rule.clone()), vec![drawn::code(rule)]));
        }
        body.push(element("p", &[("class", "quiet seen-before")], seen));
    }
    if cause.role == "cause" && cause.mark == Mark::Error {
        let section = runbook::IF_IT_FAILS;
        let words = format!("Runbook: {}", section.title);
        body.push(element(
            "p",
            &[("class", "quiet")],
            vec![link(&Route::Publishing(section.anchor.to_owned()), vec![words.into()])],
        ));
    }
    let attributes =
        [("class", "finding"), ("data-mark", cause.mark.name()), ("data-role", &cause.role), ("data-rule", &cause.id)];
    element("li", &attributes, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::triage::triage;

    #[test]
    fn a_triage_names_its_cause_first() {
        let log = b"refs/tags/v1.0\nERROR    HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/\n         Only one \
                    sdist may be uploaded per release.\n";
        let view = view(&triage("pasted", log, None));
        let cause = &view.causes[0];
        assert_eq!(
            (cause.id.as_str(), cause.mark, cause.line, cause.column),
            ("second-sdist", Mark::Error, Some(3), Some(10))
        );
        assert_eq!(view.facts[0], ("tag".to_owned(), "v1.0".to_owned()));
    }

    #[test]
    fn the_page_leads_to_the_line_and_to_the_rules() {
        let log = b"Run pypa/gh-action-pypi-publish@release/v1\n##[error]<b>x</b> Trusted publishing exchange failure: \n\
                    `invalid-publisher`: valid token, but no corresponding publisher (Publisher with matching claims was not found)\n\
                    ##[error]Process completed with exit code 1.\n";
        let nodes = drawn(&triage("pasted.log", log, None), 1, &["x", "pasted.log"]);
        let json = serde_json::to_string(&nodes).unwrap();
        for words in [
            "Root cause",
            "#/triage?log=2&line=",
            "oidc-no-publisher",
            "Would have been seen",
            "#/publishing/if-it-fails",
        ] {
            assert!(json.contains(words), "{words}: {json}");
        }
        let unknown = drawn(&triage("a.log", b"##[error]Process completed with exit code 1.\n", None), 0, &["a.log"]);
        let text: String = unknown.iter().map(Node::text).collect();
        assert!(
            text.contains("no known cause") && text.contains("The last lines") && text.contains("Line 1"),
            "{text}"
        );
    }
}
