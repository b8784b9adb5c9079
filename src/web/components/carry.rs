//! What can be carried away: the report as text of one form or another, and the command that gives the same.

use std::sync::Arc;

use leptos::prelude::*;

use super::copy_button::CopyButton;
use crate::web::dom;
use crate::web::shell::quoted;
use crate::web::state::Release;

#[component]
pub fn CarryAway(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let json = release.json.clone();
    let files: Vec<String> = release.report.artifacts.iter().map(|artifact| quoted(&artifact.file)).collect();
    let command = if files.len() > 4 {
        "preflight check dist/".to_owned()
    } else {
        format!("preflight check {}", files.join(" "))
    };
    let save = move |_| dom::download("preflight.json", &release.json);
    view! {
        <section class="carry" aria-labelledby="carry">
            <h2 id="carry">"Carry away"</h2>
            <p class="quiet">"The same report from the command, here or in CI:"</p>
            <p class="carry-command"><code>{command.clone()}</code> <CopyButton text=command label="Copy" title="Copy the command" /></p>
            <div class="actions">
                <CopyButton text=json label="Copy JSON" />
                <button type="button" class="button" on:click=save>"Download JSON"</button>
            </div>
        </section>
    }
}
