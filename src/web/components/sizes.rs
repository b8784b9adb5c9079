//! What weighs how much: a treemap of one folder, the same as a table, the largest files and the types of files.

use std::sync::Arc;

use leptos::prelude::*;

use crate::finding::{grouped, human_bytes};
use crate::render::words::plural;
use crate::web::released::Release;
use crate::web::route::{Route, Sheet};
use crate::web::tree::{Node, Tree};
use crate::web::treemap::{Rect, squarify};

/// Rectangles of one map; what is smaller is one together.
const SHOWN: usize = 48;

/// The map is as wide as its place, so that its letters are as large as others; in pixels.
const WIDEST: f64 = 1168.0;

/// One rectangle and one row of the table.
#[derive(Clone)]
struct Item {
    name: String,
    href: Option<String>,
    bytes: u64,
    files: usize,
    kind: &'static str,
    /// Of a folder, to draw what is in it.
    folder: Option<usize>,
}

#[component]
pub fn Sizes(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    artifact: usize,
    /// The folder.
    path: String,
) -> impl IntoView {
    let tree = release.tree(artifact)?;
    let node = tree.find(&path).filter(|node| tree.nodes[*node].is_folder()).unwrap_or(0);
    let items = items(&tree, node, artifact);
    let total = tree.nodes[node].bytes;
    let packed = release.report.artifacts.get(artifact).map_or(0, |one| one.size);
    let summary = format!(
        "{} unpacked, {} as downloaded",
        human_bytes(tree.nodes.first().map_or(0, |root| root.bytes)),
        human_bytes(packed)
    );
    let seen = window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(WIDEST);
    let width = (seen - 48.0).clamp(280.0, WIDEST);
    let height = (width * 0.45).max(300.0);
    let rects =
        squarify(&items.iter().map(|item| item.bytes).collect::<Vec<_>>(), Rect { x: 0.0, y: 0.0, width, height });
    let boxes = items.iter().zip(rects).filter(|(_, rect)| rect.width > 0.5 && rect.height > 0.5);
    let boxes = boxes.map(|(item, rect)| tile(&tree, item, rect)).collect_view();
    let rows = items.iter().map(|item| {
        let name = match &item.href {
            Some(href) => view! { <a href=href.clone()>{item.name.clone()}</a> }.into_any(),
            None => item.name.clone().into_any(),
        };
        view! {
            <tr>
                <th scope="row"><code>{name}</code></th>
                <td>{grouped(item.files as u64)}</td>
                <td>{human_bytes(item.bytes)}</td>
                <td class="share">{share(item.bytes, total)}</td>
            </tr>
        }
    });
    let largest = tree.largest(10).into_iter().map(|node| {
        let path = tree.path(node);
        let href = Route::member(artifact, &path, None).hash();
        let bytes = tree.nodes[node].bytes;
        view! { <tr><th scope="row"><a href=href><code>{path}</code></a></th><td>{human_bytes(bytes)}</td></tr> }
    });
    let types = tree.types(10).into_iter().map(|(extension, files, bytes)| {
        let name = if extension.is_empty() { "no extension".to_owned() } else { format!(".{extension}") };
        view! { <tr><th scope="row"><code>{name}</code></th><td>{grouped(files as u64)}</td><td>{human_bytes(bytes)}</td></tr> }
    });
    Some(view! {
        <section class="sizes" aria-labelledby="sizes">
            <h2 id="sizes" class="visually-hidden">"Sizes"</h2>
            <p class="quiet">{summary}</p>
            {crumbs(&tree, node, artifact)}
            // The table below says the same to those who cannot see it.
            <svg class="treemap" viewBox=format!("0 0 {width} {height}") aria-hidden="true" focusable="false">{boxes}</svg>
            <ul class="legend" aria-hidden="true">
                {KINDS.map(|(kind, words)| view! { <li data-kind=kind>{words}</li> }).collect_view()}
            </ul>
            <table class="data">
                <caption class="visually-hidden">"What weighs how much in this folder"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th><th scope="col">"Files"</th><th scope="col">"Size"</th>
                        <th scope="col">"Share"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <div class="columns">
                <div>
                    <h3>"Largest files"</h3>
                    <table class="data">
                        <thead><tr><th scope="col">"File"</th><th scope="col">"Size"</th></tr></thead>
                        <tbody>{largest.collect_view()}</tbody>
                    </table>
                </div>
                <div>
                    <h3>"Types of files"</h3>
                    <table class="data">
                        <thead>
                            <tr><th scope="col">"Type"</th><th scope="col">"Files"</th><th scope="col">"Size"</th></tr>
                        </thead>
                        <tbody>{types.collect_view()}</tbody>
                    </table>
                </div>
            </div>
        </section>
    })
}

fn share(bytes: u64, total: u64) -> String {
    let per_mille = u128::from(bytes) * 1000 / u128::from(total.max(1));
    if per_mille == 0 && bytes > 0 {
        "under 0.1 %".to_owned()
    } else {
        format!("{}.{} %", per_mille / 10, per_mille % 10)
    }
}

const KINDS: [(&str, &str); 6] = [
    ("folder", "folder"),
    ("python", "Python"),
    ("binary", "compiled"),
    ("text", "text"),
    ("data", "other"),
    ("info", "metadata"),
];

fn kind(node: &Node) -> &'static str {
    if node.is_folder() {
        return if node.name.ends_with(".dist-info") { "info" } else { "folder" };
    }
    let extension = node.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "py" | "pyi" => "python",
        "so" | "pyd" | "dll" | "dylib" | "a" | "lib" | "pyc" | "exe" => "binary",
        "md" | "rst" | "txt" | "toml" | "cfg" | "ini" | "json" | "yml" | "yaml" | "html" | "css" | "js" | "c" | "h" => {
            "text"
        }
        _ => "data",
    }
}

fn items(tree: &Tree, folder: usize, artifact: usize) -> Vec<Item> {
    let mut children = tree.nodes[folder].children.clone();
    children.sort_by_key(|child| std::cmp::Reverse(tree.nodes[*child].bytes));
    let rest = children.split_off(children.len().min(SHOWN));
    let mut items: Vec<Item> = children
        .into_iter()
        .map(|child| {
            let node = &tree.nodes[child];
            let path = tree.path(child);
            let route = if node.is_folder() {
                Route::Artifact(artifact + 1, Sheet::Sizes(path))
            } else {
                Route::member(artifact, &path, None)
            };
            Item {
                name: if node.is_folder() { format!("{}/", node.name) } else { node.name.clone() },
                href: Some(route.hash()),
                bytes: node.bytes,
                files: node.files,
                kind: kind(node),
                folder: node.is_folder().then_some(child),
            }
        })
        .collect();
    if !rest.is_empty() {
        let sum =
            |of: fn(&Node) -> u64| rest.iter().fold(0_u64, |sum, child| sum.saturating_add(of(&tree.nodes[*child])));
        items.push(Item {
            name: format!("{} more", grouped(rest.len() as u64)),
            href: None,
            bytes: sum(|node| node.bytes),
            files: rest.iter().map(|child| tree.nodes[*child].files).sum(),
            kind: "data",
            folder: None,
        });
    }
    items
}

/// The folders above, each a link.
fn crumbs(tree: &Tree, node: usize, artifact: usize) -> impl IntoView + use<> {
    let mut above = Vec::new();
    let mut at = Some(node);
    while let Some(index) = at {
        above.push(index);
        at = tree.nodes[index].parent;
    }
    above.reverse();
    let links = above.into_iter().map(|index| {
        let name = if index == 0 { "All files".to_owned() } else { tree.nodes[index].name.clone() };
        let href = Route::Artifact(artifact + 1, Sheet::Sizes(tree.path(index))).hash();
        let current = (index == node).then_some("page");
        view! { <li><a href=href aria-current=current>{name}</a></li> }
    });
    let files = plural(tree.nodes[node].files, "file");
    view! {
        <nav class="crumbs" aria-label="Folder">
            <ol>{links.collect_view()}</ol>
            <span class="quiet">{format!("{files}, {}", human_bytes(tree.nodes[node].bytes))}</span>
        </nav>
    }
}

/// A rectangle with as much of its name as fits. An `svg` of its own, which cuts off what does not.
fn tile(tree: &Tree, item: &Item, rect: Rect) -> impl IntoView + use<> {
    let named = rect.width >= 36.0 && rect.height >= 22.0;
    let sized = named && rect.height >= 40.0;
    let name = if named { item.name.clone() } else { String::new() };
    let size = if sized { human_bytes(item.bytes) } else { String::new() };
    let title = format!("{}, {}", item.name, human_bytes(item.bytes));
    // Without an address it is no link.
    let href = item.href.clone();
    view! {
        <svg x=rect.x y=rect.y width=rect.width height=rect.height>
            <a href=href tabindex="-1">
                <title>{title}</title>
                <rect
                    x="1"
                    y="1"
                    width=(rect.width - 2.0).max(0.5)
                    height=(rect.height - 2.0).max(0.5)
                    rx="3"
                    data-kind=item.kind
                />
                {inside(tree, item, rect)}
                <text x="7" y="17">{name}</text>
                <text class="treemap-size" x="7" y="34">{size}</text>
            </a>
        </svg>
    }
}

/// What is in a folder, drawn within its rectangle where there is room.
fn inside(tree: &Tree, item: &Item, rect: Rect) -> impl IntoView + use<> {
    /// More would be dust.
    const MOST: usize = 32;
    let room = Rect { x: 6.0, y: 42.0, width: rect.width - 12.0, height: rect.height - 48.0 };
    let folder = item.folder.filter(|_| room.width > 60.0 && room.height > 40.0);
    let mut children = folder.map(|folder| tree.nodes[folder].children.clone()).unwrap_or_default();
    children.sort_by_key(|child| std::cmp::Reverse(tree.nodes[*child].bytes));
    let weights: Vec<u64> = children.iter().map(|child| tree.nodes[*child].bytes).collect();
    let boxes = children.into_iter().zip(squarify(&weights, room)).take(MOST);
    let boxes = boxes.filter(|(_, rect)| rect.width > 3.0 && rect.height > 3.0).map(|(child, rect)| {
        let node = &tree.nodes[child];
        let name = if rect.width > 60.0 && rect.height > 24.0 { node.name.clone() } else { String::new() };
        view! {
            <svg x=rect.x y=rect.y width=rect.width height=rect.height>
                <rect
                    x="1"
                    y="1"
                    width=(rect.width - 2.0).max(0.5)
                    height=(rect.height - 2.0).max(0.5)
                    rx="2"
                    data-kind=kind(node)
                />
                <text class="treemap-size" x="6" y="16">{name}</text>
            </svg>
        }
    });
    boxes.collect_view()
}
