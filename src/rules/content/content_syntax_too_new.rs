//! Syntax that the oldest Python of `Requires-Python` does not know.

use crate::artifact::requires_python;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::When;
use crate::rules::source::{at, imported, judged};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module uses syntax that an allowed Python cannot read
    ///
    /// `Requires-Python` admits a version of Python that is older than the syntax of a module. Modules whose name holds a version, and
    /// those that are only imported in a branch, a `try` or a function are taken to be kept apart on purpose.
    ///
    /// ## Why
    /// pip installs the release on that Python, and importing the module fails there: with `SyntaxError`, or for `int | None` in an
    /// annotation with `TypeError`.
    ///
    /// ## Fix
    /// Raise `requires-python`, or write it in a way that the oldest version knows.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// type Name = str
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def run(name: str | None):
    ///     match name:
    ///         case None:
    ///             pass
    /// ```
    ContentSyntaxTooNew { id: "content-syntax-too-new", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentSyntaxTooNew {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(wheel) else { return };
        let Some(floor) = requires_python::floor(metadata) else {
            check.skip("the metadata does not say which Pythons it is for");
            return;
        };
        let newer: Vec<_> = judged(wheel)
            .filter_map(|(site, module)| {
                let new = module.new_syntax.iter().filter(|new| new.minor > floor).max_by_key(|new| new.minor)?;
                Some((site, new))
            })
            .collect();
        if newer.is_empty() {
            return;
        }
        let imported = imported(wheel);
        for (site, new) in newer {
            let apart = imported.get(site).is_some_and(|when| *when != When::Eager);
            let numbered = site.rsplit('/').next().is_some_and(|name| name.contains('3'));
            if !wheel.imports.reached.contains_key(site) && (apart || numbered) {
                continue;
            }
            let fails = if new.refused { "with `SyntaxError`" } else { "with `TypeError`" };
            check.find(
                at(wheel, site, new.line),
                message!(
                    "{path} has {what}, which came with Python {version}; {floor} is allowed, and there the import fails {fails}",
                    path = Fact::code(site),
                    what = Fact::text(new.what.replace('`', "")),
                    version = Fact::text(format!("3.{}", new.minor)),
                    floor = Fact::text(format!("Python 3.{floor}")),
                    fails = Fact::text(fails.replace('`', "")),
                ),
                message!(
                    "Write `requires-python = \">={version}\"`, or do without it",
                    version = Fact::text(format!("3.{}", new.minor)),
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_module_that_is_imported_behind_a_guard_is_kept_apart() {
        let fixture = |init: &str| {
            format!("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n{init}\n--- demo/new.py\ntype X = int\n")
        };
        check(&fixture("import sys\nif sys.version_info >= (3, 12):\n    from . import new"), &[]);
        check(&fixture("from . import new"), &["content-syntax-too-new"]);
        check(&fixture(""), &["content-syntax-too-new"]);
    }
}
