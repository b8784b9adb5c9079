//! A button that copies text and says that it did.

use gloo::timers::callback::Timeout;
use js_sys::futures::spawn_local;
use leptos::prelude::*;

use crate::web::dom;

#[component]
pub fn CopyButton(
    /// What is copied.
    text: String,
    /// What the button says.
    label: &'static str,
    /// What it copies, where the label alone does not say it.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    let said = RwSignal::new(label);
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            said.set(if dom::copy(&text).await { "Copied" } else { "Not copied" });
            Timeout::new(2000, move || said.set(label)).forget();
        });
    };
    let name = move || title.clone().filter(|_| said.get() == label);
    view! { <button type="button" class="button" aria-label=name on:click=copy>{said}</button> }
}
