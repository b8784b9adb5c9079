//! The report: what was dropped, what was found, what ran. Plain data; renderers and the page make words of it.

use std::collections::BTreeSet;

use crate::archive::Member;
use crate::finding::{Finding, Gate, Severity};
use crate::ignore::Ignore;
use crate::inspect::Kind;
use crate::pipeline::card::PublisherCard;
use crate::upload::form::Uploader;

#[derive(Debug, Clone, Default)]
pub struct Report {
    pub artifacts: Vec<Artifact>,
    /// In the order of [`Finding::sort_key`].
    pub findings: Vec<Finding>,
    /// What was found and set aside, in the same order. It counts for no verdict.
    pub ignored: Vec<Ignored>,
    /// One for every rule, in the order of `rules::RULES`.
    pub rules: Vec<RuleRun>,
    /// What to type into the forms for trusted publishers, one for each job and index.
    pub publishers: Vec<PublisherCard>,
}

/// A finding that the user has set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    pub finding: Finding,
    /// The entry that did it, the first where there are several.
    pub by: Ignore,
}

/// One dropped file.
#[derive(Debug, Clone)]
pub struct Artifact {
    pub file: String,
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// In lower-case hexadecimal; empty where the file could not be read to its end.
    pub sha256: String,
    pub name: Option<String>,
    pub version: Option<String>,
    pub upload: Upload,
    /// What an archive holds; empty for other files.
    pub members: Vec<Member>,
}

/// What PyPI's upload endpoint would answer for one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// HTTP status; `None` where it is not decided here.
    pub status: Option<u16>,
    /// The endpoint's words, or why it is not decided.
    pub message: String,
    /// The answer to each tool; they differ where the tools send different forms.
    pub answers: Vec<Answer>,
}

/// The answer to one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub uploader: Uploader,
    pub status: Option<u16>,
    pub message: String,
    /// Why the tool would not send the file at all.
    pub refused_by_tool: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRun {
    pub rule: &'static str,
    pub gate: Gate,
    /// Of most of its findings.
    pub severity: Severity,
    pub outcome: Outcome,
    /// Why it was skipped or not decided, or why what it found as an error is none of these files.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// The question does not arise for this drop.
    Skipped,
    /// The question arises and the drop does not answer it.
    Undecided,
}

/// The answer to a gate's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Good,
    Bad,
    /// PyPI's own code would break.
    ServerError,
    Undecided,
    NotChecked,
}

impl Verdict {
    /// The word of JSON v1.
    #[must_use]
    pub fn name(self, gate: Gate) -> &'static str {
        match (self, gate) {
            (Self::Good, Gate::Upload) => "accepted",
            (Self::Good, _) => "ok",
            (Self::Bad, Gate::Upload) => "rejected",
            (Self::ServerError, Gate::Upload) => "server-error",
            (Self::Bad | Self::ServerError, _) => "broken",
            (Self::Undecided, _) => "undecided",
            (Self::NotChecked, _) => "not-checked",
        }
    }
}

impl Report {
    #[must_use]
    pub fn verdict(&self, gate: Gate) -> Verdict {
        if gate == Gate::Upload
            && let Some(verdict) = self.answered()
        {
            return verdict;
        }
        let ran = |outcome: Outcome| self.rules.iter().any(|run| run.gate == gate && run.outcome == outcome);
        // What only a rule of warnings leaves open may be bad for the release, and does not answer the gate's question.
        let open = |run: &RuleRun| {
            run.gate == gate
                && run.outcome == Outcome::Undecided
                && (gate != Gate::Pipeline || run.severity == Severity::Error)
        };
        if self.findings.iter().any(|finding| finding.gate == gate && finding.severity == Severity::Error) {
            Verdict::Bad
        } else if self.rules.iter().any(open) || self.has_carried_errors(gate) {
            Verdict::Undecided
        } else if !ran(Outcome::Passed) && !ran(Outcome::Failed) {
            Verdict::NotChecked
        } else {
            Verdict::Good
        }
    }

    /// Whether something would stop a release that a workflow inside a dropped sdist publishes. It is no error of the sdist, and
    /// whether that workflow publishes it, the sdist does not say.
    #[must_use]
    pub fn has_carried_errors(&self, gate: Gate) -> bool {
        self.rules.iter().any(|run| run.gate == gate && run.outcome == Outcome::Failed && run.reason.is_some())
    }

    /// What the predicted answers to the dropped distributions come to; `None` where there is none that decides it.
    fn answered(&self) -> Option<Verdict> {
        let distributions = self.artifacts.iter().filter(|artifact| !artifact.upload.answers.is_empty());
        let statuses: Vec<Option<u16>> = distributions.map(|artifact| artifact.upload.status).collect();
        let refused = |finding: &Finding| finding.gate == Gate::Upload && finding.severity == Severity::Error;
        if statuses.contains(&Some(400)) {
            Some(Verdict::Bad)
        } else if statuses.contains(&Some(500)) {
            Some(Verdict::ServerError)
        } else if self.findings.iter().any(refused) {
            Some(Verdict::Bad)
        } else if statuses.contains(&None) {
            Some(Verdict::Undecided)
        } else {
            (!statuses.is_empty()).then_some(Verdict::Good)
        }
    }

    /// Distinct statements of a severity: the same words about several files count once.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.count_of(severity, |_| true)
    }

    /// The same, of one gate.
    #[must_use]
    pub fn count_at(&self, gate: Gate, severity: Severity) -> usize {
        self.count_of(severity, |finding| finding.gate == gate)
    }

    fn count_of(&self, severity: Severity, counts: impl Fn(&Finding) -> bool) -> usize {
        let of = self.findings.iter().filter(|finding| finding.severity == severity && counts(finding));
        of.map(|finding| (finding.rule, &finding.message)).collect::<BTreeSet<_>>().len()
    }

    #[must_use]
    pub fn ran(&self, outcome: Outcome) -> usize {
        self.rules.iter().filter(|run| run.outcome == outcome).count()
    }

    /// Whether a command should fail.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}
