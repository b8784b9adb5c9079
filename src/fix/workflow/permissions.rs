//! Permissions: the least that a job needs, and the identity only where something is published.
//!
//! A job's own block replaces that of the file, so a block that is added repeats what held before.

use super::source::{Change, Shape, keys, like};
use super::{Case, Repair, offer};
use crate::finding::{Fact, Message};
use crate::fix::{Edit, Safety};
use crate::message;
use crate::pipeline::publish;
use crate::pipeline::workflow::{Access, Grants, Job, Permissions};
use crate::rules::pipeline::perm_caller_too_narrow::asks_for_all;
use crate::rules::pipeline::release_made;

const KEY: &str = "permissions";

/// A scope and its level.
type Scope = (String, Access);

/// `id-token: write` for the job that publishes.
pub fn identity(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let found = publish::publishes(case.workflow, case.release);
    let job = &found.iter().find(|publish| case.is_at(publish.place))?.job.id;
    grant_one(case, into, job, &[scope("id-token", Access::Write)])
}

pub fn attest(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let (job, ..) = case.step(|step| step.uses.as_ref().is_some_and(|uses| case.is_at(uses.place)))?;
    grant_one(case, into, &job.id, &[scope("attestations", Access::Write), scope("id-token", Access::Write)])
}

pub fn read(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let (job, ..) = case.step(|step| step.uses.as_ref().is_some_and(|uses| case.is_at(uses.place)))?;
    grant_one(case, into, &job.id, &[scope("contents", Access::Read)])
}

pub fn release(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let made = |job: &&Job| {
        job.steps.iter().any(|step| release_made(case.workflow, job, step).is_some_and(|place| case.is_at(place)))
    };
    let job = case.workflow.jobs.iter().find(made)?;
    grant_one(case, into, &job.id, &[scope("contents", Access::Write)])
}

/// What a called workflow asks for.
pub fn caller(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let calls = |job: &&Job| job.uses.as_ref().is_some_and(|uses| case.is_at(uses.place));
    let job = case.workflow.jobs.iter().find(calls)?;
    if let Some(called) = publish::called(job, case.release).filter(|called| asks_for_all(called)) {
        return Some(message!(
            "What {file} needs of all that it asks for, only you know",
            file = Fact::code(called.file_name())
        ));
    }
    grant_one(case, into, &job.id, &needs(case, job))
}

/// `contents: read` for the whole file, and more for the jobs that are seen to need it.
pub fn top(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let shape = shape(&[scope("contents", Access::Read)]);
    let before = case.root.pairs().iter().position(|pair| pair.key.text() == Some("jobs"))?;
    let behind = before.checked_sub(1).and_then(|before| case.root.pairs().get(before))?;
    let first = case.source.entry(behind, KEY, &shape).map(|mut edit| {
        // A line apart from what stands before it, as the keys of a file mostly are.
        let newline = case.source.newline();
        if edit.text.starts_with(KEY) {
            edit.text.insert_str(0, newline);
        }
        edit
    });
    let first = first.map(|edit| (edit, Change::Set(keys([KEY]), shape.node())));
    let open: Vec<&Job> = case.workflow.jobs.iter().filter(|job| job.permissions.is_none()).collect();
    narrowed(case, into, first, &open)
}

/// In place of `write-all`: what is seen to be needed.
pub fn all(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let wide = |permissions: Option<&Permissions>| {
        permissions.is_some_and(|it| it.grants == Grants::WriteAll && case.is_at(it.place))
    };
    if let Some(job) = case.workflow.jobs.iter().find(|job| wide(job.permissions.as_ref())) {
        let pair = case.job_pair(job)?.value.pair(KEY)?;
        let scopes = needs(case, job);
        let edit = case.source.replace(pair, KEY, &shape(&scopes));
        let title = message!(
            "Give the job {job} only what it is seen to need: {scopes}",
            job = Fact::code(&job.id),
            scopes = listed(&scopes)
        );
        let change = Change::Set(keys(["jobs", &job.id, KEY]), shape(&scopes).node());
        return offer(into, title, Safety::Review, edit.map(|edit| vec![edit]), vec![change]);
    }
    if !wide(case.workflow.permissions.as_ref()) {
        return Some(message!("Which scope and level are meant, only you know"));
    }
    let shape = shape(&[scope("contents", Access::Read)]);
    let first = case.source.replace(case.root.pair(KEY)?, KEY, &shape);
    let first = first.map(|edit| (edit, Change::Set(keys([KEY]), shape.node())));
    let open: Vec<&Job> = case.workflow.jobs.iter().filter(|job| job.permissions.is_none()).collect();
    narrowed(case, into, first, &open)
}

/// The identity of every job becomes that of the jobs that are seen to ask for one.
pub fn identity_of_all(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let Grants::Scopes(held) = &case.workflow.permissions.as_ref()?.grants else { return None };
    let held: Vec<Scope> = held.iter().map(|it| Some((it.key.clone(), level(&it.value)?))).collect::<Option<_>>()?;
    let pair = case.root.pair(KEY)?;
    let rest: Vec<Scope> = held.iter().filter(|(key, _)| key != "id-token").cloned().collect();
    let first = if rest.is_empty() {
        let edit = case.source.replace(pair, KEY, &Shape::Map(Vec::new()));
        edit.map(|edit| (edit, Change::Set(keys([KEY]), Shape::Map(Vec::new()).node())))
    } else {
        let edit = pair.value.pair("id-token").and_then(|pair| case.source.remove(pair));
        edit.map(|edit| (edit, Change::Remove(keys([KEY, "id-token"]))))
    };
    let asks = |job: &&Job| {
        job.permissions.is_none() && (job.uses.is_some() || needs(case, job).iter().any(|(key, _)| key == "id-token"))
    };
    let asking: Vec<&Job> = case.workflow.jobs.iter().filter(asks).collect();
    let mut all = first.map(|first| vec![first]);
    for job in &asking {
        let entry = case.job_entry(job, KEY, &shape(&held));
        all = all.zip(entry).map(|(mut all, entry)| {
            all.push(entry);
            all
        });
    }
    let title = if asking.is_empty() {
        message!("Take `id-token: write` from the jobs that have no block of their own")
    } else {
        message!(
            "Let only {jobs} ask for an identity; an action that logs in to a cloud may need it too",
            jobs = Fact::list(asking.iter().map(|job| job.id.clone()))
        )
    };
    let (edits, changes): (Option<Vec<_>>, Option<Vec<_>>) = all.map(|all| all.into_iter().unzip()).unzip();
    offer(into, title, Safety::Review, edits, changes.unwrap_or_default())
}

/// Fewer permissions for the file, and a block for each open job that needs more.
fn narrowed(case: &Case<'_>, into: &mut Vec<Repair>, first: Option<(Edit, Change)>, open: &[&Job]) -> Option<Message> {
    let mut all = first.map(|first| vec![first]);
    let mut blocks = Vec::new();
    for job in open {
        let scopes = needs(case, job);
        if scopes.iter().all(|it| *it == scope("contents", Access::Read)) {
            continue;
        }
        let entry = case.job_entry(job, KEY, &shape(&scopes));
        blocks.push(format!("{}: {}", job.id, words(&scopes).join(", ")));
        all = all.zip(entry).map(|(mut all, entry)| {
            all.push(entry);
            all
        });
    }
    let title = if blocks.is_empty() {
        message!("Let the token read, and nothing else; a job that writes with it needs a block of its own")
    } else {
        message!(
            "Let the token read, and give {blocks}; another job that writes with it needs a block of its own",
            blocks = Fact::list(blocks)
        )
    };
    let (edits, changes): (Option<Vec<_>>, Option<Vec<_>>) = all.map(|all| all.into_iter().unzip()).unzip();
    offer(into, title, Safety::Review, edits, changes.unwrap_or_default())
}

/// Scopes more for one job, and everything that it had.
///
/// Reading, and an identity that somebody asks for anyway, may be given without a look; other rights to write may not.
fn grant_one(case: &Case<'_>, into: &mut Vec<Repair>, job: &str, scopes: &[Scope]) -> Option<Message> {
    let job = case.workflow.job(job)?;
    let small = |(key, level): &Scope| *level < Access::Write || matches!(key.as_str(), "id-token" | "attestations");
    let safety = if scopes.iter().all(small) { Safety::Safe } else { Safety::Review };
    let title = message!("Give the job {job} {scopes}", job = Fact::code(&job.id), scopes = listed(scopes));
    match (&job.permissions, &case.workflow.permissions) {
        (Some(Permissions { grants: Grants::Scopes(_), .. }), _) => {
            let pair = case.job_pair(job)?.value.pair(KEY)?;
            let path = |key: &str| keys(["jobs", &job.id, KEY, key]);
            let mut edits = Some(Vec::new());
            let mut changes = Vec::new();
            // Nothing, or nothing yet: the whole entry is written.
            if pair.value.pairs().is_empty() {
                edits = case.source.replace(pair, KEY, &shape(scopes)).map(|edit| vec![edit]);
                changes.push(Change::Set(keys(["jobs", &job.id, KEY]), shape(scopes).node()));
                return offer(into, title, safety, edits, changes);
            }
            let mut added: Vec<Edit> = Vec::new();
            for (key, wanted) in scopes {
                let held = pair.value.get(key).and_then(|it| level(it.text()?));
                if held.is_some_and(|held| held >= *wanted) {
                    continue;
                }
                let text = word(*wanted);
                let edit = match pair.value.pair(key) {
                    Some(known) => case.source.scalar(&known.value, text),
                    None => case.source.insert(&pair.value, None, key, &Shape::text(text)),
                };
                let node = pair.value.get(key).map_or_else(|| Shape::text(text).node(), |old| like(old, text));
                changes.push(Change::Set(path(key), node));
                match edit {
                    // Two new entries stand at one place.
                    Some(edit) => match added.iter_mut().find(|it| it.range == edit.range) {
                        Some(before) => before.text.push_str(&edit.text),
                        None => added.push(edit),
                    },
                    None => edits = None,
                }
            }
            offer(into, title, safety, edits.map(|_| added), changes)
        }
        (None, Some(Permissions { grants: Grants::Scopes(held), .. })) => {
            let held = held.iter().map(|it| Some((it.key.clone(), level(&it.value)?))).collect::<Option<Vec<_>>>();
            let Some(held) = held else { return Some(unclear(job)) };
            block(case, into, job, &joined(held, scopes), title, safety)
        }
        (None, None) => {
            let scopes = joined(needs(case, job), scopes);
            let title = message!(
                "Give the job {job} {scopes}, and nothing else",
                job = Fact::code(&job.id),
                scopes = listed(&scopes)
            );
            block(case, into, job, &scopes, title, Safety::Review)
        }
        _ => Some(unclear(job)),
    }
}

fn unclear(job: &Job) -> Message {
    message!(
        "What the job {job} may do now is not spelled out in scopes, so what it needs only you know",
        job = Fact::code(&job.id)
    )
}

/// A block for a job that has none.
fn block(
    case: &Case<'_>,
    into: &mut Vec<Repair>,
    job: &Job,
    scopes: &[Scope],
    title: Message,
    safety: Safety,
) -> Option<Message> {
    let (edits, changes) =
        case.job_entry(job, KEY, &shape(scopes)).map(|(edit, change)| (vec![edit], vec![change])).unzip();
    offer(into, title, safety, edits, changes.unwrap_or_default())
}

/// What a job is seen to do with its token.
fn needs(case: &Case<'_>, job: &Job) -> Vec<Scope> {
    let mut scopes = Vec::new();
    for step in &job.steps {
        let action = step.uses.as_ref().map(|uses| uses.action.as_str()).unwrap_or_default();
        match action {
            "actions/checkout" => scopes.push(scope("contents", Access::Read)),
            "actions/attest" | "actions/attest-build-provenance" | "actions/attest-sbom" => {
                scopes.extend([scope("attestations", Access::Write), scope("id-token", Access::Write)]);
            }
            "astral-sh/attest-action" | "sigstore/gh-action-sigstore-python" => {
                scopes.push(scope("id-token", Access::Write));
            }
            "actions/deploy-pages" => {
                scopes.extend([scope("pages", Access::Write), scope("id-token", Access::Write)]);
            }
            _ => {}
        }
        if release_made(case.workflow, job, step).is_some() {
            scopes.push(scope("contents", Access::Write));
        }
    }
    let publishes = publish::publishes(case.workflow, case.release);
    if publishes.iter().any(|publish| publish.job.id == job.id && publish.is_trusted()) {
        scopes.push(scope("id-token", Access::Write));
    }
    if let Some(called) = publish::called(job, case.release) {
        let blocks = called.permissions.iter().chain(called.jobs.iter().filter_map(|job| job.permissions.as_ref()));
        for permissions in blocks {
            let Grants::Scopes(asked) = &permissions.grants else { continue };
            scopes.extend(asked.iter().filter_map(|it| Some((it.key.clone(), level(&it.value)?))));
        }
        scopes.retain(|(_, level)| *level != Access::None);
    }
    joined(Vec::new(), &scopes)
}

/// Each scope once, with the higher level.
fn joined(mut held: Vec<Scope>, more: &[Scope]) -> Vec<Scope> {
    for (key, level) in more {
        match held.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = (*known).max(*level),
            None => held.push((key.clone(), *level)),
        }
    }
    held
}

fn scope(key: &str, level: Access) -> Scope {
    (key.to_owned(), level)
}

fn level(word: &str) -> Option<Access> {
    match word {
        "none" => Some(Access::None),
        "read" => Some(Access::Read),
        "write" => Some(Access::Write),
        _ => None,
    }
}

fn word(level: Access) -> &'static str {
    match level {
        Access::None => "none",
        Access::Read => "read",
        Access::Write => "write",
    }
}

fn words(scopes: &[Scope]) -> Vec<String> {
    scopes.iter().map(|(key, level)| format!("{key}: {}", word(*level))).collect()
}

fn listed(scopes: &[Scope]) -> Fact {
    if scopes.is_empty() { Fact::text("no scope") } else { Fact::list(words(scopes)) }
}

fn shape(scopes: &[Scope]) -> Shape {
    Shape::map(scopes.iter().map(|(key, level)| (key.clone(), Shape::text(word(*level)))))
}
