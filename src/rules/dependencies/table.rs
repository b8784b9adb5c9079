//! All requirements of one file together, with what decides when they apply: for rules that compare them. Judges nothing.

use std::str::FromStr as _;

use pep440_rs::{Operator, Version, VersionSpecifiers};
use pep508_rs::{ExtraName, MarkerTree};

use crate::artifact::marker::{extras_named, marker_text};
use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::requirement::Requirement;
use crate::artifact::{Distribution, normalize_name};
use crate::finding::Location;
use crate::rules::Check;

/// The requirements of a wheel, an sdist or a `pyproject.toml`.
pub(super) struct Dependencies {
    /// Where they stand as a whole.
    pub location: Location,
    /// Normalised name of the project.
    pub project: Option<String>,
    pub version: Option<Version>,
    pub requires_python: Option<VersionSpecifiers>,
    /// Declared extras as written, each at its place.
    pub extras: Vec<(String, Location)>,
    pub rows: Vec<Row>,
    /// Whether extras are declared here at all, and not left to the build.
    pub knows_extras: bool,
}

/// One requirement.
pub(super) struct Row {
    pub requirement: Requirement,
    pub location: Location,
    /// The list of `optional-dependencies` that it stands in.
    pub extra: Option<String>,
}

impl Dependencies {
    pub(super) fn of_distribution(distribution: &dyn Distribution, check: &mut Check<'_>) -> Option<Self> {
        let metadata = check.need_metadata(distribution)?;
        let file = distribution.file();
        let row = |requirement: &Requirement| Row {
            location: Location { line: requirement.line, ..file.at(&metadata.path) },
            requirement: requirement.clone(),
            extra: None,
        };
        let extras = metadata.all("Provides-Extra");
        Some(Self {
            location: file.at(&metadata.path),
            project: metadata.name().map(normalize_name),
            version: metadata.value("Version").and_then(|text| Version::from_str(text).ok()),
            requires_python: metadata.value("Requires-Python").and_then(|text| VersionSpecifiers::from_str(text).ok()),
            extras: extras.map(|it| (it.value.trim().to_owned(), file.at_line(&metadata.path, it.line))).collect(),
            rows: metadata.requires_dist.iter().map(row).collect(),
            // The field is of metadata 2.1; older files name extras in markers alone.
            knows_extras: metadata.metadata_version() >= Some((2, 1)),
        })
    }

    /// Of a `pyproject.toml` that was dropped itself: what stands inside an sdist is repeated by its PKG-INFO.
    pub(super) fn of_pyproject(pyproject: &Pyproject, check: &mut Check<'_>) -> Option<Self> {
        if pyproject.member.is_some() {
            check.skip("PKG-INFO repeats what pyproject.toml of the sdist says");
            return None;
        }
        let Some(project) = pyproject.get(&["project"]) else {
            check.skip("there is no [project] table");
            return None;
        };
        let row = |item: &Value, extra: Option<&str>| {
            Some(Row {
                requirement: Requirement::parse(item.as_str()?, None),
                location: pyproject.at(&item.span),
                extra: extra.map(str::to_owned),
            })
        };
        let base = project.get(&["dependencies"]).into_iter().flat_map(Value::items);
        let mut rows: Vec<Row> = base.filter_map(|item| row(item, None)).collect();
        let mut extras = Vec::new();
        for entry in project.get(&["optional-dependencies"]).into_iter().flat_map(Value::entries) {
            extras.push((entry.key.clone(), pyproject.at(&entry.key_span)));
            rows.extend(entry.value.items().iter().filter_map(|item| row(item, Some(&entry.key))));
        }
        let python = project.get(&["requires-python"]).and_then(Value::as_str);
        Some(Self {
            location: pyproject.location(),
            project: pyproject.project_str("name").map(normalize_name),
            version: pyproject.project_str("version").and_then(|text| Version::from_str(text).ok()),
            requires_python: python.and_then(|text| VersionSpecifiers::from_str(text).ok()),
            extras,
            rows,
            knows_extras: !pyproject.is_dynamic("optional-dependencies"),
        })
    }

    /// Requirements that apply without any extra: what every user installs.
    pub(super) fn base(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_base())
    }

    /// Whether an extra is declared, however it is spelled.
    pub(super) fn declares(&self, extra: &str) -> bool {
        self.extras.iter().any(|(name, _)| normalize_name(name) == normalize_name(extra))
    }

    /// Whether another project belongs to the same family, such as `acme-core` to `acme`: they are released together.
    pub(super) fn is_companion(&self, name: &str) -> bool {
        let family = |name: &str| name.split('-').next().unwrap_or_default().to_owned();
        self.project.as_deref().is_some_and(|own| family(own) == family(name))
    }
}

impl Row {
    pub(super) fn marker(&self) -> Option<&MarkerTree> {
        self.requirement.parsed.as_ref().ok().map(|parsed| &parsed.marker)
    }

    /// Normalised name; `None` for what is no requirement.
    pub(super) fn name(&self) -> Option<String> {
        self.requirement.name()
    }

    /// Whether it applies somewhere without an extra.
    pub(super) fn is_base(&self) -> bool {
        self.extra.is_none() && self.marker().is_some_and(|marker| marker.evaluate_extras(&[]))
    }

    /// Extras that it belongs to or its marker names, as written.
    pub(super) fn extras(&self) -> Vec<&str> {
        let named = marker_text(&self.requirement.text).map(extras_named).unwrap_or_default();
        self.extra.as_deref().into_iter().chain(named).collect()
    }

    /// Those of them that are names of extras, for evaluation.
    pub(super) fn extra_names(&self) -> Vec<ExtraName> {
        self.extras().into_iter().filter_map(|name| ExtraName::from_str(name).ok()).collect()
    }

    /// Operators of its specifiers; none for a URL.
    pub(super) fn operators(&self) -> Vec<Operator> {
        self.requirement.specifiers().into_iter().flat_map(|it| it.iter().map(|it| *it.operator())).collect()
    }
}
