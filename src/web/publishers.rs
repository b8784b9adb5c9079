//! The publisher cards as the page shows them: what to type into which field of PyPI's and TestPyPI's forms.

use super::drawn::{Node, code, copy, element, facts, icon, sentence, text};
use super::protocol::{Mark, pieces};
use super::question::{Answer, DrawnView, Typed};
use crate::finding::{Finding, one_line};
use crate::inspect::Release;
use crate::kit::project::is_repository;
use crate::pipeline::card::{self, Publisher, PublisherCard};
use crate::report::{Outcome, RuleRun};
use crate::rules;

/// The rules that compare the files with what was typed in.
const ABOUT_THE_TYPED: [&str; 3] = ["tp-claim-case", "tp-environment-mismatch", ABOUT_THE_TAG];

const ABOUT_THE_TAG: &str = "version-artifacts-disagree";

/// The cards for a repository that was typed in, as the drop says where nothing was; and how the record at PyPI and the tag
/// that were typed in differ from the files.
pub fn answer(release: &mut Release, typed: &Typed) -> Answer {
    let [repository, environment, tag] =
        [&typed.repository, &typed.environment, &typed.tag].map(|typed| Some(typed.trim()).filter(|it| !it.is_empty()));
    if let Some(typed) = repository.filter(|typed| !is_repository(typed)) {
        let words = format!("{} is no owner and repository on GitHub.", one_line(typed));
        return Answer::Nothing(words);
    }
    let before = release.options.clone();
    let Publisher { repository: known, environment: recorded } = &before.publisher;
    release.options.publisher = Publisher {
        repository: repository.map(str::to_owned).or_else(|| known.clone()),
        environment: environment.map(str::to_owned).or_else(|| recorded.clone()),
    };
    release.options.tag = tag.map(str::to_owned);
    let (findings, runs) = rules::run_only(&ABOUT_THE_TYPED, release);
    let mut nodes: Vec<Node> = findings.iter().map(difference).collect();
    nodes.extend(tag.and_then(|tag| said_of_tag(tag, runs.iter().find(|run| run.rule == ABOUT_THE_TAG)?)));
    nodes.extend(drawn(&card::cards(release)));
    release.options = before;
    Answer::Drawn(DrawnView { nodes, ..DrawnView::default() })
}

/// What there is to say of a tag from which nothing differs.
fn said_of_tag(tag: &str, run: &RuleRun) -> Option<Node> {
    let (mark, words) = match (run.outcome, &run.reason) {
        (Outcome::Passed, _) => (Mark::Good, "the files have its version".to_owned()),
        (Outcome::Undecided | Outcome::Skipped, Some(reason)) => (Mark::Undecided, reason.clone()),
        _ => return None,
    };
    let words = vec!["The tag ".into(), code(tag), ": ".into(), words.as_str().into(), ".".into()];
    Some(element("p", &[("class", "publisher-note")], vec![icon(mark), element("span", &[], words)]))
}

/// What a rule says about what was typed in.
fn difference(finding: &Finding) -> Node {
    let mark: Mark = finding.severity.into();
    let mut words = vec![text("strong", "", finding.severity.name()), ": ".into()];
    words.extend(sentence(&pieces(&finding.message)));
    words.push(". ".into());
    words.extend(sentence(&pieces(&finding.fix)));
    words.push(".".into());
    element("p", &[("class", "publisher-note")], vec![icon(mark), element("span", &[], words)])
}

/// Nothing where nothing publishes.
#[must_use]
pub fn drawn(cards: &[PublisherCard]) -> Vec<Node> {
    if cards.is_empty() {
        return Vec::new();
    }
    let drawn = cards.iter().enumerate().map(|(index, card)| one(card, index));
    let mut nodes = vec![element("div", &[("class", "publishers")], drawn.collect())];
    let tested = cards.iter().any(|card| card.index == "TestPyPI");
    let open = card::NOT_PROVEN.iter().map(|words| text("li", "", *words));
    let title = if tested { "What a green run against TestPyPI does not prove" } else { "What no rehearsal proves" };
    nodes.push(element(
        "section",
        &[("class", "not-proven"), ("aria-labelledby", "not-proven")],
        vec![element("h3", &[("id", "not-proven")], vec![title.into()]), element("ul", &[], open.collect())],
    ));
    nodes
}

fn one(card: &PublisherCard, index: usize) -> Node {
    let id = format!("publisher-{}", index + 1);
    let known = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    let environment = if card.environment_varies {
        let mut value = vec![code(card.environment.as_deref().unwrap_or_default())];
        value.push(" – an expression: each of its values needs a record of its own, or one without environment".into());
        value
    } else {
        field(card, "environment", known(&card.environment), "leave it empty: the job names none")
    };
    let source = card.repository_source.map(|source| format!(" (from {source})")).unwrap_or_default();
    let rows = [
        (
            "PyPI project name",
            field(card, "project name", known(&card.project), "the name of the project: no file says it"),
        ),
        ("Owner", field(card, "owner", known(&card.owner), "no file says it: type it above")),
        ("Repository name", field(card, "repository", known(&card.repository), "no file says it: type it above")),
        ("Workflow name", field(card, "workflow", Some(card.workflow.clone()), "")),
        ("Environment name", environment),
    ];
    let mut body = vec![
        element("h3", &[("id", &id)], vec![card.index.into()]),
        element(
            "p",
            &[("class", "quiet")],
            vec!["For the job ".into(), code(&card.job), " of ".into(), code(&card.workflow), source.into()],
        ),
        facts(rows.into_iter().map(|(name, value)| (name.into(), value))),
        element(
            "p",
            &[("class", "publisher-form")],
            vec![
                "The form: ".into(),
                code(card.form),
                " ".into(),
                copy(card.form, &format!("the address of the form of {}", card.index)),
            ],
        ),
    ];
    if !card.trusted {
        let words = "The job uses a stored credential now: remove it, or this record is never asked for.";
        body.push(element("p", &[("class", "publisher-note")], vec![icon(Mark::Warning), " ".into(), words.into()]));
    }
    element("article", &[("class", "publisher"), ("aria-labelledby", &id)], body)
}

fn field(card: &PublisherCard, name: &str, value: Option<String>, missing: &str) -> Vec<Node> {
    match value {
        Some(value) => vec![code(&value), " ".into(), copy(&value, &format!("the {name} for {}", card.index))],
        None => vec![text("span", "quiet", missing)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::inspect::Options;

    const RELEASE: &str = "\
=== release.yml
on: {push: {tags: ['v*']}}
jobs:
  test-publish:
    runs-on: ubuntu-latest
    environment: testpypi
    permissions: {id-token: write}
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: {repository-url: 'https://test.pypi.org/legacy/'}
  publish:
    runs-on: ubuntu-latest
    environment: pypi
    permissions: {id-token: write}
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
=== pyproject.toml
[project]
name = \"demo\"
version = \"1.0\"
[project.urls]
Source = \"https://github.com/example/demo\"
";

    fn text_of(answer: &Answer) -> String {
        let Answer::Drawn(view) = answer else { panic!("{answer:?}") };
        view.nodes.iter().map(Node::text).collect()
    }

    #[test]
    fn the_forms_stand_side_by_side_with_what_was_typed() {
        let mut release = fixture::release(RELEASE);
        let typed = |repository: &str, environment: &str, tag: &str| Typed {
            repository: repository.to_owned(),
            environment: environment.to_owned(),
            tag: tag.to_owned(),
        };
        let said = text_of(&answer(&mut release, &typed("", "", "")));
        for words in
            ["PyPIFor the job publish", "TestPyPIFor the job test-publish", "Ownerexample", "Environment nametestpypi"]
        {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("The tag"), "{said}");
        let other = text_of(&answer(&mut release, &typed("other/name", "", "")));
        assert!(other.contains("Ownerother") && other.contains("Repository namename"), "{other}");
        let record = text_of(&answer(&mut release, &typed("Example/demo", "release", "")));
        for words in
            ["Example/demo was typed in", "error: The publisher's record has the environment release", "runs in pypi"]
        {
            assert!(record.contains(words), "{words}: {record}");
        }
        for (tag, words) in [
            ("v1.1", "error: The tag v1.1 is of version 1.1, and pyproject.toml has version 1.0"),
            ("v1.0", "The tag v1.0: the files have its version."),
            ("latest", "The tag latest: the tag holds no version."),
        ] {
            let said = text_of(&answer(&mut release, &typed("", "", tag)));
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(release.options, Options::default());
        assert!(matches!(answer(&mut release, &typed("a b/c", "", "")), Answer::Nothing(_)));
    }
}
