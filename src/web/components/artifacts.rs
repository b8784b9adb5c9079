//! The files of the release: what each is, its size, its hash, and PyPI's answer.

use leptos::prelude::*;

use super::copy_button::CopyButton;
use crate::finding::human_bytes;
use crate::web::protocol::ArtifactView;
use crate::web::route::Route;

#[component]
pub fn Artifacts(
    /// In the order of the report.
    artifacts: Vec<ArtifactView>,
) -> impl IntoView {
    view! {
        <section class="artifacts" aria-labelledby="artifacts">
            <h2 id="artifacts">"Files of this release"</h2>
            <ul>
                {artifacts
                    .into_iter()
                    .enumerate()
                    .map(|(index, artifact)| view! { <ArtifactCard artifact=artifact number=index + 1 /> })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn ArtifactCard(
    /// The file.
    artifact: ArtifactView,
    /// From 1, as in the hash.
    number: usize,
) -> impl IntoView {
    let ArtifactView { file, kind, size, sha256, status, answer, members, .. } = artifact;
    let short: String = sha256.chars().take(16).collect();
    let copy = format!("Copy SHA-256 of {file}");
    let full = sha256.clone();
    let answer = match status {
        Some(status) => Some(format!("PyPI: {status} {answer}")),
        None if answer.is_empty() => None,
        None => Some(answer),
    };
    let name = if members.is_empty() {
        file.into_any()
    } else {
        view! { <a href=Route::Files(number).hash()>{file}</a> }.into_any()
    };
    view! {
        <li class="artifact">
            <p class="artifact-name">{name}</p>
            <p class="quiet">{kind} ", " {human_bytes(size)}</p>
            {answer.map(|answer| view! { <p class="artifact-answer">{answer}</p> })}
            {(!sha256.is_empty())
                .then(|| {
                    view! {
                        <p class="artifact-hash">
                            <span class="quiet">"SHA-256"</span> <code title=full>{short} "…"</code>
                            <CopyButton text=sha256 label="Copy" title=copy />
                        </p>
                    }
                })}
        </li>
    }
}
