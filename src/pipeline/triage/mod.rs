//! Why a release failed, from its log: the root cause first, then what followed from it.
//!
//! A log comes in any of four shapes ([`normalize`]); one pass finds what is known ([`signature`], [`pattern`]) and the facts
//! that it states ([`facts`]); [`judge`] says which of it is the cause; [`compare`] holds it against what was dropped beside it.
//! Nothing here panics on what was pasted, and everything is linear in its length.

pub mod compare;
pub mod facts;
pub mod input;
pub mod judge;
pub mod normalize;
pub mod pattern;
pub mod signature;
pub mod signatures;
mod tag_check;
mod unfold;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::artifact::FileInfo;
use crate::finding::{Finding, Severity};
use crate::inspect::Release;
use facts::{Facts, Success};
use normalize::{Folded, Level, Line, Part};
use pattern::{Capture, Match, Patterns};
use signature::{Phase, Signature};

/// The id of the finding that says that nothing is known.
pub const NO_KNOWN_CAUSE: &str = "no-known-cause";

/// A log, read: what is known of it, without its text.
#[derive(Debug, Clone, Default)]
pub struct Log {
    pub file: FileInfo,
    pub outcome: Outcome,
    pub found: Vec<Found>,
    pub facts: Facts,
    /// Where the first built file is named, or a check of the project's own stands, where tag and version differ.
    pub mismatch: Option<Found>,
    /// Where it failed, as far as the log says.
    pub step: Option<Step>,
    /// The last lines before the failure, or of the log.
    pub lines: Vec<LogLine>,
    /// Whether the log was too long to be read whole.
    pub cut: bool,
}

/// How the run ended, as far as the log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outcome {
    Failed,
    Succeeded,
    #[default]
    Unknown,
}

impl Outcome {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Succeeded => "succeeded",
            Self::Unknown => "unknown",
        }
    }
}

/// One place that a signature was found at.
#[derive(Debug, Clone)]
pub struct Found {
    pub signature: &'static Signature,
    pub captures: Vec<Capture>,
    /// The order in the log.
    pub at: usize,
    pub path: Option<String>,
    /// From 1.
    pub line: u32,
    pub column: Option<u32>,
    /// Jobs and steps by their order in the log.
    pub job: usize,
    pub segment: usize,
    /// In a step that the runner reports as failed.
    pub failed: bool,
    /// The job went on and came to its end all the same.
    pub overcome: bool,
    /// How the runner or the tool marked the line.
    pub level: Level,
}

/// A step of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Empty where the log does not say.
    pub job: String,
    pub step: String,
    pub path: Option<String>,
    /// The line that reports the failure, from 1.
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub path: Option<String>,
    /// From 1.
    pub line: u32,
    pub text: String,
}

/// What a triage says: findings in the order of causes.
#[derive(Debug, Clone, Default)]
pub struct Triage {
    pub outcome: Outcome,
    /// The root cause first.
    pub entries: Vec<Entry>,
    pub facts: Facts,
    pub step: Option<Step>,
    pub lines: Vec<LogLine>,
    pub cut: bool,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub finding: Finding,
    pub role: Role,
    /// `None` where no signature is meant.
    pub signature: Option<&'static Signature>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Cause,
    /// Would not have happened without the cause before it.
    Consequence,
    /// What the files dropped beside the log say about the cause before it.
    Comparison,
}

impl Role {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Consequence => "consequence",
            Self::Comparison => "comparison",
        }
    }
}

impl Triage {
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.entries.iter().map(|entry| &entry.finding)
    }

    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings().any(|finding| finding.severity == Severity::Error)
    }
}

/// Reads a pasted log and says why it failed; a release that was dropped beside it is compared with what the log says.
#[must_use]
pub fn triage(name: &str, log: &[u8], release: Option<&Release>) -> Triage {
    let file = FileInfo { name: name.to_owned(), size: log.len() as u64, sha256: String::new() };
    judge::judge(&Log::read(file, &[Part { path: None, bytes: log }]), release)
}

/// Every pattern of every signature, then those of facts.
static PATTERNS: LazyLock<(Vec<&'static Signature>, Patterns)> = LazyLock::new(|| {
    let of_signatures = || signature::all().flat_map(|it| it.patterns.iter().map(move |pattern| (it, *pattern)));
    let owners = of_signatures().map(|(signature, _)| signature).collect();
    (owners, Patterns::new(of_signatures().map(|(_, pattern)| pattern).chain(facts::patterns())))
});

/// Whether a text reads like the log of a run rather than like notes: by its first lines.
#[must_use]
pub fn looks_like_log(head: &[u8]) -> bool {
    const WORDS: [&[u8]; 10] = [
        b"##[group]",
        b"##[error]",
        b"##[warning]",
        b"Process completed with exit code",
        b"Uploading distributions to http",
        b"HTTPError: 4",
        b"Trusted publishing exchange failure",
        b"Current runner version:",
        b"error: Failed to publish",
        b" to https://upload.pypi.org/legacy/",
    ];
    let head = &head[..head.len().min(64 << 10)];
    let stamped = normalize::timestamp(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)).is_some();
    !head.contains(&0) && (stamped || WORDS.iter().any(|word| head.windows(word.len()).any(|here| here == *word)))
}

impl Log {
    #[must_use]
    pub fn read(file: FileInfo, parts: &[Part<'_>]) -> Self {
        let folded = Folded::new(parts);
        let (owners, patterns) = &*PATTERNS;
        let matches = patterns.find(&folded.text);
        let of_facts: Vec<(usize, &Match)> =
            matches.iter().filter_map(|found| Some((found.pattern.checked_sub(owners.len())?, found))).collect();
        let (facts, done) = facts::read(&folded, parts, &of_facts);
        let run = Run::new(&folded, done);
        let known = matches.iter().filter_map(|found| Some((*owners.get(found.pattern)?, found)));
        let found =
            few(known.collect()).into_iter().filter_map(|(signature, found)| run.found(parts, signature, found));
        let found = found.collect();
        let (outcome, end) = run.outcome();
        let mismatch = judge::version_mismatch(&facts).and_then(|(at, signature, captures)| {
            run.found(parts, signature, &Match { pattern: 0, start: at, end: at, captures })
        });
        Self {
            file,
            outcome,
            found,
            facts,
            mismatch,
            step: run.step(parts, end),
            lines: run.tail(parts, end),
            cut: folded.cut,
        }
    }
}

/// The first and the last places of each signature: a message that stands a hundred times in a log is one finding.
fn few<'m>(known: Vec<(&'static Signature, &'m Match)>) -> Vec<(&'static Signature, &'m Match)> {
    const EACH: usize = 15;
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (signature, _) in &known {
        *count.entry(signature.id).or_default() += 1;
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut few = known;
    few.retain(|(signature, _)| {
        let nth = seen.entry(signature.id).or_default();
        *nth += 1;
        *nth <= EACH || *nth + EACH > count.get(signature.id).copied().unwrap_or_default()
    });
    few
}

/// How the jobs of a log went.
struct Run<'f> {
    folded: &'f Folded,
    /// For every segment the number of its job.
    of_segment: Vec<usize>,
    jobs: Vec<Job>,
    done: Vec<(usize, Success)>,
}

#[derive(Default)]
struct Job {
    /// The last step that the runner reports as failed, and the last one at all.
    failed: Option<usize>,
    last: Option<usize>,
    /// The runner cleaned up after it.
    ended: bool,
}

impl<'f> Run<'f> {
    fn new(folded: &'f Folded, done: Vec<(usize, Success)>) -> Self {
        let mut run = Self { folded, of_segment: Vec::with_capacity(folded.segments.len()), jobs: Vec::new(), done };
        let mut names = BTreeMap::new();
        for (index, segment) in folded.segments.iter().enumerate() {
            let number = *names.entry((segment.part, &segment.job)).or_insert(run.jobs.len());
            run.jobs.resize_with(run.jobs.len().max(number + 1), Job::default);
            run.of_segment.push(number);
            let Some(job) = run.jobs.get_mut(number) else { continue };
            job.ended |= segment.cleanup;
            if segment.failed {
                job.failed = Some(index);
            }
            if !segment.step.is_empty() && !segment.step.starts_with("Post ") && !segment.cleanup {
                job.last = Some(index);
            }
        }
        run
    }

    fn job(&self, offset: usize) -> Option<usize> {
        self.of_segment.get(self.folded.line_at(offset)?.segment as usize).copied()
    }

    fn found(&self, parts: &[Part<'_>], signature: &'static Signature, found: &Match) -> Option<Found> {
        /// Words that take something back follow soon.
        const SOON: usize = 6000;
        let line = self.folded.line_at(found.start)?;
        let text = &self.folded.text;
        let after = &text[found.end..(found.end + SOON).min(text.len())];
        let taken_back = |words: &&str| after.windows(words.len()).any(|here| here == words.as_bytes());
        if line.echoed || signature.unless.iter().any(taken_back) {
            return None;
        }
        let place = self.folded.place(parts, found.start)?;
        let segment = line.segment as usize;
        Some(Found {
            signature,
            captures: found.captures.clone(),
            at: found.start,
            path: parts.get(place.part)?.path.map(str::to_owned),
            line: place.line,
            column: place.column,
            job: self.of_segment.get(segment).copied()?,
            segment,
            failed: self.folded.segments.get(segment)?.failed,
            overcome: !signature.silent && self.went_on(segment, found.end, signature.phase),
            level: line.level,
        })
    }

    /// Whether the job went on after a place: a later step ran, or a tool said that it was done, and nothing failed.
    fn went_on(&self, segment: usize, at: usize, phase: Phase) -> bool {
        let number = self.of_segment.get(segment).copied();
        let Some(job) = number.and_then(|number| self.jobs.get(number)) else { return false };
        if job.failed.is_some_and(|failed| failed >= segment) {
            return false;
        }
        let wanted = match phase {
            Phase::Publish | Phase::Auth | Phase::Check => Success::Uploaded,
            Phase::Smoke => Success::Installed,
            Phase::Build | Phase::Platform => Success::Built,
        };
        let done = |(when, success): &(usize, Success)| *when > at && *success == wanted && self.job(*when) == number;
        let next = job.ended && job.last.is_some_and(|last| last > segment);
        next || self.done.iter().any(done)
    }

    /// How the run ended, and the line that says so.
    fn outcome(&self) -> (Outcome, Option<usize>) {
        let lines = &self.folded.lines;
        if let Some(failure) = lines.iter().position(|line| line.level == Level::Failure) {
            // The last marker of the step that failed first: what comes before it is its output.
            let segment = lines.get(failure).map(|line| line.segment);
            let last = lines.iter().rposition(|line| line.level == Level::Failure && Some(line.segment) == segment);
            return (Outcome::Failed, last);
        }
        let went_on = |line: &Line| {
            let phases = [Phase::Publish, Phase::Smoke, Phase::Build];
            phases.iter().any(|phase| self.went_on(line.segment as usize, line.start as usize, *phase))
        };
        let last = lines.iter().rposition(|line| line.level == Level::Error && !line.echoed);
        if let Some(last) = last
            && lines.get(last).is_some_and(|line| !went_on(line))
        {
            return (Outcome::Failed, Some(last));
        }
        let ended = self.folded.segments.iter().any(|segment| segment.cleanup);
        let uploaded = self.done.iter().any(|(_, success)| *success == Success::Uploaded);
        if ended || uploaded { (Outcome::Succeeded, None) } else { (Outcome::Unknown, None) }
    }

    fn step(&self, parts: &[Part<'_>], end: Option<usize>) -> Option<Step> {
        let line = self.folded.lines.get(end?)?;
        let segment = self.folded.segment(line)?;
        let path = parts.get(segment.part)?.path.map(str::to_owned);
        Some(Step { job: segment.job.clone(), step: segment.step.clone(), path, line: line.number })
    }

    /// The lines that matter most where no cause is known: those before the failure.
    fn tail(&self, parts: &[Part<'_>], end: Option<usize>) -> Vec<LogLine> {
        const SHOWN: usize = 8;
        const LONGEST: usize = 300;
        let lines = &self.folded.lines;
        let last = end.unwrap_or(lines.len().saturating_sub(1));
        let segment = end.and_then(|end| lines.get(end)).map(|line| line.segment);
        let wanted = |line: &Line| !line.echoed && segment.is_none_or(|segment| line.segment == segment);
        let mut tail: Vec<LogLine> = lines
            .iter()
            .enumerate()
            .take(last + 1)
            .rev()
            .take(2000)
            .filter(|(_, line)| wanted(line))
            .take(SHOWN)
            .map(|(index, line)| {
                let text = String::from_utf8_lossy(self.folded.text_of(index)).chars().take(LONGEST).collect();
                let part = self.folded.segment(line).map_or(0, |segment| segment.part);
                LogLine { path: parts.get(part).and_then(|part| part.path).map(str::to_owned), line: line.number, text }
            })
            .collect();
        tail.reverse();
        tail
    }
}

#[cfg(test)]
mod tests;
