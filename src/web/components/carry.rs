//! What can be carried away: the report in one form or another, a link to the view, and the command that gives the same. All
//! texts are those of the native command, written by the engine.

use std::sync::Arc;

use leptos::prelude::*;

use super::copy_button::{CopyButton, Text};
use crate::web::dom;
use crate::web::question::{Form, Question};
use crate::web::released::Release;
use crate::web::shell::quoted;
use crate::web::state::State;

/// More files are named by their folder.
const NAMED: usize = 4;

#[component]
pub fn CarryAway(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let state = State::get();
    let files: Vec<String> = release.report.artifacts.iter().map(|artifact| quoted(&artifact.file)).collect();
    let files = if files.len() > NAMED { "dist/".to_owned() } else { files.join(" ") };
    let command = format!("preflight check {files}");
    let forms = Form::ALL.map(|form| {
        let name = format!("preflight.{}", form.extension());
        let save = move |_| {
            let name = name.clone();
            Text::Asked(Question::Written { form }).then(&state, move |text| dom::download(&name, &text));
        };
        let label = format!("Download {}", form.title());
        view! { <button type="button" class="button" aria-label=label on:click=save>{form.title()}</button> }
    });
    // An address has no file in it, so whoever opens it has to have the same files.
    let address = move || {
        let location = window().location();
        let route = state.route.get().hash();
        location.href().unwrap_or_default().split('#').next().unwrap_or_default().to_owned() + &route
    };
    let steps = format!(
        "- run: preflight check {markdown}dist/ >> \"$GITHUB_STEP_SUMMARY\"\n- run: preflight check {sarif}dist/ > preflight.sarif\n",
        markdown = Form::Markdown.option(),
        sarif = Form::Sarif.option(),
    );
    view! {
        <section class="carry" aria-labelledby="carry">
            <h2 id="carry">"Carry away"</h2>
            <div class="actions">
                <CopyButton text=Text::Asked(Question::Written { form: Form::Markdown }) label="Copy for a pull request" />
                <CopyButton text=Text::Asked(Question::Written { form: Form::Text }) label="Copy as text" />
                {move || view! { <CopyButton text=address() label="Copy link" /> }}
                <button type="button" class="button" on:click=move |_| { let _ = window().print(); }>"Print"</button>
            </div>
            <p class="quiet carry-note">"The link says which view this is and holds nothing of your files."</p>
            <div class="actions" role="group" aria-labelledby="download">
                <span id="download" class="quiet">"Download"</span>
                {forms.into_iter().collect_view()}
            </div>
            <p class="quiet">"The same from the command, here or in CI:"</p>
            <p class="carry-command"><code>{command.clone()}</code> <CopyButton text=command label="Copy" title="Copy the command" /></p>
            <details>
                <summary>"As steps of a workflow"</summary>
                <p class="carry-command"><code>{steps.clone()}</code> <CopyButton text=steps label="Copy" title="Copy the steps" /></p>
            </details>
        </section>
    }
}
