//! Archives that end too early or make no sense; how each reader fails is the business of `archive`.

use crate::archive::ArchiveProblem;
use crate::artifact::Distribution;
use crate::finding::{Fact, Gate};
use crate::message;
use crate::rules::upload::is_accepted;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The archive cannot be read
    ///
    /// The file is empty, ends too early, or its structure cannot be followed.
    ///
    /// ## Why
    /// PyPI refuses it, and no installer can unpack it. Most often an upload or a download was cut off, or an error page was
    /// saved under the name of the file.
    ///
    /// ## Fix
    /// Build the distribution again and compare its size with what the build printed.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {truncate=600}
    /// --- demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ArchiveUnreadable { id: "archive-unreadable", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ArchiveUnreadable {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        for problem in distribution.problems() {
            let message = match problem {
                ArchiveProblem::Empty => message!("The file is empty: 0 bytes"),
                ArchiveProblem::Truncated { offset } => {
                    message!("The archive ends too early, after {offset} bytes", offset = Fact::Number(*offset))
                }
                ArchiveProblem::Unreadable { reason } => {
                    message!("The archive cannot be read: {reason}", reason = Fact::text(reason))
                }
                _ => continue,
            };
            let fix = message!("Build it again; the file is truncated or not an archive");
            let found = check.find(distribution.file().location(), message, fix);
            // `tarfile` takes a broken header behind the first for the end of the archive.
            if is_accepted(distribution) {
                found.gate = Gate::Install;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let report = fixture::report(fixture);
        let found: Vec<String> =
            report.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_empty_file_is_called_empty() {
        check("=== demo-1.0.tar.gz {raw}\n", &["archive-unreadable: The file is empty: 0 bytes"]);
        check("=== demo-1.0-py3-none-any.whl {raw}\n", &["archive-unreadable: The file is empty: 0 bytes"]);
    }
}
