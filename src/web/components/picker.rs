//! The ways in that need no dragging: files, a folder, the clipboard.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::web::input;
use crate::web::state::State;

#[component]
pub fn Picker() -> impl IntoView {
    let state = State::get();
    let picked = move |event: Event| {
        let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(list) = field.files() {
            state.open(input::listed(&list));
        }
    };
    // Leptos does not know it by name.
    let folder = custom_attribute("webkitdirectory", "");
    view! {
        <div class="drop-zone">
            <svg class="drop-icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d="M12 3.5v11M7.5 10l4.5 4.5 4.5-4.5M4 15.5v3.5a1.5 1.5 0 0 0 1.5 1.5h13a1.5 1.5 0 0 0 1.5-1.5v-3.5" />
            </svg>
            <p class="drop-words">"Drop files or a folder anywhere on this page, or paste them"</p>
            <div class="actions">
                <label class="button primary">
                    <input type="file" class="visually-hidden" id="pick-files" multiple on:change=picked />
                    "Choose files"
                </label>
                <label class="button">
                    <input type="file" class="visually-hidden" id="pick-folder" {..folder} on:change=picked />
                    "Choose a folder"
                </label>
            </div>
            <p class="quiet">"Nothing is uploaded. The page turns its network off before it reads a file."</p>
        </div>
    }
}

/// Looks at the same files again after a rebuild. What was dropped can be listed again; what was chosen must be chosen again,
/// because a browser lets a page read a chosen file only as it was.
#[component]
pub fn Again() -> impl IntoView {
    let state = State::get();
    if !state.can_change() {
        return ().into_any();
    }
    if state.can_look_again() {
        return view! {
            <button type="button" class="button primary" on:click=move |_| state.look_again()>"Check again"</button>
        }
        .into_any();
    }
    let picked = move |event: Event| {
        let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(list) = field.files() {
            state.open_again(input::listed(&list));
        }
    };
    view! {
        <label class="button primary" title="Choose the rebuilt files; what changed since is told">
            <input type="file" class="visually-hidden" id="pick-again" multiple on:change=picked />
            "Check again…"
        </label>
    }
    .into_any()
}
