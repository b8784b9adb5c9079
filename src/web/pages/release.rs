//! A release that was read: the verdict, the gates, the files, and one of three views below.

use std::sync::Arc;

use leptos::prelude::*;

use crate::finding::human_bytes;
use crate::render::words::plural;
use crate::web::components::artifacts::Artifacts;
use crate::web::components::checks::Checks;
use crate::web::components::copy_button::CopyButton;
use crate::web::components::file_tree::Files;
use crate::web::components::findings::Findings;
use crate::web::components::gates::Gates;
use crate::web::components::smoke::SmokeTest;
use crate::web::dom;
use crate::web::protocol::{Mark, ReportView};
use crate::web::route::{Filter, Route};
use crate::web::state::{Release, State};

#[component]
pub fn ReleasePage(
    /// The report and its JSON.
    release: Arc<Release>,
) -> impl IntoView {
    dom::focus_later("verdict");
    let state = State::get();
    let report = &release.report;
    let worst = report.gates.iter().map(|gate| gate.mark).min().unwrap_or(Mark::Skipped);
    let json = release.json.clone();
    let save = {
        let release = release.clone();
        move |_| dom::download("preflight.json", &release.json)
    };
    let body = release.clone();
    // A memo without the filter, so that a filter does not draw its own buttons anew.
    let shown = Memo::new(move |_| state.route.get().view());
    view! {
        <article class="release">
            <header class="verdict" data-mark=worst.name()>
                <p class="eyebrow">{eyebrow(report)}</p>
                <h1 id="verdict" tabindex="-1">{report.headline.clone()}</h1>
                <p class="quiet">{summary(&release)}</p>
                {release.left_out.clone().map(|note| view! { <p class="note">{note}</p> })}
                <div class="actions">
                    <button type="button" class="button primary" on:click=move |_| state.clear()>
                        "Check other files"
                    </button>
                    <CopyButton text=json.clone() label="Copy JSON" />
                    <button type="button" class="button" on:click=save>"Download JSON"</button>
                </div>
            </header>
            <div class="release-grid">
                <Gates gates=report.gates.clone() />
                <Artifacts release=release.clone() />
                <SmokeTest release=release.clone() />
                <div class="release-body">
                    <Tabs report=release.clone() />
                    {move || match shown.get() {
                        Route::Files(number, path) => {
                            view! { <Files release=body.clone() number=number path=path /> }.into_any()
                        }
                        Route::Checks => view! { <Checks release=body.clone() /> }.into_any(),
                        _ => view! { <Findings release=body.clone() /> }.into_any(),
                    }}
                </div>
            </div>
            // Tests compare this with what the native command prints; it is data, and no browser runs it.
            <script type="application/json" id="report-json">
                {json}
            </script>
        </article>
    }
}

/// Links to the three views.
#[component]
fn Tabs(
    /// For the numbers beside the names.
    report: Arc<Release>,
) -> impl IntoView {
    let state = State::get();
    let report = &report.report;
    let files: usize = report.artifacts.iter().map(|artifact| artifact.members.len()).sum();
    let tabs = [
        ("Findings", report.findings.len(), Route::Findings(Filter::default())),
        ("Files", files, Route::Files(1, None)),
        ("Checks", report.rules.len(), Route::Checks),
    ];
    view! {
        <nav class="tabs" aria-label="Views of the release">
            {tabs
                .into_iter()
                .map(|(name, count, route)| {
                    let href = route.hash();
                    let same = std::mem::discriminant(&route);
                    let current = move || (std::mem::discriminant(&state.route.get().view()) == same).then_some("page");
                    view! {
                        <a href=href aria-current=current>
                            {name} " " <span class="count">{crate::finding::grouped(count as u64)}</span>
                        </a>
                    }
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
