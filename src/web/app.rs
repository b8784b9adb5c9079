//! The application: what is on every page, and which page is shown.

use leptos::prelude::*;

use super::components::drop_overlay::DropOverlay;
use super::components::site_header::SiteHeader;
use super::pages::failed::Failed;
use super::pages::home::Home;
use super::pages::reading::ReadingPage;
use super::pages::release::ReleasePage;
use super::route::Route;
use super::state::{Phase, State};

/// Puts the page in the place of the static shell.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        let message = format!("Preflight's page failed: {info}. Reload it to go on.");
        if let Some(body) = document().body() {
            body.set_text_content(Some(&message));
        }
    }));
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let state = State::provide();
    Effect::new(move |_| {
        let title = match state.phase.get() {
            Phase::Done(release) => format!("{} – Preflight", release.report.headline.trim_end_matches('.')),
            Phase::Reading(_) => "Reading – Preflight".to_owned(),
            _ => "Preflight: will this Python release fly?".to_owned(),
        };
        document().set_title(&title);
    });
    // The hash belongs to routes, so the skip link moves the focus itself.
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        super::dom::focus_later("main");
    };
    // A memo, so that a step inside the release does not draw all of it anew.
    let at_home = Memo::new(move |_| state.route.with(|route| *route == Route::Home));
    view! {
        <a class="skip-link" href="#main" on:click=skip>"Skip to the content"</a>
        <SiteHeader />
        <main id="main" tabindex="-1">
            {move || match state.phase.get() {
                Phase::Reading(reading) => view! { <ReadingPage reading=reading /> }.into_any(),
                Phase::Failed { file, message } => view! { <Failed file=file message=message /> }.into_any(),
                Phase::Done(release) if !at_home.get() => view! { <ReleasePage release=release /> }.into_any(),
                Phase::Home | Phase::Done(_) => view! { <Home /> }.into_any(),
            }}
        </main>
        <footer class="site-footer">
            <p>
                "Your files are read in this browser and go nowhere. Preflight " {env!("CARGO_PKG_VERSION")} ", data of "
                {crate::render::json_v1::DATA_DATE} "."
            </p>
        </footer>
        <DropOverlay />
        <p class="visually-hidden" role="status">{move || state.status.get()}</p>
    }
}
