//! What PyPI refuses and no other rule tells; the endpoint's steps are in `upload`. The last of the rules of the upload gate.

use crate::archive::ArchiveProblem;
use crate::artifact::Distribution;
use crate::finding::{Fact, Location};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// PyPI refuses the file
    ///
    /// PyPI's endpoint refuses the file for a reason that has no rule of its own.
    ///
    /// ## Why
    /// The upload stops here. Files of the release that were uploaded before stay.
    ///
    /// ## Fix
    /// The words are PyPI's own; correct what they name and build again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [DEFAULT]
    /// a b = demo:main
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    UploadRefused { id: "upload-refused", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for UploadRefused {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let file = distribution.file();
        let Some(first) = super::to_twine(distribution).and_then(|prediction| prediction.refusals.first()) else {
            return;
        };
        // An archive that is too large to be read to its end is told as that.
        let limited =
            distribution.problems().iter().any(|it| matches!(it, ArchiveProblem::TooLarge { path: None, .. }));
        if limited || check.is_told_of_refusal(&file.name) {
            return;
        }
        let location = match (first.line, distribution.metadata()) {
            (Some(line), Some(metadata)) => Location { line: Some(line), ..file.at(&metadata.path) },
            _ => file.location(),
        };
        let message = message!(
            "PyPI answers {status}: {answer}",
            status = Fact::Number(u64::from(first.refusal.status)),
            answer = Fact::text(&first.refusal.message),
        );
        check.find(location, message, message!("Correct what PyPI names, and build again"));
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::{Gate, Severity};
    use crate::fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let report = fixture::report(fixture);
        let refused = report.findings.iter().filter(|it| it.gate == Gate::Upload && it.severity == Severity::Error);
        assert_eq!(refused.map(|finding| finding.rule).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_another_rule_tells_is_not_told_again() {
        let wheel = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n";
        check(&format!("{wheel}--- demo-1.0.dist-info/METADATA {{merge}}\nRequires-Python: x\n"), &["requires-python"]);
    }

    #[test]
    fn a_refusal_without_a_rule_of_its_own_is_an_error() {
        let wheel = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n";
        check(&format!("{wheel}--- demo-1.0.dist-info/METADATA {{merge}}\nVersion: UNKNOWN\n"), &["upload-refused"]);
    }

    #[test]
    fn the_default_group_may_stand_twice() {
        let points = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/entry_points.txt\n";
        check(&format!("{points}[DEFAULT]\na = 1\n[DEFAULT]\nb = 2\n"), &[]);
        check(&format!("{points}[DEFAULT]\na = 1\n[DEFAULT]\na = 2\n"), &["entry-unparsable"]);
    }

    #[test]
    fn an_archive_that_pypi_takes_is_unreadable_to_installers_alone() {
        let report = fixture::report("=== demo-1.0-py3--any.whl\n--- demo/__init__.py\n");
        let found = report.findings.iter().find(|finding| finding.rule == "wheel-filename-invalid").unwrap();
        assert_eq!((report.artifacts[0].upload.status, found.gate), (Some(200), Gate::Install));
    }
}
