//! What an archive holds: a tree for keyboard and pointer, and what weighs most.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::icon::{Icon, severity_word};
use crate::finding::{grouped, human_bytes};
use crate::render::words::plural;
use crate::web::dom;
use crate::web::protocol::{Mark, MemberMark};
use crate::web::route::Route;
use crate::web::state::Release;
use crate::web::tree::{Content, Open, Row, Step, Tree};

#[component]
pub fn Files(
    /// The release.
    release: Arc<Release>,
    /// Which artifact; counts from 1.
    number: usize,
    /// A member to be shown at once.
    path: Option<String>,
) -> impl IntoView {
    let artifacts = &release.report.artifacts;
    let archives = artifacts.iter().enumerate().filter(|(_, artifact)| !artifact.members.is_empty());
    let links: Vec<(usize, String)> = archives.map(|(index, artifact)| (index + 1, artifact.file.clone())).collect();
    let number =
        if links.iter().any(|(one, _)| *one == number) { number } else { links.first().map_or(0, |(one, _)| *one) };
    let index = number.wrapping_sub(1);
    let Some(artifact) = artifacts.get(index) else {
        return view! { <p class="empty">"None of these files is an archive that could be opened."</p> }.into_any();
    };
    let links = links.into_iter().map(|(one, file)| {
        let current = (one == number).then_some("true");
        view! { <a href=Route::Files(one, None).hash() aria-current=current>{file}</a> }
    });
    let mut marked: BTreeMap<String, Mark> = BTreeMap::new();
    for finding in &release.report.findings {
        let here = finding.places.iter().filter(|place| place.file == artifact.file);
        for path in here.filter_map(|place| place.path.clone()) {
            let mark = marked.entry(path).or_insert(finding.mark);
            *mark = finding.mark.min(*mark);
        }
    }
    view! {
        <section class="files" aria-labelledby="files">
            <h2 id="files" class="visually-hidden">"Files"</h2>
            <nav class="file-tabs" aria-label="Archives">{links.collect_view()}</nav>
            <Archive release=release.clone() index=index marked=marked path=path />
        </section>
    }
    .into_any()
}

#[component]
fn Archive(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0; it has at least one member.
    index: usize,
    /// Paths that findings name.
    marked: BTreeMap<String, Mark>,
    /// A member to be shown at once.
    path: Option<String>,
) -> impl IntoView {
    let artifact = release.report.artifacts.get(index)?;
    let tree = Arc::new(Tree::new(&artifact.members));
    let root = tree.nodes.first();
    let (files, bytes) = root.map_or((0, 0), |root| (root.files, root.bytes));
    let largest = tree.largest(10);
    let marks = tree.marks(&marked);
    let summary = format!(
        "{}, {} unpacked, {} as {}",
        plural(files, "file"),
        human_bytes(bytes),
        human_bytes(artifact.size),
        artifact.kind
    );
    let label = artifact.file.clone();
    Some(view! {
        <p class="quiet">{summary}</p>
        <TreeView tree=tree label=label marks=marks path=path />
        <details class="largest">
            <summary>"Largest files"</summary>
            <table>
                <thead>
                    <tr><th scope="col">"File"</th><th scope="col">"Size"</th></tr>
                </thead>
                <tbody>
                    {largest
                        .into_iter()
                        .map(|(path, bytes)| view! { <tr><td><code>{path}</code></td><td>{human_bytes(bytes)}</td></tr> })
                        .collect_view()}
                </tbody>
            </table>
        </details>
    })
}

/// One tab stop; arrows, Home, End, Enter and letters move inside.
#[component]
fn TreeView(
    /// The members.
    tree: Arc<Tree>,
    /// Its name for assistive technology.
    label: String,
    /// The worst finding below each node.
    marks: HashMap<usize, Mark>,
    /// A member to be shown at once.
    path: Option<String>,
) -> impl IntoView {
    let mut at_first = tree.first_open();
    let shown = path.and_then(|path| tree.find(&path));
    if let Some(node) = shown {
        tree.reveal(node, &mut at_first);
        dom::focus_later(&row_id(Content::Node(node)));
    }
    let first = tree.rows(&at_first).first().map_or(Content::Node(1), |row| row.content);
    let open = RwSignal::new(at_first);
    let focus = RwSignal::new(shown.map_or(first, Content::Node));
    let rows = Memo::new({
        let tree = tree.clone();
        move |_| tree.rows(&open.get())
    });
    let walk = {
        let tree = tree.clone();
        move |event: KeyboardEvent| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() {
                return;
            }
            let rows = rows.get_untracked();
            let at = rows.iter().position(|row| same(row.content, focus.get_untracked())).unwrap_or(0);
            let Some(step) = tree.key(&rows, at, &event.key()) else { return };
            event.prevent_default();
            take(step, at, &rows, open, focus);
            dom::focus_later(&row_id(focus.get_untracked()));
        }
    };
    let marks = Arc::new(marks);
    view! {
        <ul class="tree" role="tree" aria-label=label on:keydown=walk>
            <For
                each=move || rows.get()
                key=|row| (row.content, row.expanded)
                children=move |row| {
                    view! { <TreeRow row=row tree=tree.clone() marks=marks.clone() open=open focus=focus /> }
                }
            />
        </ul>
    }
}

/// One row.
#[component]
fn TreeRow(
    /// Where it stands.
    row: Row,
    /// For its name.
    tree: Arc<Tree>,
    /// The worst finding below each node.
    marks: Arc<HashMap<usize, Mark>>,
    /// What is open.
    open: RwSignal<Open>,
    /// Which row is the tab stop.
    focus: RwSignal<Content>,
) -> impl IntoView {
    let content = row.content;
    let click = move |_| {
        focus.set(content);
        match content {
            Content::More { folder, .. } => open.update(|open| open.show_more(folder)),
            Content::Node(node) if row.expanded.is_some() => open.update(|open| open.toggle(node)),
            Content::Node(_) => {}
        }
    };
    let inside = match content {
        Content::More { left, .. } => {
            view! { <span class="tree-more">{format!("Show more of {} others", grouped(left as u64))}</span> }
                .into_any()
        }
        Content::Node(index) => {
            let node = tree.nodes.get(index);
            let name = node.map(|node| node.name.clone()).unwrap_or_default();
            let note = node.map(|node| match node.mark {
                MemberMark::Directory => plural(node.files, "file"),
                MemberMark::Link => "link".to_owned(),
                MemberMark::Special => "special".to_owned(),
                MemberMark::File => String::new(),
            });
            let bytes = node.map(|node| human_bytes(node.bytes));
            let mark = marks.get(&index).copied().map(|mark| {
                view! {
                    <Icon mark=mark />
                    <span class="visually-hidden">{severity_word(mark)}</span>
                }
            });
            view! {
                <span class="tree-name">{name}</span>
                {mark}
                <span class="tree-note">{note}</span>
                <span class="tree-bytes">{bytes}</span>
            }
            .into_any()
        }
    };
    // Deeper levels are indented alike: a narrow screen has no room for more.
    let level = custom_attribute("aria-level", row.level.to_string());
    let indent = row.level.min(12).to_string();
    view! {
        <li
            role="treeitem"
            id=row_id(content)
            class="tree-row"
            {..level}
            data-indent=indent
            aria-posinset=row.position.to_string()
            aria-setsize=row.siblings.to_string()
            aria-expanded=row.expanded.map(|expanded| expanded.to_string())
            tabindex=move || if same(focus.get(), content) { "0" } else { "-1" }
            on:click=click
        >
            <span class="tree-twist" aria-hidden="true"></span>
            {inside}
        </li>
    }
}

fn take(step: Step, at: usize, rows: &[Row], open: RwSignal<Open>, focus: RwSignal<Content>) {
    match step {
        Step::Focus(to) => {
            if let Some(row) = rows.get(to) {
                focus.set(row.content);
            }
        }
        Step::Toggle(node) => open.update(|open| open.toggle(node)),
        Step::More(folder) => {
            // The row above stays; the one that asked moves down or goes.
            if let Some(row) = at.checked_sub(1).and_then(|above| rows.get(above)) {
                focus.set(row.content);
            }
            open.update(|open| open.show_more(folder));
        }
    }
}

/// Whether two rows are one; how many are left does not make a row another.
fn same(a: Content, b: Content) -> bool {
    match (a, b) {
        (Content::Node(a), Content::Node(b)) | (Content::More { folder: a, .. }, Content::More { folder: b, .. }) => {
            a == b
        }
        _ => false,
    }
}

fn row_id(content: Content) -> String {
    match content {
        Content::Node(node) => format!("tree-{node}"),
        Content::More { folder, .. } => format!("tree-more-{folder}"),
    }
}
