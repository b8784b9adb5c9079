//! What a log states, held against the files dropped beside it: which field differs, and where the named thing is written.

use super::{Entry, Log, Role};
use crate::artifact::metadata::Metadata;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::{Distribution, line_and_column, normalize_name};
use crate::finding::{Certainty, Fact, Finding, Gate, Location, Message, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tag;
use crate::pipeline::triage::signature::Phase;
use crate::pipeline::workflow::{Workflow, is_expression};
use crate::rules::members::{project, same_version};

/// Adds a comparison behind the first cause for every field that differs, and for what the cause names and a file holds.
pub fn compare(log: &Log, release: &Release, entries: &mut Vec<Entry>) {
    let Some(root) = entries.iter().position(|entry| entry.role == Role::Cause) else { return };
    let Some(rule) = entries.get(root).map(|entry| entry.finding.rule) else { return };
    let facts = entries.get(root).map(|entry| entry.finding.message.facts.clone()).unwrap_or_default();
    let phase = entries.get(root).and_then(|entry| entry.signature).map(|signature| signature.phase);
    let mut notes = Notes { rule, found: Vec::new() };
    if phase == Some(Phase::Auth) {
        identity(log, release, &mut notes);
    }
    names(&facts, release, &mut notes);
    versions(log, release, &mut notes);
    written(&facts, release, &mut notes);
    metadata_version(rule, release, &mut notes);
    let end = entries
        .iter()
        .skip(root + 1)
        .position(|entry| entry.role == Role::Cause)
        .map_or(entries.len(), |at| root + 1 + at);
    entries.splice(end..end, notes.found);
}

struct Notes {
    rule: &'static str,
    found: Vec<Entry>,
}

impl Notes {
    fn add(&mut self, location: Location, message: Message, fix: Message) {
        let finding = Finding {
            rule: self.rule,
            severity: Severity::Info,
            gate: Gate::Pipeline,
            certainty: Certainty::Certain,
            location,
            message,
            fix,
        };
        self.found.push(Entry { finding, role: Role::Comparison, signature: None });
    }
}

/// Claims against the workflows and the addresses in the project's metadata.
fn identity(log: &Log, release: &Release, notes: &mut Notes) {
    let facts = &log.facts;
    let workflows: Vec<&Workflow> = release.workflows().collect();
    if let (Some(claimed), Some(first)) = (facts.workflow(), workflows.first())
        && !workflows.iter().any(|workflow| workflow.file_name() == claimed)
    {
        notes.add(
            first.location(),
            message!(
                "The field that differs is the workflow: the identity says {claimed}, and the dropped file is {file}",
                claimed = Fact::code(claimed),
                file = Fact::code(first.file_name()),
            ),
            message!(
                "The publisher's record needs the name of the file that runs: {claimed}",
                claimed = Fact::code(claimed)
            ),
        );
    }
    let named = workflows.iter().filter(|workflow| facts.workflow().is_none_or(|file| file == workflow.file_name()));
    if let Some(claimed) = facts.environment() {
        for workflow in named {
            let names = workflow.jobs.iter().filter_map(|job| job.environment.as_ref());
            // Expressions are nobody's name.
            let mut names = names.filter(|name| !name.value.is_empty() && !is_expression(&name.value)).peekable();
            let Some(first) = names.peek().copied() else { continue };
            if names.any(|name| claimed.is_some_and(|claimed| claimed.eq_ignore_ascii_case(&name.value))) {
                continue;
            }
            let (location, name) = (workflow.at(first.place), &first.value);
            notes.add(
                location,
                message!(
                    "The field that differs is the environment: the identity says {claimed}, and the dropped workflow {name}",
                    claimed = claimed.map_or_else(|| Fact::text("none"), Fact::code),
                    name = Fact::code(name),
                ),
                message!("Name the environment on the job that publishes, and in the publisher's record"),
            );
        }
    }
    if let Some(Some(claimed)) = facts.claim("repository") {
        for pyproject in release.pyprojects() {
            let Some((written, location)) = repository(pyproject) else { continue };
            if !written.eq_ignore_ascii_case(claimed) {
                notes.add(
                    location,
                    message!(
                        "The field that differs is the repository: the identity says {claimed}, and the project's URLs {written}",
                        claimed = Fact::code(claimed),
                        written = Fact::code(written),
                    ),
                    message!("If the repository was renamed or moved, make the publisher's record again"),
                );
            }
        }
    }
}

/// The repository on GitHub that most of a project's URLs point to.
fn repository(pyproject: &Pyproject) -> Option<(String, Location)> {
    let urls = pyproject.get(&["project", "urls"])?;
    urls.entries().iter().find_map(|entry| {
        let url = entry.value.as_str()?;
        let path = url.split_once("github.com/")?.1;
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let (owner, name) = (parts.next()?, parts.next()?);
        let name = name.split(['#', '?']).next().unwrap_or(name).trim_end_matches(".git");
        Some((format!("{owner}/{name}"), place(pyproject, entry.value.span.start)))
    })
}

fn place(pyproject: &Pyproject, offset: usize) -> Location {
    let (line, column) = line_and_column(&pyproject.text, offset);
    Location {
        file: pyproject.file.name.clone(),
        path: pyproject.member.clone(),
        line: Some(line),
        column: Some(column),
    }
}

/// The project that the index names against that of the files.
fn names(facts: &[(&'static str, Fact)], release: &Release, notes: &mut Notes) {
    let Some(Fact::Code(said)) =
        facts.iter().find(|(name, _)| matches!(*name, "project" | "package")).map(|(_, fact)| fact)
    else {
        return;
    };
    let wanted = normalize_name(said);
    let mut tell = |found: &str, location: Location| {
        notes.add(
            location,
            message!(
                "The field that differs is the name: the log is about {said}, and this is {found}",
                said = Fact::code(said),
                found = Fact::code(found),
            ),
            message!("Align the name in `[project]` with the project on the index"),
        );
    };
    for (distribution, name) in distributions(release).filter_map(|it| Some((it, project(it)?))) {
        if name != wanted {
            tell(&name, distribution.file().location());
        }
    }
    if distributions(release).next().is_none() {
        for pyproject in release.pyprojects() {
            let Some(name) = pyproject.project_str("name").filter(|name| normalize_name(name) != wanted) else {
                continue;
            };
            tell(name, pyproject.file.location());
        }
    }
}

fn distributions(release: &Release) -> impl Iterator<Item = &dyn Distribution> {
    let wheels = release.wheels().map(|wheel| wheel as &dyn Distribution);
    wheels.chain(release.sdists().map(|sdist| sdist as &dyn Distribution))
}

/// Tag and built files of the log against the versions of the dropped files.
fn versions(log: &Log, release: &Release, notes: &mut Notes) {
    let Some(tag) = log.facts.tag.as_deref() else { return };
    let mut tell = |name: &str, version: &str, location: Location| {
        let Some(tagged) = tag::version(tag, &normalize_name(name)) else { return };
        if !same_version(&tagged.to_string(), version) {
            notes.add(
                location,
                message!(
                    "The field that differs is the version: the tag in the log is {tag}, and this says {version}",
                    tag = Fact::code(tag),
                    version = Fact::code(version),
                ),
                message!("Raise the version and tag that commit"),
            );
        }
    };
    for pyproject in release.pyprojects() {
        if let (Some(name), Some(version)) = (pyproject.project_str("name"), pyproject.get(&["project", "version"]))
            && let Some(text) = version.as_str()
        {
            tell(name, text, place(pyproject, version.span.start));
        }
    }
    for distribution in distributions(release) {
        if let (Some(name), Some(version)) =
            (project(distribution), distribution.metadata().and_then(Metadata::version))
        {
            tell(&name, version, distribution.file().location());
        }
    }
}

/// Where a dropped `pyproject.toml` has what the cause names.
fn written(facts: &[(&'static str, Fact)], release: &Release, notes: &mut Notes) {
    const LOOKED_FOR: [&str; 5] = ["requirement", "classifier", "url", "value", "backend"];
    /// Shorter words stand everywhere.
    const SHORTEST: usize = 5;
    for (name, fact) in facts.iter().filter(|(name, _)| LOOKED_FOR.contains(name)) {
        let Fact::Code(value) = fact else { continue };
        // Metadata spells a requirement without blanks that the file may have.
        let keys = [value.as_str(), value.split_once(" @ ").map_or("", |(_, url)| url.trim())];
        for pyproject in release.pyprojects() {
            let found = keys.iter().filter(|key| key.len() >= SHORTEST).find_map(|key| pyproject.text.find(key));
            let Some(at) = found else { continue };
            let what = if *name == "requirement" { "The requirement" } else { "It" };
            notes.add(
                place(pyproject, at),
                message!("{what} stands here: {value}", what = Fact::text(what), value = Fact::code(value)),
                message!("Correct it here, and build again"),
            );
        }
    }
}

/// The version of the metadata in the dropped files, where a tool was too old for it.
fn metadata_version(rule: &str, release: &Release, notes: &mut Notes) {
    if !matches!(rule, "twine-old" | "twine-old-packaging" | "metadata-unknown" | "metadata-field-version") {
        return;
    }
    for distribution in distributions(release) {
        let Some(version) = distribution.metadata().and_then(|metadata| metadata.value("Metadata-Version")) else {
            continue;
        };
        notes.add(
            distribution.file().location(),
            message!("This file says Metadata-Version {version}", version = Fact::code(version)),
            message!("Use a tool that knows it"),
        );
    }
}
