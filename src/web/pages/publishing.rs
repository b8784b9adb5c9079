//! The runbook `docs/publishing.md`, at the section that the route names.

use leptos::prelude::*;

use crate::web::dom;
use crate::web::route::Route;
use crate::web::state::State;

#[component]
pub fn PublishingPage() -> impl IntoView {
    let state = State::get();
    Effect::new(move |_| {
        if let (Route::Publishing(section), false) = (state.route.get(), state.runbook.with(String::is_empty)) {
            let id = if section.is_empty() { "publishing".to_owned() } else { format!("publishing-{section}") };
            dom::focus_later(&id);
        }
    });
    view! {
        <article class="rule-page publishing">
            <p class="note">
                <a href=Route::Kit(String::new()).hash()>"The release kit"</a>
                " holds this runbook and the workflows that it speaks of, with the names of your project."
            </p>
            <Show when=move || state.runbook.with(String::is_empty)>
                <p class="empty">"The runbook was not fetched before the network was turned off. Reload the page to read it."</p>
            </Show>
            // Written by the project and built into the site; nothing of a dropped file is in it.
            <div class="prose" inner_html=move || state.runbook.get()></div>
        </article>
    }
}
