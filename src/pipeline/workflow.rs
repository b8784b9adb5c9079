//! A workflow of GitHub Actions as typed values: triggers, jobs, steps, permissions, and where each stands.
//!
//! Total: what is missing or of a strange shape is left out, what GitHub would refuse is a problem. Nothing here judges.

use super::expression::{self, Event, Expression};
use super::shell::{self, Command};
use super::yaml::{self, Node, Pair, Place, Problem, Tree, Value};
use crate::artifact::FileInfo;
use crate::finding::Location;

/// A file of automation that was dropped, or that lies in an sdist.
#[derive(Debug, Clone)]
pub struct Workflow {
    /// The dropped file: the workflow itself, or the sdist that holds it.
    pub file: FileInfo,
    /// Where it stands inside a dropped sdist; `None` when it was dropped itself.
    pub member: Option<String>,
    /// Path as far as it is known, with `/`.
    pub path: String,
    pub form: Form,
    /// As it was dropped, for who edits it; empty for one inside an sdist, and for one that is not UTF-8.
    pub text: String,
    pub tree: Tree,
    pub triggers: Vec<Trigger>,
    /// `permissions` of the whole file.
    pub permissions: Option<Permissions>,
    pub env: Vec<Setting>,
    pub concurrency: Option<Node>,
    /// Of a composite action: one job that stands for its steps.
    pub jobs: Vec<Job>,
    pub problems: Vec<Problem>,
}

/// What kind of automation a YAML file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Workflow,
    /// `action.yml` with steps.
    CompositeAction,
    /// `dependabot.yml`.
    UpdateBot,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    pub name: String,
    pub place: Place,
    /// Its filters; null for none.
    pub filters: Node,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub value: String,
    pub place: Place,
}

/// One key of `env` or `with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub key: String,
    pub key_place: Place,
    pub value: String,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions {
    pub place: Place,
    pub grants: Grants,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grants {
    ReadAll,
    WriteAll,
    /// Every scope that is not named has none.
    Scopes(Vec<Setting>),
    /// An expression or a word that GitHub does not know.
    Unknown(String),
}

#[derive(Debug, Clone)]
pub struct Job {
    pub id: String,
    pub place: Place,
    pub needs: Vec<Text>,
    pub condition: Option<Text>,
    pub permissions: Option<Permissions>,
    /// Name of the environment; empty where it has none.
    pub environment: Option<Text>,
    pub environment_url: Option<Text>,
    pub env: Vec<Setting>,
    pub runs_on: Vec<Text>,
    pub container: bool,
    pub matrix: Option<Node>,
    pub timeout: bool,
    pub continue_on_error: Option<Text>,
    pub concurrency: Option<Node>,
    /// A reusable workflow that it calls.
    pub uses: Option<Uses>,
    pub with: Vec<Setting>,
    pub secrets: Option<Node>,
    pub steps: Vec<Step>,
    /// Working directory of its `run` steps.
    pub directory: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub place: Place,
    pub id: Option<String>,
    pub name: Option<String>,
    pub condition: Option<Text>,
    pub uses: Option<Uses>,
    pub with: Vec<Setting>,
    pub env: Vec<Setting>,
    pub run: Option<Node>,
    pub commands: Vec<Command>,
    pub directory: Option<String>,
    pub continue_on_error: Option<Text>,
    pub timeout: bool,
}

/// `uses: owner/name/path@reference # comment`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uses {
    pub place: Place,
    /// As written.
    pub text: String,
    /// Before the `@`, in lower case: `actions/checkout`, `./.github/workflows/build.yml`, `docker://…`.
    pub action: String,
    pub reference: Option<String>,
    /// The comment behind it.
    pub comment: Option<String>,
}

/// Jobs of one workflow that are read.
const MAX_JOBS: usize = 200;

/// Steps of all its jobs that are read.
const MAX_STEPS: usize = 2_000;

/// Commands of all its steps that are read.
const MAX_COMMANDS: usize = 10_000;

/// What a scope of the token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    None,
    Read,
    Write,
}

impl Workflow {
    /// Reads a YAML file; `None` where it is no automation that rules know.
    #[must_use]
    pub fn parse(file: FileInfo, member: Option<String>, path: &str, bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        // A byte order mark is no content.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let tree = yaml::parse(text);
        let form = form(path, text, &tree)?;
        let mut problems = tree.problems.clone();
        if std::str::from_utf8(bytes).is_err() {
            let place = Place { line: 1, column: 1 };
            problems.insert(0, Problem { message: "the file is not UTF-8".to_owned(), place, limit: false });
        }
        let kept =
            if member.is_none() { std::str::from_utf8(bytes).unwrap_or_default().to_owned() } else { String::new() };
        let mut workflow = Self {
            file,
            member,
            path: path.replace('\\', "/"),
            form,
            text: kept,
            triggers: Vec::new(),
            permissions: None,
            env: Vec::new(),
            concurrency: None,
            jobs: Vec::new(),
            problems,
            tree: Tree::default(),
        };
        if let Some(root) = &tree.root {
            workflow.fill(root, &tree);
        }
        workflow.tree = tree;
        Some(workflow)
    }

    fn fill(&mut self, root: &Node, tree: &Tree) {
        self.permissions = root.pair("permissions").map(permissions);
        self.env = settings(root.get("env"));
        self.concurrency = root.get("concurrency").cloned();
        // YAML 1.1 reads the key `on` as true; some tools write it so.
        self.triggers = root.get("on").or_else(|| root.get("true")).map(triggers).unwrap_or_default();
        let directory = root.get("defaults").and_then(default_directory);
        let jobs = match self.form {
            Form::Workflow => root.get("jobs").map_or(&[][..], Node::pairs),
            Form::CompositeAction => {
                if let Some(runs) = root.pair("runs") {
                    self.jobs.push(job(runs, None, tree));
                }
                &[]
            }
            Form::UpdateBot => &[],
        };
        self.jobs.extend(jobs.iter().take(MAX_JOBS).map(|pair| job(pair, directory.as_deref(), tree)));
        let (mut left, mut commands) = (MAX_STEPS, MAX_COMMANDS);
        let mut whole = jobs.len() <= MAX_JOBS;
        for job in &mut self.jobs {
            whole &= job.steps.len() <= left;
            job.steps.truncate(left);
            left -= job.steps.len();
            for step in &mut job.steps {
                whole &= step.commands.len() <= commands;
                step.commands.truncate(commands);
                commands -= step.commands.len();
            }
        }
        if !whole {
            let place = Place { line: 1, column: 1 };
            self.problems.push(Problem {
                message: "more jobs, steps or commands than this tool reads".to_owned(),
                place,
                limit: true,
            });
        }
    }

    /// The name of the file: what a trusted publisher calls the workflow.
    #[must_use]
    pub fn file_name(&self) -> &str {
        crate::inspect::file_name(&self.path)
    }

    #[must_use]
    pub fn at(&self, place: Place) -> Location {
        Location { line: Some(place.line), column: Some(place.column), ..self.location() }
    }

    /// The file as a whole.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { path: self.member.clone(), ..self.file.location() }
    }

    #[must_use]
    pub fn trigger(&self, name: &str) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.name == name)
    }

    /// Everything that starts it, as far as conditions tell it apart.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let mut events: Vec<Event> = self.triggers.iter().flat_map(Trigger::events).collect();
        events.sort_unstable();
        events.dedup();
        events
    }

    /// The job of that id, which GitHub compares without regard to case.
    #[must_use]
    pub fn job(&self, id: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.id.eq_ignore_ascii_case(id))
    }

    /// What a job's token may do. A job's own `permissions` replace those of the file; `None` where the repository decides.
    #[must_use]
    pub fn access(&self, job: &Job, scope: &str) -> Option<Access> {
        let permissions = job.permissions.as_ref().or(self.permissions.as_ref());
        match permissions {
            Some(permissions) => permissions.access(scope),
            // The repository's default never includes it; a caller's grant may.
            None if scope == "id-token" && self.trigger("workflow_call").is_none() => Some(Access::None),
            None => None,
        }
    }

    /// Jobs that a job waits for, directly or not, without itself.
    #[must_use]
    pub fn upstream<'w>(&'w self, job: &'w Job) -> Vec<&'w Job> {
        let mut found: Vec<&Job> = Vec::new();
        let mut left: Vec<&Job> = vec![job];
        while let Some(next) = left.pop() {
            for need in next.needs.iter().filter_map(|need| self.job(&need.value)) {
                if need.id != job.id && !found.iter().any(|known| known.id == need.id) {
                    found.push(need);
                    left.push(need);
                }
            }
        }
        found
    }

    /// Whether a job can run on an event: no condition of its own, of a step in it, or of what it needs rules that out.
    #[must_use]
    pub fn reaches(&self, job: &Job, step: Option<&Step>, event: Event) -> bool {
        let excluded = |condition: &Option<Text>| decided(condition.as_ref(), event) == Some(false);
        if excluded(&job.condition) || step.is_some_and(|step| excluded(&step.condition)) {
            return false;
        }
        // A skipped job skips what needs it, unless a status function says otherwise.
        let anyway = job
            .condition
            .as_ref()
            .and_then(|text| expression::condition(&text.value))
            .is_some_and(|it| ["always", "cancelled", "failure"].iter().any(|function| it.calls(function)));
        anyway || !self.upstream(job).iter().any(|need| excluded(&need.condition))
    }

    /// The comment on a line.
    #[must_use]
    pub fn comment(&self, line: u32) -> Option<&str> {
        self.tree.comments.get(&line).map(String::as_str)
    }
}

/// What a condition comes to on an event; without one a job runs.
#[must_use]
pub fn decided(condition: Option<&Text>, event: Event) -> Option<bool> {
    let Some(condition) = condition else { return Some(true) };
    expression::holds(&expression::condition(&condition.value)?, event)
}

impl Permissions {
    #[must_use]
    pub fn access(&self, scope: &str) -> Option<Access> {
        match &self.grants {
            Grants::WriteAll => Some(Access::Write),
            // `read-all` gives no identity: that scope knows only `write`.
            Grants::ReadAll => Some(if scope == "id-token" { Access::None } else { Access::Read }),
            Grants::Scopes(scopes) => match scopes.iter().find(|setting| setting.key == scope) {
                None => Some(Access::None),
                Some(setting) => match setting.value.as_str() {
                    "write" => Some(Access::Write),
                    "read" => Some(Access::Read),
                    "none" => Some(Access::None),
                    _ => None,
                },
            },
            Grants::Unknown(_) => None,
        }
    }
}

impl Trigger {
    /// Patterns under one of its filters.
    #[must_use]
    pub fn patterns(&self, filter: &str) -> Vec<&Node> {
        self.filters.get(filter).map(|node| node.scalars().collect()).unwrap_or_default()
    }

    fn events(&self) -> Vec<Event> {
        match self.name.as_str() {
            "push" => {
                let has = |names: &[&str]| names.iter().any(|name| self.filters.get(name).is_some());
                let (tags, branches) = (has(&["tags", "tags-ignore"]), has(&["branches", "branches-ignore"]));
                // A filter for one of them shuts the other out.
                let mut events = Vec::new();
                if tags || !branches {
                    events.push(Event::PushTag);
                }
                if branches || !tags {
                    events.push(Event::PushBranch);
                }
                events
            }
            "release" => vec![Event::Release],
            "workflow_dispatch" => vec![Event::Dispatch],
            "pull_request" => vec![Event::PullRequest],
            "pull_request_target" => vec![Event::PullRequestTarget],
            "workflow_run" => vec![Event::WorkflowRun],
            "schedule" => vec![Event::Schedule],
            "workflow_call" => vec![Event::Call],
            _ => vec![Event::Other],
        }
    }
}

impl Step {
    /// Whether it uses that action, a name in lower case.
    #[must_use]
    pub fn uses(&self, action: &str) -> bool {
        self.uses.as_ref().is_some_and(|uses| uses.action == action)
    }

    #[must_use]
    pub fn with(&self, key: &str) -> Option<&Setting> {
        self.with.iter().find(|setting| setting.key == key)
    }

    /// What to call it in a sentence.
    #[must_use]
    pub fn title(&self) -> String {
        let run = || self.run.as_ref().and_then(Node::text)?.lines().find(|line| !line.trim().is_empty());
        let title = self.name.as_deref().or_else(|| self.uses.as_ref().map(|uses| uses.text.as_str())).or_else(run);
        title.unwrap_or("a step").trim().to_owned()
    }

    /// Where a byte of its script stands.
    #[must_use]
    pub fn at(&self, offset: usize) -> Place {
        self.run.as_ref().map_or(self.place, |run| run.place_at(offset))
    }
}

impl Job {
    /// A job that calls a reusable workflow of the same repository: the name of the file.
    #[must_use]
    pub fn local_call(&self) -> Option<&str> {
        let action = self.uses.as_ref()?.text.split('@').next()?;
        let path = action.strip_prefix("./").or_else(|| action.strip_prefix("$/"))?;
        Some(crate::inspect::file_name(path))
    }

    #[must_use]
    pub fn checks_out(&self) -> bool {
        self.steps.iter().any(|step| step.uses("actions/checkout"))
    }
}

impl Uses {
    fn read(node: &Node, tree: &Tree) -> Option<Self> {
        let text = node.text()?.trim();
        let (action, reference) = match text.split_once('@') {
            Some((action, reference)) => (action, Some(reference.trim().to_owned())),
            None => (text, None),
        };
        Some(Self {
            place: node.place,
            text: text.to_owned(),
            action: action.to_ascii_lowercase(),
            reference,
            comment: tree.comments.get(&node.place.line).cloned(),
        })
    }

    /// Whether it names an action or workflow of another repository.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        !self.action.starts_with("./") && !self.action.starts_with("$/") && !self.action.starts_with("docker://")
    }

    /// Whether it is pinned to a commit.
    #[must_use]
    pub fn is_pinned(&self) -> bool {
        self.reference.as_deref().is_some_and(is_commit)
    }

    /// The version that it asks for: of the reference, or of the comment behind a pinned commit.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        let version = |text: &'_ str| -> bool {
            let digits = text.strip_prefix('v').unwrap_or(text);
            digits.starts_with(|c: char| c.is_ascii_digit())
        };
        match self.reference.as_deref() {
            Some(reference) if is_commit(reference) => {
                self.comment.as_deref()?.split([' ', ',', '=', ':', '@', '/']).find(|word| version(word))
            }
            Some(reference) => {
                let last = reference.rsplit('/').next().unwrap_or(reference);
                version(last).then_some(last)
            }
            None => None,
        }
    }
}

fn is_commit(reference: &str) -> bool {
    reference.len() == 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What a file is, by its keys; a file that cannot be read to its end, by where it lies or what begins its lines.
fn form(path: &str, text: &str, tree: &Tree) -> Option<Form> {
    let name = crate::inspect::file_name(path).to_ascii_lowercase();
    let root = tree.root.as_ref();
    let has = |key: &str| root.is_some_and(|root| root.pair(key).is_some());
    if matches!(name.as_str(), "dependabot.yml" | "dependabot.yaml") && has("updates") {
        return Some(Form::UpdateBot);
    }
    if has("runs") && !has("jobs") {
        let composite = root.and_then(|root| root.get("runs")?.get("using")?.text()) == Some("composite");
        return composite.then_some(Form::CompositeAction);
    }
    let triggered = has("on") || has("true");
    if has("jobs") && (triggered || in_workflows(path)) {
        return Some(Form::Workflow);
    }
    let broken = !tree.problems.is_empty();
    let begins = |key: &str| text.lines().any(|line| line.starts_with(key));
    let looks = begins("jobs:") || (begins("on:") && triggered);
    (broken && (looks || in_workflows(path))).then_some(Form::Workflow)
}

fn in_workflows(path: &str) -> bool {
    path.replace('\\', "/").contains(".github/workflows/")
}

fn text(node: &Node) -> Option<Text> {
    let value = node.text().filter(|_| !node.is_null())?;
    Some(Text { value: value.to_owned(), place: node.place })
}

fn settings(node: Option<&Node>) -> Vec<Setting> {
    let pairs = node.map(Node::pairs).unwrap_or_default().iter();
    pairs
        .filter_map(|pair| {
            let value = pair.value.text()?;
            let value = if pair.value.is_null() { "" } else { value };
            Some(Setting {
                key: pair.key.text()?.to_owned(),
                key_place: pair.key.place,
                value: value.to_owned(),
                place: pair.value.place,
            })
        })
        .collect()
}

fn permissions(pair: &Pair) -> Permissions {
    let grants = match &pair.value.value {
        Value::Mapping(_) => Grants::Scopes(settings(Some(&pair.value))),
        Value::Scalar(scalar) => match scalar.text.as_str() {
            "read-all" => Grants::ReadAll,
            "write-all" => Grants::WriteAll,
            // Nothing at all is an empty mapping.
            _ if pair.value.is_null() => Grants::Scopes(Vec::new()),
            other => Grants::Unknown(other.to_owned()),
        },
        Value::Sequence(_) => Grants::Unknown("a list".to_owned()),
    };
    Permissions { place: pair.key.place, grants }
}

fn triggers(node: &Node) -> Vec<Trigger> {
    if node.pairs().is_empty() {
        let null = |node: &Node| Node { value: Value::Sequence(Vec::new()), place: node.place };
        return node
            .scalars()
            .map(|name| Trigger {
                name: name.text().unwrap_or_default().to_owned(),
                place: name.place,
                filters: null(name),
            })
            .collect();
    }
    let named = node.pairs().iter().filter_map(|pair| {
        Some(Trigger { name: pair.key.text()?.to_owned(), place: pair.key.place, filters: pair.value.clone() })
    });
    named.collect()
}

fn default_directory(defaults: &Node) -> Option<String> {
    Some(defaults.get("run")?.get("working-directory")?.text()?.to_owned())
}

fn job(pair: &Pair, directory: Option<&str>, tree: &Tree) -> Job {
    let node = &pair.value;
    let get = |key: &str| node.get(key);
    let environment = get("environment");
    let own = get("defaults").and_then(default_directory);
    let runs_on = match get("runs-on") {
        Some(group) if !group.pairs().is_empty() => group.get("labels").or_else(|| group.get("group")),
        other => other,
    };
    Job {
        id: pair.key.text().unwrap_or_default().to_owned(),
        place: pair.key.place,
        needs: get("needs").map(|needs| needs.scalars().filter_map(text).collect()).unwrap_or_default(),
        condition: get("if").and_then(text),
        permissions: node.pair("permissions").map(permissions),
        environment: environment.and_then(|node| text(node.get("name").unwrap_or(node))),
        environment_url: environment.and_then(|node| text(node.get("url")?)),
        env: settings(get("env")),
        runs_on: runs_on.map(|labels| labels.scalars().filter_map(text).collect()).unwrap_or_default(),
        container: get("container").is_some_and(|container| !container.is_null()),
        matrix: get("strategy").and_then(|strategy| strategy.get("matrix")).cloned(),
        timeout: get("timeout-minutes").is_some(),
        continue_on_error: get("continue-on-error").and_then(text),
        concurrency: get("concurrency").cloned(),
        uses: get("uses").and_then(|uses| Uses::read(uses, tree)),
        with: settings(get("with")),
        secrets: get("secrets").cloned(),
        steps: get("steps").map_or(&[][..], Node::items).iter().map(|node| step(node, tree)).collect(),
        directory: own.or_else(|| directory.map(str::to_owned)),
    }
}

fn step(node: &Node, tree: &Tree) -> Step {
    let get = |key: &str| node.get(key);
    let string = |key: &str| get(key).and_then(Node::text).map(str::to_owned);
    let run = get("run").filter(|run| run.text().is_some());
    Step {
        place: node.pairs().first().map_or(node.place, |pair| pair.key.place),
        id: string("id"),
        name: string("name"),
        condition: get("if").and_then(text),
        uses: get("uses").and_then(|uses| Uses::read(uses, tree)),
        with: settings(get("with")),
        env: settings(get("env")),
        commands: run.and_then(Node::text).map(shell::commands).unwrap_or_default(),
        run: run.cloned(),
        directory: string("working-directory"),
        continue_on_error: get("continue-on-error").and_then(text),
        timeout: get("timeout-minutes").is_some(),
    }
}

/// Whether a text is, or holds, an expression.
#[must_use]
pub fn is_expression(text: &str) -> bool {
    text.contains("${{")
}

/// The contexts that the expressions in a text read, in lower case.
#[must_use]
pub fn contexts(text: &str) -> Vec<String> {
    let parsed = expression::inside(text).into_iter().filter_map(|(_, body)| expression::parse(body));
    parsed.flat_map(|it: Expression| it.contexts().into_iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Workflow {
        Workflow::parse(FileInfo::default(), None, "release.yml", text.as_bytes()).unwrap()
    }

    #[test]
    fn a_job_block_of_permissions_replaces_that_of_the_file() {
        let workflow = read(
            "on: push\npermissions:\n  id-token: write\njobs:\n  a:\n    permissions:\n      contents: read\n  b:\n    runs-on: x\n",
        );
        let access = |job: usize| workflow.access(&workflow.jobs[job], "id-token");
        assert_eq!((access(0), access(1)), (Some(Access::None), Some(Access::Write)));
    }

    #[test]
    fn triggers_are_read_in_every_form() {
        for (text, expected) in [
            ("on: push", vec![Event::PushTag, Event::PushBranch]),
            ("on: [push, release]", vec![Event::PushTag, Event::PushBranch, Event::Release]),
            ("true:\n  push: {tags: ['v*']}", vec![Event::PushTag]),
            ("on:\n  push: {branches: main}\n  workflow_dispatch:", vec![Event::PushBranch, Event::Dispatch]),
        ] {
            let workflow = read(&format!("{text}\njobs: {{}}\n"));
            assert_eq!(workflow.events(), expected, "{text}");
        }
    }

    #[test]
    fn what_needs_a_skipped_job_is_skipped() {
        let workflow = read(
            "on: push\njobs:\n  a:\n    if: github.ref_type == 'tag'\n  b:\n    needs: a\n  c:\n    needs: [b]\n    if: always()\n",
        );
        let reaches = |job: usize, event| workflow.reaches(&workflow.jobs[job], None, event);
        assert!(reaches(1, Event::PushTag) && !reaches(1, Event::PushBranch));
        assert!(reaches(2, Event::PushBranch));
    }

    #[test]
    fn versions_come_from_the_reference_or_the_comment() {
        let commit = "a".repeat(40);
        let workflow = read(&format!(
            "on: push\njobs:\n  a:\n    steps:\n    - uses: A/b@v1.2\n    - uses: a/b@{commit} # tag=v2.0.1\n    - uses: a/b@release/v1\n    - uses: a/b@main\n"
        ));
        let steps = &workflow.jobs[0].steps;
        let versions: Vec<Option<&str>> = steps.iter().map(|step| step.uses.as_ref().unwrap().version()).collect();
        assert_eq!(versions, [Some("v1.2"), Some("v2.0.1"), Some("v1"), None]);
        assert!(steps[0].uses("a/b") && steps[1].uses.as_ref().unwrap().is_pinned());
    }

    #[test]
    fn other_yaml_is_no_workflow() {
        for (path, text) in [
            ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
            ("empty.yml", ""),
            ("a.yml", "a: [\n"),
            ("action.yml", "runs:\n  using: node24\n"),
        ] {
            assert!(Workflow::parse(FileInfo::default(), None, path, text.as_bytes()).is_none(), "{path}");
        }
        let broken = Workflow::parse(FileInfo::default(), None, "a.yml", b"on: push\njobs:\n\ta: 1\n").unwrap();
        assert_eq!(broken.problems.len(), 1);
    }
}
