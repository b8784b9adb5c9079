//! Which distribution brings a module, as far as public knowledge goes (`data/import-names.txt`), and what well-known
//! distributions require in turn (`data/known-requirements.txt`). What the tables do not know is unknown, never absent.

use std::sync::LazyLock;

use crate::artifact::normalize_name;

const IMPORT_NAMES: &str = include_str!("../../data/import-names.txt");
const REQUIREMENTS: &str = include_str!("../../data/known-requirements.txt");

/// The day whose names the tables describe.
pub const DATE: &str = "2026-11-22";

static IMPORT_LINES: LazyLock<Vec<ImportName>> = LazyLock::new(|| {
    let lines = IMPORT_NAMES.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (name, distributions) = line.split_once('\t')?;
            let plain = name.strip_prefix('!').unwrap_or(name);
            Some(ImportName { name: plain, distributions, mistaken: plain.len() < name.len() })
        })
        .collect()
});

static REQUIREMENT_LINES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    REQUIREMENTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')).collect()
});

struct ImportName {
    name: &'static str,
    /// Separated by blanks; `-` where no index has it.
    distributions: &'static str,
    /// Whether people write the import name as a requirement by mistake.
    mistaken: bool,
}

/// Who brings a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provider {
    /// Any of these, in normalised spelling; the usual one first.
    Distributions(Vec<&'static str>),
    /// An application or a system, never an index.
    Host,
    Unknown,
}

/// Who brings a module, by its dotted name.
#[must_use]
pub fn provider(module: &str) -> Provider {
    let mut prefix = module;
    loop {
        if let Some(line) = import_line(prefix) {
            let distributions = line.distributions.split(' ');
            return if line.distributions == "-" {
                Provider::Host
            } else {
                Provider::Distributions(distributions.collect())
            };
        }
        match prefix.rsplit_once('.') {
            Some((shorter, _)) => prefix = shorter,
            None => break,
        }
    }
    // A distribution that is well known brings the module of its own name.
    let name = normalize_name(prefix);
    match known(&name) {
        Some((name, _)) if !is_namespace(prefix) => Provider::Distributions(vec![name]),
        _ => Provider::Unknown,
    }
}

/// Whether several distributions share a top-level name, as far as the table knows.
#[must_use]
pub fn is_namespace(top: &str) -> bool {
    let shared = |line: &ImportName| line.name.strip_prefix(top).is_some_and(|rest| rest.starts_with('.'));
    import_line(top).is_none() && IMPORT_LINES.iter().any(shared)
}

/// The distribution that is meant by a requirement that is written like the import name of it.
#[must_use]
pub fn mistaken_for(requirement: &str) -> Option<(&'static str, Vec<&'static str>)> {
    let wanted = normalize_name(requirement);
    let line = IMPORT_LINES.iter().find(|line| line.mistaken && normalize_name(line.name) == wanted)?;
    Some((line.name, line.distributions.split(' ').collect()))
}

/// Modules that a distribution is known to bring under another name than its own.
#[must_use]
pub fn modules_of(distribution: &str) -> Vec<&'static str> {
    let lines = IMPORT_LINES.iter().filter(|line| line.distributions.split(' ').any(|name| name == distribution));
    lines.map(|line| line.name).collect()
}

/// What a well-known distribution requires, extras left out; `None` for any other.
#[must_use]
pub fn requirements_of(distribution: &str) -> Option<Vec<&'static str>> {
    known(distribution).map(|(_, requires)| requires.split_whitespace().collect())
}

/// The well-known distributions that require another one.
pub fn require(distribution: &str) -> impl Iterator<Item = &'static str> {
    let lines = REQUIREMENT_LINES.iter();
    lines.filter(move |(_, requires)| requires.split(' ').any(|name| name == distribution)).map(|(name, _)| *name)
}

fn known(name: &str) -> Option<(&'static str, &'static str)> {
    let lines = &*REQUIREMENT_LINES;
    let at = lines.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    lines.get(at).copied()
}

fn import_line(name: &str) -> Option<&'static ImportName> {
    let lines = &*IMPORT_LINES;
    let at = lines.binary_search_by(|line| line.name.cmp(name)).ok()?;
    lines.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_have_distributions() {
        let one = |module: &str| match provider(module) {
            Provider::Distributions(names) => names[0],
            Provider::Host => "host",
            Provider::Unknown => "unknown",
        };
        for (module, expected) in [
            ("yaml", "pyyaml"),
            ("yaml.loader", "pyyaml"),
            ("google.cloud.storage.client", "google-cloud-storage"),
            ("google.cloud.nothing", "unknown"),
            ("numpy.linalg", "numpy"),
            ("bpy", "host"),
            ("nobody_knows", "unknown"),
            ("pydantic_core", "pydantic-core"),
        ] {
            assert_eq!(one(module), expected, "{module}");
        }
        assert!(is_namespace("google") && is_namespace("zope") && !is_namespace("yaml") && !is_namespace("numpy"));
        assert_eq!(mistaken_for("sklearn").map(|(_, names)| names), Some(vec!["scikit-learn"]));
        assert_eq!(mistaken_for("requests"), None);
        assert_eq!(requirements_of("pydantic-core"), Some(vec!["typing-extensions"]));
    }

    #[test]
    fn the_tables_are_sorted_and_dated() {
        assert!(IMPORT_LINES.is_sorted_by(|one, other| one.name < other.name));
        assert!(REQUIREMENT_LINES.is_sorted_by(|one, other| one.0 < other.0));
        assert!(IMPORT_NAMES.contains(DATE) && REQUIREMENTS.contains(DATE));
        let normal = |name: &str| name == "-" || normalize_name(name) == name;
        assert!(IMPORT_LINES.iter().all(|line| line.distributions.split(' ').all(normal)));
    }
}
