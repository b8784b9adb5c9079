//! Files beside the distributions.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::Tool;
use crate::pipeline::shell::{Command, Word};
use crate::pipeline::workflow::{Step, Workflow};
use crate::rules::pipeline::publishing;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Other files are put beside the distributions
    ///
    /// Before PyPI's action or `twine upload dist/*`, a step of the same job writes checksums, a bill of materials or
    /// signatures into the folder that is published: by `>`, `tee`, or an option such as `-o` or `--output-file`.
    ///
    /// ## Why
    /// twine stops at files that are no distributions, `Unknown distribution format`, and nothing is uploaded.
    ///
    /// ## Fix
    /// Write them into another folder, or after publishing.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - run: sha256sum dist/* > dist/SHA256SUMS
    /// +      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// ```
    /// ```fixture
    /// === release.yml {sound}
    ///    publish:
    /// -      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +      - run: syft scan dir:dist -o spdx-json=dist/sbom.json
    /// +      - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    ArtifactExtraFiles { id: "artifact-extra-files", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for ArtifactExtraFiles {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing(workflow, release, check) {
            let all = publish.invocation().is_some_and(|it| it.arguments.iter().any(|word| word.text == "dist/*"));
            if publish.tool != Tool::Action && !(publish.tool == Tool::Twine && all) {
                continue;
            }
            let folder = publish.packages_dir().trim_start_matches("./").trim_end_matches('/').to_owned();
            let extra = |path: &str| {
                let inside =
                    path.trim_start_matches("./").strip_prefix(&folder).and_then(|rest| rest.strip_prefix('/'));
                inside.is_some_and(|name| {
                    !name.is_empty()
                        && ![".whl", ".tar.gz", ".attestation", ".zip", ".asc"].iter().any(|end| name.ends_with(end))
                        && !name.contains(['$', '*'])
                })
            };
            let directory = |step: &Step| step.directory.clone().or_else(|| publish.job.directory.clone());
            let own = directory(publish.step).filter(|_| publish.command.is_some());
            let condition = |step: &Step| step.condition.as_ref().map(|it| it.value.clone());
            let same_folder = |step: &Step| {
                directory(step) == own && (step.condition.is_none() || condition(step) == condition(publish.step))
            };
            let mut found = Vec::new();
            let mut removed = false;
            for step in publish.job.steps.iter().take(publish.index) {
                for command in &step.commands {
                    if let Some(path) = command.redirects.iter().find(|path| extra(path)) {
                        found.push((step.at(command.offset), path.clone()));
                    }
                    if let Some(word) = outputs(command).find(|word| extra(file_of(&word.text)) && same_folder(step)) {
                        found.push((step.at(word.offset), file_of(&word.text).to_owned()));
                    }
                    removed |=
                        command.words.first().is_some_and(|word| matches!(word.text.as_str(), "rm" | "mv" | "find"));
                }
                if step.uses("sigstore/gh-action-sigstore-python")
                    && let Some(inputs) =
                        step.with("inputs").filter(|it| it.value.trim_start_matches("./").starts_with(&folder))
                {
                    found.push((inputs.place, "*.sigstore.json".to_owned()));
                }
            }
            for (place, path) in found.into_iter().filter(|_| !removed) {
                let message = message!(
                    "{path} is written beside the distributions, and twine stops at it",
                    path = Fact::code(path)
                );
                check.find(workflow.at(place), message, message!("Write it into another folder, or after publishing"));
            }
        }
    }
}

/// Words of a command that say which file it writes: `-o FILE`, `--output-file=FILE`, `tee FILE`.
fn outputs(command: &Command) -> impl Iterator<Item = &Word> {
    const OPTIONS: [&str; 7] =
        ["-o", "-O", "--output", "--output-file", "--outfile", "--output-signature", "--output-certificate"];
    let tee = command.words.first().is_some_and(|first| first.text == "tee");
    let pairs = command.words.iter().zip(command.words.iter().skip(1));
    pairs.filter_map(move |(option, word)| {
        let inline = word.text.split_once('=').is_some_and(|(name, _)| OPTIONS.contains(&name));
        let written = inline || tee || OPTIONS.contains(&option.text.as_str());
        // What has no extension may be a folder.
        let file = crate::inspect::file_name(file_of(&word.text)).trim_start_matches('.').contains('.');
        (written && file).then_some(word)
    })
}

/// `spdx-json=dist/sbom.json` names a form before the file.
fn file_of(word: &str) -> &str {
    word.rsplit('=').next().unwrap_or(word)
}
