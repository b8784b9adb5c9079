//! The release workflow: identity, permissions, versions, and the order of build, smoke test and publishing.

pub mod actions_updates;
pub mod artifact_duplicate_name;
pub mod artifact_empty_ok;
pub mod artifact_extra_files;
pub mod artifact_name_mismatch;
pub mod artifact_path;
pub mod build_one_format;
pub mod build_sources_enabled;
pub mod build_stale_dist;
pub mod checkout_persist_credentials;
pub mod dispatch_can_publish;
pub mod dispatch_ref_unchecked;
pub mod double_trigger;
pub mod environment_url;
pub mod metadata_check_missing;
pub mod perm_attest_missing;
pub mod perm_caller_too_narrow;
pub mod perm_checkout_needs_read;
pub mod perm_publish_extra_write;
pub mod perm_release_needs_contents;
pub mod perm_top_level_missing;
pub mod perm_write_all;
pub mod postpublish_no_retry;
pub mod publish_action_too_old;
pub mod publish_attestations_off;
pub mod publish_cancelled_midway;
pub mod publish_continue_on_error;
pub mod publish_if_always;
pub mod publish_legacy_inputs;
pub mod publish_no_needs;
pub mod publish_no_timeout;
pub mod publish_uv_auto_tp;
pub mod publish_uv_index_no_checkout;
pub mod publish_uv_no_attestations;
pub mod release_cache;
pub mod release_event_from_bot;
pub mod script_injection;
pub mod secrets_inherit;
pub mod secrets_outside_environment;
pub mod self_hosted_publish;
pub mod smoke_after_publish_only;
pub mod smoke_glob_many;
pub mod smoke_no_cli;
pub mod smoke_not_isolated;
pub mod smoke_sdist_missing;
pub mod smoke_unknown_command;
pub mod smoke_wheel_missing;
pub mod testpypi_mixed_indexes;
pub mod tp_build_in_publish_job;
pub mod tp_claim_case;
pub mod tp_composite_action;
pub mod tp_environment_expression;
pub mod tp_environment_mismatch;
pub mod tp_environment_shared;
pub mod tp_id_token_workflow_level;
pub mod tp_index_target_mismatch;
pub mod tp_missing_id_token;
pub mod tp_no_environment;
pub mod tp_no_repository_guard;
pub mod tp_not_dedicated_file;
pub mod tp_publish_matrix;
pub mod tp_publish_twice;
pub mod tp_publish_url;
pub mod tp_publisher_record;
pub mod tp_pull_request;
pub mod tp_pull_request_target;
pub mod tp_reusable_workflow;
pub mod tp_runner_not_linux;
pub mod tp_static_token;
pub mod tp_token_shadows_oidc;
pub mod trigger_dangerous;
pub mod unpinned_build_tools;
pub mod uses_artifact_v3;
pub mod uses_no_such_tag;
pub mod uses_no_version_comment;
pub mod uses_publish_sha_not_release;
pub mod uses_stale_major;
pub mod uses_sunset_branch;
pub mod uses_typosquat;
pub mod uses_unpinned;
pub mod version_dirty_tree;
pub mod version_dynamic_history;
pub mod version_local_part;
pub mod version_lock_stale;
pub mod version_skip_existing_masks;
pub mod version_tag_filter_broad;
pub mod version_tag_filter_miss;
pub mod version_tag_filter_regex;
pub mod version_tag_unchecked;
pub mod version_testpypi_not_unique;
pub mod workflow_invalid;

#[cfg(test)]
mod tests;

use crate::artifact::pyproject::{Pyproject, Value};
use crate::inspect::Release;
use crate::pipeline::expression::{self, Event};
use crate::pipeline::publish::{self, Before, Publish, Target};
use crate::pipeline::tools::{self, Installed};
use crate::pipeline::workflow::{Job, Step, Text, Uses, Workflow, contexts, decided};
use crate::pipeline::yaml::Place;
use crate::rules::Check;

/// The steps of a workflow that publish; without one the question does not arise.
pub(super) fn publishing<'r>(workflow: &'r Workflow, release: &Release, check: &mut Check<'_>) -> Vec<Publish<'r>> {
    let found = publish::publishes(workflow, release);
    if found.is_empty() {
        check.skip(format!("{} does not publish", workflow.file_name()));
    }
    found
}

/// Those that publish to PyPI or TestPyPI.
pub(super) fn publishing_publicly<'r>(
    workflow: &'r Workflow,
    release: &Release,
    check: &mut Check<'_>,
) -> Vec<Publish<'r>> {
    publishing_to(workflow, release, check, Target::is_public, "publishes to neither PyPI nor TestPyPI")
}

/// Those that publish to PyPI.
pub(super) fn publishing_to_pypi<'r>(
    workflow: &'r Workflow,
    release: &Release,
    check: &mut Check<'_>,
) -> Vec<Publish<'r>> {
    publishing_to(workflow, release, check, |target| *target == Target::PyPi, "does not publish to PyPI")
}

/// Those whose target is asked for; `otherwise` says of the workflow that there is none.
fn publishing_to<'r>(
    workflow: &'r Workflow,
    release: &Release,
    check: &mut Check<'_>,
    wanted: impl Fn(&Target) -> bool,
    otherwise: &str,
) -> Vec<Publish<'r>> {
    let mut found = publishing(workflow, release, check);
    found.retain(|publish| wanted(&publish.target));
    if found.is_empty() {
        check.skip(format!("{} {otherwise}", workflow.file_name()));
    }
    found
}

/// The first publish step of each job.
pub(super) fn one_a_job(mut publishes: Vec<Publish<'_>>) -> Vec<Publish<'_>> {
    let mut seen: Vec<String> = Vec::new();
    publishes.retain(|publish| {
        let new = !seen.contains(&publish.job.id);
        seen.push(publish.job.id.clone());
        new
    });
    publishes
}

/// Whether a workflow publishes, calls one that does, or is called by one that does; otherwise the question does not arise.
pub(super) fn on_release_path(workflow: &Workflow, release: &Release, check: &mut Check<'_>) -> bool {
    let publishes = |workflow: &Workflow| !publish::publishes(workflow, release).is_empty();
    let calls =
        |one: &Workflow, other: &Workflow| one.jobs.iter().any(|job| job.local_call() == Some(other.file_name()));
    let on_path = publishes(workflow)
        || release.workflows().any(|other| publishes(other) && (calls(workflow, other) || calls(other, workflow)));
    if !on_path {
        check.skip(format!("{} does not publish", workflow.file_name()));
    }
    on_path
}

/// Whether a workflow can stop a release: it publishes, is called, calls one that publishes, or starts at a tag or a release.
pub(super) fn is_part_of_release(workflow: &Workflow, release: &Release) -> bool {
    let publishes = |workflow: &Workflow| !publish::publishes(workflow, release).is_empty();
    let events = workflow.triggers.iter().any(|trigger| match trigger.name.as_str() {
        "release" | "workflow_call" => true,
        "push" => trigger.filters.get("tags").is_some(),
        _ => false,
    });
    events || publishes(workflow) || workflow.jobs.iter().filter_map(|job| publish::called(job, release)).any(publishes)
}

/// Jobs that publish, or that run before one that does.
pub(super) fn release_jobs<'r>(workflow: &'r Workflow, release: &Release) -> Vec<&'r Job> {
    let publishes = publish::publishes(workflow, release);
    if publishes.is_empty() {
        return workflow.jobs.iter().collect();
    }
    let before = |job: &Job| {
        publishes.iter().any(|publish| {
            publish.job.id == job.id || workflow.upstream(publish.job).iter().any(|need| need.id == job.id)
        })
    };
    workflow.jobs.iter().filter(|job| before(job)).collect()
}

/// What runs before a publish step, where it can be seen whole and something is built there.
pub(super) fn seen_before<'r>(
    publish: &Publish<'r>,
    release: &'r Release,
    check: &mut Check<'_>,
) -> Option<Before<'r>> {
    let before = publish::before(publish, release);
    if let Some(unseen) = &before.unseen {
        check.undecided(format!("what `{unseen}` does was not dropped"));
        return None;
    }
    if before.builds().is_empty() {
        check.undecided(format!("nothing that {} waits for builds the distributions", publish.job.id));
        return None;
    }
    Some(before)
}

/// The steps that use an action, a name in lower case.
pub(super) fn using<'w>(
    workflow: &'w Workflow,
    actions: &'static [&'static str],
) -> impl Iterator<Item = (&'w Job, &'w Step, &'w Uses)> {
    let steps = workflow.jobs.iter().flat_map(|job| job.steps.iter().map(move |step| (job, step)));
    steps.filter_map(move |(job, step)| {
        let uses = step.uses.as_ref()?;
        actions.contains(&uses.action.as_str()).then_some((job, step, uses))
    })
}

/// The version that an action is asked for, by its reference, by the comment behind it, or by a commit that is known.
pub(super) fn version(uses: &Uses) -> Option<&str> {
    let known = || crate::pipeline::actions::release_of(&uses.action, uses.reference.as_deref()?);
    uses.version().or_else(known)
}

/// The first number of the version that an action is asked for.
pub(super) fn major(uses: &Uses) -> Option<u64> {
    let version = version(uses)?.trim_start_matches('v');
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// `upload-artifact` and `download-artifact` of versions that GitHub fails.
pub(super) fn is_retired(uses: &Uses) -> bool {
    matches!(uses.action.as_str(), "actions/upload-artifact" | "actions/download-artifact")
        && major(uses).is_some_and(|major| major < 4)
}

/// A reference to a tag that an action does not have.
pub(super) fn has_no_tag(uses: &Uses) -> bool {
    let numbers = uses.reference.as_deref().map(crate::pipeline::actions::numbers).unwrap_or_default();
    crate::pipeline::actions::exact_from(&uses.action)
        .is_some_and(|major| (1..3).contains(&numbers.len()) && numbers.first().is_some_and(|first| *first >= major))
}

/// Whether a run asks for anything that names the tag: the one thing that every comparison with it does.
pub(super) fn names_tag(step: &Step) -> bool {
    const WORDS: [&str; 9] = [
        "GITHUB_REF",
        "github.ref",
        "tag_name",
        "git describe",
        "release_tag",
        "github.event.release",
        "RELEASE_VERSION",
        "inputs.tag",
        "inputs.version",
    ];
    let names = |text: &str| WORDS.iter().any(|word| text.contains(word));
    let script = step.run.as_ref().and_then(|run| run.text());
    let releases = tools::invocations(step).any(|it| it.program == "gh");
    script.is_some_and(|script| names(script) || step.env.iter().any(|it| names(&it.value))) && !releases
}

/// Whether the version comes from the history: a VCS plugin of the backend, and which.
pub(super) fn vcs_plugin(pyproject: &Pyproject) -> Option<&'static str> {
    const PLUGINS: [(&str, &[&str]); 9] = [
        ("setuptools-scm", &["tool", "setuptools_scm"]),
        ("setuptools-scm", &["tool", "setuptools-scm"]),
        ("hatch-vcs", &["tool", "hatch", "version", "raw-options"]),
        ("versioningit", &["tool", "versioningit"]),
        ("setuptools-git-versioning", &["tool", "setuptools-git-versioning"]),
        ("poetry-dynamic-versioning", &["tool", "poetry-dynamic-versioning"]),
        ("dunamai", &["tool", "dunamai"]),
        ("versioneer", &["tool", "versioneer"]),
        ("vcs-versioning", &["tool", "vcs-versioning"]),
    ];
    if !pyproject.is_dynamic("version") {
        return None;
    }
    let required = pyproject.get(&["build-system", "requires"]).into_iter().flat_map(Value::strings);
    let required = required.map(|text| text.to_ascii_lowercase().replace(['_', '.'], "-")).collect::<Vec<_>>();
    let source = pyproject.get(&["tool", "hatch", "version", "source"]).and_then(Value::as_str);
    let scm = pyproject.get(&["tool", "pdm", "version", "source"]).and_then(Value::as_str);
    if source == Some("vcs") {
        return Some("hatch-vcs");
    }
    if scm == Some("scm") {
        return Some("pdm-backend");
    }
    let found = PLUGINS.iter().find(|(name, table)| {
        pyproject.get(table).is_some() || required.iter().any(|requirement| requirement.starts_with(name))
    });
    found.map(|(name, _)| *name)
}

/// Whether the version is written in the file.
pub(super) fn static_version(pyproject: &Pyproject) -> Option<&str> {
    pyproject.project_str("version").filter(|_| !pyproject.is_dynamic("version"))
}

/// The commands that the project declares.
pub(super) fn scripts(pyproject: &Pyproject) -> Vec<&str> {
    let tables = ["scripts", "gui-scripts"].map(|table| pyproject.get(&["project", table]));
    tables.into_iter().flatten().flat_map(Value::entries).map(|entry| entry.key.as_str()).collect()
}

/// Whether a file that a step installs is a built one.
pub(super) fn is_built(installed: &Installed) -> bool {
    matches!(installed, Installed::Wheel | Installed::Sdist | Installed::Built)
}

/// Jobs after a publish job.
pub(super) fn downstream<'w>(workflow: &'w Workflow, job: &Job) -> Vec<&'w Job> {
    let after = |other: &&Job| workflow.upstream(other).iter().any(|need| need.id == job.id);
    workflow.jobs.iter().filter(after).collect()
}

/// The name that the files of the drop give the project, as indexes compare it.
pub(super) fn project_name(release: &Release) -> Option<String> {
    let declared = release.pyprojects().find_map(|file| file.project_str("name"));
    let built = || release.wheels().find_map(|wheel| wheel.metadata.as_ref()?.name());
    declared.or_else(built).map(crate::artifact::normalize_name)
}

/// The folder or the name of another project than the one whose `pyproject.toml` was dropped, which the workflow builds: in a
/// repository of several, what the file says is then not about what is published.
pub(super) fn other_project(workflow: &Workflow, release: &Release) -> Option<String> {
    let name = project_name(release)?;
    let steps = workflow.jobs.iter().flat_map(|job| job.steps.iter().map(move |step| (job, step)));
    let mut built = steps.filter(|(_, step)| !tools::builds(step).is_empty()).flat_map(|(job, step)| {
        let folder = step.directory.as_deref().or(job.directory.as_deref()).filter(|_| step.run.is_some());
        let named = tools::invocations(step).filter_map(|it| {
            let value = it.value(&["--package", "--directory", "--project"]);
            value.or_else(|| it.arguments.iter().map(|word| word.text.as_str()).find(|word| word.starts_with("./")))
        });
        named.chain(folder).map(str::to_owned).collect::<Vec<_>>()
    });
    built.find(|folder| {
        let last = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        !matches!(last, "" | ".") && crate::artifact::normalize_name(last) != name
    })
}

/// Whether repeated uploads are passed over.
pub(super) fn skips_existing(publish: &Publish<'_>) -> bool {
    let input = publish.step.with("skip-existing").or_else(|| publish.step.with("skip_existing"));
    let option =
        publish.invocation().is_some_and(|it| it.has(&["--skip-existing", "--check-url", "--no-fail-on-existing"]));
    input.is_some_and(|input| input.value != "false") || option || publish.variable("UV_PUBLISH_CHECK_URL").is_some()
}

/// Where a step makes a release on GitHub with the token of the run itself; `None` where it makes none, or with another token.
pub(crate) fn release_made(workflow: &Workflow, job: &Job, step: &Step) -> Option<Place> {
    const ACTIONS: [&str; 8] = [
        "googleapis/release-please-action",
        "google-github-actions/release-please-action",
        "python-semantic-release/python-semantic-release",
        "python-semantic-release/publish-action",
        "softprops/action-gh-release",
        "ncipollo/release-action",
        "actions/create-release",
        "release-drafter/release-drafter",
    ];
    let own = |text: &str| contexts(text).iter().any(|path| path == "github.token" || path == "secrets.github_token");
    // It labels pull requests then.
    let is = |key: &str, value: &str| step.with(key).is_some_and(|it| it.value == value);
    let only_labels = is("disable-releaser", "true") || is("skip-github-release", "true") || is("vcs_release", "false");
    // It makes none without a token, and nothing at all where it is only tried.
    let semantic = |uses: &Uses| uses.action.starts_with("python-semantic-release/");
    let tried =
        is("no_operation_mode", "true") || step.with("root_options").is_some_and(|it| it.value.contains("noop"));
    if let Some(uses) = step.uses.as_ref().filter(|uses| ACTIONS.contains(&uses.action.as_str()) && !only_labels) {
        let token = ["token", "repo_token", "github_token"].iter().find_map(|key| step.with(key));
        if semantic(uses) && (token.is_none() || tried) {
            return None;
        }
        let environment = step.env.iter().find(|it| it.key == "GITHUB_TOKEN");
        return token.or(environment).is_none_or(|it| own(&it.value)).then_some(uses.place);
    }
    let made = tools::invocations(step).find(|it| {
        it.is("gh", "release")
            && it.arguments.iter().any(|word| matches!(word.text.as_str(), "create" | "upload" | "edit"))
    })?;
    let settings = step.env.iter().chain(&job.env).chain(&workflow.env);
    let mut tokens = settings.filter(|it| matches!(it.key.as_str(), "GH_TOKEN" | "GITHUB_TOKEN"));
    tokens.next().is_some_and(|it| own(&it.value)).then(|| step.at(made.offset))
}

/// Whether a workflow makes releases on GitHub, not as drafts, with the token of its own run. Adding files to a release, or
/// running because of one, makes none.
pub(super) fn publishes_releases(workflow: &Workflow) -> bool {
    let other_event = workflow.triggers.iter().any(|trigger| trigger.name != "release");
    let makes = |job: &Job, step: &Step| {
        let only_adds = step.uses.is_none()
            && !tools::invocations(step)
                .any(|it| it.program == "gh" && it.arguments.iter().any(|word| word.text == "create"));
        release_made(workflow, job, step).is_some() && !is_draft(step) && !only_adds
    };
    other_event && workflow.jobs.iter().any(|job| job.steps.iter().any(|step| makes(job, step)))
}

/// Whether a step makes releases that a person publishes later.
pub(super) fn is_draft(step: &Step) -> bool {
    let input = step.with("draft").is_some_and(|it| it.value == "true");
    input
        || step.uses("release-drafter/release-drafter")
        || tools::invocations(step).any(|it| it.has(&["--draft", "-d"]))
}

/// Letters that have to be put in, taken away or changed to get from one short name to another.
pub(super) fn distance(one: &str, other: &str) -> usize {
    const LONGEST: usize = 80;
    let other: Vec<char> = other.chars().collect();
    if one.len() > LONGEST || other.len() > LONGEST {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for j in 0..other.len() {
            let changed = diagonal + usize::from(c != other[j]);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

/// Whether an event leads to a publish step in every run, conditions on the repository apart: those keep forks out.
pub(super) fn always_reached_but_repository(publish: &Publish<'_>, event: Event) -> bool {
    let yes = |condition: Option<&Text>| {
        let only_repository = condition.is_some_and(|text| {
            let contexts = condition_contexts(&text.value);
            !contexts.is_empty() && contexts.iter().all(|path| names_repository(path))
        });
        only_repository || decided(condition, event) == Some(true)
    };
    let upstream = publish.workflow.upstream(publish.job);
    publish.reached_by(event)
        && yes(publish.job.condition.as_ref())
        && yes(publish.step.condition.as_ref())
        && upstream.iter().all(|job| yes(job.condition.as_ref()))
}

/// Whether a condition asks which repository it runs in, or whether that is a fork.
pub(super) fn names_repository(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("github.repository") || text.contains("github.event.repository")
}

/// The contexts that a condition reads.
pub(super) fn condition_contexts(condition: &str) -> Vec<String> {
    let parsed = expression::condition(condition);
    parsed.map(|it| it.contexts().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// Whether a pattern for tags was written as a regular expression.
pub(super) fn is_regex(pattern: &str) -> bool {
    pattern.contains("\\d")
        || pattern.starts_with('^')
        || pattern.ends_with('$')
        || (pattern.contains('(') && pattern.contains('|'))
}

/// Which built files are installed before publishing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Smoke {
    pub wheel: bool,
    pub sdist: bool,
}

pub(super) fn smoke(before: &Before<'_>, release: &Release) -> Smoke {
    let mut smoke = Smoke::default();
    let configured = release.pyprojects().any(|file| file.get(&["tool", "cibuildwheel", "test-command"]).is_some());
    for at in &before.steps {
        for install in tools::installs(at.step) {
            smoke.wheel |= matches!(install.what, Installed::Wheel | Installed::Built);
            smoke.sdist |= matches!(install.what, Installed::Sdist | Installed::Built);
        }
        let wheels =
            at.step.uses("pypa/cibuildwheel") || tools::invocations(at.step).any(|it| it.program == "cibuildwheel");
        let mut settings = at.step.env.iter().chain(&at.job.env).chain(&at.workflow.env);
        smoke.wheel |= wheels && (configured || settings.any(|it| it.key.starts_with("CIBW_TEST_COMMAND")));
    }
    smoke
}

/// Where the project is installed from the index after a publish step.
pub(super) fn installs_after(publish: &Publish<'_>, release: &Release) -> Option<Place> {
    let later = publish.job.steps.iter().skip(publish.index + 1);
    let jobs = downstream(publish.workflow, publish.job).into_iter().flat_map(|job| &job.steps);
    let mut installs = later.chain(jobs).flat_map(tools::installs);
    installs.find(|install| is_the_project(&install.what, release)).map(|install| install.place)
}

/// Whether a requirement is the project itself: by its name, or by a version that only a run knows.
pub(super) fn is_the_project(installed: &Installed, release: &Release) -> bool {
    let Installed::Named(text) = installed else { return false };
    let name = text.split(['=', '<', '>', '~', '!', '[', ' ', '@']).next().unwrap_or(text);
    match project_name(release) {
        Some(project) => crate::artifact::normalize_name(name) == project,
        None => text.contains("==") && text.contains('$'),
    }
}

/// An artifact that a job uploads.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    /// Id of the job of the workflow itself, also where a workflow that it calls does it.
    pub job: String,
    /// It may hold expressions.
    pub name: String,
    /// What is uploaded, as it is written.
    pub path: Option<String>,
}

/// What the jobs of a workflow upload, called workflows and composite actions of the drop among them.
pub(super) fn uploads(workflow: &Workflow, release: &Release) -> Vec<Upload> {
    let mut found = Vec::new();
    for job in &workflow.jobs {
        for step in with_called(job, release).into_iter().flat_map(|job| &job.steps) {
            let name = |key: &str| step.with(key).map(|it| it.value.clone());
            let path = name("path");
            let name = match step.uses.as_ref().map(|uses| uses.action.as_str()) {
                Some("actions/upload-artifact" | "actions/upload-artifact/merge") => {
                    name("name").unwrap_or_else(|| "artifact".to_owned())
                }
                Some("hynek/build-and-inspect-python-package") => {
                    format!("Packages{}", name("upload-name-suffix").unwrap_or_default())
                }
                _ => continue,
            };
            found.push(Upload { job: job.id.clone(), name, path });
        }
    }
    found
}

/// Jobs of workflows that others call, in any number, that are followed.
const MAX_CALLED: usize = 200;

/// A job and those of the workflows that it calls, and that these call.
fn with_called<'r>(job: &'r Job, release: &'r Release) -> Vec<&'r Job> {
    let mut found = vec![job];
    let mut at = 0;
    while let Some(job) = found.get(at).filter(|_| found.len() < MAX_CALLED) {
        let called = publish::called(job, release).map_or(&[][..], |called| &called.jobs);
        let new: Vec<&Job> =
            called.iter().filter(|job| !found.iter().any(|known| std::ptr::eq(*known, *job))).collect();
        found.extend(new);
        at += 1;
    }
    found
}

/// Whether a job may upload something by an action or a workflow that was not dropped.
pub(super) fn may_upload_unseen(job: &Job, release: &Release) -> bool {
    const KNOWN: [&str; 6] = ["actions/", "astral-sh/", "pypa/", "hynek/", "step-security/", "sigstore/"];
    let foreign = |uses: &Uses| !KNOWN.iter().any(|known| uses.action.starts_with(known));
    with_called(job, release).into_iter().any(|job| {
        let called = job.uses.is_some() && publish::called(job, release).is_none();
        called || job.steps.iter().filter_map(|step| step.uses.as_ref()).any(foreign)
    })
}

/// Whether two names can be the same, where expressions stand for anything.
pub(super) fn may_be_same(one: &str, other: &str) -> bool {
    let fixed = |text: &str| !text.contains("${{");
    if fixed(one) && fixed(other) {
        return one == other;
    }
    let ends = |text: &str| {
        let start = text.split("${{").next().unwrap_or_default().to_owned();
        let end = text.rsplit("}}").next().filter(|_| !fixed(text)).unwrap_or(text).to_owned();
        (start, end)
    };
    let ((start, end), (other_start, other_end)) = (ends(one), ends(other));
    let starts = start.starts_with(&other_start) || other_start.starts_with(&start);
    starts && (end.ends_with(&other_end) || other_end.ends_with(&end))
}
