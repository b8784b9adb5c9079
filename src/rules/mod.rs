//! The rules: what each is, how it runs, and the one list of all.
//!
//! A rule is one file. Its doc comment is its page in `docs/rules/` and in the page's reference, and the examples in it run
//! as tests. Everything that lists rules derives from [`RULES`].

pub mod agree;
pub mod archive;
pub mod content;
pub mod dependencies;
pub mod entry_points;
pub mod ignores;
mod list;
pub mod log;
pub(crate) mod members;
pub mod metadata;
pub mod native;
pub mod pipeline;
pub mod reproducibility;
pub mod sdist;
pub mod security;
pub mod size;
pub(crate) mod source;
pub mod upload;
pub mod wheel;

use std::collections::BTreeSet;

pub use list::RULES;

use crate::archive::Member;
use crate::artifact::metadata::Metadata;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::artifact::{Distribution, FileInfo};
use crate::finding::{Certainty, Fact, Finding, Gate, Location, Message, Severity};
use crate::inspect::{Kind, Options, Release};
use crate::pipeline::workflow::{Form, Workflow};
use crate::report::{Outcome, RuleRun};

/// What is known of a rule without running it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Kebab case, never reused; reads as "allow …".
    pub id: &'static str,
    pub gate: Gate,
    /// Of most of its findings; a finding may be milder or worse where the page of the rule says so.
    pub severity: Severity,
    /// Version of this tool that brought it.
    pub since: &'static str,
    /// Kinds of files that it looks at. A rule that compares needs all of them, any other one.
    pub reads: &'static [Kind],
    pub needs_all: bool,
    /// The doc comment, as Markdown.
    pub doc: &'static str,
}

impl Meta {
    /// The first line of the doc comment.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.doc.lines().next().unwrap_or_default().trim()
    }
}

/// The metadata of a rule, written by [`declare_rule!`](crate::declare_rule).
pub trait Described: Sync {
    fn meta(&self) -> &'static Meta;
}

/// A rule implements the hook of what it looks at; each hook runs once for every such file of the drop.
pub trait Rule: Described {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        self.distribution(wheel, check);
    }
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        self.distribution(sdist, check);
    }
    /// A wheel or an sdist, for rules to which it makes no difference.
    fn distribution(&self, _distribution: &dyn Distribution, _check: &mut Check<'_>) {}
    /// A `pyproject.toml` that was dropped itself, or the one inside an sdist where none was dropped.
    fn pyproject(&self, _pyproject: &Pyproject, _check: &mut Check<'_>) {}
    /// A workflow that was dropped itself, or those inside an sdist where none was dropped; with the whole drop, because
    /// workflows call each other.
    fn workflow(&self, _workflow: &Workflow, _release: &Release, _check: &mut Check<'_>) {}
    /// A composite action, or the settings of an update bot.
    fn automation(&self, _file: &Workflow, _release: &Release, check: &mut Check<'_>) {
        check.skip("not a workflow");
    }
    /// The whole drop, for rules that compare.
    fn release(&self, _release: &Release, _check: &mut Check<'_>) {}
}

/// Declares a rule: its doc comment, its name and its metadata.
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $name:ident { id: $id:literal, gate: $gate:ident, severity: $severity:ident, since: $since:literal, reads: any $reads:tt $(,)? }
    ) => {
        $crate::declare_rule!(@ [$($doc)+] $name $id $gate $severity $since $reads false);
    };
    (
        $(#[doc = $doc:literal])+
        $name:ident { id: $id:literal, gate: $gate:ident, severity: $severity:ident, since: $since:literal, reads: all $reads:tt $(,)? }
    ) => {
        $crate::declare_rule!(@ [$($doc)+] $name $id $gate $severity $since $reads true);
    };
    (@ [$($doc:literal)+] $name:ident $id:literal $gate:ident $severity:ident $since:literal [$($reads:ident),+] $all:literal) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl $crate::rules::Described for $name {
            fn meta(&self) -> &'static $crate::rules::Meta {
                const META: $crate::rules::Meta = $crate::rules::Meta {
                    id: $id,
                    gate: $crate::finding::Gate::$gate,
                    severity: $crate::finding::Severity::$severity,
                    since: $since,
                    reads: &[$($crate::inspect::Kind::$reads),+],
                    needs_all: $all,
                    // The engine in the browser gets the pages of the rules as a file of their own.
                    doc: if cfg!(target_family = "wasm") { "" } else { concat!($($doc, "\n"),+) },
                };
                &META
            }
        }
    };
}

/// What a running rule says.
pub struct Check<'a> {
    meta: &'static Meta,
    release: &'a Release,
    findings: &'a mut Vec<Finding>,
    found: usize,
    ran: bool,
    skipped: Option<String>,
    undecided: Option<String>,
}

impl<'a> Check<'a> {
    /// Adds a finding with the rule's own gate and severity, which the caller may change.
    pub fn find(&mut self, location: Location, message: Message, fix: Message) -> &mut Finding {
        self.found += 1;
        let Meta { id, gate, severity, .. } = *self.meta;
        self.findings.push(Finding { rule: id, severity, gate, certainty: Certainty::Certain, location, message, fix });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Whether a rule that ran before says that PyPI refuses the file.
    #[must_use]
    pub fn is_told_of_refusal(&self, file: &str) -> bool {
        let refused = |it: &Finding| it.gate == Gate::Upload && it.severity == Severity::Error;
        self.findings.iter().any(|finding| refused(finding) && finding.location.file == file)
    }

    /// All that was dropped, for rules that look at one file and need another beside it.
    #[must_use]
    pub fn release(&self) -> &'a Release {
        self.release
    }

    /// What the rules are told beside the files.
    #[must_use]
    pub fn options(&self) -> &'a Options {
        &self.release.options
    }

    /// Adds a finding for each place, or one for all of them where there are more than a few. A place is where it is and
    /// what to call it; `all` gets the number of places and their names. The caller may change what was added.
    pub fn find_each(
        &mut self,
        whole: Location,
        places: Vec<(Location, String)>,
        one: impl Fn(Fact) -> Message,
        all: impl FnOnce(Fact, Fact) -> Message,
        fix: &Message,
    ) -> &mut [Finding] {
        /// More findings of one kind than this would hide the others.
        const FEW: usize = 5;
        let start = self.findings.len();
        if places.len() > FEW {
            let (count, names) = (places.len(), places.into_iter().map(|(_, name)| name));
            self.find(whole, all(Fact::count(count), Fact::list(names)), fix.clone());
        } else {
            for (location, name) in places {
                self.find(location, one(Fact::code(name)), fix.clone());
            }
        }
        &mut self.findings[start..]
    }

    /// The members of a distribution; where its directory could not be read, the question cannot be answered.
    pub fn need_members<'d>(&mut self, distribution: &'d dyn Distribution) -> Option<&'d [Member]> {
        let members = distribution.members();
        if members.is_empty() && !distribution.problems().is_empty() {
            self.undecided(format!("{} could not be read", distribution.file().name));
            return None;
        }
        Some(members)
    }

    /// The question does not arise for this file: not a pass, and nothing to worry about.
    pub fn skip(&mut self, reason: impl Into<String>) {
        self.skipped.get_or_insert(reason.into());
    }

    /// The question arises and cannot be answered from what was dropped.
    pub fn undecided(&mut self, reason: impl Into<String>) {
        self.undecided.get_or_insert(reason.into());
    }

    /// The metadata of a distribution; where there is none, the question cannot be answered.
    pub fn need_metadata<'d>(&mut self, distribution: &'d dyn Distribution) -> Option<&'d Metadata> {
        let metadata = distribution.metadata();
        if metadata.is_none() {
            self.undecided(format!("the metadata of {} could not be read", distribution.file().name));
        }
        metadata
    }

    /// A part of a file; where it is missing or broken, the question cannot be answered.
    pub fn need<'d, T>(&mut self, file: &FileInfo, name: &str, part: Option<&'d T>) -> Option<&'d T> {
        if part.is_none() {
            self.undecided(format!("{name} of {} could not be read", file.name));
        }
        part
    }

    fn hook(&mut self, run: impl FnOnce(&mut Self)) {
        let before = (self.skipped.is_some(), self.undecided.is_some());
        let (skipped, undecided) = (self.skipped.take(), self.undecided.take());
        run(self);
        self.ran |= self.skipped.is_none() && self.undecided.is_none();
        self.skipped = if before.0 { skipped } else { self.skipped.take() };
        self.undecided = if before.1 { undecided } else { self.undecided.take() };
    }
}

/// Runs every rule over the drop. Findings come in the order of [`Finding::sort_key`].
#[must_use]
pub fn run(release: &Release) -> (Vec<Finding>, Vec<RuleRun>) {
    let mut findings = Vec::new();
    let mut runs: Vec<RuleRun> = RULES.iter().map(|rule| run_one(*rule, release, &mut findings)).collect();
    // What is wrong with a workflow that an sdist carries along is nothing that would be refused with it.
    let carried: BTreeSet<(&str, &str)> = release
        .automation()
        .filter_map(|workflow| Some((workflow.file.name.as_str(), workflow.member.as_deref()?)))
        .collect();
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let Location { file, path, .. } = &finding.location;
        if path.as_deref().is_some_and(|path| carried.contains(&(file.as_str(), path))) {
            finding.severity = Severity::Warning;
            for run in runs.iter_mut().filter(|run| run.rule == finding.rule) {
                run.reason =
                    Some("an error of a workflow that an sdist carries is a warning about the sdist".to_owned());
            }
        }
    }
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    findings.dedup();
    (findings, runs)
}

/// What some of the rules say, in the order of the ids.
#[must_use]
pub fn run_only(ids: &[&str], release: &Release) -> (Vec<Finding>, Vec<RuleRun>) {
    let mut findings = Vec::new();
    let rules = ids.iter().filter_map(|id| by_id(id));
    let runs = rules.map(|rule| run_one(rule, release, &mut findings)).collect();
    (findings, runs)
}

fn run_one(rule: &dyn Rule, release: &Release, findings: &mut Vec<Finding>) -> RuleRun {
    let meta = rule.meta();
    let given = |kind: &Kind| release.has(*kind);
    let applies = if meta.needs_all { meta.reads.iter().all(given) } else { meta.reads.iter().any(given) };
    if !applies {
        let missing: Vec<&str> = meta.reads.iter().filter(|kind| !given(kind)).map(|kind| kind.phrase()).collect();
        let reason = format!("needs {}", missing.join(if meta.needs_all { " and " } else { " or " }));
        return RuleRun {
            rule: meta.id,
            gate: meta.gate,
            severity: meta.severity,
            outcome: Outcome::Skipped,
            reason: Some(reason),
        };
    }
    let mut check = Check { meta, release, findings, found: 0, ran: false, skipped: None, undecided: None };
    if meta.needs_all {
        check.hook(|check| rule.release(release, check));
    } else {
        for kind in meta.reads {
            run_hooks(rule, *kind, release, &mut check);
        }
    }
    let (outcome, reason) = if check.found > 0 {
        (Outcome::Failed, None)
    } else if let Some(reason) = check.undecided {
        (Outcome::Undecided, Some(reason))
    } else if check.ran {
        (Outcome::Passed, None)
    } else {
        (Outcome::Skipped, Some(check.skipped.unwrap_or_else(|| "nothing to look at".to_owned())))
    };
    RuleRun { rule: meta.id, gate: meta.gate, severity: meta.severity, outcome, reason }
}

fn run_hooks(rule: &dyn Rule, kind: Kind, release: &Release, check: &mut Check<'_>) {
    match kind {
        Kind::Wheel => release.wheels().for_each(|wheel| check.hook(|check| rule.wheel(wheel, check))),
        Kind::Sdist => release.sdists().for_each(|sdist| check.hook(|check| rule.sdist(sdist, check))),
        Kind::Pyproject => release.pyprojects().for_each(|file| check.hook(|check| rule.pyproject(file, check))),
        Kind::Workflow => {
            for file in release.automation() {
                check.hook(|check| match file.form {
                    Form::Workflow => rule.workflow(file, release, check),
                    Form::CompositeAction | Form::UpdateBot => rule.automation(file, release, check),
                });
            }
        }
        Kind::Log | Kind::Other => check.hook(|check| rule.release(release, check)),
    }
}

/// The page of a rule as Markdown: its doc comment under a heading, with what the metadata says.
#[must_use]
pub fn page(meta: &Meta) -> String {
    let mut lines = meta.doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let title = lines.next().unwrap_or_default();
    let Meta { id, severity, gate, since, .. } = *meta;
    let body: Vec<&str> = lines.collect();
    let facts = format!("`{id}` · {} · gate `{}` · since {since}", severity.name(), gate.name());
    format!("# {title}\n\n{facts}\n{}\n", body.join("\n"))
}

/// The rule with that id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}

/// Members as places for [`Check::find_each`].
pub fn places<'p>(file: &FileInfo, paths: impl IntoIterator<Item = &'p str>) -> Vec<(Location, String)> {
    paths.into_iter().map(|path| (file.at(path), path.to_owned())).collect()
}

#[cfg(test)]
pub(crate) mod testing {
    use crate::fixture;

    /// Inspects a fixture and compares the rules that found something, in the order of their ids.
    #[track_caller]
    pub(crate) fn check(fixture: &str, expected: &[&str]) {
        let report = fixture::report(fixture);
        let mut found: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, expected, "{:#?}", report.findings);
    }

    /// What a fixture gives, as `severity rule: message`, in the order of reports.
    #[track_caller]
    pub(crate) fn check_words(example: &str, expected: &[&str]) {
        let report = fixture::report(example);
        let words = report.findings.iter();
        let found: Vec<String> =
            words.map(|it| format!("{} {}: {}", it.severity.name(), it.rule, it.message)).collect();
        assert_eq!(found, expected, "{example}");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::fixture;

    fn found(example: &str) -> BTreeSet<&'static str> {
        fixture::report(example).findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn ids_are_unique_kebab_case_and_every_rule_has_its_page() {
        let mut seen = BTreeSet::new();
        for rule in RULES {
            let Meta { id, doc, reads, .. } = *rule.meta();
            assert!(seen.insert(id), "{id} twice");
            assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
            assert!(!reads.is_empty(), "{id} reads nothing");
            for heading in ["Why", "Fix", "Bad", "Good"] {
                assert!(doc.contains(&format!("\n ## {heading}\n")), "{id}: no heading {heading}");
            }
            assert!(!rule.meta().title().ends_with('.'), "{id}: a title has no full stop");
        }
    }

    #[test]
    fn bad_examples_give_exactly_their_rule() {
        let mut wrong = Vec::new();
        for rule in RULES {
            let Meta { id, doc, .. } = *rule.meta();
            let examples = fixture::examples(doc, "Bad");
            assert!(!examples.is_empty(), "{id} has no bad example");
            let given = examples.into_iter().map(|example| (found(&example), example));
            wrong.extend(given.filter(|(found, _)| *found != BTreeSet::from([id])).map(|given| (id, given)));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn good_examples_give_nothing() {
        let mut wrong = Vec::new();
        for rule in RULES {
            let Meta { id, doc, .. } = *rule.meta();
            let examples = fixture::examples(doc, "Good");
            assert!(!examples.is_empty(), "{id} has no good example");
            for example in examples {
                let report = fixture::report(&example);
                let looked = report.rules.iter().any(|run| run.rule == id && run.outcome == Outcome::Passed);
                if !looked || !report.findings.is_empty() {
                    wrong.push((id, looked, found(&example), example));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
