//! The whole page takes drops and pastes, on every view, and says what a drop will do.

use leptos::ev;
use leptos::prelude::*;
use web_sys::{ClipboardEvent, DragEvent};

use crate::web::input;
use crate::web::route::Route;
use crate::web::state::{Phase, State};

#[component]
pub fn DropOverlay() -> impl IntoView {
    let state = State::get();
    // Entering a child fires before leaving its parent: while more was entered than left, something hovers.
    let depth = RwSignal::new(0_i32);
    let _enter = window_event_listener(ev::dragenter, move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            depth.update(|depth| *depth += 1);
        }
    });
    let _leave = window_event_listener(ev::dragleave, move |event: DragEvent| {
        if has_files(&event) {
            depth.update(|depth| *depth = (*depth - 1).max(0));
        }
    });
    let _over = window_event_listener(ev::dragover, move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
        }
    });
    let _drop = window_event_listener(ev::drop, move |event: DragEvent| {
        depth.set(0);
        let Some(transfer) = event.data_transfer().filter(|_| has_files(&event)) else { return };
        event.prevent_default();
        let entries = input::entries(&transfer);
        // Files that a test or another program made are no entries of a file system.
        match transfer.files().filter(|_| entries.is_empty()) {
            Some(list) => state.open(input::listed(&list)),
            None => state.open_entries(entries),
        }
    });
    let _paste = window_event_listener(ev::paste, move |event: ClipboardEvent| {
        let files = event.clipboard_data().and_then(|data| data.files());
        if let Some(list) = files.filter(|list| list.length() > 0) {
            event.prevent_default();
            state.open(input::listed(&list));
        }
    });
    let words = move || match state.phase.get() {
        Phase::Done(_) if matches!(state.route.get(), Route::Compare(_)) => {
            "Drop a wheel or an sdist to compare it with this release"
        }
        Phase::Done(_) if matches!(state.route.get(), Route::Triage(_)) => "Drop to compare these files with the log",
        Phase::Done(_) => "Drop to check these files instead of the release on this page",
        Phase::Reading(_) => "Drop to check these files instead of those being read",
        Phase::Home | Phase::Failed { .. } => "Drop to check these files together as one release",
    };
    view! {
        <div class="drop-overlay" hidden=move || depth.get() == 0>
            <div class="drop-overlay-card">
                <p class="drop-overlay-words">{words}</p>
                <p>"Wheels, sdists, pyproject.toml, workflows, CI artifact zips, folders of them. They are read here and go nowhere."</p>
            </div>
        </div>
    }
}

/// Text that is dragged about is none of the page's business.
fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().iter().any(|kind| kind == "Files"))
}
