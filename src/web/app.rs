//! The application: what is on every page, and which page is shown.

use leptos::prelude::*;

use super::components::drop_overlay::DropOverlay;
use super::components::site_header::SiteHeader;
use super::pages::compare::ComparePage;
use super::pages::failed::Failed;
use super::pages::home::Home;
use super::pages::kit::KitPage;
use super::pages::learn::LearnPage;
use super::pages::publishing::PublishingPage;
use super::pages::reading::ReadingPage;
use super::pages::release::ReleasePage;
use super::pages::rules::{RuleDoc, RulesPage};
use super::pages::triage::TriagePage;
use super::pages::walk::WalkPage;
use super::route::{Pair, Route};
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
    let place = Memo::new(move |_| match state.route.get() {
        route @ (Route::Home | Route::Rules | Route::Rule(_) | Route::Learn | Route::Walk | Route::Kit(_)) => {
            Some(route)
        }
        Route::Compare(_) => Some(Route::Compare(Pair::default())),
        Route::Triage(_) => Some(Route::triage()),
        Route::Publishing(_) => Some(Route::Publishing(String::new())),
        _ => None,
    });
    let offline = move || match state.offline.get().as_str() {
        "kept" => " Ready offline: this page opens without a network too.",
        "new" => " A newer Preflight waits until its tabs are closed.",
        _ => "",
    };
    view! {
        <a class="skip-link" href="#main" on:click=skip>"Skip to the content"</a>
        <SiteHeader />
        <main id="main" tabindex="-1">
            {move || match (place.get(), state.phase.get()) {
                (Some(Route::Rules), _) => view! { <RulesPage /> }.into_any(),
                (Some(Route::Rule(id)), _) => view! { <RuleDoc id=id /> }.into_any(),
                (Some(Route::Learn), _) => view! { <LearnPage /> }.into_any(),
                (Some(Route::Publishing(_)), _) => view! { <PublishingPage /> }.into_any(),
                (_, Phase::Reading(reading)) => view! { <ReadingPage reading=reading /> }.into_any(),
                (_, Phase::Failed { file, message }) => view! { <Failed file=file message=message /> }.into_any(),
                (Some(Route::Compare(_)), Phase::Done(release)) => view! { <ComparePage release=Some(release) /> }.into_any(),
                (Some(Route::Compare(_)), Phase::Home) => view! { <ComparePage release=None /> }.into_any(),
                (Some(Route::Triage(_)), phase) => view! { <TriagePage release=phase.release() /> }.into_any(),
                (Some(Route::Kit(_)), phase) => view! { <KitPage release=phase.release().is_some() /> }.into_any(),
                (Some(Route::Walk), Phase::Done(release)) => view! { <WalkPage release=release /> }.into_any(),
                (None, Phase::Done(release)) => view! { <ReleasePage release=release /> }.into_any(),
                (_, Phase::Home | Phase::Done(_)) => view! { <Home /> }.into_any(),
            }}
        </main>
        <footer class="site-footer">
            <p>
                "Your files are read in this browser and go nowhere. Preflight " {env!("CARGO_PKG_VERSION")} ", data of "
                {crate::render::json_v1::DATA_DATE} "." {offline}
            </p>
        </footer>
        <DropOverlay />
        <p class="visually-hidden" role="status">{move || state.status.get()}</p>
    }
}
