//! Logs in a drop: every known failure is a finding under the id of its signature, and this rule's own id is for the rest.

use crate::finding::Finding;
use crate::inspect::Release;
use crate::pipeline::triage::judge::judge;
use crate::report::{Outcome, RuleRun};
use crate::rules::{Check, Described as _, Rule};

crate::declare_rule! {
    /// A run failed, and no known cause stands in its log
    ///
    /// The log says that a step failed, and no message in it is one that this tool knows. The messages that it knows are in
    /// `docs/signatures.md`; they are findings of their own, named after their signature.
    ///
    /// ## Why
    /// The release was not published, or not as a whole, and what to do about it has to be read from the log.
    ///
    /// ## Fix
    /// Read the lines above the failure. Drop the whole log of the failed job: the cause often stands in a step before.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.log
    /// 2026-11-19T10:11:12.1234567Z ##[group]Run make publish
    /// 2026-11-19T10:11:12.2234567Z ##[endgroup]
    /// 2026-11-19T10:11:13.1234567Z the printer is on fire
    /// 2026-11-19T10:11:13.2234567Z ##[error]Process completed with exit code 2.
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.log
    /// 2026-11-19T10:11:12.1234567Z Uploading distributions to https://upload.pypi.org/legacy/
    /// 2026-11-19T10:11:13.1234567Z View at:
    /// 2026-11-19T10:11:13.2234567Z https://pypi.org/project/demo/1.0/
    /// ```
    NoKnownCause { id: "no-known-cause", gate: Pipeline, severity: Error, since: "0.1.0", reads: any [Log] }
}

impl Rule for NoKnownCause {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for log in release.logs() {
            for entry in judge(log, Some(release)).entries {
                let (location, message, fix) = {
                    let finding = &entry.finding;
                    (finding.location.clone(), finding.message.clone(), finding.fix.clone())
                };
                // It keeps the id of its signature.
                *check.find(location, message, fix) = entry.finding;
            }
        }
    }
}

/// How the rule ran, where a log alone was looked at.
#[must_use]
pub fn run(findings: &[Finding]) -> RuleRun {
    let meta = NoKnownCause.meta();
    let outcome = if findings.is_empty() { Outcome::Passed } else { Outcome::Failed };
    RuleRun { rule: meta.id, gate: meta.gate, severity: meta.severity, outcome, reason: None }
}
