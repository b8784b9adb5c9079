//! Checkouts that leave no token behind.

use super::source::{Change, Shape, Step, keys, like};
use super::{Case, Repair, offer};
use crate::finding::{Fact, Message};
use crate::fix::Safety;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::{self, Job};

const KEY: &str = "persist-credentials";

pub fn persist(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let (job, number, step) = case.step(|step| step.uses.as_ref().is_some_and(|uses| case.is_at(uses.place)))?;
    let node = case.job_pair(job)?.value.get("steps")?.items().get(number)?;
    let mut path = keys(["jobs", &job.id, "steps"]);
    path.push(Step::Index(number));
    path.push(Step::Key("with".to_owned()));
    let no = Shape::text("false");
    let edit = match node.pair("with") {
        Some(with) if with.value.pair(KEY).is_some() => {
            path.push(Step::Key(KEY.to_owned()));
            with.value.get(KEY).and_then(|value| case.source.scalar(value, "false"))
        }
        Some(with) if with.value.is_null() => {
            path.push(Step::Key(KEY.to_owned()));
            case.source.replace(with, "with", &Shape::map([(KEY, no.clone())]))
        }
        Some(with) => {
            path.push(Step::Key(KEY.to_owned()));
            case.source.insert(&with.value, None, KEY, &no)
        }
        None => case.source.insert(node, Some("uses"), "with", &Shape::map([(KEY, no.clone())])),
    };
    let value = match node.pair("with") {
        Some(with) => with.value.get(KEY).map_or_else(|| no.node(), |old| like(old, "false")),
        None => Shape::map([(KEY, no)]).node(),
    };
    let title = message!("Leave no token behind in the job {job}", job = Fact::code(&job.id));
    let plain = ["submodules", "repository", "ssh-key", "token", "lfs"].iter().all(|key| step.with(key).is_none());
    let safety = if plain && is_quiet(job, number + 1) { Safety::Safe } else { Safety::Review };
    offer(into, title, safety, edit.map(|edit| vec![edit]), vec![Change::Set(path, value)])
}

/// Whether nothing from a step on can want the token of the checkout: only actions that are known not to, and commands that show
/// what they do.
fn is_quiet(job: &Job, from: usize) -> bool {
    const ACTIONS: [&str; 10] = [
        "actions/attest-build-provenance",
        "actions/cache",
        "actions/download-artifact",
        "actions/setup-python",
        "actions/upload-artifact",
        "astral-sh/attest-action",
        "astral-sh/setup-uv",
        "hynek/build-and-inspect-python-package",
        "pypa/cibuildwheel",
        "pypa/gh-action-pypi-publish",
    ];
    // What builds, checks, tries and moves files about, and reaches no repository.
    const PROGRAMS: [&str; 38] = [
        ":",
        "[",
        "[[",
        "build",
        "cat",
        "cd",
        "check-wheel-contents",
        "cibuildwheel",
        "cp",
        "echo",
        "exit",
        "export",
        "false",
        "flit",
        "git",
        "grep",
        "hatch",
        "head",
        "ls",
        "maturin",
        "mkdir",
        "mv",
        "mypy",
        "pdm",
        "pip",
        "poetry",
        "printf",
        "pyproject-build",
        "pytest",
        "python",
        "rm",
        "ruff",
        "sed",
        "set",
        "sha256sum",
        "test",
        "twine",
        "uv",
    ];
    const LOCAL: [&str; 5] = ["describe", "diff", "log", "rev-parse", "status"];
    job.steps.iter().skip(from).all(|step: &workflow::Step| {
        let known = step.uses.as_ref().is_none_or(|uses| ACTIONS.contains(&uses.action.as_str()));
        let local = tools::invocations(step).all(|it| {
            let by_path = it.command.words.first().is_some_and(|word| word.text.contains(['/', '$', '\\']));
            let git = it.program == "git" && !it.subcommand().is_some_and(|name| LOCAL.contains(&name));
            PROGRAMS.contains(&it.program.as_str()) && !by_path && !git
        });
        known && local && tools::hands_over(step).is_none()
    })
}
