//! Which of what was found is the cause, and what only followed from it.
//!
//! Of several signatures on one message the most specific counts. A signature is one finding, however often its words stand
//! in the log. What comes first is the cause of what comes later where the tables say so; the general words of a build that
//! failed follow from everything that explains them. What a job got over is no error.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use pep440_rs::Version;

use super::facts::Facts;
use super::normalize::Level;
use super::pattern::Capture;
use super::signature::{self, Phase, Signature};
use super::{Entry, Found, Log, LogLine, NO_KNOWN_CAUSE, Outcome, Role, Triage, compare};
use crate::artifact::filename::{SdistFilename, WheelFilename};
use crate::artifact::normalize_name;
use crate::finding::{Certainty, Fact, Finding, Gate, Location, Message, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::tag;

/// Two signatures within so many bytes of one step are about one message.
const NEAR: usize = 6000;

/// Says what a log means, compared with what was dropped beside it.
#[must_use]
pub fn judge(log: &Log, release: Option<&Release>) -> Triage {
    let mut groups = groups(log);
    groups.extend(log.mismatch.as_ref().map(|found| {
        let severity = if log.outcome == Outcome::Failed { Severity::Error } else { Severity::Warning };
        Group { signature: found.signature, first: found, facts: facts(log, found.signature, &[found]), severity }
    }));
    let mut entries = ranked(log, &mut groups);
    let unexplained = !entries.iter().any(|entry| entry.finding.severity == Severity::Error);
    if log.outcome == Outcome::Failed && unexplained {
        entries.insert(0, unknown(log, Severity::Error));
    } else if log.outcome == Outcome::Unknown && entries.is_empty() {
        entries.push(unknown(log, Severity::Info));
    }
    if let Some(release) = release {
        compare::compare(log, release, &mut entries);
    }
    Triage {
        outcome: log.outcome,
        entries,
        facts: log.facts.clone(),
        step: log.step.clone(),
        lines: log.lines.clone(),
        cut: log.cut,
    }
}

/// Every place of one signature.
struct Group<'l> {
    signature: &'static Signature,
    /// The one that the finding names.
    first: &'l Found,
    facts: Vec<(&'static str, Fact)>,
    severity: Severity,
}

fn groups(log: &Log) -> Vec<Group<'_>> {
    let mut by_signature: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for found in log.found.iter().filter(|found| !outdone(found, &log.found)) {
        by_signature.entry(promoted(found, log).id).or_default().push(found);
    }
    let of_signature = by_signature.into_iter().filter_map(|(id, found)| {
        let signature = signature::by_id(id)?;
        // Where the whole run ended well, words of a failure were those of a test or of a first attempt.
        let harmless = |found: &&Found| found.overcome || (log.outcome == Outcome::Succeeded && !signature.silent);
        let lasting: Vec<&Found> = found.iter().copied().filter(|found| !harmless(found)).collect();
        let first = lasting.iter().find(|found| found.failed).or(lasting.first()).or(found.first()).copied()?;
        let severity = if lasting.is_empty() {
            Severity::Info
        } else if signature.severity == Severity::Error
            && !signature.silent
            && first.level == Level::Warning
            && log.outcome != Outcome::Failed
        {
            Severity::Warning
        } else if signature.severity == Severity::Warning && first.level == Level::Failure {
            // Strict settings make errors of warnings.
            Severity::Error
        } else {
            signature.severity
        };
        let facts = facts(log, signature, if lasting.is_empty() { &found } else { &lasting });
        Some(Group { signature, first, facts, severity })
    });
    of_signature.collect()
}

/// Whether a more specific signature has the same message.
fn outdone(found: &Found, all: &[Found]) -> bool {
    // A refusal without a reason is none where the tool printed the reason beside it.
    let refused = found.signature.id == REFUSED;
    // Words between the address and the status repeated are a reason, though none that is known.
    if refused && found.captures.iter().any(|(_, url)| url.contains(' ')) {
        return true;
    }
    let reason = |of: &Signature| {
        let of_index = matches!(of.phase, Phase::Auth | Phase::Publish);
        refused && of.id != REFUSED && of_index && of.severity == Severity::Error
    };
    all.iter().any(|other| {
        (other.signature.over.contains(&found.signature.id) || reason(other.signature)) && near(found, other)
    })
}

fn near(one: &Found, other: &Found) -> bool {
    one.segment == other.segment && one.at.abs_diff(other.at) <= NEAR
}

/// The signature of an upload that was refused without a reason.
const REFUSED: &str = "upload-unexplained";

/// What the surroundings make of a signature: a module that is missing while the backend runs is missing in the build, not in
/// the package; a refusal without a reason has one where the file's own name says it.
fn promoted(found: &Found, log: &Log) -> &'static Signature {
    let building = |other: &Found| other.signature.id == "build-generic" && near(found, other);
    let to_pypi = || found.captures.iter().any(|(_, url)| url.contains("pypi.org"));
    let promoted = match found.signature.id {
        "smoke-import" if log.found.iter().any(building) => "build-backend-missing",
        REFUSED if to_pypi() && log.facts.built.iter().any(|file| file.contains('+')) => "local-version",
        id => id,
    };
    signature::by_id(promoted).unwrap_or(found.signature)
}

/// What was captured at all places, and for failures of trusted publishing the claims.
fn facts(log: &Log, signature: &Signature, found: &[&Found]) -> Vec<(&'static str, Fact)> {
    let mut values: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (name, value) in found.iter().flat_map(|found| &found.captures) {
        match values.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if !known.contains(value) => known.push(value.clone()),
            Some(_) => {}
            None => values.push((*name, vec![value.clone()])),
        }
    }
    let fact = |values: Vec<String>| match <[String; 1]>::try_from(values) {
        Ok([one]) => Fact::Code(one),
        Err(several) => Fact::List(several),
    };
    let mut facts: Vec<_> = values.into_iter().map(|(name, values)| (name, fact(values))).collect();
    if signature.phase == Phase::Auth {
        let claims = &log.facts;
        if let (Some(Some(repository)), Some(workflow), Some(environment)) =
            (claims.claim("repository"), claims.workflow(), claims.environment())
        {
            facts.push(("repository", Fact::code(repository)));
            facts.push(("workflow", Fact::code(workflow)));
            facts.push(("environment", environment.map_or_else(|| Fact::text("none"), Fact::code)));
        }
    }
    facts
}

/// The tag against the version of the project: by the built files, a fact that explains what the index says about them, else
/// by a check of the project's own. With the place where it stands.
pub(super) fn version_mismatch(facts: &Facts) -> Option<(usize, &'static Signature, Vec<Capture>)> {
    let signature = signature::by_id("version-mismatch")?;
    if let Some((tag, version)) = built_mismatch(facts) {
        return Some((facts.built_at, signature, vec![("tag", tag), ("version", version)]));
    }
    let check = facts.tag_check.clone()?;
    Some((check.at, signature, vec![("tag", check.tag), ("written", check.version)]))
}

fn built_mismatch(facts: &Facts) -> Option<(String, String)> {
    let tag = facts.tag.as_deref()?;
    let built: Vec<(String, String)> = facts.built.iter().filter_map(|file| name_and_version(file)).collect();
    let (name, version) = built.first()?;
    // Several projects or versions in one run are not about one tag, and a local part has causes of its own.
    if built.iter().any(|other| other != &(name.clone(), version.clone())) || version.contains('+') {
        return None;
    }
    let differs = Version::from_str(version).ok()? != tag::version(tag, name)?;
    differs.then(|| (tag.to_owned(), version.clone()))
}

/// The project's normalised name and the version, from a file name.
fn name_and_version(file: &str) -> Option<(String, String)> {
    let (name, version) = match WheelFilename::parse(file) {
        Ok(parts) => (parts.name, parts.version),
        Err(_) => SdistFilename::parse(file).ok().map(|parts| (parts.name, parts.version))?,
    };
    Some((normalize_name(&name), version))
}

/// Causes with their consequences, the worst and the earliest first.
fn ranked(log: &Log, groups: &mut Vec<Group<'_>>) -> Vec<Entry> {
    let any_failed = log.found.iter().any(|found| found.failed);
    groups.sort_by_key(|group| group.first.at);
    let lasting = |group: &Group<'_>| !(group.severity == Severity::Info && group.signature.severity != Severity::Info);
    let causes: Vec<Option<usize>> = groups
        .iter()
        .map(|effect| {
            groups.iter().position(|cause| {
                let counts = lasting(cause) && lasting(effect) && cause.severity != Severity::Info;
                counts && effect.signature.follows(cause.signature.id) && precedes(cause, effect)
            })
        })
        .collect();
    let root = |index: usize| {
        let mut at = index;
        // A chain is never longer than there are groups, and the tables could not close a circle without ending here.
        for _ in 0..groups.len() {
            match causes.get(at).copied().flatten() {
                Some(cause) => at = cause,
                None => break,
            }
        }
        at
    };
    let roots: Vec<usize> = (0..groups.len()).map(root).collect();
    let mut severities: Vec<Severity> = groups.iter().map(|group| group.severity).collect();
    for (index, root) in roots.iter().enumerate() {
        // What ended a run was no mere warning.
        if *root != index && groups[index].severity == Severity::Error && groups[*root].severity == Severity::Warning {
            severities[*root] = Severity::Error;
        }
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|index| {
        let root = roots[*index];
        let elsewhere = any_failed && !groups[root].first.failed && !leads_to_failed(root, &roots, groups);
        (severities[root], elsewhere, groups[root].first.at, root, *index != root, groups[*index].first.at)
    });
    order
        .into_iter()
        .map(|index| {
            let role = if roots[index] == index { Role::Cause } else { Role::Consequence };
            let severity = if role == Role::Cause { severities[index] } else { Severity::Info };
            entry(log, &groups[index], role, severity)
        })
        .collect()
}

/// Whether one could have caused the other by where they stand. Tools print their general words before or after the cause.
fn precedes(cause: &Group<'_>, effect: &Group<'_>) -> bool {
    let (first, then) = (cause.first, effect.first);
    if !effect.signature.after.contains(&"*") {
        return first.at < then.at;
    }
    let around = first.segment == then.segment && first.at.abs_diff(then.at) <= NEAR;
    // A warning in a build that failed need not be why.
    cause.signature.severity == Severity::Error
        && first.job == then.job
        && (first.at < then.at || (around && !cause.signature.follows(effect.signature.id)))
}

/// Whether something that follows from this cause stands in a step that failed.
fn leads_to_failed(root: usize, roots: &[usize], groups: &[Group<'_>]) -> bool {
    roots.iter().zip(groups).any(|(of, group)| *of == root && group.first.failed)
}

fn entry(log: &Log, group: &Group<'_>, role: Role, severity: Severity) -> Entry {
    let Group { signature, first, facts, .. } = group;
    let overcome = group.severity == Severity::Info && signature.severity != Severity::Info;
    let mut message = Message { template: cause(signature, facts), facts: facts.clone() };
    if overcome {
        message = message!(
            "{words}; the job went on, so this did not end it",
            words = Fact::text(message.to_string().replace('`', "")),
        );
    }
    let finding = Finding {
        rule: signature.id,
        severity,
        gate: Gate::Pipeline,
        certainty: if overcome { Certainty::Likely } else { Certainty::Certain },
        location: Location {
            file: log.file.name.clone(),
            path: first.path.clone(),
            line: (first.line > 0).then_some(first.line),
            column: first.column,
        },
        message,
        fix: Message { template: signature.fix, facts: facts.clone() },
    };
    Entry { finding, role, signature: Some(signature) }
}

/// The first sentence whose facts are all known.
fn cause(signature: &Signature, facts: &[(&'static str, Fact)]) -> &'static str {
    let known = |sentence: &&&str| {
        sentence
            .split('{')
            .skip(1)
            .filter_map(|hole| hole.split_once('}'))
            .all(|(name, _)| facts.iter().any(|(it, _)| *it == name))
    };
    signature.causes.iter().find(known).or(signature.causes.last()).copied().unwrap_or_default()
}

fn unknown(log: &Log, severity: Severity) -> Entry {
    let step = log.step.as_ref();
    let place = step.map(|step| match (step.job.as_str(), step.step.as_str()) {
        ("", "") => String::new(),
        (job, "") => job.to_owned(),
        ("", step) => step.to_owned(),
        (job, step) => format!("{job} / {step}"),
    });
    let says = |line: &&LogLine| !line.text.starts_with("Process completed with exit code");
    let last = log.lines.iter().rfind(says).or(log.lines.last()).map(|line| line.text.clone()).unwrap_or_default();
    let message = match (place.filter(|place| !place.is_empty()), severity) {
        (Some(place), Severity::Error) => message!(
            "No known cause found. The step {step} failed; the last thing that it said is {last}",
            step = Fact::code(place),
            last = Fact::code(last),
        ),
        (None, Severity::Error) => {
            message!("No known cause found. The last thing that the log says is {last}", last = Fact::code(last))
        }
        _ => message!(
            "No known cause found: the log ends with {last}, and nothing in it says that a run failed",
            last = Fact::code(last),
        ),
    };
    let fix = match severity {
        Severity::Error => {
            message!("Read the lines above the failure; paste the whole log of the failed job, not only its end")
        }
        _ => message!(
            "If the run did fail, what it said comes after this line: paste the log of the failed job to its end"
        ),
    };
    let line = step.map(|step| (step.path.clone(), step.line));
    let line = line.or_else(|| log.lines.last().map(|line| (line.path.clone(), line.line)));
    let (path, number) = line.map_or((None, None), |(path, line)| (path, Some(line)));
    let finding = Finding {
        rule: NO_KNOWN_CAUSE,
        severity,
        gate: Gate::Pipeline,
        certainty: Certainty::Likely,
        location: Location { file: log.file.name.clone(), path, line: number, column: None },
        message,
        fix,
    };
    Entry { finding, role: Role::Cause, signature: None }
}
