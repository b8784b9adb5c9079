//! The files of the release: what each is, its size, its hash, and what PyPI would answer to it.

use std::sync::Arc;

use leptos::prelude::*;

use super::answer::Answers;
use super::copy_button::CopyButton;
use super::matrix::file_link;
use crate::finding::human_bytes;
use crate::render::words::plural;
use crate::web::protocol::{ArtifactView, Mark};
use crate::web::released::Release;

/// Files shown at once. Of more, those stay that PyPI would not just accept.
const SHOWN: usize = 6;

#[component]
pub fn Artifacts(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let artifacts = &release.report.artifacts;
    let plain = |artifact: &ArtifactView| artifact.answers.iter().all(|answer| answer.mark == Mark::Good);
    // What PyPI answers to comes first.
    let mut order: Vec<usize> = (0..artifacts.len()).collect();
    order.sort_by_key(|index| artifacts[*index].answers.is_empty());
    let later = order.split_off(order.len().min(SHOWN));
    let (rest, kept): (Vec<usize>, Vec<usize>) = later.into_iter().partition(|index| plain(&artifacts[*index]));
    let shown = order.into_iter().chain(kept).collect();
    let cards = |indexes: Vec<usize>| {
        let cards = indexes.into_iter().map(|index| view! { <ArtifactCard release=release.clone() index=index /> });
        view! { <ul class="artifact-list">{cards.collect_view()}</ul> }
    };
    let more = (!rest.is_empty()).then(|| {
        view! {
            <details class="artifacts-more">
                <summary>{plural(rest.len(), "more file")}</summary>
                {cards(rest)}
            </details>
        }
    });
    let answered = artifacts.iter().any(|artifact| !artifact.answers.is_empty());
    let not_decided = answered.then(|| {
        let items = release.report.not_decided.iter().map(|item| view! { <li>{item.clone()}</li> });
        view! {
            <details class="not-decided">
                <summary>"Not decided here"</summary>
                <p>"What PyPI also looks at, and no file shows:"</p>
                <ul>{items.collect_view()}</ul>
            </details>
        }
    });
    view! {
        <section class="artifacts" aria-labelledby="artifacts">
            <h2 id="artifacts">"Files of this release"</h2>
            {cards(shown)}
            {more}
            {not_decided}
        </section>
    }
}

#[component]
fn ArtifactCard(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    index: usize,
) -> impl IntoView {
    let artifact = release.report.artifacts.get(index)?;
    let ArtifactView { file, kind, size, sha256, answers, unanswered, notes, .. } = artifact;
    let short: String = sha256.chars().take(16).collect();
    let copy = format!("Copy SHA-256 of {file}");
    let name = file_link(index, artifact);
    let about = [kind.clone(), human_bytes(*size), unanswered.clone()];
    let about: Vec<String> = about.into_iter().filter(|text| !text.is_empty()).collect();
    let hash = (!sha256.is_empty()).then(|| {
        view! {
            <p class="artifact-hash">
                <span class="quiet">"SHA-256"</span> <code title=sha256.clone()>{short} "…"</code>
                <CopyButton text=sha256.clone() label="Copy" title=copy />
            </p>
        }
    });
    let answers = (!answers.is_empty()).then(|| {
        view! { <Answers file=file.clone() answers=answers.clone() notes=notes.clone() /> }
    });
    Some(view! {
        <li class="artifact">
            <p class="artifact-name">{name}</p>
            <p class="quiet">{about.join(", ")}</p>
            {answers}
            {hash}
        </li>
    })
}
