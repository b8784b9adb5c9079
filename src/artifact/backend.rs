//! Build backends that read the licence fields of PEP 639, and since which version.
//!
//! Source: the table in "Writing your pyproject.toml" of the Python packaging user guide, 2026-08-19.

use std::str::FromStr as _;

use pep440_rs::{Operator, Version, VersionSpecifier};
use pep508_rs::VersionOrUrl;

use super::pyproject::{Pyproject, Value};
use super::requirement::Requirement;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backend {
    /// What `build-backend` begins with.
    module: &'static str,
    /// The distribution that `build-system.requires` names, normalised.
    pub distribution: &'static str,
    /// The first version that takes `license` as an SPDX expression and `license-files` as a list.
    pub first_with_spdx: &'static str,
}

const fn backend(module: &'static str, distribution: &'static str, first_with_spdx: &'static str) -> Backend {
    Backend { module, distribution, first_with_spdx }
}

const BACKENDS: [Backend; 6] = [
    backend("setuptools", "setuptools", "77.0.3"),
    backend("hatchling", "hatchling", "1.27.0"),
    backend("flit_core", "flit-core", "3.12"),
    backend("pdm.backend", "pdm-backend", "2.4.0"),
    backend("poetry.core", "poetry-core", "2.2.0"),
    backend("uv_build", "uv-build", "0.7.19"),
];

impl Backend {
    /// The backend of a project, if it is one of these.
    #[must_use]
    pub fn of(pyproject: &Pyproject) -> Option<&'static Self> {
        let module = pyproject.build_backend();
        BACKENDS.iter().find(|backend| {
            module.strip_prefix(backend.module).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':']))
        })
    }

    /// Where `build-system.requires` asks for it.
    #[must_use]
    pub fn required<'p>(&self, pyproject: &'p Pyproject) -> Option<(Requirement, &'p Value)> {
        let items = pyproject.get(&["build-system", "requires"]).map_or(&[][..], Value::items);
        items
            .iter()
            .filter_map(|item| Some((Requirement::parse(item.as_str()?, None), item)))
            .find(|(requirement, _)| requirement.name().as_deref() == Some(self.distribution))
    }

    /// The specifier by which the build requirement admits no version that reads the licence fields.
    #[must_use]
    pub fn bound_below_spdx(&self, pyproject: &Pyproject) -> Option<String> {
        let first = self.first()?;
        let upper = [
            Operator::LessThan,
            Operator::LessThanEqual,
            Operator::Equal,
            Operator::EqualStar,
            Operator::ExactEqual,
            Operator::TildeEqual,
        ];
        let bounds = |specifier: &&VersionSpecifier| {
            upper.contains(specifier.operator()) && !specifier.contains(&first) && *specifier.version() <= first
        };
        let (requirement, _) = self.required(pyproject)?;
        match requirement.parsed.ok()?.version_or_url? {
            VersionOrUrl::VersionSpecifier(specifiers) => specifiers.iter().find(bounds).map(ToString::to_string),
            VersionOrUrl::Url(_) => None,
        }
    }

    /// Whether the build requirement admits only versions that read the licence fields.
    #[must_use]
    pub fn needs_spdx(&self, pyproject: &Pyproject) -> bool {
        let lower = [Operator::GreaterThanEqual, Operator::GreaterThan, Operator::Equal, Operator::TildeEqual];
        let Some((requirement, _)) = self.required(pyproject) else { return false };
        let Some(first) = self.first() else { return false };
        match requirement.parsed.ok().and_then(|parsed| parsed.version_or_url) {
            Some(VersionOrUrl::VersionSpecifier(specifiers)) => {
                specifiers.iter().any(|specifier| lower.contains(specifier.operator()) && *specifier.version() >= first)
            }
            _ => false,
        }
    }

    fn first(&self) -> Option<Version> {
        Version::from_str(self.first_with_spdx).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::FileInfo;

    fn bound(backend: &str, requires: &str) -> Option<String> {
        let text = format!("[build-system]\nrequires = [\"{requires}\"]\nbuild-backend = \"{backend}\"\n");
        let pyproject = Pyproject::parse(FileInfo::default(), None, text.as_bytes());
        Backend::of(&pyproject)?.bound_below_spdx(&pyproject)
    }

    #[test]
    fn only_a_bound_that_keeps_every_such_version_out_counts() {
        for (backend, requires, expected) in [
            ("setuptools.build_meta", "setuptools<77", Some("<77")),
            ("setuptools.build_meta", "setuptools==68.2", Some("==68.2")),
            ("setuptools.build_meta", "setuptools~=68.0", Some("~=68.0")),
            ("setuptools.build_meta", "setuptools>=61", None),
            ("setuptools.build_meta", "setuptools>=61,<80", None),
            ("setuptools.build_meta", "setuptools==78.1", None),
            ("hatchling.build", "hatchling~=1.20", None),
            ("hatchling.build", "hatchling<1.27", Some("<1.27")),
            ("flit_core.buildapi", "flit_core >=3.2,<4", None),
            ("uv_build", "uv_build>=0.7,<0.8", None),
            ("custom", "setuptools<77", None),
        ] {
            assert_eq!(bound(backend, requires).as_deref(), expected, "{requires}");
        }
    }
}
