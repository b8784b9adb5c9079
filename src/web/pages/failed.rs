//! The engine failed: which file it was, what it said, and that the page goes on.

use leptos::prelude::*;

use crate::finding::one_line;
use crate::web::components::picker::Picker;
use crate::web::dom;

#[component]
pub fn Failed(
    /// What was being read; empty where it was no file's fault.
    file: String,
    /// What the engine said.
    message: String,
) -> impl IntoView {
    dom::focus_later("failed");
    let title = match file.as_str() {
        "" => "Preflight failed".to_owned(),
        file => format!("Preflight failed while it read {}", one_line(file)),
    };
    view! {
        <section class="failed">
            <h1 id="failed" tabindex="-1">{title}</h1>
            <p>"This is a defect of Preflight and says nothing about the release. Nothing was judged."</p>
            <pre class="failed-message">{message}</pre>
            <p>"The engine was started anew. Other files can be checked, or the same ones again without this file."</p>
            <Picker />
        </section>
    }
}
