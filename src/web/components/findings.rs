//! What was found: worst first, filtered by severity, one card for the same words about several places.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::{Icon, severity_word};
use super::sentence::Sentence;
use crate::finding::grouped;
use crate::render::words::plural;
use crate::web::dom;
use crate::web::protocol::{FindingView, Mark, Place};
use crate::web::route::{Filter, Route, SEVERITIES};
use crate::web::state::{Release, State};

/// Cards shown at once; a broken archive may have thousands of findings.
const PAGE: usize = 100;

/// Places of one card shown at once.
const PLACES: usize = 6;

#[component]
pub fn Findings(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let state = State::get();
    let shown = RwSignal::new(PAGE);
    let filter = move || match state.route.get() {
        Route::Findings(filter) => filter,
        _ => Filter::default(),
    };
    // A route that names a finding brings it before one's eyes, however far down it stands.
    Effect::new(move |_| {
        if let Route::Finding(number) = state.route.get() {
            shown.update(|shown| *shown = number.max(*shown));
            dom::focus_later(&finding_id(number));
        }
    });
    let count = |mark: Mark| release.report.findings.iter().filter(|finding| finding.mark == mark).count();
    let counts = SEVERITIES.map(count);
    let chips = SEVERITIES.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    let chips = chips
        .map(|(mark, count)| {
            let toggle = move |_| state.replace(Route::Findings(filter().toggled(mark)));
            let word = severity_word(mark).to_lowercase();
            view! {
                <button
                    type="button"
                    class="chip"
                    data-mark=mark.name()
                    aria-pressed=move || filter().shows(mark).to_string()
                    on:click=toggle
                >
                    <Icon mark=mark />
                    {plural(count, &word)}
                </button>
            }
        })
        .collect_view();
    let none = release.report.findings.is_empty();
    let selected = Memo::new({
        let release = release.clone();
        move |_| {
            let filter = filter();
            let findings = release.report.findings.iter().enumerate();
            findings.filter(|(_, finding)| filter.shows(finding.mark)).map(|(index, _)| index).collect::<Vec<_>>()
        }
    });
    let cards = move || selected.get().into_iter().take(shown.get()).collect::<Vec<_>>();
    view! {
        <section class="findings" aria-labelledby="findings">
            <h2 id="findings" class="visually-hidden">"Findings"</h2>
            {if none {
                let sentence = "Nothing was found. What ran, what did not and why stands under ";
                view! { <p class="empty">{sentence} <a href=Route::Checks.hash()>"Checks"</a> "."</p> }.into_any()
            } else {
                view! { <div class="chips" role="group" aria-label="Show findings by severity">{chips}</div> }.into_any()
            }}
            <ul class="finding-list">
                <For
                    each=cards
                    key=|index| *index
                    children=move |index| {
                        let finding = release.report.findings.get(index).cloned();
                        finding.map(|finding| view! { <FindingCard finding=finding number=index + 1 /> })
                    }
                />
            </ul>
            <Show when=move || !none && selected.with(Vec::is_empty)>
                <p class="empty">"All findings are filtered out."</p>
            </Show>
            <Show when=move || selected.with(|selected| selected.len() > shown.get())>
                <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                    {move || format!("Show more of {}", grouped(selected.with(Vec::len) as u64))}
                </button>
            </Show>
        </section>
    }
}

#[component]
fn FindingCard(
    /// What is said, and of which places.
    finding: FindingView,
    /// From 1, as in the hash.
    number: usize,
) -> impl IntoView {
    let FindingView { rule, mark, gate, likely, message, fix, mut places } = finding;
    let rest = places.split_off(places.len().min(PLACES));
    let more = (!rest.is_empty()).then(|| {
        let count = plural(rest.len(), "more place");
        view! {
            <details>
                <summary>{count}</summary>
                <Places places=rest />
            </details>
        }
    });
    let fix = (!fix.is_empty()).then(|| {
        view! {
            <p class="finding-fix">
                <span class="label">"Fix"</span>
                <span><Sentence pieces=fix /></span>
            </p>
        }
    });
    let id = rule.clone();
    view! {
        <li class="finding" id=finding_id(number) tabindex="-1" data-mark=mark.name() data-rule=id>
            <h3>
                <Icon mark=mark />
                <span class="finding-severity">{severity_word(mark)}</span>
                <code>{rule}</code>
                <span class="quiet">{gate} {likely.then_some(", likely")}</span>
            </h3>
            <p class="finding-message"><Sentence pieces=message /></p>
            {fix}
            <Places places=places />
            {more}
        </li>
    }
}

/// Of the card of a finding, counted from 1.
pub fn finding_id(number: usize) -> String {
    format!("finding-{number}")
}

/// `file: member:line`, one a line; the member leads to its place in the tree.
#[component]
fn Places(
    /// At least one.
    places: Vec<Place>,
) -> impl IntoView {
    view! {
        <ul class="places">
            {places
                .into_iter()
                .map(|place| {
                    let inside = place.inside();
                    let inside = (!inside.is_empty())
                        .then(|| {
                            let inside = match place.artifact {
                                Some(index) => {
                                    let href = Route::Files(index + 1, place.path.clone()).hash();
                                    view! { <a href=href>{inside}</a> }.into_any()
                                }
                                None => view! { <strong>{inside}</strong> }.into_any(),
                            };
                            view! { ": " {inside} }
                        });
                    view! { <li>{place.file} {inside}</li> }
                })
                .collect_view()}
        </ul>
    }
}
