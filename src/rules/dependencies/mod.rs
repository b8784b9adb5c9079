//! Group F: can what the project depends on be had, and is it declared?

/// Implements [`Rule`](crate::rules::Rule) for a rule that judges the requirements of a distribution and those of
/// `[project]` alike, by a function of [`Dependencies`](table::Dependencies).
macro_rules! judges_dependencies {
    ($rule:ident, $judge:path) => {
        impl $crate::rules::Rule for $rule {
            fn distribution(&self, it: &dyn $crate::artifact::Distribution, check: &mut $crate::rules::Check<'_>) {
                if let Some(all) = $crate::rules::dependencies::table::Dependencies::of_distribution(it, check) {
                    $judge(&all, check);
                }
            }

            fn pyproject(&self, it: &$crate::artifact::pyproject::Pyproject, check: &mut $crate::rules::Check<'_>) {
                if let Some(all) = $crate::rules::dependencies::table::Dependencies::of_pyproject(it, check) {
                    $judge(&all, check);
                }
            }
        }
    };
}

pub mod dep_conflicting_rows;
pub mod dep_dev_tool;
pub mod dep_direct_url;
pub mod dep_exact_pin;
pub mod dep_extra_empty;
pub mod dep_extra_form;
pub mod dep_extra_undeclared;
pub mod dep_import_name_as_dist;
pub mod dep_invalid;
pub mod dep_local_path;
pub mod dep_marker_never_true;
pub mod dep_name_spelling;
pub mod dep_obsolete_backport;
pub mod dep_only_in_extra;
pub mod dep_optional_undeclared;
pub mod dep_prerelease_pin;
pub mod dep_requires_python_missing;
pub mod dep_self_reference;
pub mod dep_stdlib;
pub mod dep_transitive_import;
pub mod dep_unbounded;
pub mod dep_undeclared_import;
pub mod dep_unsatisfiable;
pub mod dep_unused;
pub mod dep_upper_cap;
pub(crate) mod provision;
mod table;

use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::artifact::requires_python;
use crate::finding::Location;
use crate::rules::Check;

/// Judges every `Requires-Dist`, at its line of the metadata.
fn of_distribution(
    distribution: &dyn Distribution,
    check: &mut Check<'_>,
    judge: impl Fn(&Requirement, Location, &mut Check<'_>),
) {
    let Some(metadata) = check.need_metadata(distribution) else { return };
    for requirement in &metadata.requires_dist {
        let location = Location { line: requirement.line, ..distribution.file().at(&metadata.path) };
        judge(requirement, location, check);
    }
}

/// As [`of_distribution`], with the oldest minor version of Python 3 that is allowed, where the metadata says one.
fn of_distribution_since(
    distribution: &dyn Distribution,
    check: &mut Check<'_>,
    judge: impl Fn(&Requirement, Option<u8>, Location, &mut Check<'_>),
) {
    let floor = distribution.metadata().and_then(requires_python::floor);
    of_distribution(distribution, check, |requirement, location, check| judge(requirement, floor, location, check));
}

/// As [`of_pyproject`], with the oldest minor version of Python 3 that is allowed, where the file says one.
fn of_pyproject_since(
    pyproject: &Pyproject,
    check: &mut Check<'_>,
    judge: impl Fn(&Requirement, Option<u8>, Location, &mut Check<'_>),
) {
    let stated = pyproject.project_str("requires-python").and_then(requires_python::minors);
    let floor = stated.and_then(|minors| minors.first().copied());
    of_pyproject(pyproject, check, |requirement, location, check| judge(requirement, floor, location, check));
}

/// Judges every dependency of `[project]`, extras included, at its place in the file.
fn of_pyproject(pyproject: &Pyproject, check: &mut Check<'_>, judge: impl Fn(&Requirement, Location, &mut Check<'_>)) {
    for (requirement, value) in pyproject.requirements() {
        judge(&requirement, pyproject.at(&value.span), check);
    }
}
