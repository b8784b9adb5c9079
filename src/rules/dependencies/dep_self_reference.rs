//! Requirements of the project on itself.

use super::table::Dependencies;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::Check;

crate::declare_rule! {
    /// The project requires itself
    ///
    /// A requirement names the project itself. An extra that is made of other extras, `demo[fast,yaml]; extra ==
    /// "all"`, is fine as long as these extras exist; one that does not exist is an error.
    ///
    /// ## Why
    /// Without an extra the requirement says nothing, and some tools loop or take the released version instead of the
    /// one at hand. An extra that is unknown installs nothing, and installers only warn.
    ///
    /// ## Fix
    /// Remove the requirement, or correct the name of the extra.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: demo
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: all
    /// Provides-Extra: fast
    /// Requires-Dist: numpy>=2; extra == "fast"
    /// Requires-Dist: demo[fats]; extra == "all"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: all
    /// Provides-Extra: fast
    /// Requires-Dist: numpy>=2; extra == "fast"
    /// Requires-Dist: demo[fast]; extra == "all"
    /// ```
    DepSelfReference { id: "dep-self-reference", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepSelfReference, judge);

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    for row in all.rows.iter().filter(|row| row.name().is_some() && row.name() == all.project) {
        let Ok(parsed) = &row.requirement.parsed else { continue };
        let unknown: Vec<String> =
            parsed.extras.iter().map(ToString::to_string).filter(|extra| !all.declares(extra)).collect();
        if !unknown.is_empty() && all.knows_extras {
            let finding = check.find(
                row.location.clone(),
                message!(
                    "{text} asks the project for the extras {unknown}, which it does not have",
                    text = Fact::code(&row.requirement.text),
                    unknown = Fact::list(unknown),
                ),
                message!("Correct the name of the extra, or declare it"),
            );
            finding.severity = Severity::Error;
        } else if row.is_base() {
            check.find(
                row.location.clone(),
                message!("{text} requires the project itself", text = Fact::code(&row.requirement.text)),
                message!("Remove the requirement"),
            );
        }
    }
}
