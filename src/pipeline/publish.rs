//! What publishes: which step sends distributions to which index, with which credential, and what runs before it.

use super::expression::Event;
use super::shell::Command;
use super::tools::{self, Build, Invocation};
use super::values;
use super::workflow::{Form, Job, Setting, Step, Uses, Workflow};
use super::yaml::Place;
use crate::inspect::Release;

/// PyPI's action.
pub const ACTION: &str = "pypa/gh-action-pypi-publish";

/// A step that sends distributions to an index.
#[derive(Debug, Clone)]
pub struct Publish<'r> {
    pub workflow: &'r Workflow,
    pub job: &'r Job,
    pub step: &'r Step,
    /// Of the step in its job.
    pub index: usize,
    pub tool: Tool,
    pub target: Target,
    pub credential: Option<Credential>,
    pub place: Place,
    /// `None` for an action.
    pub command: Option<&'r Command>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Action,
    Uv,
    Twine,
    Hatch,
    Pdm,
    Flit,
    Poetry,
    Maturin,
    Setuptools,
    /// Somebody else's action around one of them.
    Wrapper(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    PyPi,
    TestPyPi,
    /// One of the two, as a run decides.
    Either,
    /// The address, or the name that some other file explains.
    Other(String),
    /// Only a run knows.
    Unknown,
}

/// A stored secret that the step is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its input, option or variable.
    pub name: String,
    pub place: Place,
}

/// A step on the way to publishing.
#[derive(Debug, Clone, Copy)]
pub struct Located<'r> {
    pub workflow: &'r Workflow,
    pub job: &'r Job,
    pub step: &'r Step,
}

/// What runs before a publish step: in the jobs that it needs, and in its own.
#[derive(Debug, Default)]
pub struct Before<'r> {
    pub steps: Vec<Located<'r>>,
    /// What only another file shows, so that the absence of something is not proven.
    pub unseen: Option<String>,
    /// Calls that were followed.
    calls: usize,
}

impl Tool {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Action => ACTION,
            Self::Uv => "uv publish",
            Self::Twine => "twine upload",
            Self::Hatch => "hatch publish",
            Self::Pdm => "pdm publish",
            Self::Flit => "flit publish",
            Self::Poetry => "poetry publish",
            Self::Maturin => "maturin",
            Self::Setuptools => "setup.py upload",
            Self::Wrapper(action) => action,
        }
    }
}

impl Target {
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::PyPi => "PyPI",
            Self::TestPyPi => "TestPyPI",
            Self::Either => "PyPI or TestPyPI",
            Self::Other(name) => name,
            Self::Unknown => "an index",
        }
    }

    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self, Self::PyPi | Self::TestPyPi | Self::Either)
    }

    /// Of every text that an address or a name can come to; nothing at all is the default of every tool.
    fn of_each(text: &str, of: &Of<'_>, read: impl Fn(&str) -> Self) -> Self {
        let Some(texts) = values::texts(text, of) else { return read(text) };
        let targets = texts.iter().map(|text| if text.is_empty() { Self::PyPi } else { read(text) });
        targets.reduce(|one, other| one.or(&other)).unwrap_or(Self::Unknown)
    }

    fn or(self, other: &Self) -> Self {
        match (self.is_public() && other.is_public(), self == *other) {
            (_, true) => self,
            (true, false) => Self::Either,
            _ => Self::Unknown,
        }
    }

    /// Of an upload address.
    #[must_use]
    pub fn of_url(url: &str) -> Self {
        let url = url.trim();
        let host = url.split("://").last().unwrap_or(url).split('/').next().unwrap_or_default().to_ascii_lowercase();
        if url.contains("${{") || url.starts_with('$') {
            Self::Unknown
        } else if matches!(host.as_str(), "test.pypi.org" | "testpypi.python.org") {
            Self::TestPyPi
        } else if matches!(host.as_str(), "upload.pypi.org" | "pypi.org" | "pypi.python.org" | "upload.pypi.io") {
            Self::PyPi
        } else {
            Self::Other(url.to_owned())
        }
    }
}

impl Publish<'_> {
    /// Whether the run asks the index for a token by its own identity, as far as the file says.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.credential.is_none()
            && self.target.is_public()
            && matches!(self.tool, Tool::Action | Tool::Uv | Tool::Twine | Tool::Pdm | Tool::Maturin | Tool::Wrapper(_))
    }

    /// The folder that PyPI's action takes its files from, as it is written, by the new or the old name of the input.
    #[must_use]
    pub fn packages_dir(&self) -> &str {
        let input = self.step.with("packages-dir").or_else(|| self.step.with("packages_dir"));
        input.map_or("dist", |input| input.value.as_str())
    }

    #[must_use]
    pub fn invocation(&self) -> Option<Invocation<'_>> {
        self.command.and_then(Invocation::read)
    }

    /// The upload addresses that it is given, as far as the file says them, and where.
    #[must_use]
    pub fn urls(&self) -> Vec<(String, Place)> {
        let Self { workflow, job, step, index, place, command, .. } = *self;
        let of = Of { workflow, job, step, index, place, command };
        let given = match self.invocation() {
            None => {
                let input = url_input(step).filter(|_| self.tool == Tool::Action);
                input.map(|input| (input.value.as_str(), input.place)).into_iter().collect()
            }
            Some(it) => {
                let option = it.value(&["--publish-url", "--repository-url", "--repository", "-r"]);
                let named = option.filter(|_| self.tool == Tool::Poetry).map(|name| configured(&of, name));
                let names = ["UV_PUBLISH_URL", "TWINE_REPOSITORY_URL", "MATURIN_REPOSITORY_URL", "FLIT_INDEX_URL"];
                let variable = || names.iter().find_map(|name| self.variable(name)).into_iter().collect();
                named.or_else(|| Some(vec![(option?, place)])).unwrap_or_else(variable)
            }
        };
        let texts = given.into_iter().flat_map(|(text, place)| {
            let texts = values::texts(text, &of).unwrap_or_default();
            texts.into_iter().map(move |text| (text, place))
        });
        texts.filter(|(text, _)| text.contains("://")).collect()
    }

    /// Whether an event can lead to it.
    #[must_use]
    pub fn reached_by(&self, event: Event) -> bool {
        self.workflow.events().contains(&event) && self.workflow.reaches(self.job, Some(self.step), event)
    }

    /// A variable of the step, its command, its job or its workflow.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<(&str, Place)> {
        variable(self.workflow, self.job, self.step, self.command, name)
    }
}

fn variable<'r>(
    workflow: &'r Workflow,
    job: &'r Job,
    step: &'r Step,
    command: Option<&'r Command>,
    name: &str,
) -> Option<(&'r str, Place)> {
    let assigned =
        command.and_then(|command| command.assignments.iter().find(|(key, _)| key == name).zip(Some(command)));
    if let Some(((_, value), command)) = assigned {
        return Some((value, step.at(command.offset)));
    }
    let settings = [&step.env, &job.env, &workflow.env];
    let mut found = settings.into_iter().flatten().filter(|setting| setting.key == name);
    found.next().map(|setting| (setting.value.as_str(), setting.place))
}

/// Publish steps of one workflow that are looked at, before a step more is.
const MAX_PUBLISHES: usize = 20;

/// Commands of one step among which one that publishes is looked for.
const MAX_COMMANDS: usize = 1_000;

/// Programs of which some call publishes.
const PUBLISHERS: [&str; 9] = ["uv", "rye", "twine", "hatch", "pdm", "flit", "poetry", "maturin", "python"];

/// Every step of a workflow that publishes.
#[must_use]
pub fn publishes<'r>(workflow: &'r Workflow, release: &Release) -> Vec<Publish<'r>> {
    let mut found = Vec::new();
    for job in &workflow.jobs {
        for (index, step) in job.steps.iter().enumerate() {
            if step.uses(ACTION) {
                found.push(by_action(workflow, job, step, index));
            } else if (step.uses("pyo3/maturin-action") || step.uses("messense/maturin-action"))
                && step.with("command").is_some_and(|it| matches!(it.value.as_str(), "upload" | "publish"))
            {
                let place = step.uses.as_ref().map_or(step.place, |uses| uses.place);
                let of = Of { workflow, job, step, index, place, command: None };
                found.push(of.publish(
                    Tool::Maturin,
                    Target::PyPi,
                    of.secret(&["MATURIN_PYPI_TOKEN", "MATURIN_PASSWORD"]),
                ));
            }
            if let Some(uses) = &step.uses {
                found.extend(by_wrapper(&Of { workflow, job, step, index, place: uses.place, command: None }, uses));
            }
            if found.len() >= MAX_PUBLISHES {
                return found;
            }
            for command in step.commands.iter().take(MAX_COMMANDS) {
                let Some(it) = Invocation::read(command) else { continue };
                // Counting lines for every command of a long script would cost more than all the rest.
                if !PUBLISHERS.contains(&it.program.as_str()) {
                    continue;
                }
                let place = step.at(it.offset);
                found.extend(by_command(
                    &Of { workflow, job, step, index, place, command: Some(command) },
                    &it,
                    release,
                ));
            }
        }
    }
    found
}

/// Every publish step of the drop.
#[must_use]
pub fn all(release: &Release) -> Vec<Publish<'_>> {
    release.workflows().flat_map(|workflow| publishes(workflow, release)).collect()
}

/// Where a publish step was found.
pub(super) struct Of<'r> {
    pub workflow: &'r Workflow,
    pub job: &'r Job,
    pub step: &'r Step,
    pub index: usize,
    pub place: Place,
    pub command: Option<&'r Command>,
}

impl<'r> Of<'r> {
    fn publish(&self, tool: Tool, target: Target, credential: Option<Credential>) -> Publish<'r> {
        let Self { workflow, job, step, index, place, command } = *self;
        Publish { workflow, job, step, index, tool, target, credential, place, command }
    }

    fn variable(&self, name: &str) -> Option<(&'r str, Place)> {
        variable(self.workflow, self.job, self.step, self.command, name)
    }

    /// The first of some variables that is set to something.
    fn secret(&self, names: &[&str]) -> Option<Credential> {
        let set = names.iter().find_map(|name| {
            let (value, place) = self.variable(name)?;
            (!value.is_empty()).then(|| Credential { name: (*name).to_owned(), place })
        });
        set.or_else(|| self.written(names))
    }

    /// One that an earlier command sets: `export NAME=…`, `echo "NAME=…" >> "$GITHUB_ENV"`, `poetry config pypi-token.pypi …`.
    fn written(&self, names: &[&str]) -> Option<Credential> {
        let steps = self.job.steps.iter().take(self.index + 1);
        let mut commands = steps.flat_map(|step| step.commands.iter().take(MAX_COMMANDS).map(move |it| (step, it)));
        commands.find_map(|(step, command)| {
            let [first, .., value] = command.words.as_slice() else { return None };
            let mut words = command.words.iter();
            let word = match first.text.as_str() {
                "export" | "echo" => words.find(|word| {
                    let named = word.text.split_once('=').filter(|(name, _)| names.contains(name));
                    named.is_some_and(|(_, value)| !value.is_empty())
                }),
                "poetry" if names.contains(&"POETRY_PYPI_TOKEN_PYPI") && value.text.contains('$') => {
                    words.find(|word| ["pypi-token.", "http-basic."].iter().any(|start| word.text.starts_with(start)))
                }
                _ => None,
            }?;
            let name = word.text.split('=').next().unwrap_or_default().to_owned();
            Some(Credential { name, place: step.at(word.offset) })
        })
    }
}

fn by_action<'r>(workflow: &'r Workflow, job: &'r Job, step: &'r Step, index: usize) -> Publish<'r> {
    let place = step.uses.as_ref().map_or(step.place, |uses| uses.place);
    let of = Of { workflow, job, step, index, place, command: None };
    let target = url_input(step).map_or(Target::PyPi, |url| Target::of_each(&url.value, &of, Target::of_url));
    let password = step.with("password").filter(|password| !password.value.is_empty());
    let credential = password.map(|it| Credential { name: "password".to_owned(), place: it.key_place });
    of.publish(Tool::Action, target, credential)
}

/// The input of PyPI's action that has the upload address.
fn url_input(step: &Step) -> Option<&Setting> {
    step.with("repository-url").or_else(|| step.with("repository_url"))
}

/// Actions that publish with a token that they are given: the inputs for it and for the index, as their `action.yml` has them.
const WRAPPERS: [(&str, &[&str], &str); 9] = [
    ("JRubics/poetry-publish", &["pypi_token"], "repository_url"),
    ("celsiusnarhwal/poetry-publish", &["token", "password"], "repo"),
    (
        "code-specialist/pypi-poetry-publish",
        &["PUBLISH_REGISTRY_PASSWORD", "PYPI_PASSWORD", "PYPI_TOKEN"],
        "PUBLISH_REGISTRY",
    ),
    ("coveooss/pypi-publish-with-poetry", &["pypi-token"], ""),
    ("etils-actions/pypi-auto-publish", &["pypi-token"], ""),
    ("etils-actions/pypi-build-publish", &["pypi-token"], ""),
    (DEPLOY, &["password"], "url"),
    ("python-semantic-release/python-semantic-release", RELEASE_TOKENS, "repository_url"),
    ("relekang/python-semantic-release", RELEASE_TOKENS, "repository_url"),
];

/// The one of them that asks for an identity where it is given no token.
const DEPLOY: &str = "casperdcl/deploy-pypi";

/// From version 8 on that action has no such inputs, and publishes nothing.
const RELEASE_TOKENS: &[&str] = &["pypi_token", "repository_password"];

fn by_wrapper<'r>(of: &Of<'r>, uses: &'r Uses) -> Option<Publish<'r>> {
    let (action, secrets, url) = WRAPPERS.iter().find(|it| it.0.eq_ignore_ascii_case(&uses.action))?;
    let is = |key: &str, value: &str| of.step.with(key).is_none_or(|it| it.value == value);
    let major = uses.version().and_then(|version| super::actions::numbers(version).first().copied());
    // What an input decides in each run is no condition that rules read.
    let off = !is("upload", "true") || !is("dry-run", "false");
    if off || (*secrets == RELEASE_TOKENS && major.is_none_or(|major| major >= 8)) {
        return None;
    }
    let secret = secrets.iter().filter_map(|key| of.step.with(key)).find(|it| !it.value.is_empty());
    let credential = secret.map(|it| Credential { name: it.key.clone(), place: it.key_place });
    let named = |name: &str| if name.contains("://") { Target::of_url(name) } else { by_name(name) };
    let target = of.step.with(url).map_or(Target::PyPi, |it| Target::of_each(&it.value, of, named));
    (credential.is_some() || *action == DEPLOY).then(|| of.publish(Tool::Wrapper(action), target, credential))
}

fn by_command<'r>(of: &Of<'r>, it: &Invocation<'_>, release: &Release) -> Option<Publish<'r>> {
    let option = |options: &[&str]| {
        let word = it.option(options)?;
        Some(Credential { name: (*options.first()?).to_owned(), place: of.step.at(word.offset) })
    };
    let (program, subcommand) = (it.program.as_str(), it.subcommand());
    let (tool, target, credential) = match (program, subcommand) {
        ("uv" | "rye", Some("publish")) if !it.has(&["--dry-run"]) => {
            let credential = option(&["--token", "-t"]).or_else(|| option(&["--password", "-p"]));
            let stored = || of.secret(&["UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD"]);
            (Tool::Uv, uv_target(of, it, release), credential.or_else(stored))
        }
        ("twine", Some("upload")) => {
            let credential = option(&["--password", "-p"]).or_else(|| of.secret(&["TWINE_PASSWORD"]));
            let target = target(of, it, &["--repository-url"], &["--repository", "-r"], "TWINE_REPOSITORY");
            (Tool::Twine, target, credential)
        }
        ("hatch", Some("publish")) => {
            let credential = option(&["--auth", "-a"]).or_else(|| of.secret(&["HATCH_INDEX_AUTH"]));
            (Tool::Hatch, target(of, it, &[], &["--repo", "-r"], "HATCH_INDEX_REPO"), credential)
        }
        ("pdm", Some("publish")) => {
            let credential = option(&["--password", "-P"]).or_else(|| of.secret(&["PDM_PUBLISH_PASSWORD"]));
            (Tool::Pdm, target(of, it, &[], &["--repository", "-r"], "PDM_PUBLISH_REPO"), credential)
        }
        ("flit", Some("publish")) => {
            let target = target(of, it, &[], &["--repository"], "FLIT_INDEX_URL");
            (Tool::Flit, target, of.secret(&["FLIT_PASSWORD"]))
        }
        ("poetry", Some("publish")) if !it.has(&["--dry-run"]) => {
            let names = ["POETRY_PYPI_TOKEN_PYPI", "POETRY_PYPI_TOKEN_TESTPYPI", "POETRY_HTTP_BASIC_PYPI_PASSWORD"];
            let credential = option(&["--password", "-p"]).or_else(|| of.secret(&names));
            (Tool::Poetry, target(of, it, &[], &["--repository", "-r"], "POETRY_REPOSITORY"), credential)
        }
        ("maturin", Some("publish" | "upload")) => {
            let credential =
                option(&["--password", "-p"]).or_else(|| of.secret(&["MATURIN_PYPI_TOKEN", "MATURIN_PASSWORD"]));
            let target = target(of, it, &["--repository-url"], &["--repository", "-r"], "MATURIN_REPOSITORY");
            (Tool::Maturin, target, credential)
        }
        ("python", Some("setup.py")) if it.arguments.iter().any(|word| word.text == "upload") => {
            (Tool::Setuptools, Target::PyPi, None)
        }
        _ => return None,
    };
    Some(of.publish(tool, target, credential))
}

fn uv_target(of: &Of<'_>, it: &Invocation<'_>, release: &Release) -> Target {
    if let Some(url) = it.value(&["--publish-url"]).or_else(|| Some(of.variable("UV_PUBLISH_URL")?.0)) {
        return Target::of_each(url, of, Target::of_url);
    }
    let Some(name) = it.value(&["--index"]).or_else(|| Some(of.variable("UV_PUBLISH_INDEX")?.0)) else {
        return Target::PyPi;
    };
    Target::of_each(name, of, |name| {
        let declared = release.pyprojects().flat_map(|file| {
            let indexes = file.get(&["tool", "uv", "index"]).map(crate::artifact::pyproject::Value::items);
            indexes.unwrap_or_default().iter()
        });
        let mut declared = declared.filter(|index| index.get(&["name"]).and_then(|it| it.as_str()) == Some(name));
        match declared.next().and_then(|index| index.get(&["publish-url"])?.as_str()) {
            Some(url) => Target::of_url(url),
            None => by_name(name),
        }
    })
}

fn target(of: &Of<'_>, it: &Invocation<'_>, urls: &[&str], names: &[&str], variable: &str) -> Target {
    let named = |name: &str| {
        let configured = if it.program == "poetry" { configured(of, name) } else { Vec::new() };
        let configured = configured.into_iter().map(|(url, _)| Target::of_each(url, of, Target::of_url));
        let configured = configured.reduce(|one, other| one.or(&other));
        let common = || if name.contains("://") { Target::of_url(name) } else { by_name(name) };
        configured.unwrap_or_else(common)
    };
    if let Some(url) = it.value(urls) {
        return Target::of_each(url, of, Target::of_url);
    }
    let url = format!("{}_URL", variable.trim_end_matches("_URL"));
    let set = || of.variable(&url).or_else(|| of.variable(variable)).map(|(value, _)| value);
    it.value(names).or_else(set).map_or(Target::PyPi, |name| Target::of_each(name, of, named))
}

/// The addresses that earlier commands, or a variable, give an index of Poetry: `poetry config repositories.NAME URL`.
fn configured<'r>(of: &Of<'r>, name: &str) -> Vec<(&'r str, Place)> {
    let keys = ["repositories", "repos", "repo"].map(|key| format!("{key}.{name}"));
    let mut found = Vec::new();
    for step in of.job.steps.iter().take(of.index + 1) {
        for it in
            step.commands.iter().take(MAX_COMMANDS).filter_map(Invocation::read).filter(|it| it.is("poetry", "config"))
        {
            let mut words = it
                .arguments
                .iter()
                .skip_while(|word| !keys.iter().any(|key| word.text.trim_end_matches(".url") == key));
            found.extend(words.nth(1).map(|url| (url.text.as_str(), step.at(url.offset))));
        }
    }
    let variable = format!("POETRY_REPOSITORIES_{}_URL", name.to_ascii_uppercase().replace('-', "_"));
    found.extend(of.variable(&variable).filter(|_| found.is_empty()));
    found
}

/// What the common names of indexes stand for, where no configuration explains them.
fn by_name(name: &str) -> Target {
    match name.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
        "pypi" | "main" => Target::PyPi,
        "testpypi" | "test" | "pypitest" => Target::TestPyPi,
        _ if name.contains('$') => Target::Unknown,
        _ => Target::Other(name.to_owned()),
    }
}

/// Whether any step of the job speaks of a variable, as one that sets it for later steps does.
#[must_use]
pub fn mentions(job: &Job, name: &str) -> bool {
    let runs = job.steps.iter().filter_map(|step| step.run.as_ref()?.text());
    let set = job.steps.iter().flat_map(|step| &step.env).chain(&job.env);
    runs.into_iter().any(|text| text.contains(name)) || set.into_iter().any(|setting: &Setting| setting.key == name)
}

/// What runs before a publish step.
#[must_use]
pub fn before<'r>(publish: &Publish<'r>, release: &'r Release) -> Before<'r> {
    let mut before = Before::default();
    let Publish { workflow, job, index, .. } = *publish;
    for need in workflow.upstream(job) {
        before.add_job(workflow, need, release, 0);
    }
    for step in job.steps.iter().take(index) {
        before.add_step(Located { workflow, job, step }, release, 0);
    }
    before
}

/// A step with those of the dropped composite action that it uses.
#[must_use]
pub fn within<'r>(at: Located<'r>, release: &'r Release) -> Before<'r> {
    let mut within = Before::default();
    within.add_step(at, release, 0);
    within
}

/// Reusable workflows inside each other: GitHub allows ten.
const MAX_CALLS: usize = 10;

/// Calls and composite actions on one way: files that call each other must not take for ever.
const MAX_FOLLOWED: usize = 100;

impl<'r> Before<'r> {
    fn add_job(&mut self, workflow: &'r Workflow, job: &'r Job, release: &'r Release, depth: usize) {
        if let Some(uses) = &job.uses {
            match called(job, release) {
                Some(called) if depth < MAX_CALLS && self.calls < MAX_FOLLOWED => {
                    self.calls += 1;
                    for job in &called.jobs {
                        self.add_job(called, job, release, depth + 1);
                    }
                }
                _ => {
                    self.unseen.get_or_insert_with(|| uses.text.clone());
                }
            }
        }
        for step in &job.steps {
            self.add_step(Located { workflow, job, step }, release, depth);
        }
    }

    fn add_step(&mut self, at: Located<'r>, release: &'r Release, depth: usize) {
        self.steps.push(at);
        let local = at.step.uses.as_ref().filter(|uses| uses.action.starts_with("./") || uses.action.starts_with("$/"));
        let action = local.and_then(|uses| composite(&uses.action, release));
        match action {
            Some(action) if depth < MAX_CALLS && self.calls < MAX_FOLLOWED => {
                self.calls += 1;
                for job in &action.jobs {
                    for step in &job.steps {
                        self.add_step(Located { workflow: action, job, step }, release, depth + 1);
                    }
                }
            }
            _ => {
                if let Some(what) = tools::hands_over(at.step) {
                    self.unseen.get_or_insert(what);
                }
            }
        }
    }

    /// What is built on the way.
    #[must_use]
    pub fn builds(&self) -> Vec<(Located<'r>, Build)> {
        let steps = self.steps.iter();
        steps.flat_map(|at| tools::builds(at.step).into_iter().map(|build| (*at, build))).collect()
    }
}

/// The dropped workflow that a job calls.
#[must_use]
pub fn called<'r>(job: &Job, release: &'r Release) -> Option<&'r Workflow> {
    let name = job.local_call()?;
    release.workflows().find(|workflow| workflow.file_name() == name)
}

/// The dropped composite action in a folder of the checkout.
fn composite<'r>(action: &str, release: &'r Release) -> Option<&'r Workflow> {
    let folder = action.trim_start_matches(['.', '$']).trim_matches('/');
    release.automation().find(|file| {
        let path = file.path.to_ascii_lowercase();
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        file.form == Form::CompositeAction && (parent == folder || parent.ends_with(&format!("/{folder}")))
    })
}
