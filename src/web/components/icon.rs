//! Icons for marks. Shape and colour differ, and a word always stands beside: an icon alone says nothing.

use leptos::prelude::*;

use crate::web::protocol::Mark;

/// A mark as a picture, hidden from assistive technology.
#[component]
pub fn Icon(
    /// What it stands for.
    mark: Mark,
) -> impl IntoView {
    view! {
        <svg class="icon" data-mark=mark.name() viewBox="0 0 16 16" aria-hidden="true">
            <path d=path(mark) />
        </svg>
    }
}

/// The lines of the picture.
pub fn path(mark: Mark) -> &'static str {
    match mark {
        Mark::Error => "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8",
        Mark::Warning => "M8 2.2 1.6 13.6h12.8zM8 6.6v3.2M8 11.6v.1",
        Mark::Info => "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 7.4v3.8M8 4.9v.1",
        Mark::Good => "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5.1 8.2l2.1 2.1 3.7-4.2",
        Mark::Undecided => {
            "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM6.2 6.3a1.85 1.85 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.2M8 11.4v.1"
        }
        Mark::Skipped => "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5.4 8h5.2",
    }
}

/// The word beside the icon of a severity.
pub fn severity_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Error => "Error",
        Mark::Warning => "Warning",
        _ => "Remark",
    }
}
