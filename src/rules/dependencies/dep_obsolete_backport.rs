//! Backports that no allowed Python needs.

use super::{of_distribution_since, of_pyproject_since};
use crate::artifact::Distribution;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::requirement::Requirement;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A backport is required that no allowed Python needs
    ///
    /// A requirement without a marker is a backport of a module that the standard library of every allowed Python has: `tomli` from 3.11 on,
    /// `dataclasses` from 3.7 on.
    ///
    /// ## Why
    /// Everybody downloads a copy of what Python has. Some backports have more than the standard library, so it is only worth a look.
    ///
    /// ## Fix
    /// Import from the standard library and remove the requirement, or add a marker for the Pythons that need it.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import exceptiongroup
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: exceptiongroup>=1
    /// Requires-Python: >=3.11
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: exceptiongroup>=1; python_version < "3.11"
    /// ```
    DepObsoleteBackport { id: "dep-obsolete-backport", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

/// Backports, and the minor version of Python 3 that has what they bring, from the projects' own pages.
const BACKPORTS: [(&str, u8, &str); 26] = [
    ("aiocontextvars", 7, "contextvars"),
    ("async-timeout", 11, "asyncio.timeout"),
    ("backports-cached-property", 8, "functools.cached_property"),
    ("backports-datetime-fromisoformat", 11, "datetime.fromisoformat"),
    ("backports-strenum", 11, "enum.StrEnum"),
    ("backports-tarfile", 12, "tarfile"),
    ("backports-zoneinfo", 9, "zoneinfo"),
    ("backports-zstd", 14, "compression.zstd"),
    ("cached-property", 8, "functools.cached_property"),
    ("contextvars", 7, "contextvars"),
    ("dataclasses", 7, "dataclasses"),
    ("enum34", 7, "enum"),
    ("exceptiongroup", 11, "ExceptionGroup"),
    ("funcsigs", 7, "inspect.signature"),
    ("functools32", 7, "functools"),
    ("futures", 7, "concurrent.futures"),
    ("graphlib-backport", 9, "graphlib"),
    ("importlib-resources", 9, "importlib.resources"),
    ("ordereddict", 7, "collections.OrderedDict"),
    ("pathlib2", 7, "pathlib"),
    ("pickle5", 8, "pickle"),
    ("singledispatch", 7, "functools.singledispatch"),
    ("strenum", 11, "enum.StrEnum"),
    ("taskgroup", 11, "asyncio.TaskGroup"),
    ("tomli", 11, "tomllib"),
    ("unittest2", 7, "unittest"),
];

impl Rule for DepObsoleteBackport {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        of_distribution_since(distribution, check, judge);
    }

    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        of_pyproject_since(pyproject, check, judge);
    }
}

fn judge(requirement: &Requirement, floor: Option<u8>, location: Location, check: &mut Check<'_>) {
    let (Some(name), Some(floor)) = (requirement.name(), floor) else { return };
    let Some((_, since, module)) = BACKPORTS.iter().find(|(backport, ..)| *backport == name) else { return };
    if floor < *since || requirement.text.contains(';') {
        return;
    }
    check.find(
        location,
        message!(
            "{name} brings what every allowed Python has as {module}",
            name = Fact::code(requirement.written_name()),
            module = Fact::code(*module),
        ),
        message!("Use {module}, and remove the requirement", module = Fact::code(*module)),
    );
}
