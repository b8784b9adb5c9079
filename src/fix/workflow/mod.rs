//! Repairs of workflows: permissions, environments, checkouts, pins, and the split of a job that builds and publishes.
//!
//! Each is a few edits at places of the source and the statement of what they change. An edit counts only if the text, read
//! again, is what was stated and nothing else; where it is not, the finding is left to the maintainer, and why is said.

mod checkout;
mod environment;
mod permissions;
mod pins;
mod source;
mod split;
#[cfg(test)]
mod tests;

use super::{Edit, Fix, Left, MAX_BYTES, MAX_FINDINGS, Repairs, Safety, apply};
use crate::finding::{Finding, Message};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::{self, Job, Workflow};
use crate::pipeline::yaml::{Node, Pair, Place};
use crate::rules::pipeline::perm_caller_too_narrow::missing;
use source::{Change, Shape, Source, Step, is_changed, keys};

/// One repair, before it is proved.
struct Repair {
    title: Message,
    safety: Safety,
    edits: Vec<Edit>,
    changes: Vec<Change>,
}

/// What a repair may look at.
struct Case<'c> {
    finding: &'c Finding,
    workflow: &'c Workflow,
    root: &'c Node,
    source: &'c Source<'c>,
    release: &'c Release,
}

/// Adds what repairs the finding, and says why something of it is left to the maintainer.
type Repairer = fn(&Case<'_>, &mut Vec<Repair>) -> Option<Message>;

const REPAIRERS: [(&str, Repairer); 18] = [
    ("checkout-persist-credentials", checkout::persist),
    ("perm-attest-missing", permissions::attest),
    ("perm-caller-too-narrow", permissions::caller),
    ("perm-checkout-needs-read", permissions::read),
    ("perm-release-needs-contents", permissions::release),
    ("perm-top-level-missing", permissions::top),
    ("perm-write-all", permissions::all),
    ("tp-id-token-workflow-level", permissions::identity_of_all),
    ("tp-missing-id-token", permissions::identity),
    ("tp-no-environment", environment::repair),
    ("tp-build-in-publish-job", split::repair),
    ("uses-artifact-v3", pins::newest),
    ("uses-no-such-tag", pins::newest),
    ("uses-no-version-comment", pins::comment),
    ("uses-publish-sha-not-release", pins::newest),
    ("uses-sunset-branch", pins::newest),
    ("uses-unpinned", pins::pin),
    ("publish-action-too-old", pins::newest),
];

/// The rules whose findings can be repaired.
#[cfg(test)]
pub(super) fn rules() -> impl Iterator<Item = &'static str> {
    REPAIRERS.iter().map(|(rule, _)| *rule)
}

/// Repairs of every workflow that was dropped itself, in the order of the findings.
pub(super) fn repairs(release: &Release, findings: &[Finding], into: &mut Repairs) {
    for workflow in release.workflows().filter(|workflow| workflow.member.is_none()) {
        of_file(workflow, release, findings, into);
    }
}

fn of_file(workflow: &Workflow, release: &Release, findings: &[Finding], into: &mut Repairs) {
    let known = findings.iter().filter(|finding| finding.location.file == workflow.file.name);
    let known = known.filter(|finding| finding.location.path.is_none());
    let known = known.filter_map(|finding| {
        let repairer = REPAIRERS.iter().find(|(rule, _)| *rule == finding.rule)?.1;
        Some((finding, repairer))
    });
    let source = Source::new(&workflow.text);
    let unreadable = unreadable(workflow, release);
    for (finding, repairer) in known.take(MAX_FINDINGS) {
        let mut leave = |reason: Message| {
            into.left.push(Left { rule: finding.rule, location: finding.location.clone(), reason });
        };
        if let Some(reason) = &unreadable {
            leave(reason.clone());
            continue;
        }
        let Some(root) = &workflow.tree.root else { continue };
        let case = Case { finding, workflow, root, source: &source, release };
        let mut found = Vec::new();
        if let Some(reason) = repairer(&case, &mut found) {
            leave(reason);
        }
        for repair in found {
            match case.proved(repair) {
                Some(fix) if case.outgrows_callers(&fix) => leave(message!(
                    "A workflow that calls this one does not give as much, and GitHub would start no run: grant it there first"
                )),
                Some(mut fix) => {
                    // Who calls it, and gives what, is not known.
                    let called = workflow.trigger("workflow_call").is_some() && case.callers().next().is_none();
                    if called && fix.rule.starts_with("perm-") {
                        fix.safety = Safety::Review;
                    }
                    add(fix, &mut into.fixes);
                }
                None => leave(foreign_form()),
            }
        }
    }
}

/// A repair that answers several findings is one.
fn add(fix: Fix, fixes: &mut Vec<Fix>) {
    let same = |known: &&mut Fix| known.rule == fix.rule && known.file == fix.file && known.edits == fix.edits;
    match fixes.iter_mut().find(same) {
        Some(known) => known.locations.extend(fix.locations),
        None => fixes.push(fix),
    }
}

/// Why nothing of the file is edited.
fn unreadable(workflow: &Workflow, release: &Release) -> Option<Message> {
    let twins = release.workflows().filter(|other| other.member.is_none() && other.file.name == workflow.file.name);
    if workflow.text.is_empty() {
        Some(message!("The file is not UTF-8"))
    } else if workflow.text.starts_with('\u{feff}') {
        Some(message!("The file begins with a byte order mark: save it without one"))
    } else if workflow.text.len() > MAX_BYTES {
        Some(message!("The file is larger than any that is edited here"))
    } else if !workflow.problems.is_empty() {
        Some(message!("The file cannot be read to its end, so it is not edited"))
    } else if twins.count() > 1 {
        Some(message!("Several files have this name, so it is not certain which one is meant"))
    } else {
        None
    }
}

fn foreign_form() -> Message {
    message!(
        "What stands there is shared by an anchor, or written in a form in which an edit could change more than this: do it by hand"
    )
}

/// Adds a repair whose edits could all be made; says that the form is foreign where one could not.
fn offer(
    into: &mut Vec<Repair>,
    title: Message,
    safety: Safety,
    edits: Option<Vec<Edit>>,
    changes: Vec<Change>,
) -> Option<Message> {
    let Some(edits) = edits else { return Some(foreign_form()) };
    into.push(Repair { title, safety, edits, changes });
    None
}

impl Case<'_> {
    /// The repair, if the text that it gives is what it says.
    fn proved(&self, repair: Repair) -> Option<Fix> {
        let Repair { title, safety, mut edits, changes } = repair;
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let fix = Fix {
            rule: self.finding.rule,
            locations: vec![self.finding.location.clone()],
            title,
            safety,
            file: self.workflow.location(),
            edits,
        };
        let apart = fix.edits.windows(2).all(|two| match two {
            [one, two] => one.range.end <= two.range.start && one.range != two.range,
            _ => true,
        });
        let inside = fix.edits.iter().all(|edit| self.source.text.get(edit.range.clone()).is_some());
        (apart && inside && !fix.edits.is_empty())
            .then(|| is_changed(&self.workflow.tree, &changes, &apply(self.source.text, &[&fix])))
            .filter(|proved| *proved)
            .map(|_| fix)
    }

    /// The dropped workflows that call this one, and their jobs that do.
    fn callers(&self) -> impl Iterator<Item = (&Workflow, &Job)> {
        let jobs = self.release.workflows().flat_map(|it| it.jobs.iter().map(move |job| (it, job)));
        jobs.filter(|(_, job)| job.local_call() == Some(self.workflow.file_name()))
    }

    /// Whether the repaired file would ask for more than one that calls it gives.
    fn outgrows_callers(&self, fix: &Fix) -> bool {
        if self.callers().next().is_none() {
            return false;
        }
        let text = apply(self.source.text, &[fix]);
        let after = Workflow::parse(self.workflow.file.clone(), None, &self.workflow.path, text.as_bytes());
        let lacks = |called: &Workflow| {
            let given = self.callers().filter(|(file, job)| job.permissions.is_some() || file.permissions.is_some());
            given.map(|(file, job)| missing(file, job, called, self.release).0.len()).sum::<usize>()
        };
        after.is_some_and(|after| lacks(&after) > lacks(self.workflow))
    }

    /// Whether the finding points to a place of the file.
    fn is_at(&self, place: Place) -> bool {
        self.finding.location.line == Some(place.line) && self.finding.location.column == Some(place.column)
    }

    /// The entry of a job.
    fn job_pair(&self, job: &Job) -> Option<&Pair> {
        self.root.get("jobs")?.pair(&job.id)
    }

    /// The job and the step, by its number, that an expression about steps is true of.
    fn step(&self, wanted: impl Fn(&workflow::Step) -> bool) -> Option<(&Job, usize, &workflow::Step)> {
        self.workflow.jobs.iter().find_map(|job| {
            let (number, step) = job.steps.iter().enumerate().find(|(_, step)| wanted(step))?;
            Some((job, number, step))
        })
    }

    /// An entry more of a job: behind what says where it runs and what it needs.
    fn job_entry(&self, job: &Job, key: &str, shape: &Shape) -> Option<(Edit, Change)> {
        let node = &self.job_pair(job)?.value;
        let pairs = node.pairs();
        let steps = pairs.iter().position(|pair| matches!(pair.key.text(), Some("steps" | "uses")))?;
        let before = steps.checked_sub(1).and_then(|before| pairs.get(before)).and_then(|pair| pair.key.text());
        let edit = self.source.insert(node, before, key, shape)?;
        let mut path = keys(["jobs", &job.id]);
        path.push(Step::Key(key.to_owned()));
        Some((edit, Change::Set(path, shape.node())))
    }
}
