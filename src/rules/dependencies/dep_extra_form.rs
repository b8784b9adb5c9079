//! Names of extras: normalised, and each only once.

use std::collections::BTreeMap;

use super::table::Dependencies;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::{Distribution, normalize_name};
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An extra is not spelled as it is normalised
    ///
    /// `Provides-Extra` is written with `_`, `.` or capitals in metadata 2.3 or newer, which asks for the normalised
    /// name (PEP 685). Two extras whose names are equal once normalised are looked for too; in a `pyproject.toml` they are an
    /// error where hatchling builds, because it stops there.
    ///
    /// ## Why
    /// Tools compare names of extras as written or normalised, depending on their age: some do not find the extra. Two
    /// extras with one name are one to current installers, which install the requirements of both; older ones see them
    /// as two, and a project may list both for that reason.
    ///
    /// ## Fix
    /// Write the normalised name. Current backends do that when they build.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: Fast_Mode
    /// Requires-Dist: numpy>=2; extra == "Fast_Mode"
    /// ```
    ///
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [project.optional-dependencies]
    /// fast_mode = ["numpy>=2"]
    /// fast-mode = ["numba>=0.60"]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: fast-mode
    /// Requires-Dist: numpy>=2; extra == "fast-mode"
    /// ```
    DepExtraForm { id: "dep-extra-form", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

impl Rule for DepExtraForm {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(all) = Dependencies::of_distribution(distribution, check) else { return };
        collisions(&all, Severity::Warning, check);
        let Some(metadata) = distribution.metadata().filter(|it| it.metadata_version() >= Some((2, 3))) else { return };
        let written = metadata.all("Provides-Extra").map(|field| (field.value.trim(), field.line));
        let odd = written.filter(|(name, _)| *name != normalize_name(name));
        let places = odd.map(|(name, line)| (distribution.file().at_line(&metadata.path, line), name.to_owned()));
        check.find_each(
            all.location.clone(),
            places.collect(),
            |name| message!("The extra {name} is not written as it is normalised", name = name),
            |count, names| {
                message!("{count} extras are not written as they are normalised: {names}", count = count, names = names)
            },
            &message!("Write lower case and `-`; current backends do that when they build"),
        );
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        if let Some(all) = Dependencies::of_pyproject(pyproject, check) {
            // hatchling 1.33 refuses them in `OptionalDependencies`; SQLAlchemy lists such pairs and builds with setuptools.
            let refused = pyproject.build_backend().starts_with("hatchling");
            collisions(&all, if refused { Severity::Error } else { Severity::Warning }, check);
        }
    }
}

/// Extras that are spelled differently and mean one.
fn collisions(all: &Dependencies, severity: Severity, check: &mut Check<'_>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (name, location) in &all.extras {
        let first = *seen.entry(normalize_name(name)).or_insert(name);
        if first != name {
            let finding = check.find(
                location.clone(),
                message!(
                    "The extras {first} and {name} are one once normalised",
                    first = Fact::code(first),
                    name = Fact::code(name),
                ),
                message!("Merge them under one name"),
            );
            finding.severity = severity;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;

    /// SQLAlchemy lists `mssql-pymssql` and `mssql_pymssql`, for old and new installers.
    #[test]
    fn two_spellings_of_an_extra_stop_only_the_backend_that_refuses_them() {
        let of = |backend: &str| {
            let fixture = format!(
                "=== pyproject.toml\n[build-system]\nrequires = [\"{backend}\"]\nbuild-backend = \"{backend}.build\"\n\
                 [project]\nname = \"demo\"\nversion = \"1.0\"\n[project.optional-dependencies]\na-b = [\"x>=1\"]\na_b = [\"x>=1\"]\n"
            );
            let findings = crate::fixture::report(&fixture).findings;
            findings.into_iter().find(|finding| finding.rule == "dep-extra-form").map(|finding| finding.severity)
        };
        assert_eq!(of("hatchling"), Some(Severity::Error));
        assert_eq!(of("setuptools"), Some(Severity::Warning));
    }
}
