//! What is drawn in a task of its own.

use std::time::Duration;

use leptos::prelude::*;

/// Draws its children after what stands around it, so that this is on the screen first, and the page takes part in what the
/// visitor does between the two.
#[component]
pub fn Later(
    /// Where it was on the screen before, and would only flicker.
    at_once: bool,
    /// What is drawn.
    children: ChildrenFn,
) -> impl IntoView {
    let due = RwSignal::new(at_once);
    if !at_once {
        // By then the view may be gone.
        set_timeout(
            move || {
                let _ = due.try_set(true);
            },
            Duration::ZERO,
        );
    }
    move || due.get().then(|| children())
}
