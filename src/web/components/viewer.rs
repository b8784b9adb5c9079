//! One file of a release: its text with line numbers and findings beside their lines, or the head of what is no text.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::icon::{Icon, severity_word};
use super::sentence::Sentence;
use crate::finding::grouped;
use crate::web::colour::Class;
use crate::web::dom;
use crate::web::explain;
use crate::web::protocol::{FindingView, MemberView};
use crate::web::question::{Answer, BinaryView, LineView, Question, TextView};
use crate::web::released::Release;
use crate::web::route::{LogPlace, Route};
use crate::web::state::State;

/// Lines that come by themselves; more come when they are asked for.
const BY_ITSELF: u32 = 1500;

/// Lines before the one that is asked for, where it stands far down.
const BEFORE: u32 = 40;

/// Lines of one answer of the engine.
const STEP: u32 = 300;

#[component]
pub fn Viewer(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    artifact: usize,
    /// Of the member; empty for the dropped file itself.
    path: String,
    /// The line that was asked for.
    #[prop(into)]
    line: Signal<Option<u32>>,
) -> impl IntoView {
    let state = State::get();
    let parts: RwSignal<Vec<Arc<TextView>>> = RwSignal::new(Vec::new());
    let other: RwSignal<Option<Answer>> = RwSignal::new(None);
    let member = if path.is_empty() { None } else { release.member(artifact, &path) };
    let is_log = release.report.artifacts.get(artifact).is_some_and(|one| one.kind == "log");
    let known = path.is_empty() || member.is_some() || is_log;
    let log_path = StoredValue::new(if is_log { path.clone() } else { String::new() });
    let load = move |from: u32| {
        let question = if is_log {
            Question::Log { artifact, path: log_path.get_value(), from }
        } else {
            Question::Content { artifact, member, from }
        };
        state.ask_then(&question, move |answer| match answer {
            Answer::Text(text) => parts.update(|parts| {
                if parts.iter().all(|part| part.first != text.first) {
                    parts.push(Arc::new(text));
                    parts.sort_by_key(|part| part.first);
                }
            }),
            answer => other.set(Some(answer)),
        });
    };
    let wanted = line.get_untracked();
    let first = wanted.filter(|line| *line > STEP).map_or(1, |line| line - BEFORE);
    if known {
        load(first);
    } else {
        other.set(Some(Answer::Nothing("There is no such file in this archive.".to_owned())));
    }
    // The next part, while few lines are there; each part is drawn in a frame of its own.
    Effect::new(move |_| {
        let next = parts.with(|parts| match parts.as_slice() {
            [] => None,
            [first, ..] => end(parts).filter(|end| *end < first.first + BY_ITSELF),
        });
        if let Some(from) = next {
            request_animation_frame(move || load(from));
        }
    });
    // The line that was asked for, once it is drawn.
    let brought = RwSignal::new(None);
    Effect::new(move |_| {
        let Some(line) = line.get() else { return };
        let there = parts.with(|parts| parts.iter().any(|part| holds(part, line)));
        if there && brought.get_untracked() != Some(line) {
            brought.set(Some(line));
            dom::focus_later(&line_id(line));
        } else if !there && parts.with(|parts| !parts.is_empty()) {
            // Not among the lines that are there: those around it come.
            let total = parts.with(|parts| parts.first().map_or(0, |part| part.total));
            if line >= 1
                && line <= total
                && parts.with(|parts| end(parts).is_none_or(|end| line > end + STEP || line < parts[0].first))
            {
                parts.set(Vec::new());
                load(line.saturating_sub(BEFORE).max(1));
            }
        }
    });
    let (notes, about) = findings(&release, artifact, &path);
    let notes = Arc::new(notes);
    let name = if path.is_empty() {
        release.report.artifacts.get(artifact).map(|one| one.file.clone()).unwrap_or_default()
    } else {
        path.clone()
    };
    let size = member.and_then(|member| release.report.artifacts.get(artifact)?.members.get(member));
    let size = size.map(|MemberView(_, _, bytes)| crate::finding::human_bytes(*bytes));
    let about_file = explain::file(&name).map(|words| {
        view! {
            <details class="explain">
                <summary>"What is this file?"</summary>
                <p>{words}</p>
            </details>
        }
    });
    let head = move || {
        let text =
            parts.with(|parts| parts.first().map(|part| (part.total, part.language.clone(), part.encoding.clone())));
        let text =
            text.map(|(total, language, encoding)| format!("{} lines, {language}, {encoding}", grouped(total.into())));
        size.clone().into_iter().chain(text).collect::<Vec<_>>().join(", ")
    };
    let wrap = RwSignal::new(true);
    let route = {
        let path = path.clone();
        // A line of a log leads to itself where the causes stand beside it.
        let triage = matches!(state.route.get_untracked(), Route::Triage(_));
        move |line: u32| {
            let place = || LogPlace { log: Some(artifact + 1), path: path.clone(), line: Some(line) };
            if triage { Route::Triage(place()).hash() } else { Route::member(artifact, &path, Some(line)).hash() }
        }
    };
    let about = about.into_iter().map(|(number, finding)| view! { <li><Note finding=finding number=number /></li> });
    view! {
        <section class="viewer" aria-labelledby="viewer">
            <header class="viewer-head">
                <h2 id="viewer" tabindex="-1"><code>{name}</code></h2>
                <p class="quiet">{head}</p>
                <label class="viewer-wrap">
                    <input type="checkbox" prop:checked=move || wrap.get() on:change=move |_| wrap.update(|wrap| *wrap = !*wrap) />
                    "Wrap lines"
                </label>
            </header>
            {about_file}
            <ul class="viewer-about">{about.collect_view()}</ul>
            {move || match (parts.with(Vec::is_empty), other.get()) {
                (_, Some(Answer::Binary(binary))) => Some(view! { <Binary binary=binary /> }.into_any()),
                (_, Some(Answer::Nothing(why))) => Some(view! { <p class="empty">{why}</p> }.into_any()),
                (true, _) => Some(view! { <p class="empty" role="status">"Reading the archive…"</p> }.into_any()),
                _ => None,
            }}
            <Show when=move || parts.with(|parts| parts.first().is_some_and(|part| part.first > 1))>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        let first = parts.with(|parts| parts.first().map_or(1, |part| part.first));
                        load(first.saturating_sub(STEP).max(1));
                    }
                >
                    "Show earlier lines"
                </button>
            </Show>
            <div class="code" class:unwrapped=move || !wrap.get() on:keydown=walk>
                <For
                    each=move || pieces(&parts.get())
                    key=|(first, part)| (*first, part.first, part.lines.len())
                    children=move |(_, part)| {
                        view! { <Lines part=part notes=notes.clone() line=line route=route.clone() /> }
                    }
                />
            </div>
            <Show when=move || parts.with(|parts| end(parts).is_some())>
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        if let Some(from) = parts.with(|parts| end(parts)) {
                            load(from);
                        }
                    }
                >
                    "Show more lines"
                </button>
            </Show>
            {move || {
                let cut = parts.with(|parts| parts.last().and_then(|part| part.cut.clone()));
                cut.map(|cut| view! { <p class="quiet">{cut}</p> })
            }}
        </section>
    }
}

/// Each part with its first line.
fn pieces(parts: &[Arc<TextView>]) -> Vec<(u32, Arc<TextView>)> {
    parts.iter().map(|part| (part.first, part.clone())).collect()
}

fn holds(part: &TextView, line: u32) -> bool {
    line >= part.first && line < part.first.saturating_add(u32::try_from(part.lines.len()).unwrap_or(u32::MAX))
}

/// The first line that is not there, if the text goes on.
fn end(parts: &[Arc<TextView>]) -> Option<u32> {
    let last = parts.last()?;
    let end = last.first.saturating_add(u32::try_from(last.lines.len()).unwrap_or(u32::MAX));
    (end <= last.total && !last.lines.is_empty()).then_some(end)
}

/// Findings with their numbers: by line, and those about the whole file.
type Notes = BTreeMap<u32, Vec<(usize, FindingView)>>;

fn findings(release: &Release, artifact: usize, path: &str) -> (Notes, Vec<(usize, FindingView)>) {
    let mut notes = Notes::new();
    let mut about = Vec::new();
    for (index, finding) in release.report.findings.iter().enumerate() {
        let here = finding.places.iter().filter(|place| {
            place.artifact == Some(artifact) && place.path.as_deref().unwrap_or_default().trim_end_matches('/') == path
        });
        let mut lines: Vec<Option<u32>> = here.map(|place| place.line).collect();
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            match line {
                Some(line) => notes.entry(line).or_default().push((index + 1, finding.clone())),
                None => about.push((index + 1, finding.clone())),
            }
        }
    }
    (notes, about)
}

/// What a finding says, beside what it is about.
#[component]
fn Note(
    /// The finding.
    finding: FindingView,
    /// From 1, as in the hash.
    number: usize,
) -> impl IntoView {
    view! {
        <p class="note-line" data-mark=finding.mark.name()>
            <Icon mark=finding.mark />
            <span>
                <strong>{severity_word(finding.mark)} ": "</strong> <Sentence pieces=finding.message /> " "
                <a href=Route::Finding(number).hash()>"See the finding"</a>
            </span>
        </p>
    }
}

/// Some lines.
#[component]
fn Lines(
    /// The lines.
    part: Arc<TextView>,
    /// What is said of which.
    notes: Arc<Notes>,
    /// The line that was asked for.
    line: Signal<Option<u32>>,
    /// The address of a line.
    route: impl Fn(u32) -> String + 'static,
) -> impl IntoView {
    let lines = part.lines.iter().zip(part.first..).map(|(text, number)| {
        let found = notes.get(&number);
        let mark = found.and_then(|found| found.iter().map(|(_, finding)| finding.mark).min());
        let notes = found.map(|found| {
            found
                .iter()
                .map(|(number, finding)| view! { <Note finding=finding.clone() number=*number /> })
                .collect_view()
        });
        let label = format!("Line {number}");
        view! {
            <div
                class="line"
                data-mark=mark.map(crate::web::protocol::Mark::name)
                class:wanted=move || line.get() == Some(number)
            >
                <a
                    class="line-number"
                    id=line_id(number)
                    href=route(number)
                    aria-label=label
                    tabindex=move || if line.get().unwrap_or(1) == number { "0" } else { "-1" }
                >
                    {number}
                </a>
                <code>{spans(text)}</code>
            </div>
            {notes}
        }
    });
    view! { <div class="lines">{lines.collect_view()}</div> }
}

fn spans(line: &LineView) -> impl IntoView + use<> {
    line.0
        .iter()
        .map(|(class, text)| {
            let class = match class {
                Class::Plain => return text.clone().into_any(),
                Class::Keyword => "k",
                Class::String => "s",
                Class::Comment => "c",
                Class::Number => "n",
                Class::Name => "d",
                Class::Heading => "h",
            };
            view! { <span class=class>{text.clone()}</span> }.into_any()
        })
        .collect_view()
}

/// All lines are one tab stop; arrows move from number to number.
fn walk(event: KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1_i64,
        "ArrowUp" => -1,
        _ => return,
    };
    let Some(active) = document().active_element() else { return };
    let Some(number) = active.id().strip_prefix('L').and_then(|number| number.parse::<i64>().ok()) else { return };
    let id = format!("L{}", number + step);
    if document().get_element_by_id(&id).is_some() {
        event.prevent_default();
        dom::focus_later(&id);
    }
}

fn line_id(line: u32) -> String {
    format!("L{line}")
}

/// The head of what is no text.
#[component]
fn Binary(
    /// What is known of it.
    binary: BinaryView,
) -> impl IntoView {
    let facts = binary.facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    let rows = binary.rows.into_iter().map(|(offset, hex, ascii)| {
        view! { <tr><th scope="row">{offset}</th><td>{hex}</td><td>{ascii}</td></tr> }
    });
    view! {
        <div class="binary">
            <p class="binary-kind">{binary.kind}</p>
            <dl class="facts">{facts.collect_view()}</dl>
            <table class="hex">
                <caption>"The first bytes"</caption>
                <thead class="visually-hidden">
                    <tr><th scope="col">"Offset"</th><th scope="col">"Hexadecimal"</th><th scope="col">"ASCII"</th></tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
