//! Group F: can what the project depends on be had, and is it declared?

pub mod dep_direct_url;
pub mod dep_import_name_as_dist;
pub mod dep_invalid;
pub mod dep_name_spelling;
pub mod dep_obsolete_backport;
pub mod dep_only_in_extra;
pub mod dep_optional_undeclared;
pub mod dep_stdlib;
pub mod dep_transitive_import;
pub mod dep_undeclared_import;
pub mod dep_unused;
pub(crate) mod provision;

use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
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

/// Judges every dependency of `[project]`, extras included, at its place in the file.
fn of_pyproject(pyproject: &Pyproject, check: &mut Check<'_>, judge: impl Fn(&Requirement, Location, &mut Check<'_>)) {
    for (requirement, value) in pyproject.requirements() {
        judge(&requirement, pyproject.at(&value.span), check);
    }
}
