//! The way in for the log of a failed run: paste it, or choose its file. What is pasted is read at once and never drawn.

use js_sys::{Array, JsString};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{ClipboardEvent, Event, File, HtmlInputElement};

use crate::web::client::property;
use crate::web::input::{self, Picked};
use crate::web::state::State;

/// What a pasted log is called, on the page and in JSON.
pub const PASTED: &str = "pasted.log";

#[component]
pub fn LogBox() -> impl IntoView {
    let state = State::get();
    let field = NodeRef::<html::Textarea>::new();
    let empty = RwSignal::new(false);
    // The text stays a JavaScript string: fifty megabytes of it are neither copied into the page's memory nor laid out.
    let open = move |text: &JsValue| {
        empty.set(text.dyn_ref::<JsString>().is_none_or(|text| text.length() == 0));
        if let Ok(file) = File::new_with_str_sequence(&Array::of1(text), PASTED)
            && !empty.get_untracked()
        {
            state.open_log(Picked { path: PASTED.to_owned(), file });
        }
    };
    let pasted = move |event: ClipboardEvent| {
        let Some(data) = event.clipboard_data().filter(|data| data.files().is_none_or(|files| files.length() == 0))
        else {
            return;
        };
        event.prevent_default();
        let get: Option<js_sys::Function> = property(&data, "getData").dyn_into().ok();
        if let Some(text) = get.and_then(|get| get.call1(&data, &"text".into()).ok()) {
            open(&text);
        }
    };
    let find = move |_| {
        if let Some(field) = field.get_untracked() {
            open(&property(&field, "value"));
        }
    };
    let chosen = move |event: Event| {
        let Some(field) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(mut picked) = field.files().and_then(|list| input::listed(&list).into_iter().next()) {
            // What is chosen here is a log, whatever it is called.
            let name = picked.path.to_lowercase();
            if !name.ends_with(".log") && !name.ends_with(".zip") {
                picked.path.push_str(".log");
            }
            state.open_log(picked);
        }
    };
    view! {
        <section class="log-box" aria-labelledby="log-box">
            <h2 id="log-box">"Did a release fail?"</h2>
            <label for="log">"Paste the log of the run: it is read at once"</label>
            <textarea
                id="log"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="log-help"
                node_ref=field
                on:paste=pasted
            ></textarea>
            <div class="actions">
                <button type="button" class="button" on:click=find>"Find the cause"</button>
                <label class="button">
                    <input type="file" class="visually-hidden" id="pick-log" on:change=chosen />
                    "Choose a log file"
                </label>
            </div>
            <p id="log-help" class="quiet">
                "All of it, or the step that failed; also the zip of logs that GitHub offers, dropped anywhere. What was dropped
                before stays and is compared with what the log says."
            </p>
            <p class="quiet" role="status">{move || empty.get().then_some("There is nothing in it yet: paste the log first.")}</p>
        </section>
    }
}
