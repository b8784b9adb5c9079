//! The environment of a job that publishes. What its rules are, and what the publisher's record says, the maintainer has to set.

use super::source::Shape;
use super::{Case, Repair, offer};
use crate::finding::{Fact, Message};
use crate::fix::Safety;
use crate::message;
use crate::pipeline::card;
use crate::pipeline::publish::{self, Target};

pub fn repair(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let all = publish::all(case.release);
    let here = |publish: &&publish::Publish<'_>| {
        publish.workflow.file.name == case.workflow.file.name && case.is_at(publish.job.place)
    };
    let publish = all.iter().find(here)?;
    let (name, host) = match publish.target {
        Target::PyPi => ("pypi", "pypi.org"),
        Target::TestPyPi => ("testpypi", "test.pypi.org"),
        _ => {
            return Some(message!(
                "The job {job} publishes to {index}, as a run decides: give each index a job and an environment of its own",
                job = Fact::code(&publish.job.id),
                index = Fact::text(publish.target.name())
            ));
        }
    };
    let taken = all.iter().find(|other| {
        other.target != publish.target && other.job.environment.as_ref().is_some_and(|it| it.value == name)
    });
    if let Some(other) = taken {
        return Some(message!(
            "The environment {name} is that of the job {job}, which publishes elsewhere: choose another name",
            name = Fact::code(name),
            job = Fact::code(&other.job.id)
        ));
    }
    // Where the drop does not name the project, the link leads to all that the maintainer has.
    let link = card::project(case.release).map_or_else(
        || format!("https://{host}/manage/projects/"),
        |project| format!("https://{host}/project/{}/", crate::artifact::normalize_name(&project)),
    );
    let shape = Shape::map([("name", Shape::text(name)), ("url", Shape::text(link))]);
    let title = message!(
        "Let the job {job} publish from the environment {name}; make it in the repository's settings first, with its reviewers, and name it in the publisher's record",
        job = Fact::code(&publish.job.id),
        name = Fact::code(name)
    );
    let entry = publish.workflow.job(&publish.job.id).and_then(|job| case.job_entry(job, "environment", &shape));
    let (edits, changes) = entry.map(|(edit, change)| (vec![edit], vec![change])).unzip();
    offer(into, title, Safety::Review, edits, changes.unwrap_or_default())
}
