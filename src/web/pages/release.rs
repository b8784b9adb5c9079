//! A release that was read: the verdict, the checklist, the files, and what was found; or one file of it.

use std::sync::Arc;

use leptos::prelude::*;

use super::artifact::ArtifactPage;
use super::publishers::Publishers;
use crate::finding::human_bytes;
use crate::render::words::plural;
use crate::web::components::artifacts::Artifacts;
use crate::web::components::carry::CarryAway;
use crate::web::components::checks::Checks;
use crate::web::components::findings::Findings;
use crate::web::components::fixed::Fixed;
use crate::web::components::gates::Gates;
use crate::web::components::later::Later;
use crate::web::components::matrix::Matrix;
use crate::web::components::picker::Again;
use crate::web::components::repair::Repair;
use crate::web::components::since::Since;
use crate::web::components::smoke::SmokeTest;
use crate::web::dom;
use crate::web::protocol::{Mark, ReportView};
use crate::web::released::Release;
use crate::web::route::{Pair, Route};
use crate::web::state::State;

/// Which part of the release is shown; within one nothing is drawn anew when the route changes.
#[derive(Clone, PartialEq)]
enum Part {
    Report,
    Artifact(usize),
}

#[component]
pub fn ReleasePage(
    /// The report and its JSON.
    release: Arc<Release>,
) -> impl IntoView {
    let state = State::get();
    let part = Memo::new(move |_| match state.route.get() {
        Route::Artifact(number, _) => Part::Artifact(number),
        _ => Part::Report,
    });
    let json = release.json.clone();
    view! {
        {move || match part.get() {
            Part::Report => view! { <ReportPage release=release.clone() /> }.into_any(),
            Part::Artifact(number) => view! { <ArtifactPage release=release.clone() number=number /> }.into_any(),
        }}
        // Tests compare this with what the native command prints; it is data, and no browser runs it.
        <script type="application/json" id="report-json">
            {json}
        </script>
    }
}

#[component]
fn ReportPage(
    /// The report and its JSON.
    release: Arc<Release>,
) -> impl IntoView {
    let state = State::get();
    // A finding that the route names gets the focus itself.
    // Where the smoke test changed the report, the visitor reads on where they are.
    if release.read.is_none() && !matches!(state.route.get_untracked(), Route::Finding(_)) {
        dom::focus_later("verdict");
    }
    let report = &release.report;
    let worst = report.gates.iter().map(|gate| gate.mark).min().unwrap_or(Mark::Skipped);
    let body = release.clone();
    let failed = report.artifacts.iter().any(|artifact| artifact.kind == "log");
    // A memo without the filter, so that a filter does not draw its own buttons anew.
    let tab = Memo::new(move |_| match state.route.get() {
        route @ (Route::Checks | Route::Publishers) => route,
        _ => Route::report(),
    });
    let list = move || match tab.get() {
        Route::Checks => view! { <Checks release=body.clone() /> }.into_any(),
        Route::Publishers => view! { <Publishers release=body.clone() /> }.into_any(),
        _ => view! { <Fixed release=body.clone() /> <Findings release=body.clone() /> }.into_any(),
    };
    let compared = report.artifacts.iter().any(|artifact| matches!(artifact.kind.as_str(), "wheel" | "sdist"));
    let compare =
        compared.then(|| view! { <a class="button" href=Route::Compare(Pair::default()).hash()>"Compare"</a> });
    view! {
        <article class="release">
            <header class="verdict" data-mark=worst.name()>
                <p class="eyebrow">{eyebrow(report)}</p>
                <h1 id="verdict" tabindex="-1">{report.headline.clone()}</h1>
                <p class="quiet">{summary(&release)}</p>
                {release.left_out.clone().map(|note| view! { <p class="note">{note}</p> })}
                <div class="actions">
                    <Again />
                    <button type="button" class="button" on:click=move |_| state.clear()>"Check other files"</button>
                    <a class="button" href=Route::Walk.hash()>"Walk through the release"</a>
                    {compare}
                    <a class="button" href=Route::triage().hash()>
                        {if failed { "See why the run failed" } else { "Did it fail? Paste the log" }}
                    </a>
                    <a class="button" href=Route::Kit(String::new()).hash()>"Release kit"</a>
                </div>
            </header>
            <Since release=release.clone() />
            <Repair />
            <div class="release-grid">
                <div class="release-side">
                    <Gates report=report.clone() />
                    <Artifacts release=release.clone() />
                    <SmokeTest release=release.clone() />
                </div>
                <div class="release-body">
                    <Matrix release=release.clone() />
                    <Tabs report=release.clone() />
                    <Later at_once=release.seen()>{list.clone()}</Later>
                </div>
                <CarryAway release=release.clone() />
            </div>
        </article>
    }
}

/// Links to the two lists.
#[component]
fn Tabs(
    /// For the numbers beside the names.
    report: Arc<Release>,
) -> impl IntoView {
    let state = State::get();
    let report = &report.report;
    let mut tabs = vec![
        ("Findings", Some(report.findings.len()), Route::report()),
        ("Checks", Some(report.rules.len()), Route::Checks),
    ];
    if !report.publishers.is_empty() {
        tabs.push(("Publishers", None, Route::Publishers));
    }
    view! {
        <nav class="tabs" aria-label="Views of the release">
            {tabs
                .into_iter()
                .map(|(name, count, route)| {
                    let href = route.hash();
                    let current = move || {
                        let here = match state.route.get() {
                            here @ (Route::Checks | Route::Publishers) => here,
                            _ => Route::report(),
                        };
                        (here == route).then_some("page")
                    };
                    let count = count.map(|count| {
                        view! { " " <span class="count">{crate::finding::grouped(count as u64)}</span> }
                    });
                    view! { <a href=href aria-current=current>{name} {count}</a> }
                })
                .collect_view()}
        </nav>
    }
}

/// Names and versions of the artifacts: usually one.
fn eyebrow(report: &ReportView) -> String {
    let mut names: Vec<&str> = report.artifacts.iter().filter_map(|artifact| artifact.release.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [] => "Release".to_owned(),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        names => names.join(", "),
    }
}

fn summary(release: &Release) -> String {
    let artifacts = &release.report.artifacts;
    let bytes = artifacts.iter().fold(0_u64, |sum, artifact| sum.saturating_add(artifact.size));
    format!("{}, {}, read in {:.1} s", plural(artifacts.len(), "file"), human_bytes(bytes), release.seconds)
}
