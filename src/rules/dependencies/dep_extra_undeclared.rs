//! Extras that markers name and `Provides-Extra` does not.

use std::collections::BTreeMap;

use super::table::Dependencies;
use crate::artifact::{Distribution, normalize_name};
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A requirement belongs to an extra that is not declared
    ///
    /// A marker compares `extra` with a name that no `Provides-Extra` has. Spelling does not matter.
    ///
    /// ## Why
    /// Installers do not know the extra: they warn, and install nothing of it.
    ///
    /// ## Fix
    /// Declare the extra, or correct its name in the marker. Backends write both from
    /// `[project.optional-dependencies]`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: numpy>=2; extra == "fast"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: fast
    /// Requires-Dist: numpy>=2; extra == "fast"
    /// ```
    DepExtraUndeclared { id: "dep-extra-undeclared", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for DepExtraUndeclared {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(all) = Dependencies::of_distribution(distribution, check) else { return };
        if !all.knows_extras {
            check.skip("metadata below 2.1 does not declare extras");
            return;
        }
        let declared: Vec<String> = all.extras.iter().map(|(name, _)| normalize_name(name)).collect();
        let mut undeclared: BTreeMap<String, (&Location, &str)> = BTreeMap::new();
        for row in all.rows.iter().filter(|row| row.name().is_some()) {
            for extra in row.extras() {
                if !declared.contains(&normalize_name(extra)) {
                    undeclared.entry(normalize_name(extra)).or_insert((&row.location, extra));
                }
            }
        }
        for (location, extra) in undeclared.into_values() {
            check.find(
                location.clone(),
                message!("The extra {extra} is not declared, so nobody can install it", extra = Fact::code(extra)),
                message!("Declare {extra}, or correct its name in the marker", extra = Fact::code(extra)),
            );
        }
    }
}
