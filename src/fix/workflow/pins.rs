//! Actions at the commits of their releases, of the dated table. What the table does not have is not pinned.

use super::source::{Change, Step, keys, like};
use super::{Case, Repair, offer};
use crate::finding::{Fact, Message};
use crate::fix::{Edit, Safety};
use crate::message;
use crate::pipeline::actions;
use crate::pipeline::publish;
use crate::pipeline::workflow::{Uses, is_expression};
use crate::pipeline::yaml::Node;

/// An action in the workflow: the way to it, and its scalar.
struct Used<'u> {
    uses: &'u Uses,
    path: Vec<Step>,
    node: &'u Node,
}

/// Tags and branches become the commits that they name.
pub fn pin(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let whole = case.finding.location.line.is_none();
    let open: Vec<Used<'_>> =
        used(case).into_iter().filter(|it| it.uses.is_foreign() && !it.uses.is_pinned()).collect();
    let at = open.iter().find(|it| case.is_at(it.uses.place)).map(|it| it.uses.text.clone());
    // An action that is used often is told once.
    let open = open.iter().filter(|it| whole || at.as_ref() == Some(&it.uses.text));
    let mut unknown: Vec<&str> = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for it in open.filter(|it| !is_expression(&it.uses.text)) {
        if done.contains(&it.uses.text.as_str()) || unknown.contains(&it.uses.text.as_str()) {
            continue;
        }
        let Some((version, commit)) = meant(it.uses) else {
            unknown.push(&it.uses.text);
            continue;
        };
        done.push(&it.uses.text);
        let exact = it.uses.reference.as_deref().map(|it| it.trim_start_matches('v')) == Some(version);
        let title = if exact {
            message!("Pin {action} to its commit", action = Fact::code(&it.uses.text))
        } else {
            message!(
                "Pin {action} to {version}, the newest such release on {date}",
                action = Fact::code(&it.uses.text),
                version = Fact::code(version),
                date = Fact::text(actions::DATE)
            )
        };
        let same: Vec<Used<'_>> = used(case).into_iter().filter(|other| other.uses.text == it.uses.text).collect();
        let safety = if exact { Safety::Safe } else { Safety::Review };
        if let Some(reason) = write(case, into, &same, version, commit, title, safety) {
            return Some(reason);
        }
    }
    (!unknown.is_empty()).then(|| {
        message!(
            "The table of {date} has no commit for {actions}: take that of the release's tag",
            date = Fact::text(actions::DATE),
            actions = Fact::list(unknown)
        )
    })
}

/// What cannot stay as it is becomes the newest release.
pub fn newest(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let found = used(case).into_iter().find(|it| case.is_at(it.uses.place))?;
    let uses = found.uses;
    // The version beside a wrong commit of PyPI's action is what was meant.
    let said = uses.version().filter(|_| case.finding.rule == "uses-publish-sha-not-release");
    let said = said.and_then(|version| actions::release(&uses.action, version));
    let newest = actions::current(&uses.action).and_then(|it| Some((it.version, it.commit?)));
    let newest = newest.filter(|(known, _)| uses.is_pinned() || !is_older(known, uses.version().unwrap_or_default()));
    let Some((version, commit)) = said.or(newest) else {
        return Some(message!(
            "The table of {date} has no commit for {action}: take that of the release's tag",
            date = Fact::text(actions::DATE),
            action = Fact::code(&uses.action)
        ));
    };
    let title = message!(
        "Pin {action} to {version}, the newest release on {date}",
        action = Fact::code(&uses.text),
        version = Fact::code(version),
        date = Fact::text(actions::DATE)
    );
    // A tag that the action does not have can only have meant the release of its number.
    let asked = actions::numbers(uses.reference.as_deref().unwrap_or_default());
    let meant = case.finding.rule == "uses-no-such-tag" && actions::numbers(version).starts_with(&asked);
    let safety = if meant { Safety::Safe } else { Safety::Review };
    write(case, into, &[found], version, commit, title, safety)
}

/// The version behind a commit that is known.
pub fn comment(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let whole = case.finding.location.line.is_none();
    let silent = used(case).into_iter().filter(|it| it.uses.is_pinned() && it.uses.comment.is_none());
    let (mut edits, mut names, mut unknown) = (Some(Vec::new()), Vec::new(), Vec::new());
    for it in silent.filter(|it| whole || case.is_at(it.uses.place)) {
        let commit = it.uses.reference.as_deref().unwrap_or_default();
        let Some(version) = actions::release_of(&it.uses.action, commit) else {
            unknown.push(it.uses.action.clone());
            continue;
        };
        names.push(format!("{} {version}", it.uses.action));
        let edit = version_comment(case, it.uses, version);
        edits = edits.zip(edit).map(|(mut edits, edit): (Vec<Edit>, Edit)| {
            edits.push(edit);
            edits
        });
    }
    if !names.is_empty() {
        let title = message!("Say which releases are pinned: {names}", names = Fact::list(names));
        if let Some(reason) = offer(into, title, Safety::Safe, edits, Vec::new()) {
            return Some(reason);
        }
    }
    (!unknown.is_empty()).then(|| {
        message!(
            "The table of {date} does not know which release of {actions} this is",
            date = Fact::text(actions::DATE),
            actions = Fact::list(unknown)
        )
    })
}

/// The release that a tag or a branch names.
fn meant(uses: &Uses) -> Option<(&'static str, &'static str)> {
    let reference = uses.reference.as_deref()?;
    // `release/v1` is the branch of PyPI's action that its releases come from.
    let version = if uses.action == publish::ACTION {
        reference.strip_prefix("release/").unwrap_or(reference)
    } else {
        reference
    };
    let known = actions::release(&uses.action, version).or_else(|| actions::last_of_major(&uses.action, version));
    known.filter(|(known, _)| !is_older(known, version))
}

/// Whether a release is older than what is asked for, which the table is then too old to know.
fn is_older(known: &str, asked: &str) -> bool {
    actions::numbers(known) < actions::numbers(asked)
}

/// Every action of the workflow.
fn used<'u>(case: &'u Case<'_>) -> Vec<Used<'u>> {
    let mut used = Vec::new();
    for job in &case.workflow.jobs {
        let Some(node) = case.job_pair(job).map(|pair| &pair.value) else { continue };
        if let Some((uses, node)) = job.uses.as_ref().zip(node.get("uses")) {
            used.push(Used { uses, path: keys(["jobs", &job.id, "uses"]), node });
        }
        let nodes = node.get("steps").map(Node::items).unwrap_or_default();
        for (number, (step, node)) in job.steps.iter().zip(nodes).enumerate() {
            if let Some((uses, node)) = step.uses.as_ref().zip(node.get("uses")) {
                let mut path = keys(["jobs", &job.id, "steps"]);
                path.extend([Step::Index(number), Step::Key("uses".to_owned())]);
                used.push(Used { uses, path, node });
            }
        }
    }
    used
}

/// The version behind an action; several on one line have but one comment, which would be about all of them.
fn version_comment(case: &Case<'_>, uses: &Uses, version: &str) -> Option<Edit> {
    let beside = used(case).iter().filter(|other| other.uses.place.line == uses.place.line).count();
    (beside == 1).then(|| case.source.version_comment(&case.workflow.tree, uses.place, version)).flatten()
}

fn write(
    case: &Case<'_>,
    into: &mut Vec<Repair>,
    used: &[Used<'_>],
    version: &str,
    commit: &str,
    title: Message,
    safety: Safety,
) -> Option<Message> {
    let (mut edits, mut changes) = (Some(Vec::new()), Vec::new());
    for it in used {
        let action = it.uses.text.split('@').next().unwrap_or_default();
        let pinned = format!("{action}@{commit}");
        let scalar = case.source.scalar(it.node, &pinned);
        let comment = version_comment(case, it.uses, version);
        edits = edits.zip(scalar.zip(comment)).map(|(mut edits, (scalar, comment)): (Vec<Edit>, _)| {
            edits.extend([scalar, comment]);
            edits
        });
        changes.push(Change::Set(it.path.clone(), like(it.node, &pinned)));
    }
    offer(into, title, safety, edits, changes)
}
