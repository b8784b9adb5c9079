//! What was found: worst first or grouped, filtered by severity, file and gate; one card for the same words about several
//! places.

use std::sync::Arc;

use leptos::prelude::*;

use super::drawn::Drawn;
use super::icon::{Icon, severity_word};
use super::sentence::Sentence;
use crate::finding::{Gate, grouped};
use crate::render::words::plural;
use crate::web::dom;
use crate::web::protocol::{FindingView, Mark, Place};
use crate::web::released::Release;
use crate::web::route::{Grouping, Listing, Route, SEVERITIES};
use crate::web::state::State;

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
    let listing = Memo::new(move |_| match state.route.get() {
        Route::Findings(listing) => listing,
        _ => Listing::default(),
    });
    // A route that names a finding brings it before one's eyes, however far down it stands.
    Effect::new(move |_| {
        if let Route::Finding(number) = state.route.get() {
            shown.update(|shown| *shown = number.max(*shown));
            dom::focus_later(&finding_id(number));
        }
    });
    let groups = Memo::new({
        let release = release.clone();
        move |_| listing.with(|listing| groups(&release, listing, shown.get()))
    });
    let selected = Memo::new({
        let release = release.clone();
        move |_| listing.with(|listing| chosen(&release, listing).count())
    });
    let ignored = ignored(&release);
    if release.report.findings.is_empty() {
        return view! {
            <section class="findings" aria-labelledby="findings">
                <h2 id="findings" class="visually-hidden">"Findings"</h2>
                <p class="empty">
                    "Nothing was found. What ran, what did not and why stands under "
                    <a href=Route::Checks.hash()>"Checks"</a> "."
                </p>
                {ignored}
            </section>
        }
        .into_any();
    }
    let tools = view! { <Tools release=release.clone() listing=listing /> };
    let scope = {
        let release = release.clone();
        move || scope(&release, &listing.get())
    };
    view! {
        <section class="findings" aria-labelledby="findings">
            <h2 id="findings" class="visually-hidden">"Findings"</h2>
            {tools}
            {scope}
            <For
                each=move || groups.get()
                key=|group| group.clone()
                children=move |(title, indexes)| {
                    let cards = indexes
                        .into_iter()
                        .filter_map(|index| {
                            let finding = release.report.findings.get(index).cloned()?;
                            Some(view! { <FindingCard finding=finding number=index + 1 /> })
                        });
                    let title = (!title.is_empty()).then(|| view! { <h3 class="finding-group">{title}</h3> });
                    view! {
                        {title}
                        <ul class="finding-list">{cards.collect_view()}</ul>
                    }
                }
            />
            <Show when=move || selected.get() == 0>
                <p class="empty">"No finding is left with this filter."</p>
            </Show>
            <Show when=move || { selected.get() > shown.get() }>
                <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                    {move || format!("Show more of {}", grouped(selected.get() as u64))}
                </button>
            </Show>
            {ignored}
        </section>
    }
    .into_any()
}

/// What a maintainer has set aside, folded: it is still read by whoever reviews the release.
fn ignored(release: &Release) -> Option<impl IntoView + use<>> {
    let all = &release.report.ignored;
    let rows = all.iter().take(PAGE).map(|one| {
        let FindingView { rule, mark, message, places, .. } = one.finding.clone();
        let page = Route::Rule(rule.clone()).hash();
        view! {
            <li>
                <p class="finding-head">
                    <Icon mark=mark />
                    <span class="finding-severity">{severity_word(mark)}</span>
                    <a href=page class="finding-rule"><code>{rule}</code></a>
                </p>
                <p>"Ignored: " <strong>{one.reason.clone()}</strong></p>
                <p class="quiet"><Sentence pieces=message /></p>
                <Places places=places />
            </li>
        }
    });
    let rows = rows.collect_view();
    let count = all.iter().map(|one| one.finding.places.len()).sum();
    let more =
        (all.len() > PAGE).then(|| view! { <p class="quiet">"The rest stands in the text and in the JSON."</p> });
    (count > 0).then(|| {
        view! {
            <details class="ignored">
                <summary>{plural(count, "finding")} " ignored, which count for no verdict"</summary>
                <ul>{rows}</ul>
                {more}
            </details>
        }
    })
}

/// Chips for severities, and how findings are grouped.
#[component]
fn Tools(
    /// For the numbers.
    release: Arc<Release>,
    /// What is chosen.
    listing: Memo<Listing>,
) -> impl IntoView {
    let state = State::get();
    let count = |mark: Mark| release.report.findings.iter().filter(|finding| finding.mark == mark).count();
    let chips = SEVERITIES.into_iter().map(|mark| (mark, count(mark))).filter(|(_, count)| *count > 0);
    let chips = chips.map(|(mark, count)| {
        let toggle = move |_| {
            let mut next = listing.get_untracked();
            next.filter = next.filter.toggled(mark);
            state.replace(Route::Findings(next));
        };
        view! {
            <button
                type="button"
                class="chip"
                data-mark=mark.name()
                aria-pressed=move || listing.with(|listing| listing.filter.shows(mark)).to_string()
                on:click=toggle
            >
                <Icon mark=mark />
                {plural(count, &severity_word(mark).to_lowercase())}
            </button>
        }
    });
    let options = Grouping::ALL.map(|grouping| {
        view! {
            <option value=grouping.name() selected=move || listing.with(|listing| listing.grouping == grouping)>
                {grouping.name()}
            </option>
        }
    });
    let choose = move |event| {
        let name = event_target_value(&event);
        let mut next = listing.get_untracked();
        next.grouping = Grouping::ALL.into_iter().find(|one| one.name() == name).unwrap_or_default();
        state.replace(Route::Findings(next));
    };
    view! {
        <div class="finding-tools">
            <div class="chips" role="group" aria-label="Show findings by severity">{chips.collect_view()}</div>
            <label class="grouping">
                <span aria-hidden="true">"Group by"</span> <select on:change=choose aria-label="Group findings by">{options.collect_view()}</select>
            </label>
        </div>
    }
}

/// That only findings of one file or gate are listed, and the way back to all.
fn scope(release: &Release, listing: &Listing) -> Option<impl IntoView + use<>> {
    if listing.artifact.is_none() && listing.gate.is_none() {
        return None;
    }
    let gate = listing.gate.as_ref().and_then(|name| Gate::ALL.into_iter().find(|gate| gate.name() == name));
    let gate = gate.map(|gate| format!(" on “{}”", gate.question())).unwrap_or_default();
    let file = listing.artifact.and_then(|number| release.report.artifacts.get(number - 1));
    let file = file.map(|artifact| format!(" in {}", artifact.file)).unwrap_or_default();
    let all = Listing { artifact: None, gate: None, ..listing.clone() };
    Some(view! {
        <p class="finding-scope">
            <span>{format!("Only findings{gate}{file}.")}</span> " " <a href=Route::Findings(all).hash()>"Show all"</a>
        </p>
    })
}

fn chosen<'r>(release: &'r Release, listing: &'r Listing) -> impl Iterator<Item = (usize, &'r FindingView)> {
    let file = listing.artifact.map(|number| release.report.artifacts.get(number - 1).map(|one| one.file.as_str()));
    release.report.findings.iter().enumerate().filter(move |(_, finding)| {
        listing.filter.shows(finding.mark)
            && listing.gate.as_ref().is_none_or(|gate| *gate == finding.gate)
            && file.is_none_or(|file| finding.places.iter().any(|place| Some(place.file.as_str()) == file))
    })
}

/// Titles with the findings below each, not more than can be looked through.
fn groups(release: &Release, listing: &Listing, most: usize) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, finding) in chosen(release, listing).take(most) {
        let titles: Vec<String> = match listing.grouping {
            Grouping::None => vec![String::new()],
            Grouping::Rule => vec![finding.rule.clone()],
            Grouping::Gate => {
                let gate = Gate::ALL.into_iter().find(|gate| gate.name() == finding.gate);
                vec![gate.map(Gate::question).unwrap_or_default().to_owned()]
            }
            Grouping::File => {
                let mut files: Vec<String> = finding.places.iter().map(|place| place.file.clone()).collect();
                files.dedup();
                files.truncate(1);
                files
            }
        };
        for title in titles {
            match groups.iter_mut().find(|(other, _)| *other == title) {
                Some((_, indexes)) => indexes.push(index),
                None => groups.push((title, vec![index])),
            }
        }
    }
    groups
}

#[component]
pub fn FindingCard(
    /// What is said, and of which places.
    finding: FindingView,
    /// From 1, as in the hash.
    number: usize,
) -> impl IntoView {
    let FindingView { rule, mark, gate, likely, message, fix, mut places, more: drawn } = finding;
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
    let page = Route::Rule(rule.clone()).hash();
    view! {
        <li class="finding" id=finding_id(number) tabindex="-1" data-mark=mark.name() data-rule=id>
            <p class="finding-head">
                <Icon mark=mark />
                <span class="finding-severity">{severity_word(mark)}</span>
                <a href=page class="finding-rule"><code>{rule}</code></a>
                <span class="quiet">{gate} {likely.then_some(", likely")}</span>
            </p>
            <p class="finding-message"><Sentence pieces=message /></p>
            {fix}
            <Places places=places />
            {more}
            <Drawn nodes=drawn />
        </li>
    }
}

/// Of the card of a finding, counted from 1.
pub fn finding_id(number: usize) -> String {
    format!("finding-{number}")
}

/// `file: member:line`, one a line; what can be shown leads to its line.
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
                    let href = place.artifact.map(|index| {
                        Route::member(index, place.path.as_deref().unwrap_or_default(), place.line).hash()
                    });
                    // Of a file that is no archive, the file itself is what can be shown.
                    let (file, inside) = match (href, inside.is_empty()) {
                        (Some(href), true) => (view! { <a href=href>{place.file}</a> }.into_any(), None),
                        (Some(href), false) => {
                            (place.file.into_any(), Some(view! { <a href=href>{inside}</a> }.into_any()))
                        }
                        (None, true) => (place.file.into_any(), None),
                        (None, false) => (place.file.into_any(), Some(view! { <strong>{inside}</strong> }.into_any())),
                    };
                    view! { <li>{file} {inside.map(|inside| view! { ": " {inside} })}</li> }
                })
                .collect_view()}
        </ul>
    }
}
