//! Name, network state and theme: what is on top of every page.

use gloo::events::EventListener;
use gloo::storage::{LocalStorage, Storage as _};
use leptos::prelude::*;

use crate::web::client::LOCK;
use crate::web::state::State;

#[component]
pub fn SiteHeader() -> impl IntoView {
    view! {
        <header class="site-header">
            <a class="brand" href="#/">
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M2.5 13.2 21.5 3l-6.2 18-4-7.2z" />
                    <path d="M11.3 13.8 21.5 3" />
                </svg>
                "Preflight"
            </a>
            <div class="site-tools">
                <Network />
                <ThemeButton />
            </div>
        </header>
    }
}

/// That the network is off, and how to see it for oneself.
#[component]
fn Network() -> impl IntoView {
    let state = State::get();
    let blocked = RwSignal::new(0_u32);
    let listener = EventListener::new(&document(), "securitypolicyviolation", move |_| blocked.update(|n| *n += 1));
    // It lives as long as the page.
    listener.forget();
    view! {
        <Show when=move || state.locked.get()>
            <details class="network">
                <summary>
                    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
                        <path d="M4 7.2h8v6.3H4zM5.6 7.2V5a2.4 2.4 0 0 1 4.8 0v2.2" />
                    </svg>
                    "Network off"
                </summary>
                <div class="network-card">
                    <p>
                        "Before it read a file, this page told the browser to refuse every connection that it or its worker
                        tries. Only a reload undoes it. Refused since then: " <strong>{blocked}</strong> "."
                    </p>
                    <p>
                        "One worker is left that may fetch: the loader of the smoke test, started before the policy. It takes
                        fixed lists of files from this site when you ask for that test, and is told nothing of your files."
                    </p>
                    <p>"This policy was added. The network panel of the developer tools shows that nothing was sent."</p>
                    <pre>{LOCK.replace("; ", ";\n")}</pre>
                </div>
            </details>
        </Show>
    }
}

/// Light or dark; at first, what the system prefers. It is the only thing that this page stores.
#[component]
fn ThemeButton() -> impl IntoView {
    let prefers_dark = || {
        let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        query.is_some_and(|query| query.matches())
    };
    let stored: Option<String> = LocalStorage::get("theme").ok();
    let dark = RwSignal::new(stored.map_or_else(prefers_dark, |theme| theme == "dark"));
    let toggle = move |_| {
        dark.update(|dark| *dark = !*dark);
        let theme = if dark.get() { "dark" } else { "light" };
        // Where nothing can be stored, the choice lasts until the page is closed.
        let _ = LocalStorage::set("theme", theme);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", theme);
        }
    };
    view! {
        <button type="button" class="button quiet-button" on:click=toggle>
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
                <path d="M8 1.8a6.2 6.2 0 1 0 0 12.4zM8 1.8a6.2 6.2 0 0 1 0 12.4" />
            </svg>
            {move || if dark.get() { "Light" } else { "Dark" }} <span class="visually-hidden">" theme"</span>
        </button>
    }
}
