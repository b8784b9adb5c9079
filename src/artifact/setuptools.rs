//! Which packages setuptools would put into a wheel, read from `pyproject.toml` alone.
//!
//! Facts from building the same project with setuptools 60.10, 61.0, 65.5 and 84.2: before 61.0 the `[project]` table is not
//! read and nothing is discovered (`UNKNOWN-0.0.0` without a module); from 61.0 on a `src/` folder or the one top-level
//! package is found by itself; `packages.find` looks below `where`, by default the folder of the file itself.

use std::str::FromStr;

use pep440_rs::{Operator, Version};
use pep508_rs::VersionOrUrl;

use super::pyproject::{Pyproject, Value};

/// The first version that reads `[project]` and discovers packages.
pub const FIRST_WITH_DISCOVERY: &str = "61";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discovery {
    /// Nothing is configured: `src/`, else the one top-level package or module.
    Automatic,
    /// `[tool.setuptools.packages.find]`.
    Find { folders: Vec<String>, include: Vec<String> },
    /// `packages` or `py-modules` as a list.
    Listed,
}

/// How packages are found; `None` where the backend is not setuptools.
#[must_use]
pub fn discovery(pyproject: &Pyproject) -> Option<Discovery> {
    if !pyproject.build_backend().starts_with("setuptools") {
        return None;
    }
    let Some(table) = pyproject.get(&["tool", "setuptools"]) else { return Some(Discovery::Automatic) };
    if let Some(find) = table.get(&["packages", "find"]) {
        let strings =
            |key: &str| find.get(&[key]).into_iter().flat_map(Value::strings).map(str::to_owned).collect::<Vec<_>>();
        let folders = strings("where");
        let folders = if folders.is_empty() { vec![".".to_owned()] } else { folders };
        return Some(Discovery::Find { folders, include: strings("include") });
    }
    let listed = ["packages", "py-modules"].iter().any(|key| table.entry(key).is_some());
    Some(if listed { Discovery::Listed } else { Discovery::Automatic })
}

/// The oldest setuptools that `build-system.requires` admits; `None` where it names no lower bound.
#[must_use]
pub fn oldest_allowed(pyproject: &Pyproject) -> Option<Version> {
    let lower =
        [Operator::GreaterThanEqual, Operator::GreaterThan, Operator::Equal, Operator::TildeEqual, Operator::EqualStar];
    specifiers(pyproject).filter(|(operator, _)| lower.contains(operator)).map(|(_, version)| version).max()
}

/// Whether `build-system.requires` admits no version with discovery.
#[must_use]
pub fn only_older(pyproject: &Pyproject) -> bool {
    let Ok(first) = Version::from_str(FIRST_WITH_DISCOVERY) else { return false };
    specifiers(pyproject).any(|(operator, version)| match operator {
        Operator::LessThan => version <= first,
        Operator::LessThanEqual | Operator::Equal | Operator::EqualStar | Operator::TildeEqual => version < first,
        _ => false,
    })
}

fn specifiers(pyproject: &Pyproject) -> impl Iterator<Item = (Operator, Version)> {
    let requires = pyproject.build_requires();
    let parsed = requires.into_iter().filter_map(|requirement| requirement.parsed.ok());
    let setuptools = parsed.filter(|requirement| requirement.name.to_string() == "setuptools");
    setuptools.flat_map(|requirement| match requirement.version_or_url {
        Some(VersionOrUrl::VersionSpecifier(specifiers)) => {
            specifiers.iter().map(|specifier| (*specifier.operator(), specifier.version().clone())).collect()
        }
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::FileInfo;

    fn parse(requires: &str, rest: &str) -> Pyproject {
        let text =
            format!("[build-system]\nrequires = [\"{requires}\"]\nbuild-backend = \"setuptools.build_meta\"\n{rest}");
        Pyproject::parse(FileInfo::default(), None, text.as_bytes())
    }

    #[test]
    fn discovery_is_read_from_the_file() {
        assert_eq!(discovery(&parse("setuptools", "")), Some(Discovery::Automatic));
        assert_eq!(discovery(&parse("setuptools", "[tool.setuptools]\npackages = [\"a\"]\n")), Some(Discovery::Listed));
        assert_eq!(
            discovery(&parse("setuptools", "[tool.setuptools.packages.find]\nwhere = [\"src\"]\n")),
            Some(Discovery::Find { folders: vec!["src".into()], include: vec![] })
        );
        assert_eq!(
            discovery(&parse("setuptools", "[tool.setuptools.packages.find]\n")),
            Some(Discovery::Find { folders: vec![".".into()], include: vec![] })
        );
    }

    #[test]
    fn the_pinned_minimum_is_the_highest_lower_bound() {
        assert_eq!(oldest_allowed(&parse("setuptools>=42", "")), Version::from_str("42").ok());
        assert_eq!(oldest_allowed(&parse("setuptools", "")), None);
        assert!(only_older(&parse("setuptools<61", "")));
        assert!(only_older(&parse("setuptools==59.6", "")));
        assert!(!only_older(&parse("setuptools>=61", "")));
        assert!(!only_older(&parse("setuptools<80", "")));
    }
}
