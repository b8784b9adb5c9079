//! Whether what a wheel imports from outside is required, and by what. Public knowledge of names is all there is to go by, so
//! the answer is often "not known", and then nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::VersionOrUrl;

use super::super::entry_points::resembles;
use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::python::distributions::{Provider, provider, require, requirements_of};
use crate::python::stdlib;
use crate::rules::members::project;
use crate::rules::source::owns;

/// How an import from outside is provided for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Provision {
    /// A requirement brings it, the standard library does, or nobody can say.
    Fine,
    /// The distribution that brings it is required by a requirement, and not by the project itself.
    Through { distribution: &'static str, by: String },
    /// Only an extra requires it.
    OnlyInExtra { distribution: String, extra: String, certain: bool },
    /// Nothing requires it.
    Absent { distribution: &'static str, certain: bool },
}

/// The requirements of a wheel, as far as they decide where modules come from.
pub(crate) struct Requirements {
    project: String,
    /// Without extras, whatever the platform.
    pub(crate) plain: BTreeSet<String>,
    /// By name: the extras that bring it.
    pub(crate) extras: BTreeMap<String, Vec<String>>,
    /// Extras that the plain requirements ask for.
    asked: BTreeSet<String>,
    /// What the plain requirements require in turn, with the first that does.
    reachable: BTreeMap<&'static str, String>,
    /// Whether everything that the plain requirements bring is known.
    closed: bool,
    /// Whose plugin it is, by its classifiers and entry points.
    hosts: BTreeSet<String>,
}

impl Requirements {
    /// `None` where the metadata could not be read.
    pub(crate) fn of(wheel: &Wheel) -> Option<Self> {
        let metadata = wheel.metadata.as_ref()?;
        let mut found = Self {
            project: project(wheel).unwrap_or_default(),
            plain: BTreeSet::new(),
            extras: BTreeMap::new(),
            asked: BTreeSet::new(),
            reachable: BTreeMap::new(),
            closed: true,
            hosts: BTreeSet::new(),
        };
        let frameworks =
            metadata.all("Classifier").filter_map(|field| field.value.trim().strip_prefix("Framework :: "));
        let frameworks = frameworks.filter_map(|rest| rest.split(" :: ").next());
        let groups = wheel.entry_points.iter().flat_map(|points| &points.entries);
        let groups = groups.filter_map(|entry| entry.group.split('.').next());
        let groups = groups.map(|group| if group == "distutils" { "setuptools" } else { group });
        found.hosts.extend(frameworks.chain(groups).map(normalize_name));
        for requirement in &metadata.requires_dist {
            let Some(name) = requirement.name() else {
                found.closed = false;
                continue;
            };
            if requirement.is_unconditional_of_extras() {
                let parsed = requirement.parsed.as_ref().ok();
                let extras = parsed.iter().flat_map(|it| &it.extras);
                found.asked.extend(extras.map(ToString::to_string));
                // Extras of requirements and direct URLs bring what no table knows.
                found.closed &= parsed
                    .is_some_and(|it| it.extras.is_empty() && !matches!(it.version_or_url, Some(VersionOrUrl::Url(_))));
                found.plain.insert(name);
            } else {
                let marker = requirement.text.split_once(';').map_or("", |(_, marker)| marker);
                let names = extras_of(marker);
                found.extras.entry(name).or_default().extend(names);
            }
        }
        let mut pending: Vec<(String, String)> = found.plain.iter().map(|name| (name.clone(), name.clone())).collect();
        while let Some((name, by)) = pending.pop() {
            let Some(inner) = requirements_of(&name) else {
                found.closed = false;
                continue;
            };
            for inner in inner {
                if !found.reachable.contains_key(inner) {
                    found.reachable.insert(inner, by.clone());
                    pending.push((inner.to_owned(), by.clone()));
                }
            }
        }
        Some(found)
    }

    /// How a module from outside of the wheel is provided for.
    pub(crate) fn provision(&self, wheel: &Wheel, module: &str) -> Provision {
        let top = module.split('.').next().unwrap_or(module);
        if stdlib::is_any(top) || (owns(wheel, top) && !module.contains('.')) {
            return Provision::Fine;
        }
        let Provider::Distributions(owners) = provider(module) else { return Provision::Fine };
        let own = owners.iter().any(|owner| *owner == self.project);
        // What has only stubs of a module does not bring it.
        let stubs = |name: &str| name.starts_with("types-") || name.ends_with("-stubs");
        let by_name = |name: &str| owners.contains(&name) || (resembles(name, top) && !stubs(name));
        if own || self.plain.iter().any(|name| by_name(name)) {
            return Provision::Fine;
        }
        let Some(distribution) = owners.first().copied() else { return Provision::Fine };
        if let Some(by) = owners.iter().find_map(|owner| self.reachable.get(owner)) {
            return Provision::Through { distribution, by: by.clone() };
        }
        // `aiobotocore[boto3]` says by the name of the extra what it brings.
        if self.asked.iter().any(|extra| extra == distribution || resembles(extra, top)) {
            return Provision::Fine;
        }
        let owner = self.extras.iter().find(|(name, _)| owners.contains(&name.as_str()));
        let optional = owner.or_else(|| self.extras.iter().find(|(name, _)| by_name(name)));
        match optional.and_then(|(name, extras)| Some((name, extras.first()?))) {
            Some((name, extra)) => {
                let certain = self.closed && !self.leaves(name);
                Provision::OnlyInExtra { distribution: name.clone(), extra: extra.clone(), certain }
            }
            None => Provision::Absent { distribution, certain: self.closed && !self.leaves(distribution) },
        }
    }

    /// Whether the project may leave a distribution to whoever installs it: a plugin its host, so that each can require the other, and
    /// what a host brings that it is called like; a part of a distribution the whole.
    fn leaves(&self, host: &str) -> bool {
        let named = |host: &str| {
            let own = format!("-{}-", self.project.replacen("contrib-", "-", 1));
            own.contains(&format!("-{host}-"))
        };
        named(host)
            || self.hosts.contains(host)
            || requirements_of(host).is_some_and(|inner| inner.contains(&self.project.as_str()))
            || require(host).any(named)
    }
}

/// The names that a marker compares `extra` with.
fn extras_of(marker: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, word) in marker.match_indices("extra") {
        let rest = marker.get(at + word.len()..).unwrap_or_default().trim_start_matches(['=', ' ', '!']);
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        let name = rest.get(1..).and_then(|rest| rest.split(quote).next()).unwrap_or_default();
        names.push(normalize_name(name));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extras_are_read_from_markers() {
        assert_eq!(extras_of(" extra == 'Fast_Path' or extra==\"b\""), ["fast-path", "b"]);
        assert_eq!(extras_of(" python_version < '3'"), [""; 0]);
    }
}
