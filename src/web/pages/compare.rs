//! Two distributions side by side: what differs in the metadata and in the files, what of that was to be expected, and the
//! difference of one file. All of it is the engine's, and the same as `preflight compare` says.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::finding::grouped;
use crate::render::words::plural;
use crate::web::components::copy_button::{CopyButton, Text};
use crate::web::components::file_tree::{Badge, TreeView};
use crate::web::components::picker::Picker;
use crate::web::dom;
use crate::web::input;
use crate::web::protocol::{MemberMark, MemberView};
use crate::web::question::{Answer, ChangeView, ComparisonView, LineMark, Question, Slot};
use crate::web::released::Release;
use crate::web::route::{Pair, Route};
use crate::web::shell::quoted;
use crate::web::state::State;
use crate::web::tree::Tree;

/// What a choice of nothing is called.
const CHOOSE: &str = "–";

#[component]
pub fn ComparePage(
    /// The release, where there is one.
    release: Option<Arc<Release>>,
) -> impl IntoView {
    dom::focus_later("compare");
    let Some(release) = release else {
        return view! {
            <article class="compare">
                <h1 id="compare" tabindex="-1">"Compare two distributions"</h1>
                <p class="lead">
                    "A wheel with its sdist, or two versions of either. Drop both together, or one after the other."
                </p>
                <Picker />
            </article>
        }
        .into_any();
    };
    let state = State::get();
    let names: Vec<(usize, String)> = release
        .report
        .artifacts
        .iter()
        .zip(1..)
        .filter(|(artifact, _)| matches!(artifact.kind.as_str(), "wheel" | "sdist"))
        .map(|(artifact, number)| (number, artifact.file.clone()))
        .collect();
    let names = StoredValue::new(names);
    let pair = Memo::new(move |_| match state.route.get() {
        Route::Compare(pair) => pair,
        _ => Pair::default(),
    });
    // Another file of the same two draws nothing anew.
    let sides = Memo::new(move |_| {
        let beside = state.beside.get().is_some();
        pair.with(|pair| names.with_value(|names| chosen(pair, names, beside)))
    });
    let view = RwSignal::new(None::<Answer>);
    let changes = RwSignal::new(Arc::new(Vec::<ChangeView>::new()));
    // Counts comparisons, so that what an older one brings is not taken.
    let turn = RwSignal::new(0);
    Effect::new(move |_| {
        state.beside.track();
        turn.update(|turn| *turn += 1);
        let now = turn.get_untracked();
        view.set(None);
        changes.set(Arc::default());
        let slot = |number: usize| if number == 0 { Slot::Beside } else { Slot::Artifact(number - 1) };
        if let (Some(old), Some(new)) = sides.get() {
            state.ask_then(&Question::Compare { old: slot(old), new: slot(new) }, move |answer| {
                if turn.get_untracked() != now {
                    return;
                }
                if let Answer::Comparison(comparison) = &answer {
                    state.status.set(comparison.headline.clone());
                    gather(&state, turn, changes, Vec::new(), comparison.files);
                }
                view.set(Some(answer));
            });
        }
    });
    let go = move |old: Option<usize>, new: Option<usize>| {
        state.replace(Route::Compare(Pair { old, new, file: String::new() }));
    };
    let select = move |is_old: bool| {
        let options = move || {
            let mut all: Vec<(String, String)> = names
                .with_value(|names| names.iter().map(|(number, name)| (number.to_string(), name.clone())).collect());
            all.extend(state.beside.get().map(|name| ("0".to_owned(), name)));
            all.insert(0, (String::new(), CHOOSE.to_owned()));
            let here = move || {
                let (old, new) = sides.get();
                (if is_old { old } else { new }).map(|number| number.to_string()).unwrap_or_default()
            };
            let options = all.into_iter().map(|(value, name)| {
                let own = value.clone();
                // The property: an attribute counts no more once a visitor has chosen.
                view! { <option value=value prop:selected=move || here() == own>{name}</option> }
            });
            options.collect_view()
        };
        let choose = move |event| {
            let number = event_target_value(&event).parse().ok();
            let (old, new) = sides.get_untracked();
            if is_old { go(number, new) } else { go(old, number) }
        };
        let about = move || match view.get() {
            Some(Answer::Comparison(comparison)) => {
                let [old, new] = comparison.sides;
                if is_old { old.1 } else { new.1 }
            }
            _ => String::new(),
        };
        view! {
            <div class="compare-slot">
                <label>
                    <span class="label">{if is_old { "Old" } else { "New" }}</span>
                    <select on:change=choose>{options}</select>
                </label>
                <p class="quiet">{about}</p>
            </div>
        }
    };
    let picked = move |event: web_sys::Event| {
        let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(list) = field.and_then(|field| field.files()) {
            state.put_beside(input::listed(&list));
        }
    };
    let command = move || {
        let (old, new) = sides.get();
        let name = |number: Option<usize>| match number? {
            0 => state.beside.get(),
            number => names.with_value(|names| names.iter().find(|(one, _)| *one == number).map(|one| one.1.clone())),
        };
        format!(
            "preflight compare {} {}",
            quoted(&name(old).unwrap_or_default()),
            quoted(&name(new).unwrap_or_default())
        )
    };
    let body = move || match view.get() {
        Some(Answer::Comparison(comparison)) => {
            let command = command();
            let save = move |_| {
                Text::Asked(Question::ComparisonText).then(&state, |text| dom::download("preflight.diff", &text));
            };
            view! {
                <Differences comparison=*comparison changes=changes pair=pair />
                <section class="carry" aria-labelledby="carry">
                    <h2 id="carry">"Carry away"</h2>
                    <div class="actions">
                        <CopyButton text=Text::Asked(Question::ComparisonText) label="Copy as .diff" />
                        <button type="button" class="button" on:click=save>"Download .diff"</button>
                    </div>
                    <p class="quiet">"The same from the command:"</p>
                    <p class="carry-command"><code>{command.clone()}</code> <CopyButton text=command label="Copy" title="Copy the command" /></p>
                </section>
            }
            .into_any()
        }
        Some(Answer::Nothing(why)) => view! { <p class="empty">{why}</p> }.into_any(),
        _ if matches!(sides.get(), (Some(_), Some(_))) => {
            view! { <p class="empty" role="status">"Comparing…"</p> }.into_any()
        }
        _ => view! { <p class="empty">"Drop the other wheel or sdist here, or choose it."</p> }.into_any(),
    };
    let title = move || match view.get() {
        Some(Answer::Comparison(comparison)) => comparison.headline,
        _ => "Compare two distributions".to_owned(),
    };
    view! {
        <article class="compare">
            <nav class="back" aria-label="Breadcrumb"><a href=Route::report().hash()>"← Report"</a></nav>
            <h1 id="compare" tabindex="-1">{title}</h1>
            <div class="compare-slots">
                {select(true)}
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        let (old, new) = sides.get_untracked();
                        go(new, old);
                    }
                >
                    "Swap"
                </button>
                {select(false)}
            </div>
            <div class="actions">
                <label class="button">
                    <input type="file" class="visually-hidden" id="pick-beside" accept=".whl,.gz" on:change=picked />
                    "Choose another file"
                </label>
            </div>
            {body}
        </article>
    }
    .into_any()
}

/// What is compared: what the address says, and what the page takes where it says nothing.
fn chosen(pair: &Pair, names: &[(usize, String)], beside: bool) -> (Option<usize>, Option<usize>) {
    let there = |number: &usize| (*number == 0 && beside) || names.iter().any(|(one, _)| one == number);
    if pair.old.is_some() || pair.new.is_some() {
        return (pair.old.filter(there), pair.new.filter(there));
    }
    let number = |at: usize| names.get(at).map(|(number, _)| *number);
    let sdist = names.iter().find(|(_, name)| name.ends_with(".tar.gz")).map(|(number, _)| *number);
    let wheel = names.iter().find(|(_, name)| name.ends_with(".whl")).map(|(number, _)| *number);
    match (sdist, wheel) {
        // What came beside is taken for what there was before.
        _ if beside => (Some(0), wheel.or(sdist)),
        (Some(sdist), Some(wheel)) => (Some(sdist), Some(wheel)),
        _ if names.len() > 1 => (number(0), number(1)),
        _ => (None, number(0)),
    }
}

/// The files that differ, part by part.
fn gather(
    state: &State,
    turn: RwSignal<i32>,
    to: RwSignal<Arc<Vec<ChangeView>>>,
    mut all: Vec<ChangeView>,
    files: usize,
) {
    let now = turn.get_untracked();
    let state = *state;
    state.ask_then(&Question::Changes { from: all.len() }, move |answer| {
        let Answer::Changes(part) = answer else { return };
        if turn.get_untracked() != now {
            return;
        }
        let more = !part.is_empty();
        all.extend(part);
        if more && all.len() < files {
            gather(&state, turn, to, all, files);
        } else {
            to.set(Arc::new(all));
        }
    });
}

#[component]
fn Differences(
    /// All but the files.
    comparison: ComparisonView,
    /// The files.
    changes: RwSignal<Arc<Vec<ChangeView>>>,
    /// What the address says.
    pair: Memo<Pair>,
) -> impl IntoView {
    let ComparisonView { fields, more, description, expected, notes, files, .. } = comparison;
    let rows = fields.into_iter().map(|(part, name, old, new)| {
        let side = |value: String| {
            if value.is_empty() { CHOOSE.into_any() } else { view! { <code>{value}</code> }.into_any() }
        };
        view! {
            <tr>
                <th scope="row"><code>{name}</code> <span class="quiet">{part}</span></th>
                <td data-label="Old">{side(old)}</td>
                <td data-label="New">{side(new)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let metadata = (!rows.is_empty()).then(|| {
        view! {
            <section aria-labelledby="fields">
                <h2 id="fields">"Metadata"</h2>
                <table class="data cards">
                    <thead><tr><th scope="col">"What"</th><th scope="col">"Old"</th><th scope="col">"New"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                {(more > 0).then(|| view! { <p class="quiet">{format!("and {} more", grouped(more as u64))}</p> })}
            </section>
        }
    });
    let description = (!description.is_empty()).then(|| {
        view! {
            <details class="compare-description">
                <summary>"The description differs"</summary>
                {diff(description)}
            </details>
        }
    });
    let count: usize = expected.iter().map(|(_, count, _)| count).sum();
    let reasons = expected.into_iter().map(|(reason, count, names)| {
        view! { <li><strong>{reason}</strong> " (" {grouped(count as u64)} ") " <span class="quiet">{names}</span></li> }
    });
    let reasons = reasons.collect_view();
    let all = RwSignal::new(false);
    let folded = (count > 0).then(|| {
        view! {
            <details class="compare-expected">
                <summary>{plural(count, "difference")} " to be expected"</summary>
                <ul>{reasons}</ul>
                <label class="check">
                    <input type="checkbox" on:change=move |_| all.update(|all| *all = !*all) />
                    "List them among the files, too"
                </label>
            </details>
        }
    });
    let notes = notes.into_iter().map(|note| view! { <p class="note">{note}</p> });
    let files = (files > 0).then(|| view! { <Files changes=changes all=all pair=pair /> });
    view! {
        {notes.collect_view()}
        {metadata}
        {description}
        {files}
        {folded}
    }
}

/// The tree of what differs, and the difference of one file.
#[component]
fn Files(
    /// All of them, once they are there.
    changes: RwSignal<Arc<Vec<ChangeView>>>,
    /// Whether those to be expected are listed too.
    all: RwSignal<bool>,
    /// What the address says.
    pair: Memo<Pair>,
) -> impl IntoView {
    let state = State::get();
    let file = Memo::new(move |_| pair.with(|pair| pair.file.clone()));
    // The places of those that are listed.
    let listed = Memo::new(move |_| {
        let changes = changes.get();
        let shown = changes.iter().enumerate().filter(|(_, change)| all.get() || !change.3);
        shown.map(|(at, _)| at).collect::<Vec<usize>>()
    });
    let tree = move || {
        let (changes, listed) = (changes.get(), listed.get());
        let members: Vec<MemberView> = listed
            .iter()
            .filter_map(|at| changes.get(*at))
            .map(|change| MemberView(change.0.clone(), MemberMark::File, change.2))
            .collect();
        if members.is_empty() {
            return view! { <p class="empty">"No file differs that was not to be expected to."</p> }.into_any();
        }
        let tree = Arc::new(Tree::new(&members));
        let (of, places) = (tree.clone(), listed.clone());
        let marks = changes.clone();
        let badge: Badge = Arc::new(move |node| {
            let member = of.nodes.get(node).and_then(|node| node.member);
            let change = member.and_then(|member| marks.get(*places.get(member)?));
            let badge = change.map(|change| {
                let (sign, word) = change.1.words();
                view! {
                    <span class="change" data-change=word aria-hidden="true">{sign}</span>
                    <span class="visually-hidden">{word}</span>
                }
            });
            badge.into_any()
        });
        let of = StoredValue::new(tree.clone());
        let shown = Memo::new(move |_| {
            let path = file.get();
            let at = members.iter().position(|MemberView(other, ..)| *other == path)?;
            of.with_value(|tree| tree.of_member(at))
        });
        let show = Callback::new(move |node: usize| {
            let path = of.with_value(|tree| tree.path(node));
            let pair = pair.get_untracked();
            State::go(&Route::Compare(Pair { file: path, ..pair }));
        });
        view! { <TreeView tree=tree label="Files that differ".to_owned() badge=badge shown=shown show=show /> }
            .into_any()
    };
    let difference = move || {
        let path = file.get();
        let at = changes.with(|changes| changes.iter().position(|change| change.0 == path));
        let Some(at) = at else {
            return view! { <p class="empty viewer-empty">"Choose a file to see how it differs."</p> }.into_any();
        };
        let answer = state.ask(&Question::Difference { change: at });
        let body = move || match answer.get() {
            Some(Answer::Difference(view)) => {
                let expected = (!view.expected.is_empty())
                    .then(|| view! { <p class="quiet">"To be expected: " {view.expected} "."</p> });
                view! {
                    <header class="viewer-head"><h2 id="viewer" tabindex="-1"><code>{view.title}</code></h2> {expected}</header>
                    {diff(view.lines)}
                }
                .into_any()
            }
            Some(Answer::Nothing(why)) => view! { <p class="empty">{why}</p> }.into_any(),
            _ => view! { <p class="empty" role="status">"Reading…"</p> }.into_any(),
        };
        view! { <section class="viewer" aria-labelledby="viewer">{body}</section> }.into_any()
    };
    view! {
        <section class="compare-files" aria-labelledby="differing">
            <h2 id="differing">"Files"</h2>
            <div class="files">{tree} {difference}</div>
        </section>
    }
}

/// Lines of a unified diff. The signs stand in the text, so that nothing is said by colour alone.
fn diff(lines: Vec<(LineMark, String)>) -> Option<impl IntoView + use<>> {
    let pieces = lines.into_iter().map(|(mark, text)| view! { <span data-line=mark.name()>{text}</span> });
    let pieces = pieces.collect_view();
    (!pieces.is_empty())
        .then(|| view! { <pre class="diff" tabindex="0" role="region" aria-label="Difference">{pieces}</pre> })
}
