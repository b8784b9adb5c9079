//! One file of the release: its members, their sizes, what it says of itself.

use std::sync::Arc;

use leptos::prelude::*;

use crate::finding::human_bytes;
use crate::web::components::copy_button::CopyButton;
use crate::web::components::file_tree::{TreeView, worst};
use crate::web::components::icon::Icon;
use crate::web::components::later::Later;
use crate::web::components::sheets::{Metadata, Readme, Record, Requirements};
use crate::web::components::sizes::Sizes;
use crate::web::components::viewer::Viewer;
use crate::web::protocol::{ArtifactView, MemberMark};
use crate::web::released::Release;
use crate::web::route::{Listing, Route, Sheet};
use crate::web::state::State;

#[component]
pub fn ArtifactPage(
    /// The release.
    release: Arc<Release>,
    /// Which artifact; counts from 1.
    number: usize,
) -> impl IntoView {
    let state = State::get();
    let index = number - 1;
    let Some(artifact) = release.report.artifacts.get(index) else {
        return view! {
            <p class="empty">"There is no such file in this release. " <a href=Route::report().hash()>"Back to the report"</a></p>
        }
        .into_any();
    };
    let sheet = Memo::new(move |_| match state.route.get() {
        Route::Artifact(_, sheet) => sheet,
        _ => Sheet::Files,
    });
    let others = others(&release, index, sheet);
    let ArtifactView { file, kind, size, sha256, .. } = artifact.clone();
    let found = release.report.findings.iter().filter(|finding| finding.places.iter().any(|place| place.file == file));
    let worst = found.clone().map(|finding| finding.mark).min();
    let found = found.count();
    let findings = (found > 0).then(|| {
        let listing = Listing { artifact: Some(number), ..Listing::default() };
        view! {
            <a class="artifact-findings" href=Route::Findings(listing).hash()>
                {worst.map(|mark| view! { <Icon mark=mark /> })} {crate::render::words::plural(found, "finding")}
            </a>
        }
    });
    let hash = (!sha256.is_empty()).then(|| {
        let title = format!("Copy SHA-256 of {file}");
        view! { <CopyButton text=sha256.clone() label="Copy SHA-256" title=title /> }
    });
    let archive = !artifact.members.is_empty();
    let tabs = tabs(artifact, number, sheet);
    let body = release.clone();
    // The tree stays when another member is shown.
    let tab = Memo::new(move |_| match sheet.get() {
        Sheet::File { .. } => Sheet::Files,
        other => other,
    });
    view! {
        <article class="artifact-page">
            <nav class="back" aria-label="Breadcrumb"><a href=Route::report().hash()>"← Report"</a> {others}</nav>
            <header class="artifact-head">
                <h1 id="artifact" tabindex="-1">{file.clone()}</h1>
                <p class="artifact-about">
                    <span class="quiet">{format!("{kind}, {}", human_bytes(size))}</span> {findings} {hash}
                </p>
            </header>
            {tabs}
            {move || match tab.get() {
                Sheet::Files | Sheet::File { .. } => {
                    view! { <Files release=body.clone() index=index archive=archive sheet=sheet /> }.into_any()
                }
                Sheet::Sizes(path) => view! { <Sizes release=body.clone() artifact=index path=path /> }.into_any(),
                Sheet::Metadata => view! { <Metadata release=body.clone() artifact=index /> }.into_any(),
                Sheet::Requirements => view! { <Requirements artifact=index /> }.into_any(),
                Sheet::Readme => view! { <Readme artifact=index /> }.into_any(),
                Sheet::Record => view! { <Record release=body.clone() artifact=index /> }.into_any(),
            }}
        </article>
    }
    .into_any()
}

/// The same view of the other files.
fn others(release: &Arc<Release>, index: usize, sheet: Memo<Sheet>) -> Option<impl IntoView + use<>> {
    let files: Vec<(usize, String)> = release
        .report
        .artifacts
        .iter()
        .enumerate()
        .filter(|(_, artifact)| !artifact.members.is_empty() || artifact.readable)
        .map(|(index, artifact)| (index, artifact.file.clone()))
        .collect();
    let names = release.clone();
    let choose = move |event| {
        let Ok(to) = event_target_value(&event).parse::<usize>() else { return };
        let Some(artifact) = names.report.artifacts.get(to) else { return };
        let next = match sheet.get_untracked() {
            _ if artifact.readable => Sheet::File { path: String::new(), line: None },
            Sheet::File { .. } | Sheet::Sizes(_) => Sheet::Files,
            Sheet::Record if artifact.kind != "wheel" => Sheet::Files,
            same => same,
        };
        State::go(&Route::Artifact(to + 1, next));
    };
    (files.len() > 1).then(|| {
        let options = files.into_iter().map(|(at, file)| {
            view! { <option value=at.to_string() selected=at == index>{file}</option> }
        });
        view! {
            <label class="artifact-switch">
                <span class="visually-hidden">"File of this release"</span>
                <select on:change=choose>{options.collect_view()}</select>
            </label>
        }
    })
}

fn tabs(artifact: &ArtifactView, number: usize, sheet: Memo<Sheet>) -> Option<impl IntoView + use<>> {
    if artifact.members.is_empty() {
        return None;
    }
    let wheel = artifact.kind == "wheel";
    let files = artifact.members.iter().filter(|member| member.1 != MemberMark::Directory).count();
    let all = [
        ("Files", Some(files), Sheet::Files, true),
        ("Sizes", None, Sheet::Sizes(String::new()), true),
        ("Metadata", None, Sheet::Metadata, true),
        ("Requirements", None, Sheet::Requirements, true),
        ("README", None, Sheet::Readme, true),
        ("RECORD", None, Sheet::Record, wheel),
    ];
    let links = all.into_iter().filter(|(.., there)| *there).map(|(name, count, own, _)| {
        let href = Route::Artifact(number, own.clone()).hash();
        let current = move || sheet.with(|sheet| sheet.is_like(&own)).then_some("page");
        let count = count.map(|count| view! { " " <span class="count">{crate::finding::grouped(count as u64)}</span> });
        view! { <a href=href aria-current=current>{name} {count}</a> }
    });
    Some(view! { <nav class="tabs" aria-label="Views of the file">{links.collect_view()}</nav> })
}

/// The tree, and the member that is shown beside it.
#[component]
fn Files(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    index: usize,
    /// Whether it has members.
    archive: bool,
    /// What the route says.
    sheet: Memo<Sheet>,
) -> impl IntoView {
    let line = Memo::new(move |_| match sheet.get() {
        Sheet::File { line, .. } => line,
        _ => None,
    });
    // Another line of the same file draws nothing anew.
    let path = Memo::new(move |_| match sheet.get() {
        Sheet::File { path, .. } => Some(path),
        _ => None,
    });
    let viewer = {
        let release = release.clone();
        move || match path.get() {
            Some(path) if !archive || !path.is_empty() => {
                view! { <Viewer release=release.clone() artifact=index path=path line=line /> }.into_any()
            }
            _ => view! { <p class="empty viewer-empty">"Choose a file to read it."</p> }.into_any(),
        }
    };
    let known = !archive || release.has_tree(index);
    let tree = {
        let release = release.clone();
        move || {
            let tree = release.tree(index).filter(|_| archive)?;
            let label = release.report.artifacts.get(index).map(|one| one.file.clone()).unwrap_or_default();
            let marks = tree.marks(&release.marked(index));
            let shown = Memo::new({
                let (tree, release) = (tree.clone(), release.clone());
                move |_| {
                    path.get().and_then(|path| release.member(index, &path)).and_then(|member| tree.of_member(member))
                }
            });
            let paths = StoredValue::new(tree.clone());
            let show = Callback::new(move |node: usize| {
                let path = paths.with_value(|tree| tree.path(node));
                State::go(&Route::member(index, &path, None));
            });
            Some(view! { <TreeView tree=tree label=label badge=worst(marks) shown=shown show=show /> })
        }
    };
    // A tree of many members is made in one task and drawn in the next.
    let made = move || {
        release.tree(index);
        let tree = tree.clone();
        view! { <Later at_once=known>{tree.clone()}</Later> }
    };
    view! {
        <section class="files" class:alone=!archive aria-label="Files">
            <Later at_once=known>{made.clone()}</Later>
            {viewer}
        </section>
    }
}
