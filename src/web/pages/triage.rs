//! Why a run failed, from its log: cause and consequences, and the log itself at the line that says so.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::web::components::copy_button::CopyButton;
use crate::web::components::drawn::Drawn;
use crate::web::components::log_box::LogBox;
use crate::web::components::viewer::Viewer;
use crate::web::dom;
use crate::web::question::{Answer, DrawnView, Question};
use crate::web::released::Release;
use crate::web::route::{LogPlace, Route};
use crate::web::state::State;

#[component]
pub fn TriagePage(
    /// What was dropped, if anything was.
    release: Option<Arc<Release>>,
) -> impl IntoView {
    let state = State::get();
    let log = Memo::new({
        let release = release.clone();
        move |_| release.as_deref().and_then(|release| chosen(release, &state.route.get()))
    });
    view! {
        <article class="triage">
            {move || match (log.get(), release.clone()) {
                (Some(log), Some(release)) => view! { <Log release=release log=log /> }.into_any(),
                _ => view! { <Nothing /> }.into_any(),
            }}
            <LogBox />
        </article>
    }
}

/// The log that a route names, else the first; from 0.
fn chosen(release: &Release, route: &Route) -> Option<usize> {
    let is_log = |index: &usize| release.report.artifacts.get(*index).is_some_and(|one| one.kind == "log");
    let Route::Triage(LogPlace { log, .. }) = route else { return None };
    log.map(|number| number - 1).filter(is_log).or_else(|| (0..release.report.artifacts.len()).find(is_log))
}

/// Before there is a log.
#[component]
fn Nothing() -> impl IntoView {
    dom::focus_later("triage");
    view! {
        <h1 id="triage" tabindex="-1">"Why did the release fail?"</h1>
        <p class="lead">
            "The log of the run says it, somewhere. The cause is named first, then what only followed from it, with what to do
            about each."
        </p>
    }
}

#[component]
fn Log(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    log: usize,
) -> impl IntoView {
    let state = State::get();
    let answer = state.ask(&Question::Triage { artifact: log });
    let place = Memo::new(move |_| match state.route.get() {
        Route::Triage(place) => place,
        _ => LogPlace::default(),
    });
    if place.with_untracked(|place| place.line.is_none()) {
        let drawn = answer.clone();
        Effect::new(move |_| {
            if drawn.with(Option::is_some) {
                dom::focus_later("triage");
            }
        });
    }
    let line = Memo::new(move |_| place.with(|place| place.line));
    let path = Memo::new(move |_| place.with(|place| place.path.clone()));
    let others = others(&release, log);
    let shown = release.clone();
    let viewer = move || {
        // An archive of logs is shown once a line of it is asked for.
        let archive = shown.report.artifacts.get(log).is_some_and(|one| one.file.to_lowercase().ends_with(".zip"));
        (!archive || !path.with(String::is_empty)).then(|| {
            view! { <Viewer release=shown.clone() artifact=log path=path.get() line=line /> }
        })
    };
    let body = move || match answer.get() {
        None => view! { <p class="empty" role="status">"Reading the log…"</p> }.into_any(),
        Some(Answer::Drawn(DrawnView { nodes, text, .. })) => view! { <Answered nodes=nodes json=text /> }.into_any(),
        Some(_) => view! { <p class="empty">"This log could not be read."</p> }.into_any(),
    };
    let compared = release.report.artifacts.len() > 1;
    let hint = (!compared).then(|| {
        view! {
            <p class="note">
                "Drop the workflow, the " <code>"pyproject.toml"</code>
                " and the files of " <code>"dist/"</code> " here too, and what the log says is compared with them."
            </p>
        }
    });
    view! {
        <nav class="back" aria-label="Breadcrumb"><a href=Route::report().hash()>"← Report"</a> {others}</nav>
        {body}
        {hint}
        <p class="note">
            "A workflow in which this is found before the upload: "
            <a href=Route::Kit(String::new()).hash()>"the release kit for your project"</a> "."
        </p>
        <div class="triage-log">{viewer}</div>
    }
}

#[component]
fn Answered(
    /// What the engine wrote.
    nodes: Vec<crate::web::drawn::Node>,
    /// The triage as the command prints it.
    json: String,
) -> impl IntoView {
    let copied = json.clone();
    let save = move |_| dom::save("triage.json", &JsValue::from_str(&json));
    view! {
        <Drawn nodes=nodes />
        <div class="actions triage-actions">
            <CopyButton text=copied label="Copy JSON" />
            <button type="button" class="button" on:click=save>"Download JSON"</button>
        </div>
    }
}

/// The other logs of the drop.
fn others(release: &Release, log: usize) -> impl IntoView + use<> {
    let logs = release.report.artifacts.iter().enumerate().filter(|(index, one)| one.kind == "log" && *index != log);
    logs.map(|(index, one)| {
        let route = Route::Triage(LogPlace { log: Some(index + 1), ..LogPlace::default() });
        view! { <a href=route.hash()>{one.file.clone()}</a> }
    })
    .collect_view()
}
