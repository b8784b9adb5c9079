//! Entries of `[tool.preflight] ignore` that are wrong, or of no use any more. What entries do is the business of
//! `crate::ignore`.

use crate::artifact::pyproject::Pyproject;
use crate::finding::{Certainty, Fact, Finding, Severity};
use crate::ignore::{self, Ignore, Problem, ProblemKind};
use crate::message;
use crate::rules::{Check, Described as _, Rule};

crate::declare_rule! {
    /// An ignored finding is not ignored as written
    ///
    /// `[tool.preflight] ignore` in `pyproject.toml` is a list of tables with the keys `rule` (an id or `prefix-*`), `path`
    /// (optional, with `*` and `**`) and `reason`. An entry names a rule that does not exist, has no reason or another key.
    /// An entry to which no finding belongs is a remark; it is made only where everything was dropped that its rules look at.
    ///
    /// ## Why
    /// A misspelt entry ignores nothing, and nobody notices until a release is stopped; without a reason nobody dares to
    /// remove it; and one that outlived its cause hides the next finding of that rule.
    ///
    /// ## Fix
    /// Correct the entry, say why it is there, or remove it.
    ///
    /// ## Bad
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
    /// [tool.preflight]
    /// ignore = [
    ///   { rule = "pyproject-python-capped", reason = "tested up to 3.14 only" },
    /// ]
    /// ```
    ///
    /// ## Good
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
    /// requires-python = ">=3.10,<3.15"
    ///
    /// [tool.preflight]
    /// ignore = [
    ///   { rule = "pyproject-python-cap", reason = "the extension module is built against each version" },
    /// ]
    /// ```
    IgnoreInvalid { id: "ignore-invalid", gate: Agree, severity: Warning, since: "0.1.0", reads: any [Pyproject] }
}

impl Rule for IgnoreInvalid {
    fn pyproject(&self, pyproject: &Pyproject, check: &mut Check<'_>) {
        let Some((_, problems)) = ignore::read(pyproject) else {
            return check.skip("`[tool.preflight]` has no `ignore`");
        };
        for Problem { location, kind } in problems {
            let (message, fix) = match kind {
                ProblemKind::NotAnArray(found) => (
                    message!(
                        "`ignore` of `[tool.preflight]` is {found}, no list of tables; nothing is ignored",
                        found = Fact::text(found)
                    ),
                    message!("Write `ignore = [{ rule = \"…\", reason = \"…\" }]`"),
                ),
                ProblemKind::NotATable(found) => (
                    message!(
                        "An entry of `ignore` is {found}, no table; it ignores nothing",
                        found = Fact::text(found)
                    ),
                    message!("Write `{ rule = \"…\", reason = \"…\" }`"),
                ),
                ProblemKind::NoRule => {
                    (message!("An entry of `ignore` names no rule; it ignores nothing"), message!("Add `rule = \"…\"`"))
                }
                ProblemKind::UnknownRule(rule) => (
                    message!("No rule is called {rule}; the entry ignores nothing", rule = Fact::code(rule)),
                    message!("Write an id that `preflight rules` lists, or the start of several as `dep-*`"),
                ),
                ProblemKind::NoReason(rule) => (
                    message!("Findings of {rule} are ignored without a reason", rule = Fact::code(rule)),
                    message!("Add `reason = \"…\"`: whoever reads it next has to know whether it still holds"),
                ),
                ProblemKind::UnknownKey(key) => (
                    message!(
                        "An entry of `ignore` has the key {key}, which means nothing here; it ignores nothing",
                        key = Fact::code(key),
                    ),
                    message!("Use `rule`, `path` and `reason` only"),
                ),
                ProblemKind::NotAString(key, found) => (
                    message!(
                        "{key} of an entry of `ignore` is {found}, no string; the entry ignores nothing",
                        key = Fact::code(key),
                        found = Fact::text(found),
                    ),
                    message!("Write one string; for several paths, several entries"),
                ),
                ProblemKind::TooMany => (
                    message!("`ignore` has more entries than are read; this one and what follows ignore nothing"),
                    message!("Name several rules at once as `dep-*`, or mend what they are about"),
                ),
            };
            check.find(location, message, fix);
        }
    }
}

/// The remark on an entry to which no finding belongs; none for an option of the command.
pub(crate) fn unused(ignore: &Ignore) -> Option<Finding> {
    let meta = IgnoreInvalid.meta();
    let rule = Fact::code(&ignore.rule);
    let message = match &ignore.path {
        None => message!("Nothing was found that the entry for {rule} ignores", rule = rule),
        Some(path) => message!(
            "Nothing was found that the entry for {rule} in {path} ignores",
            rule = rule,
            path = Fact::code(path),
        ),
    };
    Some(Finding {
        rule: meta.id,
        severity: Severity::Info,
        gate: meta.gate,
        certainty: Certainty::Certain,
        location: ignore.location.clone()?,
        message,
        fix: message!("Remove the entry, so that it hides nothing later"),
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words;

    #[track_caller]
    fn check(ignore: &str, expected: &[&str]) {
        let text = "=== pyproject.toml\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\
                    [project]\nname = \"demo\"\nversion = \"1.0\"\nlicense = \"MIT\"\nrequires-python = \">=3.10\"\n[tool.preflight]\n";
        check_words(&format!("{text}{ignore}\n"), expected);
    }

    #[test]
    fn each_mistake_is_named() {
        check(
            "ignore = \"dep-*\"",
            &[
                "warning ignore-invalid: `ignore` of `[tool.preflight]` is a string, no list of tables; nothing is ignored",
            ],
        );
        check(
            "ignore = [\"dep-*\"]",
            &["warning ignore-invalid: An entry of `ignore` is a string, no table; it ignores nothing"],
        );
        check(
            "ignore = [{ reason = \"because\" }]",
            &["warning ignore-invalid: An entry of `ignore` names no rule; it ignores nothing"],
        );
        check(
            "ignore = [{ rule = \"*\", reason = \"because\" }]",
            &["warning ignore-invalid: No rule is called `*`; the entry ignores nothing"],
        );
        check(
            "ignore = [{ rule = \"dep-*\", reason = \" \" }]",
            &["warning ignore-invalid: Findings of `dep-*` are ignored without a reason"],
        );
        check(
            "ignore = [{ rule = \"dep-*\", paths = \"x\", reason = \"because\" }]",
            &[
                "warning ignore-invalid: An entry of `ignore` has the key `paths`, which means nothing here; it ignores nothing",
            ],
        );
        check(
            "ignore = [{ rule = \"dep-*\", path = [\"x\"], reason = \"because\" }]",
            &[
                "warning ignore-invalid: `path` of an entry of `ignore` is an array, no string; the entry ignores nothing",
            ],
        );
    }

    #[test]
    fn an_entry_without_a_finding_is_a_remark_where_its_rule_could_look() {
        check(
            "ignore = [{ rule = \"pyproject-python-cap\", reason = \"because\" }]",
            &["info ignore-invalid: Nothing was found that the entry for `pyproject-python-cap` ignores"],
        );
        // It looks at wheels, and none was dropped.
        check("ignore = [{ rule = \"record-hash-mismatch\", reason = \"because\" }]", &[]);
    }

    #[test]
    fn other_keys_may_belong_to_another_tool() {
        check("runway = 7", &[]);
    }
}
