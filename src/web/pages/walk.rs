//! The way of a release from the working copy to PyPI, told with the release that is open.

use std::sync::Arc;

use leptos::prelude::*;

use crate::web::components::copy_button::CopyButton;
use crate::web::components::icon::Icon;
use crate::web::dom;
use crate::web::protocol::Mark;
use crate::web::released::Release;
use crate::web::route::{Listing, Route, Sheet};
use crate::web::shell::quoted;

/// One step: what to do, the command for it, and what this release says to it.
struct Step {
    title: &'static str,
    about: String,
    command: String,
    /// What to look at here.
    look: Vec<(Mark, String, Option<Route>)>,
}

#[component]
pub fn WalkPage(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    dom::focus_later("walk");
    let steps = steps(&release).into_iter().enumerate().map(|(index, step)| {
        let look = step.look.into_iter().map(|(mark, words, route)| {
            let link = route.map(|route| view! { " " <a href=route.hash()>"Look"</a> });
            view! { <li><Icon mark=mark /> <span>{words} {link}</span></li> }
        });
        let command = (!step.command.is_empty()).then(|| {
            let title = format!("Copy the command of step {}", index + 1);
            view! {
                <div class="walk-command">
                    <pre><code>{step.command.clone()}</code></pre> <CopyButton text=step.command label="Copy" title=title />
                </div>
            }
        });
        view! {
            <li class="walk-step" id=format!("step-{}", index + 1)>
                <h2>{step.title}</h2>
                <p>{step.about}</p>
                {command}
                <ul class="walk-look">{look.collect_view()}</ul>
            </li>
        }
    });
    view! {
        <article class="walk">
            <nav class="back" aria-label="Breadcrumb"><a href=Route::report().hash()>"← Report"</a></nav>
            <h1 id="walk" tabindex="-1">"From here to PyPI"</h1>
            <p class="lead">"Six steps, with what this release says to each."</p>
            <ol class="walk-steps">{steps.collect_view()}</ol>
        </article>
    }
}

fn steps(release: &Release) -> Vec<Step> {
    let artifacts = &release.report.artifacts;
    let (name, version) = artifacts
        .iter()
        .find_map(|artifact| artifact.release.as_ref()?.split_once(' '))
        .map_or(("your-project", "1.0.0"), |(name, version)| (name, version));
    let pinned = quoted(&format!("{name}=={version}"));
    let tag = quoted(&format!("v{version}"));
    let message = quoted(&format!("{name} {version}"));
    let of = |kind: &str| artifacts.iter().enumerate().find(|(_, artifact)| artifact.kind == kind);
    let mut build = Vec::new();
    for (kind, missing) in [
        (
            "sdist",
            "There is no sdist among these files. Distributions on Linux and those without a fitting wheel build from it.",
        ),
        ("wheel", "There is no wheel among these files. Without one, every installation builds the project first."),
    ] {
        build.push(match of(kind) {
            Some((index, artifact)) => (
                Mark::Good,
                format!("The {kind} is {}.", artifact.file),
                Some(Route::Artifact(index + 1, Sheet::Files)),
            ),
            None => (Mark::Info, missing.to_owned(), None),
        });
    }
    let gates = release.report.gates.iter().map(|gate| {
        let listing = Listing { gate: Some(gate.name.clone()), ..Listing::default() };
        let found = release.report.findings.iter().any(|finding| finding.gate == gate.name);
        (gate.mark, format!("{} {}.", gate.question, gate.answer), found.then_some(Route::Findings(listing)))
    });
    let answers = artifacts.iter().filter_map(|artifact| {
        let answer = artifact.answers.first()?;
        Some((answer.mark, format!("{}: PyPI would say “{}”.", artifact.file, answer.word), None))
    });
    let readme = of("wheel").or_else(|| of("sdist")).map(|(index, _)| {
        (
            Mark::Info,
            "See the project page as it will look.".to_owned(),
            Some(Route::Artifact(index + 1, Sheet::Readme)),
        )
    });
    let needs = of("wheel").map(|(index, _)| {
        let words = "TestPyPI has few of the projects that yours needs: take those from PyPI.".to_owned();
        (Mark::Info, words, Some(Route::Artifact(index + 1, Sheet::Requirements)))
    });
    let hashes = artifacts.iter().filter(|artifact| !artifact.answers.is_empty()).map(|artifact| {
        (
            Mark::Info,
            format!("{} has the SHA-256 {}; PyPI shows the same under “View details”.", artifact.file, artifact.sha256),
            None,
        )
    });
    vec![
        Step {
            title: "Build",
            about: "From a clean checkout, so that nothing gets in that is not in the repository. The wheel is built from the \
                    sdist, which shows that others can do it too."
                .to_owned(),
            command: "rm -rf dist/\npython -m build".to_owned(),
            look: build,
        },
        Step {
            title: "Check",
            about: "Before anything leaves your machine: an upload that worked uses up its file name for ever.".to_owned(),
            command: "preflight check dist/".to_owned(),
            look: gates.collect(),
        },
        Step {
            title: "Try it on TestPyPI",
            about: "A separate index with separate accounts. Upload there, and install from there in a fresh environment."
                .to_owned(),
            command: format!(
                "twine upload --repository testpypi dist/*\npython -m venv /tmp/try\n/tmp/try/bin/pip install --index-url \
                 https://test.pypi.org/simple/ --extra-index-url https://pypi.org/simple/ {pinned}"
            ),
            look: answers.chain(needs).collect(),
        },
        Step {
            title: "Tag",
            about: "The tag says which commit the release is. Many workflows publish when it is pushed.".to_owned(),
            command: format!("git tag --annotate {tag} --message {message}\ngit push origin {tag}"),
            look: vec![(Mark::Info, format!("The version in these files is {version}: the tag should say the same."), None)],
        },
        Step {
            title: "Publish",
            about: "Best from a workflow with a trusted publisher, which needs no token that could be stolen. Two jobs: one builds, \
                    the other only uploads."
                .to_owned(),
            command: "twine upload dist/*".to_owned(),
            look: readme.into_iter().collect(),
        },
        Step {
            title: "Verify",
            about: "What the world gets is what you built only if you look.".to_owned(),
            command: format!(
                "pip download --no-deps --no-cache-dir {pinned}\npython -m venv /tmp/verify\n/tmp/verify/bin/pip install {pinned}"
            ),
            look: hashes.collect(),
        },
    ]
}
