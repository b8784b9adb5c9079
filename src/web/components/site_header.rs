//! Name, network state and theme: what is on top of every page.

use gloo::events::EventListener;
use gloo::storage::{LocalStorage, Storage as _};
use js_sys::futures::{JsFuture, spawn_local};
use leptos::prelude::*;

use crate::finding::one_line;
use crate::web::client::{LOCK, property};
use crate::web::route::{Pair, Route};
use crate::web::state::{Phase, State};

#[component]
pub fn SiteHeader() -> impl IntoView {
    let state = State::get();
    view! {
        <header class="site-header">
            <a class="brand" href="#/">
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M2.5 13.2 21.5 3l-6.2 18-4-7.2z" />
                    <path d="M11.3 13.8 21.5 3" />
                </svg>
                "Preflight"
            </a>
            <nav class="site-nav" aria-label="Preflight">
                {[
                    ("Check", Route::Home),
                    ("Compare", Route::Compare(Pair::default())),
                    ("Failed?", Route::triage()),
                    ("Publishing", Route::Publishing(String::new())),
                    ("Rules", Route::Rules),
                    ("Learn", Route::Learn),
                ]
                    .into_iter()
                    .map(|(name, route)| {
                        let own = route.clone();
                        // A report belongs to checking, the page of a rule to the rules.
                        let current = move || {
                            let here = match state.route.get() {
                                Route::Rules | Route::Rule(_) => Route::Rules,
                                Route::Learn => Route::Learn,
                                Route::Compare(_) => Route::Compare(Pair::default()),
                                Route::Triage(_) => Route::triage(),
                                Route::Kit(_) | Route::Publishing(_) => Route::Publishing(String::new()),
                                _ => Route::Home,
                            };
                            (here == own).then_some("page")
                        };
                        let href = move || {
                            let back = route == Route::Home && matches!(state.phase.get(), Phase::Done(_));
                            let away = state.route.with(|route| *route != Route::Home && !route.needs_release());
                            if back && away { Route::report().hash() } else { route.hash() }
                        };
                        view! { <a href=href aria-current=current>{name}</a> }
                    })
                    .collect_view()}
            </nav>
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
    // What was refused since the lock: the directive and the address.
    let blocked = RwSignal::new(Vec::<String>::new());
    let listener = EventListener::new(&document(), "securitypolicyviolation", move |event| {
        let text = |name: &str| property(event, name).as_string().unwrap_or_default();
        let line = one_line(&format!("{}: {}", text("effectiveDirective"), text("blockedURI")));
        blocked.update(|blocked| blocked.push(line));
    });
    // It lives as long as the page.
    listener.forget();
    let tried = RwSignal::new("");
    let attempt = move |_| {
        spawn_local(async move {
            let sent = JsFuture::from(window().fetch_with_str("index.html")).await.is_ok();
            tried.set(if sent {
                "It got through: this browser does not keep the policy."
            } else {
                "The browser refused it."
            });
        });
    };
    let count = move || blocked.with(Vec::len);
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
                        tries. Only a reload undoes it. Refused since then: " <strong>{count}</strong> "."
                    </p>
                    <ul class="network-refused">
                        {move || blocked.get().into_iter().take(5).map(|line| view! { <li><code>{line}</code></li> }).collect_view()}
                    </ul>
                    <div class="actions">
                        <button type="button" class="button" on:click=attempt>"Try to send something"</button>
                        <span role="status">{tried}</span>
                    </div>
                    <details>
                        <summary>"The policy that was added"</summary>
                        <pre>{LOCK.replace("; ", ";\n")}</pre>
                    </details>
                    <p>
                        "To see for yourself: the network panel of the developer tools stays empty while you look at files, and all
                        works in flight mode. A policy does not stop a page from going to another address; this one never does,
                        and it works offline, installed, as well."
                    </p>
                    <p>
                        "One worker is left that may fetch: the loader of the smoke test, started before the policy. It takes
                        fixed lists of files from this site when you ask for that test, and is told nothing of your files."
                    </p>
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
