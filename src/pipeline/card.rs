//! The publisher card: what to type into PyPI's and TestPyPI's forms for a trusted publisher, for each job that publishes.
//!
//! Owner and repository are what the drop says of them; what it does not say is left for the maintainer to fill in.

use super::publish::{self, Publish, Target};
use super::workflow::is_expression;
use crate::artifact::Distribution;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::finding::Location;
use crate::inspect::Release;

/// The values of one publisher's form. Plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublisherCard {
    /// `PyPI` or `TestPyPI`.
    pub index: &'static str,
    /// Page with the form.
    pub form: &'static str,
    /// Project that is published, where the drop names one.
    pub project: Option<String>,
    pub owner: Option<String>,
    pub repository: Option<String>,
    /// Where owner and repository come from.
    pub repository_source: Option<&'static str>,
    /// The file's name, without its folder.
    pub workflow: String,
    /// Empty in the form where there is none.
    pub environment: Option<String>,
    /// The environment is an expression: each of its values needs a record of its own, or one without environment.
    pub environment_varies: bool,
    pub job: String,
    /// Whether the job publishes by its identity already; false where it uses a stored credential.
    pub trusted: bool,
    pub location: Location,
}

/// What the maintainer says of the trusted publisher that an index has on record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publisher {
    /// `owner/name`
    pub repository: Option<String>,
    /// Empty for a record without one.
    pub environment: Option<String>,
}

/// What a green run against TestPyPI leaves open.
pub const NOT_PROVEN: [&str; 4] = [
    "that PyPI knows this publisher: its record is another one, with another workflow file or environment",
    "that the rules of the environment for PyPI let the tag of the release pass",
    "that the name is free or yours on PyPI: accounts, projects and tokens are separate",
    "that the version is unused on PyPI: both indexes burn file names, each its own",
];

/// Owner and name of a repository on GitHub.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repository {
    pub owner: String,
    pub name: String,
    pub source: &'static str,
}

/// A card for each job and index, PyPI's first.
#[must_use]
pub fn cards(release: &Release) -> Vec<PublisherCard> {
    let repository = repository(release);
    let project = project(release);
    let mut cards: Vec<PublisherCard> = Vec::new();
    for publish in publish::all(release).iter().filter(|publish| publish.target.is_public()) {
        let indexes: &[bool] = match publish.target {
            Target::Either => &[false, true],
            Target::TestPyPi => &[true],
            _ => &[false],
        };
        for test in indexes {
            let card = card(publish, *test, repository.as_ref(), project.clone());
            if !cards.iter().any(|known| {
                (known.index, &known.location.path, &known.job, &known.workflow)
                    == (card.index, &card.location.path, &card.job, &card.workflow)
            }) {
                cards.push(card);
            }
        }
    }
    cards.sort_by(|a, b| (a.index, &a.workflow, &a.job).cmp(&(b.index, &b.workflow, &b.job)));
    cards
}

fn card(publish: &Publish<'_>, test: bool, repository: Option<&Repository>, project: Option<String>) -> PublisherCard {
    let environment = publish.job.environment.as_ref().map(|text| text.value.clone());
    PublisherCard {
        index: if test { "TestPyPI" } else { "PyPI" },
        form: if test {
            "https://test.pypi.org/manage/account/publishing/"
        } else {
            "https://pypi.org/manage/account/publishing/"
        },
        project,
        owner: repository.map(|it| it.owner.clone()),
        repository: repository.map(|it| it.name.clone()),
        repository_source: repository.map(|it| it.source),
        workflow: publish.workflow.file_name().to_owned(),
        environment_varies: environment.as_deref().is_some_and(is_expression),
        environment,
        job: publish.job.id.clone(),
        trusted: publish.is_trusted(),
        location: publish.workflow.at(publish.place),
    }
}

/// The project's name, as the files of the drop have it.
#[must_use]
pub fn project(release: &Release) -> Option<String> {
    let metadata = release.wheels().find_map(|wheel| wheel.metadata()?.name());
    let metadata = metadata.or_else(|| release.sdists().find_map(|sdist| sdist.metadata()?.name()));
    let declared = || release.pyprojects().find_map(|file| file.project_str("name"));
    metadata.or_else(declared).map(str::to_owned)
}

/// The repository that the release comes from: as it was typed in, of the URLs in the metadata or in `pyproject.toml`, of
/// a condition in a workflow.
#[must_use]
pub fn repository(release: &Release) -> Option<Repository> {
    typed(release).or_else(|| said(release))
}

/// What the files of the drop say of it.
#[must_use]
pub fn said(release: &Release) -> Option<Repository> {
    {
        let mut urls: Vec<(String, String, &'static str)> = Vec::new();
        let distributions = release
            .wheels()
            .map(|wheel| wheel as &dyn Distribution)
            .chain(release.sdists().map(|sdist| sdist as &dyn Distribution));
        for metadata in distributions.filter_map(|it| it.metadata()) {
            for field in metadata.all("Project-URL") {
                if let Some((label, url)) = field.value.split_once(',') {
                    urls.push((label.trim().to_owned(), url.trim().to_owned(), "the metadata"));
                }
            }
            for field in metadata.all("Home-page") {
                urls.push(("home-page".to_owned(), field.value.trim().to_owned(), "the metadata"));
            }
        }
        for pyproject in release.pyprojects() {
            urls.extend(project_urls(pyproject));
        }
        let labelled = |label: &str| {
            let label = label.to_ascii_lowercase();
            ["source", "repository", "code", "github"].iter().any(|word| label.contains(word))
        };
        let found = urls.iter().filter(|(label, ..)| labelled(label)).chain(&urls);
        let mut found = found.filter_map(|(_, url, source)| of_url(url, source));
        found.next().or_else(|| guarded(release))
    }
}

fn project_urls(pyproject: &Pyproject) -> Vec<(String, String, &'static str)> {
    let tables = [&["project", "urls"][..], &["tool", "poetry", "urls"], &["tool", "poetry"]];
    let entries = tables.iter().filter_map(|path| pyproject.get(path)).flat_map(Value::entries);
    entries.filter_map(|entry| Some((entry.key.clone(), entry.value.as_str()?.to_owned(), "pyproject.toml"))).collect()
}

/// What the maintainer typed in: `owner/name`.
#[must_use]
pub fn typed(release: &Release) -> Option<Repository> {
    let (owner, name) = release.options.publisher.repository.as_deref()?.split_once('/')?;
    Some(Repository { owner: owner.trim().to_owned(), name: name.trim().to_owned(), source: "what was typed in" })
}

/// Of a URL on GitHub.
#[must_use]
pub fn of_url(url: &str, source: &'static str) -> Option<Repository> {
    let rest = url.trim().split("://").last()?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let (host, path) = rest.split_once('/')?;
    if !host.eq_ignore_ascii_case("github.com") {
        return None;
    }
    let mut parts = path.split(['/', '#', '?']).filter(|part| !part.is_empty());
    let (owner, name) = (parts.next()?, parts.next()?);
    let name = name.strip_suffix(".git").unwrap_or(name);
    // Sponsors and organisations are no repositories.
    let known = !matches!(owner.to_ascii_lowercase().as_str(), "sponsors" | "orgs" | "apps" | "marketplace" | "topics");
    let valid = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (known && valid(owner) && valid(name) && !name.is_empty()).then(|| Repository {
        owner: owner.to_owned(),
        name: name.to_owned(),
        source,
    })
}

/// Of `github.repository == 'owner/name'` in a condition.
fn guarded(release: &Release) -> Option<Repository> {
    let jobs = release.workflows().flat_map(|workflow| &workflow.jobs);
    let mut conditions = jobs.filter_map(|job| job.condition.as_ref());
    conditions.find_map(|condition| {
        let (_, rest) = condition.value.split_once("github.repository")?;
        let quoted = rest.trim_start().strip_prefix("==")?.trim_start().strip_prefix('\'')?;
        let (owner, name) = quoted.split('\'').next()?.split_once('/')?;
        Some(Repository { owner: owner.to_owned(), name: name.to_owned(), source: "a condition in the workflow" })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_found_in_urls() {
        let of = |url: &str| of_url(url, "x").map(|it| format!("{}/{}", it.owner, it.name));
        assert_eq!(of("https://github.com/Octo/demo.git").as_deref(), Some("Octo/demo"));
        assert_eq!(of("git+https://www.github.com/octo/demo/issues?q=1").as_deref(), Some("octo/demo"));
        for url in ["https://github.com/octo", "https://gitlab.com/a/b", "https://github.com/sponsors/octo", "x", ""] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
