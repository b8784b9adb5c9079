//! The tags that start the workflow against the version. Patterns that are no globs are `version-tag-filter-regex`.

use std::str::FromStr as _;

use pep440_rs::{PrereleaseKind, Version};

use crate::artifact::normalize_name;
use crate::artifact::pyproject::Pyproject;
use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::expression::Event;
use crate::pipeline::glob;
use crate::pipeline::yaml::Node;
use crate::rules::pipeline::{is_regex, publishing_to_pypi, static_version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The tag of this version does not start the workflow
    ///
    /// No tag that is made of the version in `pyproject.toml`, with any prefix that the patterns have, passes the patterns
    /// under `push: tags`. It is a warning for pre-releases and post-releases, the tags of which are spelled in many ways;
    /// nobody tags a development version.
    ///
    /// ## Why
    /// The tag is pushed and nothing happens.
    ///
    /// ## Fix
    /// Correct the pattern, or the version.
    ///
    /// ## Bad
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.0.0"
    /// === release.yml {sound}
    /// -      - "v[0-9]+.[0-9]+.[0-9]+"
    /// -      - "v[0-9]+.[0-9]+.[0-9]+rc[0-9]+"
    /// +      - "v2.[0-9]+.[0-9]+"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// license = "MIT"
    /// requires-python = ">=3.10"
    /// version = "1.2"
    /// === release.yml {sound}
    /// ```
    VersionTagFilterMiss { id: "version-tag-filter-miss", gate: Pipeline, severity: Error, since: "0.2.0", reads: all [Workflow, Pyproject] }
}

impl Rule for VersionTagFilterMiss {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        let Some((pyproject, version)) = release.pyprojects().find_map(|file| Some((file, static_version(file)?)))
        else {
            check.skip("the version does not stand in pyproject.toml");
            return;
        };
        let Ok(parsed) = Version::from_str(version) else {
            check.undecided("the version is none");
            return;
        };
        for workflow in release.workflows() {
            if publishing_to_pypi(workflow, release, check).iter().all(|publish| !publish.reached_by(Event::PushTag)) {
                continue;
            }
            let Some(trigger) = workflow.trigger("push") else { continue };
            let patterns: Vec<&str> = trigger.patterns("tags").into_iter().filter_map(Node::text).collect();
            let other = publishing_to_pypi(workflow, release, check)
                .iter()
                .any(|it| it.reached_by(Event::Release) || it.reached_by(Event::Dispatch));
            if patterns.is_empty() || other || patterns.iter().any(|pattern| is_regex(pattern)) {
                continue;
            }
            let passes = |version: &str| {
                tags(&patterns, version, pyproject).iter().any(|tag| glob::passes(patterns.iter().copied(), tag))
            };
            let mut base: Vec<String> = parsed.release().iter().map(u64::to_string).collect();
            let mut finals = vec![base.join(".")];
            while base.len() < 3 {
                base.push("0".to_owned());
                finals.push(base.join("."));
            }
            let plain = !parsed.any_prerelease() && !parsed.is_post();
            let final_passes = finals.iter().any(|version| passes(version));
            if passes(version)
                || passes(&parsed.to_string())
                || spellings(&parsed, &finals).iter().any(|version| passes(version))
            {
                continue;
            }
            // Nobody tags a development version.
            if final_passes && (plain || parsed.is_dev()) {
                continue;
            }
            let message = message!(
                "No tag of version {version} passes {patterns}: pushing it starts nothing",
                version = Fact::code(version),
                patterns = Fact::list(patterns.iter().copied()),
            );
            let finding = check.find(
                workflow.at(trigger.place),
                message,
                message!(
                    "Let the pattern match the tag of this version, such as `v{version}`",
                    version = Fact::code(version)
                ),
            );
            if !plain {
                finding.severity = Severity::Warning;
            }
        }
    }
}

/// How people spell a version that is not final: `1.0.0-rc.1`, `1.0.0-beta1`, `1.0.0-post1`.
fn spellings(version: &Version, finals: &[String]) -> Vec<String> {
    let mut words: Vec<(&str, u64)> = Vec::new();
    if let Some(pre) = version.pre() {
        let names: &[&str] = match pre.kind {
            PrereleaseKind::Alpha => &["a", "alpha"],
            PrereleaseKind::Beta => &["b", "beta"],
            PrereleaseKind::Rc => &["rc", "c", "pre", "preview"],
        };
        words.extend(names.iter().map(|name| (*name, pre.number)));
    }
    words.extend(version.post().into_iter().flat_map(|post| [("post", post), ("", post), ("r", post)]));
    let mut found = Vec::new();
    for version in finals {
        for (word, number) in &words {
            for (before, after) in [("", ""), ("-", ""), ("-", "."), (".", ""), ("", "."), ("_", ""), ("-", "-")] {
                found.push(format!("{version}{before}{word}{after}{number}"));
            }
        }
    }
    found
}

/// Tags that people make of a version: with each prefix that a pattern begins with, and with the usual ones.
fn tags(patterns: &[&str], version: &str, pyproject: &Pyproject) -> Vec<String> {
    let name = pyproject.project_str("name").unwrap_or_default();
    let mut prefixes: Vec<String> = vec![String::new(), "v".to_owned()];
    for separator in ["-", "-v", "/", "/v", "@", "@v", "=="] {
        prefixes.push(format!("{name}{separator}"));
        prefixes.push(format!("{}{separator}", normalize_name(name)));
    }
    for pattern in patterns {
        let literal = pattern.split(['*', '?', '+', '[', '!', '\\']).next().unwrap_or_default();
        let prefix = literal.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        prefixes.extend([prefix.to_owned(), format!("{prefix}v")]);
    }
    prefixes.into_iter().map(|prefix| format!("{prefix}{version}")).collect()
}
