//! A published release by its name: asked for by the visitor, before the network is turned off. Says which hosts it contacts.

use leptos::prelude::*;

use crate::web::state::State;

#[component]
pub fn Fetch() -> impl IntoView {
    let state = State::get();
    let wanted = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            busy.set(true);
            state.fetch(wanted.get_untracked(), said, busy);
        }
    };
    view! {
        <details class="fetch">
            <summary>"Or fetch a published release from PyPI"</summary>
            <Show
                when=move || !state.locked.get()
                fallback=|| view! { <p>"The network is off since a file was read. Reload the page to fetch a release."</p> }
            >
                <form on:submit=submit>
                    <label for="fetch-name">"Name and version, such as " <code>"requests==2.34.2"</code></label>
                    <div class="actions">
                        <input
                            id="fetch-name"
                            type="text"
                            autocomplete="off"
                            spellcheck="false"
                            autocapitalize="off"
                            required
                            prop:value=move || wanted.get()
                            on:input=move |event| wanted.set(event_target_value(&event))
                        />
                        <button type="submit" class="button" disabled=move || busy.get()>"Fetch"</button>
                    </div>
                </form>
                <p class="quiet">
                    "This contacts " <code>"pypi.org"</code> " and " <code>"files.pythonhosted.org"</code>
                    ", which learn the name and the version. Then the network is turned off, as for a dropped file."
                </p>
            </Show>
            <p role="status">{said}</p>
        </details>
    }
}
