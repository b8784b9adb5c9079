//! Where downloaded artifacts are put. Their names are `artifact-name-mismatch`.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::{Publish, Tool};
use crate::pipeline::workflow::{Step, Workflow, is_expression};
use crate::rules::pipeline::{may_be_same, publishing, uploads};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The files are not where the publish step looks
    ///
    /// The job downloads artifacts into another folder than the one that PyPI's action publishes (`packages-dir`, by
    /// default `dist`); or it downloads all artifacts without a name and without `merge-multiple`, which puts each into a
    /// folder of its own. For `twine upload dist/*` and `uv publish` it is a warning.
    ///
    /// ## Why
    /// The step finds no distribution, or folders instead of files, and fails.
    ///
    /// ## Fix
    /// Download one artifact by its name into `dist`, or several with `merge-multiple: true`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -          path: dist
    /// +          path: artifacts
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ArtifactPath { id: "artifact-path", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ArtifactPath {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing(workflow, release, check) {
            let Some(folder) = published_folder(&publish) else { continue };
            let steps = publish.job.steps.iter().take(publish.index);
            let downloads: Vec<&Step> = steps.clone().filter(|step| step.uses("actions/download-artifact")).collect();
            let moves = steps
                .clone()
                .any(|step| step.run.is_some() || step.uses.as_ref().is_some_and(|uses| uses.action.starts_with("./")));
            let other = steps.filter_map(|step| step.uses.as_ref()).any(|uses| !is_harmless(&uses.action));
            // Anything else in the job may put the files into place.
            if downloads.is_empty() || moves || other {
                continue;
            }
            let uploads = uploads(workflow, release);
            let names: Vec<String> = uploads.iter().map(|it| it.name.clone()).collect();
            // An artifact of nothing but that folder holds its files without it.
            let of_folder = |name: &str| {
                let mut named = uploads.iter().filter(|it| may_be_same(&it.name, name)).peekable();
                let inside = |line: &str| {
                    let line = plain_folder(line);
                    line == folder || line.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/'))
                };
                let flat = |path: &str| path.lines().filter(|line| !line.trim().is_empty()).all(inside);
                named.peek().is_some() && named.all(|it| it.path.as_deref().is_some_and(flat))
            };
            let at_root = |step: &&Step| {
                step.with("path").is_none_or(|it| matches!(it.value.trim(), "" | "." | "./"))
                    && step.with("name").is_some_and(|it| of_folder(&it.value))
            };
            let apart = folder != "." && downloads.iter().all(at_root);
            let mut folders: Vec<String> = Vec::new();
            let mut known = true;
            for download in &downloads {
                let with = |key: &str| download.with(key).map(|it| it.value.as_str()).filter(|value| !value.is_empty());
                let path = with("path").unwrap_or(".");
                known &= !is_expression(path);
                let path = plain_folder(path);
                let merged = with("merge-multiple").is_some_and(|value| value != "false");
                if with("name").is_some() || with("artifact-ids").is_some() || merged {
                    folders.push(path);
                } else {
                    known &= !names.iter().any(|name| is_expression(name)) && !names.is_empty();
                    let inside = |name: &String| if path == "." { name.clone() } else { format!("{path}/{name}") };
                    folders.extend(names.iter().map(inside));
                }
            }
            // Files may lie below the folder of the artifact, as they lay where they were uploaded.
            let reaches = folders.iter().any(|it| *it == folder || it == "." || folder.starts_with(&format!("{it}/")));
            if !known || (reaches && !apart) {
                continue;
            }
            let message = message!(
                "{tool} publishes what lies in {folder}, and the artifacts are put into {folders}",
                tool = Fact::code(publish.tool.name()),
                folder = Fact::code(&folder),
                folders = Fact::list(folders),
            );
            let place = downloads.first().and_then(|step| step.with("path")).map_or(publish.place, |path| path.place);
            let finding = check.find(
                workflow.at(place),
                message,
                message!(
                    "Download one artifact by its name into `{folder}`, or several with `merge-multiple: true`",
                    folder = Fact::code(&folder)
                ),
            );
            if publish.tool != Tool::Action {
                finding.severity = Severity::Warning;
            }
        }
    }
}

/// The folder that a publish step takes its files from; `None` where it is told which files.
fn published_folder(publish: &Publish<'_>) -> Option<String> {
    match publish.tool {
        Tool::Action => {
            let folder = publish.packages_dir();
            (!is_expression(folder)).then(|| plain_folder(folder))
        }
        Tool::Uv | Tool::Twine => {
            let it = publish.invocation()?;
            let plain = it.arguments.iter().all(|word| {
                matches!(word.text.as_str(), "publish" | "upload" | "dist/*")
                    || word.text.starts_with("--trusted-publishing")
                    || word.text == "always"
            });
            let directory = publish.step.directory.is_some() || publish.job.directory.is_some();
            (plain && !directory).then(|| "dist".to_owned())
        }
        _ => None,
    }
}

/// `./dist/` → `dist`
fn plain_folder(path: &str) -> String {
    let path = path.trim().trim_start_matches("./").trim_end_matches('/');
    let path = path.strip_prefix("${{ github.workspace }}/").unwrap_or(path);
    if path.is_empty() { ".".to_owned() } else { path.to_owned() }
}

/// Actions that move no files.
fn is_harmless(action: &str) -> bool {
    ["actions/", "astral-sh/", "pypa/gh-action-pypi-publish", "sigstore/", "step-security/"]
        .iter()
        .any(|start| action.starts_with(start))
}
