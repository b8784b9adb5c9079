//! The files of the release with their repairs written, to be saved.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::render::words::plural;
use crate::web::dom;
use crate::web::protocol::RepairableView;
use crate::web::question::{Answer, Question};
use crate::web::released::Release;
use crate::web::state::State;

#[component]
pub fn Fixed(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let files = release.report.repairable.clone();
    (!files.is_empty()).then(|| {
        let files = files.into_iter().map(|file| view! { <FileRow file=file /> });
        view! {
            <section class="fixed" aria-labelledby="fixed">
                <h3 id="fixed">"Repairs"</h3>
                <ul>{files.collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn FileRow(
    /// The file and how many repairs it has.
    file: RepairableView,
) -> impl IntoView {
    let state = State::get();
    let RepairableView { artifact, path, name, safe, review } = file;
    // Without a safe one there is nothing to write but what somebody looked at.
    let all = RwSignal::new(safe == 0);
    let said = RwSignal::new(String::new());
    let save = move |_| {
        let question = Question::Fixed { artifact, path: path.clone(), all: all.get_untracked() };
        state.ask_then(&question, move |answer| match answer {
            Answer::Drawn(view) => dom::save(&view.name, &JsValue::from_str(&view.text)),
            Answer::Nothing(why) => said.set(why),
            _ => {}
        });
    };
    let words = format!("{safe} safe, {review} to be reviewed: each diff stands at its finding. ");
    let both = (safe > 0 && review > 0).then(|| {
        view! {
            <label class="check">
                <input type="checkbox" on:change=move |_| all.update(|all| *all = !*all) />
                "with those to be reviewed"
            </label>
        }
    });
    view! {
        <li>
            <p>{plural(safe + review, "repair")} " of " <code>{name.clone()}</code> ": " {words}</p>
            <div class="actions">
                <button type="button" class="button" on:click=save>{format!("Download fixed {name}")}</button>
                {both} <span role="status">{said}</span>
            </div>
        </li>
    }
}
