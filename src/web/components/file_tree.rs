//! The members of an archive as a tree for keyboard and pointer. Only the rows in sight are in the document.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::icon::{Icon, severity_word};
use crate::finding::human_bytes;
use crate::render::words::plural;
use crate::web::dom;
use crate::web::protocol::{Mark, MemberMark};
use crate::web::tree::{Row, Step, Tree, window};

/// Rows in sight before the browser told how many there are.
const FIRST_ROWS: f64 = 40.0;

/// What stands behind the name of a node.
pub type Badge = Arc<dyn Fn(usize) -> AnyView + Send + Sync>;

/// The worst finding at and below each node.
pub fn worst(marks: HashMap<usize, Mark>) -> Badge {
    Arc::new(move |node| {
        let badge = marks.get(&node).map(|mark| {
            view! {
                <Icon mark=*mark />
                <span class="visually-hidden">{severity_word(*mark)}</span>
            }
        });
        badge.into_any()
    })
}

/// One tab stop; arrows, Home, End, Enter and letters move inside.
#[component]
pub fn TreeView(
    /// The members.
    tree: Arc<Tree>,
    /// Its name for assistive technology.
    label: String,
    /// What stands behind the name of a node.
    badge: Badge,
    /// The node that is shown beside the tree.
    #[prop(into)]
    shown: Signal<Option<usize>>,
    /// Shows a file.
    show: Callback<usize>,
) -> impl IntoView {
    let mut at_first = tree.first_open();
    if let Some(node) = shown.get_untracked() {
        tree.reveal(node, &mut at_first);
    }
    let first = tree.rows(&at_first).first().map_or(0, |row| row.node);
    let open = RwSignal::new(at_first);
    let focus = RwSignal::new(shown.get_untracked().unwrap_or(first));
    let rows = Memo::new({
        let tree = tree.clone();
        move |_| Arc::new(tree.rows(&open.get()))
    });
    let scroller = NodeRef::<html::Div>::new();
    // Height of a row and of what is seen, and how far it is scrolled, in pixels.
    let sight = RwSignal::new((1.0, FIRST_ROWS, 0.0));
    let measure = move || {
        let Some(element) = scroller.get_untracked() else { return };
        let count = rows.with_untracked(|rows| rows.len()).max(1);
        #[expect(clippy::cast_precision_loss, reason = "an archive has at most 65,535 members")]
        let height = f64::from(element.scroll_height()).max(1.0) / count as f64;
        // Few rows do not fill the box, and say nothing of their height.
        let height = if element.scroll_height() > element.client_height() { height } else { 1.0 };
        sight.set((height, f64::from(element.client_height()), f64::from(element.scroll_top())));
    };
    let bring = {
        move |node: usize, focus_it: bool| {
            request_animation_frame(move || {
                let Some(element) = scroller.get_untracked() else { return };
                let rows = rows.get_untracked();
                let Some(at) = rows.iter().position(|row| row.node == node) else { return };
                scroll_to(&element, at, rows.len());
                measure();
                if focus_it {
                    dom::focus_later(&row_id(node));
                }
            });
        }
    };
    // A file that is shown by a link is brought to light here too.
    Effect::new({
        let tree = tree.clone();
        move |before: Option<Option<usize>>| {
            let now = shown.get();
            if let Some(node) = now.filter(|_| before != Some(now)) {
                open.update(|open| tree.reveal(node, open));
                focus.set(node);
                bring(node, false);
            }
            now
        }
    });
    let walk = {
        let tree = tree.clone();
        move |event: KeyboardEvent| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() {
                return;
            }
            let rows = rows.get_untracked();
            let at = rows.iter().position(|row| row.node == focus.get_untracked()).unwrap_or(0);
            let Some(step) = tree.key(&rows, at, &event.key()) else { return };
            event.prevent_default();
            match step {
                Step::Focus(to) => focus.set(rows.get(to).map_or(first, |row| row.node)),
                Step::Toggle(node) => open.update(|open| open.toggle(node)),
                Step::Show(node) => show.run(node),
            }
            bring(focus.get_untracked(), true);
        }
    };
    let drawn = Memo::new(move |_| {
        let (height, seen, scrolled) = sight.get();
        rows.with(|rows| {
            let range = window(rows.len(), height, scrolled, seen);
            let focused = rows.iter().position(|row| row.node == focus.get());
            picked(rows, &range, focused)
        })
    });
    view! {
        <div class="tree-scroll" node_ref=scroller on:scroll=move |_| measure()>
            <ul
                class="tree"
                role="tree"
                aria-label=label
                style=("--rows", move || rows.with(|rows| rows.len()).to_string())
                on:keydown=walk
            >
                <For
                    each=move || drawn.get()
                    key=|(at, row)| (*at, row.node, row.expanded)
                    children=move |(at, row)| {
                        let click = move |_| {
                            focus.set(row.node);
                            match row.expanded {
                                Some(_) => open.update(|open| open.toggle(row.node)),
                                None => show.run(row.node),
                            }
                            dom::focus_later(&row_id(row.node));
                            request_animation_frame(measure);
                        };
                        view! {
                            <TreeRow
                                at=at
                                row=row
                                tree=tree.clone()
                                badge=badge(row.node)
                                focus=focus
                                shown=shown
                                on:click=click
                            />
                        }
                    }
                />
            </ul>
        </div>
    }
}

/// The rows of a range, and the one that has the focus wherever it is: it must not leave the document.
fn picked(rows: &[Row], range: &Range<usize>, focused: Option<usize>) -> Vec<(usize, Row)> {
    let outside = focused.filter(|at| !range.contains(at));
    let mut all: Vec<usize> = range.clone().chain(outside).collect();
    all.sort_unstable();
    all.into_iter().filter_map(|at| Some((at, *rows.get(at)?))).collect()
}

/// Scrolls as little as is needed to see a row.
fn scroll_to(element: &web_sys::HtmlDivElement, at: usize, rows: usize) {
    let (all, seen, top) = (element.scroll_height(), element.client_height(), element.scroll_top());
    if all <= seen || rows == 0 {
        return;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "at most 65,535 rows of a few pixels"
    )]
    let (start, end) = {
        let height = f64::from(all) / rows as f64;
        ((at as f64 * height) as i32, ((at + 1) as f64 * height) as i32 + 1)
    };
    if start < top {
        element.set_scroll_top(start);
    } else if end > top + seen {
        element.set_scroll_top(end - seen);
    }
}

/// One row.
#[component]
fn TreeRow(
    /// Which row it is, from 0.
    at: usize,
    /// What stands there.
    row: Row,
    /// For its name.
    tree: Arc<Tree>,
    /// What stands behind its name.
    badge: AnyView,
    /// Which row is the tab stop.
    focus: RwSignal<usize>,
    /// Which one is shown.
    shown: Signal<Option<usize>>,
) -> impl IntoView {
    let node = tree.nodes.get(row.node);
    let name = node.map(|node| node.name.clone()).unwrap_or_default();
    let note = node.map(|node| match node.mark {
        MemberMark::Directory => plural(node.files, "file"),
        MemberMark::Link => "link".to_owned(),
        MemberMark::Special => "special".to_owned(),
        MemberMark::File => String::new(),
    });
    let bytes = node.map(|node| human_bytes(node.bytes));
    let level = custom_attribute("aria-level", row.level.to_string());
    let id = row.node;
    view! {
        <li
            role="treeitem"
            id=row_id(id)
            class="tree-row"
            {..level}
            // Deeper levels are indented alike: a narrow screen has no room for more.
            style=("--level", row.level.min(10).to_string())
            style=("--row", at.to_string())
            aria-posinset=row.position.to_string()
            aria-setsize=row.siblings.to_string()
            aria-expanded=row.expanded.map(|expanded| expanded.to_string())
            aria-selected=move || (shown.get() == Some(id)).to_string()
            tabindex=move || if focus.get() == id { "0" } else { "-1" }
        >
            <span class="tree-twist" aria-hidden="true"></span>
            <span class="tree-name" title=name.clone()>{name.clone()}</span>
            {badge}
            <span class="tree-note">{note}</span>
            <span class="tree-bytes">{bytes}</span>
        </li>
    }
}

fn row_id(node: usize) -> String {
    format!("tree-{node}")
}
