//! The publisher cards as the page shows them: what to type into which field of PyPI's and TestPyPI's forms.

use super::drawn::{Node, code, copy, element, facts, icon, sentence, text};
use super::protocol::{Mark, pieces};
use super::question::{Answer, DrawnView};
use crate::finding::{Finding, one_line};
use crate::inspect::Release;
use crate::kit::project::is_repository;
use crate::pipeline::card::{self, Publisher, PublisherCard};
use crate::rules;

/// The rules that compare the files with a record.
const ABOUT_THE_RECORD: [&str; 2] = ["tp-claim-case", "tp-environment-mismatch"];

/// The cards for a repository that was typed in, as the drop says where nothing was; and how the record at PyPI that was
/// typed in differs from the files.
pub fn answer(release: &mut Release, repository: &str, environment: &str) -> Answer {
    let [repository, environment] =
        [repository, environment].map(|typed| Some(typed.trim()).filter(|it| !it.is_empty()));
    if let Some(typed) = repository.filter(|typed| !is_repository(typed)) {
        let words = format!("{} is no owner and repository on GitHub.", one_line(typed));
        return Answer::Nothing(words);
    }
    let before = release.options.publisher.clone();
    release.options.publisher = Publisher {
        repository: repository.map(str::to_owned).or_else(|| before.repository.clone()),
        environment: environment.map(str::to_owned).or_else(|| before.environment.clone()),
    };
    let mut nodes: Vec<Node> = rules::run_only(&ABOUT_THE_RECORD, release).iter().map(difference).collect();
    nodes.extend(drawn(&card::cards(release)));
    release.options.publisher = before;
    Answer::Drawn(DrawnView { nodes, ..DrawnView::default() })
}

/// What a rule says about the record.
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
        let said = text_of(&answer(&mut release, "", ""));
        for words in
            ["PyPIFor the job publish", "TestPyPIFor the job test-publish", "Ownerexample", "Environment nametestpypi"]
        {
            assert!(said.contains(words), "{words}: {said}");
        }
        let typed = text_of(&answer(&mut release, "other/name", ""));
        assert!(typed.contains("Ownerother") && typed.contains("Repository namename"), "{typed}");
        let record = text_of(&answer(&mut release, "Example/demo", "release"));
        for words in
            ["Example/demo was typed in", "error: The publisher's record has the environment release", "runs in pypi"]
        {
            assert!(record.contains(words), "{words}: {record}");
        }
        assert_eq!(release.options.publisher, Publisher::default());
        assert!(matches!(answer(&mut release, "a b/c", ""), Answer::Nothing(_)));
    }
}
