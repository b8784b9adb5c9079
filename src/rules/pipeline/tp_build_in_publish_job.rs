//! Building where the identity is. Jobs that ask for an identity and publish nothing, as for attestations, are not meant.

use crate::artifact::pyproject::{Pyproject, Value, ValueKind};
use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::{self, Located, Target, Tool};
use crate::pipeline::tools::{self, Installed};
use crate::pipeline::workflow::{Access, Step, Workflow};
use crate::pipeline::yaml::Place;
use crate::rules::pipeline::{one_a_job, other_project, publishing};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The distributions are built in the job that holds the publishing identity
    ///
    /// A job with `id-token: write` publishes, and builds the project or installs it from source, itself or by a composite
    /// action of the drop: `uv build`, `pip install .`, `pip install -e .`, and `uv sync` or `uv run` where `pyproject.toml`
    /// has a `[build-system]`. It is an error for PyPI's action, which does not support it, and a warning for other tools and
    /// for TestPyPI.
    ///
    /// ## Why
    /// Building runs code of the project's build dependencies. In this job any of them can ask for a token and publish what
    /// it likes under the project's name. PyPA's guide calls building in a publishing job unsupported.
    ///
    /// ## Fix
    /// Build in a job of its own, hand the files over with upload-artifact and download-artifact, and leave nothing but
    /// that and publishing in the job with the identity.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      id-token: write
    /// +      id-token: write
    /// +      contents: read
    ///      steps:
    /// +      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
    /// +        with:
    /// +          fetch-depth: 0
    /// +          persist-credentials: false
    /// +      - run: pipx run build==1.6.1
    /// -      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
    /// -        with:
    /// -          name: dist
    /// -          path: dist
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpBuildInPublishJob { id: "tp-build-in-publish-job", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpBuildInPublishJob {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in one_a_job(publishing(workflow, release, check)) {
            let job = publish.job;
            if workflow.access(job, "id-token") != Some(Access::Write) || publish.credential.is_some() {
                continue;
            }
            let known = release.pyprojects().next().is_some();
            let packaged = known && release.pyprojects().all(is_packaged);
            let here = job.checks_out() && job.directory.is_none() && other_project(workflow, release).is_none();
            let mut unseen = None;
            let found = job.steps.iter().find_map(|step| {
                let mut settings = step.env.iter().chain(&job.env).chain(&workflow.env);
                let free = here && !settings.any(|setting| setting.key.starts_with("UV_NO_"));
                let synced = syncs(step).filter(|_| free);
                // Of a composite action the step that uses it is told, which is what has to move.
                let within = publish::within(Located { workflow, job, step }, release);
                let used = || within.steps.iter().find_map(|at| builds(at.step)).and(step.uses.as_ref());
                let unread = synced.filter(|_| !known).map(|_| "the project that uv installs".to_owned());
                unseen = unseen.take().or(unread).or(within.unseen.as_ref().map(|it| format!("what `{it}` does")));
                let own = builds(step).or(synced.filter(|_| packaged));
                own.or_else(|| used().map(|uses| uses.place))
            });
            let Some(place) = found else {
                if let Some(unseen) = unseen {
                    check.undecided(format!("{unseen} was not dropped"));
                }
                continue;
            };
            let message = message!(
                "The job {job} holds the identity that may publish, and runs the build: any build dependency could publish in its place",
                job = Fact::code(&job.id),
            );
            check
                .find(
                    workflow.at(place),
                    message,
                    message!("Build in a job without `id-token: write`, and hand the files over as an artifact"),
                )
                .severity = if publish.tool == Tool::Action && publish.target != Target::TestPyPi {
                Severity::Error
            } else {
                Severity::Warning
            };
        }
    }
}

/// Where a step builds the project, or installs it from source.
fn builds(step: &Step) -> Option<Place> {
    let installed = || {
        let mut installs = tools::installs(step).into_iter();
        installs.find(|install| install.what == Installed::Project).map(|install| install.place)
    };
    tools::builds(step).first().map(|build| build.place).or_else(installed)
}

/// Where uv makes the project's environment, into which it builds the project, as far as the step says.
fn syncs(step: &Step) -> Option<Place> {
    const WITHOUT: [&str; 16] = [
        "--no-project",
        "--no-sync",
        "--no-install-project",
        "--no-install-workspace",
        "--no-install-local",
        "--no-build",
        "--only-group",
        "--only-dev",
        "--package",
        "--project",
        "--directory",
        "--script",
        "-s",
        "--dry-run",
        "--check",
        "--help",
    ];
    let synced = step.commands.iter().find(|command| {
        let mut words = command.words.iter().map(|word| word.text.as_str()).skip_while(|word| *word != "uv").skip(1);
        let subcommand = words.next();
        // A script may name its own requirements, and then has an environment of its own.
        let otherwise = |word: &str| WITHOUT.contains(&word.split('=').next().unwrap_or(word)) || word.ends_with(".py");
        matches!(subcommand, Some("sync" | "run")) && !words.any(otherwise)
    });
    synced.filter(|_| step.directory.is_none()).map(|command| step.at(command.offset))
}

/// Whether uv builds the project to install it. uv's own backend runs nothing of others.
fn is_packaged(file: &Pyproject) -> bool {
    let backend = file.get(&["build-system", "build-backend"]).and_then(Value::as_str);
    let package = match file.get(&["tool", "uv", "package"]).map(|value| &value.kind) {
        Some(ValueKind::Bool(package)) => *package,
        _ => file.get(&["build-system"]).is_some(),
    };
    package && backend != Some("uv_build")
}
