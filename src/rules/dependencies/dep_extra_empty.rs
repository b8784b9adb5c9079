//! Extras without requirements.

use std::collections::BTreeSet;

use super::table::Dependencies;
use crate::artifact::{Distribution, normalize_name};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An extra installs nothing
    ///
    /// `Provides-Extra` declares an extra, and no requirement belongs to it.
    ///
    /// ## Why
    /// It may be kept on purpose, so that old instructions still work. Otherwise the requirements got lost on the way.
    ///
    /// ## Fix
    /// Remove the extra, or give it its requirements.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: fast
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
    DepExtraEmpty { id: "dep-extra-empty", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for DepExtraEmpty {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(all) = Dependencies::of_distribution(distribution, check) else { return };
        if all.rows.iter().any(|row| row.name().is_none()) {
            check.undecided("a requirement could not be read");
            return;
        }
        let used: BTreeSet<String> = all.rows.iter().flat_map(|row| row.extras()).map(normalize_name).collect();
        let empty = all.extras.iter().filter(|(name, _)| is_name(name) && !used.contains(&normalize_name(name)));
        let places = empty.map(|(name, location)| (location.clone(), name.clone())).collect();
        check.find_each(
            all.location.clone(),
            places,
            |name| message!("The extra {name} installs nothing", name = name),
            |count, names| message!("{count} extras install nothing: {names}", count = count, names = names),
            &message!("Remove the extra, or give it its requirements"),
        );
    }
}

/// What is no name at all is refused by PyPI, and no marker can name it.
fn is_name(extra: &str) -> bool {
    extra.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
