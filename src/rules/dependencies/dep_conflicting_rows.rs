//! Requirements of one project that apply together and exclude each other. A grid of Pythons and platforms shows where.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use pep440_rs::VersionSpecifiers;

use super::table::{Dependencies, Row};
use crate::artifact::marker::{Grid, is_unsatisfiable};
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::Check;

crate::declare_rule! {
    /// Two requirements of one project exclude each other
    ///
    /// A project is required twice, both requirements apply on the same Python and platform, and no version satisfies
    /// both. Different but compatible bounds are no finding. Where no extra is involved this is an error; two extras
    /// that are not meant to be installed together are not compared.
    ///
    /// ## Why
    /// Installers have to satisfy every requirement that applies: where both do, the project, or the extra, cannot be
    /// installed.
    ///
    /// ## Fix
    /// Make the markers exclude each other, or merge the requirements.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: demo-core<2; python_version < "3.13"
    /// Requires-Dist: demo-core>=2.1; python_version >= "3.12"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: demo-core>=1.26; python_version < "3.13"
    /// Requires-Dist: demo-core>=2.1; python_version >= "3.13"
    /// ```
    DepConflictingRows { id: "dep-conflicting-rows", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepConflictingRows, judge);

/// More requirements of one project than this are not compared with each other.
const MAX_ROWS: usize = 32;
/// More pairs than this are not tried on the grid.
const MAX_TRIED: usize = 256;

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    let mut by_name: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in &all.rows {
        if let (Some(name), Some(specifiers)) = (row.name(), row.requirement.specifiers())
            && !is_unsatisfiable(specifiers)
        {
            by_name.entry(name).or_default().push(row);
        }
    }
    let grid = Grid::new(all.requires_python.as_ref());
    let mut tried = 0;
    for rows in by_name.values().filter(|rows| rows.len() > 1) {
        if rows.len() > MAX_ROWS {
            check.undecided("one project is required too often to compare all its requirements");
            continue;
        }
        for (i, other) in rows.iter().enumerate() {
            for one in rows.iter().take(i).filter(|one| exclude(one, other)) {
                tried += 1;
                if tried > MAX_TRIED {
                    check.undecided("too many requirements exclude each other to try all of them");
                    return;
                }
                if find_conflict(one, other, &grid, check) {
                    break;
                }
            }
        }
    }
}

/// Whether no version satisfies both.
fn exclude(one: &Row, other: &Row) -> bool {
    let (Some(one), Some(other)) = (one.requirement.specifiers(), other.requirement.specifiers()) else { return false };
    let both = format!("{one},{other}");
    VersionSpecifiers::from_str(&both).is_ok_and(|both| is_unsatisfiable(&both))
}

/// Finds an environment on which both apply, first without extras, then with one.
fn find_conflict(one: &Row, other: &Row, grid: &Grid, check: &mut Check<'_>) -> bool {
    let (Some(first), Some(second)) = (one.marker(), other.marker()) else { return false };
    let mut found = None;
    if one.extra.is_none() && other.extra.is_none() {
        found = grid.first_with_both(first, second, &[]).map(|place| (place, Severity::Error));
    }
    for extra in one.extra_names().into_iter().chain(other.extra_names()) {
        let given = |row: &Row| row.extra.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(extra.as_ref()));
        if found.is_none() && given(one) && given(other) {
            let place = grid.first_with_both(first, second, std::slice::from_ref(&extra));
            found = place.map(|place| (format!("{place} with the extra {extra}"), Severity::Warning));
        }
    }
    let Some((place, severity)) = found else { return false };
    let finding = check.find(
        other.location.clone(),
        message!(
            "{other} excludes {one}, and both apply on {place}",
            other = Fact::code(&other.requirement.text),
            one = Fact::code(&one.requirement.text),
            place = Fact::text(place),
        ),
        message!("Make the markers exclude each other, or merge the requirements"),
    );
    finding.severity = severity;
    true
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words;

    const WHEEL: &str =
        "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n";

    #[test]
    fn two_extras_may_exclude_each_other() {
        let extras = "Provides-Extra: old\nProvides-Extra: new\n\
                      Requires-Dist: a<2; extra == 'old'\nRequires-Dist: a>=2; extra == 'new'\n";
        check_words(&format!("{WHEEL}{extras}"), &[]);
    }

    #[test]
    fn a_bound_that_is_raised_on_newer_pythons_is_no_conflict() {
        check_words(&format!("{WHEEL}Requires-Dist: a>=1\nRequires-Dist: a>=2; python_version >= '3.12'\n"), &[]);
    }

    #[test]
    fn an_extra_that_cannot_be_installed_is_a_warning() {
        check_words(
            &format!("{WHEEL}Provides-Extra: x\nRequires-Dist: a>=2\nRequires-Dist: a!=0.5,>=1,==1.4; extra == 'x'\n"),
            &["warning dep-conflicting-rows: `a!=0.5,>=1,==1.4; extra == 'x'` excludes `a>=2`, and both apply on \
               Python 3.10 on Linux with the extra x"],
        );
    }
}
