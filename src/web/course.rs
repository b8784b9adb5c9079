//! The rules as a course: in the order in which one meets them on the way from a project to a published release.

use serde::{Deserialize, Serialize};

use super::route::Route;
use crate::finding::Gate;
use crate::inspect::Kind;
use crate::kit::runbook::{self, Section};
use crate::pipeline::triage::signature;
use crate::rules::{Meta, RULES};

/// A step of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Describe,
    Sdist,
    Wheel,
    Run,
    Agree,
    Safe,
    Upload,
    Pipeline,
}

impl Stage {
    pub const ALL: [Self; 8] =
        [Self::Describe, Self::Sdist, Self::Wheel, Self::Run, Self::Agree, Self::Safe, Self::Upload, Self::Pipeline];

    /// Where a rule belongs, by what it reads and asks.
    #[must_use]
    pub fn of(meta: &Meta) -> Self {
        match (meta.gate, meta.reads) {
            (Gate::Pipeline, _) => Self::Pipeline,
            (Gate::Upload, _) => Self::Upload,
            (Gate::Safe, _) => Self::Safe,
            (_, [Kind::Pyproject]) => Self::Describe,
            (Gate::Agree, _) => Self::Agree,
            (_, [Kind::Sdist]) => Self::Sdist,
            (Gate::Run, _) => Self::Run,
            (Gate::Install, _) => Self::Wheel,
        }
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Describe => "Describe the project",
            Self::Sdist => "Build the sdist",
            Self::Wheel => "Make it installable",
            Self::Run => "Make it run",
            Self::Agree => "Let the parts agree",
            Self::Safe => "Ship nothing else",
            Self::Upload => "Get past PyPI",
            Self::Pipeline => "Publish from a workflow",
        }
    }

    /// What the stage is about, in a sentence.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Describe => {
                "pyproject.toml says what is built, by what, and what is in it. Much that fails later begins here."
            }
            Self::Sdist => {
                "The sdist is the source that others build from: whole, in one folder, and without leftovers."
            }
            Self::Wheel => {
                "Installers read the name, WHEEL and RECORD of a wheel, and refuse what does not fit together."
            }
            Self::Run => "A wheel that installs may still hold no code, or a command without its module.",
            Self::Agree => "Wheel, sdist and pyproject.toml tell one story, or somebody gets another program.",
            Self::Safe => "Secrets, junk and tricks that travel along unseen, and cannot be taken back.",
            Self::Upload => {
                "What PyPI's upload endpoint tests, in its words. A file that was refused can be repaired; a name is used up only by an upload that worked."
            }
            Self::Pipeline => "The workflow that builds and publishes: once, from a tag, with no token to steal.",
        }
    }
}

/// One page of the reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePage {
    pub id: String,
    pub title: String,
    pub gate: String,
    /// The word of JSON v1.
    pub severity: String,
    pub since: String,
    /// Position in [`Stage::ALL`].
    pub stage: usize,
    /// Of the page below its title; written by the project itself.
    pub html: String,
}

/// The pages in the order of the course.
#[must_use]
pub fn pages() -> Vec<RulePage> {
    let mut pages: Vec<RulePage> = RULES.iter().map(|rule| page(rule.meta())).collect();
    pages.sort_by_key(|page| page.stage);
    pages
}

fn page(meta: &Meta) -> RulePage {
    let lines = meta.doc.lines().skip(1).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let body = lines.collect::<Vec<_>>().join("\n");
    RulePage {
        id: meta.id.to_owned(),
        title: meta.title().to_owned(),
        gate: meta.gate.name().to_owned(),
        severity: meta.severity.name().to_owned(),
        since: meta.since.to_owned(),
        stage: Stage::ALL.into_iter().position(|stage| stage == Stage::of(meta)).unwrap_or(0),
        html: markdown(&body),
    }
}

/// The failures that a log may show, in the same form: each is a finding with a page of its own.
#[must_use]
pub fn failures() -> Vec<RulePage> {
    let pages = signature::all().map(|signature| RulePage {
        id: signature.id.to_owned(),
        title: signature.title.to_owned(),
        gate: Gate::Pipeline.name().to_owned(),
        severity: signature.severity.name().to_owned(),
        since: "0.1.0".to_owned(),
        stage: Stage::ALL.len(),
        html: markdown(signature::page(signature).split_once('\n').map_or("", |(_, body)| body)),
    });
    pages.collect()
}

/// The runbook as HTML, whose headings and links are those of the page's routes.
#[must_use]
pub fn runbook() -> String {
    let mut html = markdown(runbook::TEXT).replace("<h1>", "<h1 id=\"publishing\" tabindex=\"-1\">");
    for Section { anchor, title } in runbook::SECTIONS {
        let heading = format!("<h2>{title}</h2>");
        html = html.replace(&heading, &format!("<h2 id=\"publishing-{anchor}\" tabindex=\"-1\">{title}</h2>")).replace(
            &format!("href=\"#{anchor}\""),
            &format!("href=\"{}\"", Route::Publishing(anchor.to_owned()).hash()),
        );
    }
    html
}

fn markdown(text: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    comrak::markdown_to_html(text, &options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_place_and_every_place_but_the_last_has_rules() {
        let pages = pages();
        assert_eq!(pages.len(), RULES.len());
        let stages: Vec<usize> = pages.iter().map(|page| page.stage).collect();
        assert!(stages.is_sorted());
        // Rules about workflows may still be missing; all else is there.
        for stage in 0..Stage::ALL.len() - 1 {
            assert!(stages.contains(&stage), "{}", Stage::ALL[stage].title());
        }
    }

    #[test]
    fn the_runbook_leads_to_its_own_sections() {
        let html = runbook();
        for Section { anchor, .. } in runbook::SECTIONS {
            assert_eq!(html.matches(&format!("<h2 id=\"publishing-{anchor}\"")).count(), 1, "{anchor}");
            assert!(html.contains(&format!("href=\"#/publishing/{anchor}\"")), "{anchor}");
        }
        assert!(html.contains("<table>"));
        // Any other link into the document would lead to the home page.
        assert_eq!(html.matches("href=\"#").count(), html.matches("href=\"#/publishing/").count());
    }

    #[test]
    fn failures_have_pages_and_stand_behind_the_rules() {
        let page = failures().into_iter().find(|page| page.id == "second-sdist").unwrap();
        assert!(page.stage >= Stage::ALL.len() && page.html.contains("<strong>Fix:</strong>"), "{}", page.html);
    }

    #[test]
    fn a_page_is_its_doc_comment() {
        let pages = pages();
        let page = pages.iter().find(|page| page.id == "dep-direct-url").unwrap();
        assert!(page.html.contains("<h2>Why</h2>") && page.html.contains("<h2>Fix</h2>"), "{}", page.html);
        assert!(!page.html.contains("<script"));
    }
}
