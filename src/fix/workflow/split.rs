//! A job that builds and publishes becomes two: one that builds and hands over, one that holds the identity and publishes.
//!
//! The steps stay the maintainer's; what is new between them are the steps of the release kit. It is always to be reviewed.

use super::source::{Change, Shape, Source, keys};
use super::{Case, Repair, foreign_form, offer};
use crate::finding::{Fact, Message};
use crate::fix::{Edit, Safety};
use crate::kit::release_step;
use crate::message;
use crate::pipeline::publish::{self, Publish, Tool};
use crate::pipeline::tools::{self, Installed};
use crate::pipeline::workflow::{Grants, Job};
use crate::pipeline::yaml::{self, Node, Pair, Value};

/// Keys of a job whose meaning for both halves is plain.
const KEYS: [&str; 9] =
    ["name", "needs", "if", "runs-on", "environment", "permissions", "timeout-minutes", "env", "steps"];
/// Those that both halves have.
const SHARED: [&str; 3] = ["runs-on", "timeout-minutes", "env"];
/// Those that go to the half that publishes.
const MOVED: [&str; 2] = ["name", "environment"];

pub fn repair(case: &Case<'_>, into: &mut Vec<Repair>) -> Option<Message> {
    let publishes = publish::publishes(case.workflow, case.release);
    let publish = publishes.iter().find(|publish| runs_at(case, publish.job))?;
    let job = publish.job;
    if let Some(reason) = in_the_way(case, publish, &publishes) {
        return Some(message!(
            "{reason}; `preflight kit` writes a pipeline of separate jobs",
            reason = Fact::text(reason)
        ));
    }
    let Some(split) = Split::of(case, publish) else { return Some(foreign_form()) };
    let title = message!(
        "Build in a job {build} of its own, and let {job} only publish what that hands over",
        build = Fact::code(&split.build),
        job = Fact::code(&job.id)
    );
    let edits = split.edits(case.source);
    offer(into, title, Safety::Review, edits, split.changes())
}

/// Whether the finding is about the build of that job.
fn runs_at(case: &Case<'_>, job: &Job) -> bool {
    let built = job.steps.iter().flat_map(tools::builds).map(|build| build.place);
    let installs = job.steps.iter().flat_map(tools::installs);
    let installed = installs.filter(|install| install.what == Installed::Project).map(|install| install.place);
    built.chain(installed).any(|place| case.is_at(place))
}

/// Why this job is not taken apart here.
fn in_the_way(case: &Case<'_>, publish: &Publish<'_>, all: &[Publish<'_>]) -> Option<String> {
    let job = publish.job;
    let keys = case.job_pair(job).map(|pair| pair.value.pairs()).unwrap_or_default();
    let mut others = keys.iter().filter_map(|pair| pair.key.text()).filter(|key| !KEYS.contains(key));
    let last = publish.index + 1 == job.steps.len();
    let script = publish.step.run.as_ref().and_then(Node::text).unwrap_or_default();
    let settings = publish.step.with.iter().chain(&publish.step.env).map(|it| it.value.as_str());
    let condition = publish.step.condition.as_ref().map(|it| it.value.as_str());
    let mut said = settings.chain(condition).chain([script]);
    let by_uv = publish.tool == Tool::Uv;
    if let Some(key) = others.next() {
        return Some(format!("The job has `{key}`, which may be meant for one half of it or for both"));
    }
    if all.iter().filter(|other| other.job.id == job.id).count() > 1 {
        return Some("The job publishes more than once".to_owned());
    }
    if !by_uv && publish.tool != Tool::Action {
        return Some(format!("{} needs tools that the other steps of its job bring", publish.tool.name()));
    }
    if !last {
        return Some("Steps follow the one that publishes, and which half they belong to only you know".to_owned());
    }
    if !tools::builds(publish.step).is_empty() || publish.step.commands.len() > 1 {
        return Some("One step does more than publish".to_owned());
    }
    if said.any(|text| text.contains("steps.")) {
        return Some("What is published comes from the outputs of an earlier step".to_owned());
    }
    let it = publish.invocation();
    if it.as_ref().is_some_and(|it| it.has(&["--index"])) || publish.variable("UV_PUBLISH_INDEX").is_some() {
        return Some("`uv publish` finds the index by its name in the checkout".to_owned());
    }
    let files = it.iter().flat_map(|it| it.arguments.iter().skip(1)).filter(|word| word.text.contains('*'));
    if files.clone().any(|word| !word.text.starts_with("dist/"))
        || publish.step.directory.is_some()
        || job.directory.is_some()
    {
        return Some("It publishes from another folder than `dist`".to_owned());
    }
    None
}

/// The two halves.
struct Split<'s> {
    job: &'s Pair,
    steps: &'s Pair,
    publish: &'s Node,
    /// Id of the job that builds.
    build: String,
    /// Scopes of the job that builds.
    scopes: Shape,
    upload: String,
    /// What the job that publishes does first.
    download: Vec<String>,
    /// How deep the dash of a step stands.
    dash: usize,
    /// The comment behind the identity, with what stands before it.
    remark: String,
}

impl<'s> Split<'s> {
    fn of(case: &'s Case<'_>, publish: &Publish<'_>) -> Option<Self> {
        let job = case.job_pair(publish.job)?;
        let steps = job.value.pair("steps")?;
        let items = steps.value.items();
        // Of several jobs that are split, each has a build of its own.
        let all = publish::publishes(case.workflow, case.release);
        let alone = all.iter().all(|other| other.job.id == publish.job.id);
        let build = ["build".to_owned(), format!("build-{}", publish.job.id)];
        let build = build.into_iter().skip(usize::from(!alone)).find(|id| case.workflow.job(id).is_none())?;
        let named = |name: &str| {
            let steps = case.workflow.jobs.iter().flat_map(|job| &job.steps);
            steps
                .filter(|step| step.uses("actions/upload-artifact"))
                .any(|step| step.with("name").is_some_and(|it| it.value == name))
        };
        let artifact = ["dist".to_owned(), format!("{}-dist", publish.job.id)];
        let artifact = artifact.into_iter().skip(usize::from(!alone)).find(|name| !named(name))?;
        let folder = publish.packages_dir().trim_start_matches("./").trim_end_matches('/');
        if folder.is_empty() || !folder.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte)) {
            return None;
        }
        let ours = |name: &str| {
            let text = release_step(name).replace("name: dist\n", &format!("name: {artifact}\n"));
            text.replace("dist/", &format!("{folder}/"))
        };
        let dash = case.source.dash(items.first()?)?;
        let identity = job.value.pair("permissions").and_then(|pair| pair.value.pair("id-token"));
        let remark = identity.and_then(|pair| case.workflow.comment(pair.key.place.line));
        let remark = remark.map(|remark| format!(" # {remark}")).unwrap_or_default();
        let mut download = vec![ours("Get the distributions")];
        if publish.tool == Tool::Uv {
            download.push(ours("Install uv"));
        }
        Some(Self {
            job,
            steps,
            publish: items.last()?,
            build,
            scopes: scopes(case, publish.job),
            upload: ours("Keep the distributions"),
            download,
            dash,
            remark,
        })
    }

    fn edits(&self, source: &Source<'_>) -> Option<Vec<Edit>> {
        let newline = source.newline();
        let pairs = self.job.value.pairs();
        let mut edits = vec![source.scalar(&self.job.key, &self.build)?];
        let indent = usize::try_from(pairs.first()?.key.place.column).ok()?.checked_sub(1)?;
        let outer = usize::try_from(self.job.key.place.column).ok()?.checked_sub(1)?;
        for pair in pairs.iter().filter(|pair| pair.key.text().is_some_and(|key| MOVED.contains(&key))) {
            edits.push(source.remove(pair)?);
        }
        if let Some(pair) = self.job.value.pair("permissions") {
            edits.push(source.replace(pair, "permissions", &self.scopes)?);
        } else {
            let before = pairs.iter().rev().find(|pair| pair.key.text() == Some("runs-on"))?;
            edits.push(source.entry(before, "permissions", &self.scopes)?);
        }
        // A line between the steps, if theirs are set apart so.
        let step = source.lines_of_item(self.publish, None, self.steps)?;
        let items = self.steps.value.items();
        let first = items.first().and_then(|first| source.lines_of_item(first, items.get(1), self.steps));
        let apart = items.len() > 1
            && first
                .and_then(|lines| source.text.get(lines))
                .is_some_and(|text| text.ends_with(&format!("{newline}{newline}")));
        let gap = if apart { newline } else { "" };
        edits.push(Edit { range: step.clone(), text: self.shifted(&self.upload, newline) });
        let mut text = format!("{newline}{}{}:{newline}", " ".repeat(outer), self.job.key.text()?);
        let raw = |key: &str| {
            let pair = self.job.value.pair(key)?;
            let lines = source.text.get(source.lines_of(pair)?)?;
            Some(ended(lines, newline))
        };
        let own = |text: &mut String, key: &str, value: &str| {
            text.push_str(&format!("{}{key}: {value}{newline}", " ".repeat(indent)));
        };
        text.push_str(&raw("name").unwrap_or_default());
        own(&mut text, "needs", &self.build);
        text.push_str(&raw("runs-on")?);
        match raw("timeout-minutes") {
            Some(lines) => text.push_str(&lines),
            None => own(&mut text, "timeout-minutes", "15"),
        }
        text.push_str(&raw("environment").unwrap_or_default());
        text.push_str(&format!("{}permissions:{newline}", " ".repeat(indent)));
        text.push_str(&format!("{}id-token: write{}{newline}", " ".repeat(indent + 2), self.remark));
        text.push_str(&raw("env").unwrap_or_default());
        text.push_str(&format!("{}steps:{newline}", " ".repeat(indent)));
        for step in &self.download {
            text.push_str(&self.shifted(step, newline));
            text.push_str(gap);
        }
        text.push_str(&ended(source.text.get(step)?, newline));
        let end = source.lines_of(self.job)?.end;
        edits.push(source.lines_at(end, text));
        Some(edits)
    }

    /// A step of the kit, as deep as those of the file.
    fn shifted(&self, step: &str, newline: &str) -> String {
        const OURS: usize = 6;
        let blanks = " ".repeat(self.dash);
        let lines: Vec<&str> = step.lines().map(|line| line.get(OURS..).unwrap_or_default()).collect();
        lines.iter().flat_map(|line| [blanks.as_str(), line, newline]).collect()
    }

    fn changes(&self) -> Vec<Change> {
        let parsed = |step: &str| {
            let root = yaml::parse(step).root;
            root.and_then(|root| root.items().first().cloned())
        };
        let key = |key: &str| Shape::text(key).node();
        let sequence = |items: Vec<Node>| Node { value: Value::Sequence(items), place: self.job.key.place };
        let mut build = self.job.value.clone();
        let mut publish = Vec::new();
        for kept in MOVED.iter().chain(&SHARED) {
            publish.extend(self.job.value.pair(kept).cloned());
        }
        let mut add = |name: &str, value: Node| publish.push(Pair { key: key(name), value });
        add("needs", Shape::text(self.build.as_str()).node());
        add("permissions", Shape::map([("id-token", Shape::text("write"))]).node());
        if self.job.value.pair("timeout-minutes").is_none() {
            add("timeout-minutes", Shape::text("15").node());
        }
        let mut steps: Vec<Node> = self.download.iter().filter_map(|step| parsed(step)).collect();
        steps.push(self.publish.clone());
        add("steps", sequence(steps));
        if let Value::Mapping(pairs) = &mut build.value {
            pairs.retain(|pair| !pair.key.text().is_some_and(|key| MOVED.contains(&key) || key == "permissions"));
            pairs.push(Pair { key: key("permissions"), value: self.scopes.node() });
            for pair in pairs.iter_mut().filter(|pair| pair.key.text() == Some("steps")) {
                if let Value::Sequence(items) = &mut pair.value.value {
                    items.pop();
                    items.extend(parsed(&self.upload));
                }
            }
        }
        let publish = Node { value: Value::Mapping(publish), place: self.job.key.place };
        let id = self.job.key.text().unwrap_or_default();
        vec![Change::Set(keys(["jobs", &self.build]), build), Change::Set(keys(["jobs", id]), publish)]
    }
}

/// Whole lines that end.
fn ended(lines: &str, newline: &str) -> String {
    if lines.ends_with('\n') { lines.to_owned() } else { format!("{lines}{newline}") }
}

/// What the build may do: what the job could, without the identity.
fn scopes(case: &Case<'_>, job: &Job) -> Shape {
    let held = job.permissions.as_ref().or(case.workflow.permissions.as_ref());
    let held = held.map(|held| &held.grants);
    let mut scopes: Vec<(String, Shape)> = Vec::new();
    if let Some(Grants::Scopes(held)) = held {
        let kept = held.iter().filter(|it| it.key != "id-token" && it.key != "attestations");
        scopes.extend(kept.map(|it| (it.key.clone(), Shape::text(it.value.clone()))));
    }
    let reads = scopes.iter().any(|(key, _)| key == "contents");
    if !reads && job.checks_out() {
        scopes.insert(0, ("contents".to_owned(), Shape::text("read")));
    }
    Shape::Map(scopes)
}
