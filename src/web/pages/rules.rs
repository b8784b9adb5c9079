//! The reference of the rules: all of them as a course, and the page of one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::finding::Gate;
use crate::render::words::plural;
use crate::web::components::icon::{Icon, severity_word};
use crate::web::course::{RulePage, Stage};
use crate::web::dom;
use crate::web::protocol::Mark;
use crate::web::route::Route;
use crate::web::state::{Phase, State};

fn mark(severity: &str) -> Mark {
    match severity {
        "error" => Mark::Error,
        "warning" => Mark::Warning,
        _ => Mark::Info,
    }
}

/// What became of a rule in the release that is open.
fn outcome(state: &State, id: &str) -> Option<(Mark, &'static str)> {
    let Phase::Done(release) = state.phase.get() else { return None };
    let run = release.report.rules.iter().find(|run| run.rule == id)?;
    Some(match run.mark {
        Mark::Good => (Mark::Good, "passed"),
        Mark::Skipped => (Mark::Skipped, "did not apply"),
        Mark::Undecided => (Mark::Undecided, "could not be decided"),
        // A failed rule is as bad as what it found.
        _ => {
            let worst =
                release.report.findings.iter().filter(|finding| finding.rule == id).map(|finding| finding.mark).min();
            (worst.unwrap_or(Mark::Error), "found something")
        }
    })
}

#[component]
pub fn RulesPage() -> impl IntoView {
    let state = State::get();
    let wanted = RwSignal::new(String::new());
    let blocking = RwSignal::new(false);
    dom::focus_later("rules");
    let stages = move || {
        let words = wanted.get().to_lowercase();
        let pages = state.rules.get();
        let shown = |page: &&RulePage| {
            (!blocking.get() || (page.gate == Gate::Upload.name() && page.severity == "error"))
                && (words.is_empty() || page.id.contains(&words) || page.title.to_lowercase().contains(&words))
        };
        let groups = Stage::ALL.into_iter().enumerate().map(|(stage, about)| {
            let of: Vec<RulePage> = pages.iter().filter(|page| page.stage == stage).filter(shown).cloned().collect();
            (!of.is_empty()).then(|| view! { <StageList number=stage + 1 stage=about pages=of /> })
        });
        groups.collect_view()
    };
    let count = move || state.rules.with(|rules| rules.iter().filter(|page| page.stage < Stage::ALL.len()).count());
    view! {
        <div class="rules">
            <header class="rules-head">
                <h1 id="rules" tabindex="-1">"What is checked, and why"</h1>
                <p class="lead">
                    {move || format!("{}, in the order in which a release meets them. Each page says what goes wrong, for whom, and how to put it right.", plural(count(), "rule"))}
                </p>
                <div class="rules-tools">
                    <label>
                        "Find " <input type="search" prop:value=move || wanted.get() on:input=move |event| wanted.set(event_target_value(&event)) />
                    </label>
                    <label class="check">
                        <input type="checkbox" on:change=move |_| blocking.update(|blocking| *blocking = !*blocking) />
                        "only what PyPI refuses"
                    </label>
                </div>
            </header>
            <Show when=move || count() == 0>
                <p class="empty">"The reference was not fetched before the network was turned off. Reload the page to read it."</p>
            </Show>
            {stages}
        </div>
    }
}

/// A title, in which code stands between backticks.
#[component]
fn Ticks(
    /// As the doc comment has it.
    text: String,
) -> impl IntoView {
    text.split('`')
        .enumerate()
        .map(|(n, piece)| {
            let piece = piece.to_owned();
            if n % 2 == 0 { piece.into_any() } else { view! { <code>{piece}</code> }.into_any() }
        })
        .collect_view()
}

#[component]
fn StageList(
    /// Counted from 1.
    number: usize,
    /// The step of the way.
    stage: Stage,
    /// Its rules.
    pages: Vec<RulePage>,
) -> impl IntoView {
    let state = State::get();
    let rows = pages.into_iter().map(|page| {
        let id = page.id.clone();
        let ran = move || {
            outcome(&state, &id)
                .map(|(mark, words)| view! { <span class="rule-outcome"><Icon mark=mark /> {words}</span> })
        };
        let severity = mark(&page.severity);
        view! {
            <li>
                <a href=Route::Rule(page.id.clone()).hash()>
                    <code>{page.id.clone()}</code>
                </a>
                <span><Ticks text=page.title /></span>
                <span class="rule-facts">
                    <span class="rule-severity"><Icon mark=severity /> {severity_word(severity)}</span> {ran}
                </span>
            </li>
        }
    });
    view! {
        <section class="stage">
            <h2><span class="stage-number">{number}</span> {stage.title()}</h2>
            <p class="explanation">{stage.about()}</p>
            <ul class="rule-list">{rows.collect_view()}</ul>
        </section>
    }
}

#[component]
pub fn RuleDoc(
    /// Its id, as the hash says it.
    id: String,
) -> impl IntoView {
    let state = State::get();
    let body = move || {
        let pages: Arc<Vec<RulePage>> = state.rules.get();
        let Some(at) = pages.iter().position(|page| page.id == id) else {
            let title = if pages.is_empty() { "The reference is not here" } else { "There is no such rule" };
            return view! {
                <h1 id="rule" tabindex="-1">{title}</h1>
                <p><a href=Route::Rules.hash()>"All rules"</a></p>
            }
            .into_any();
        };
        dom::focus_later("rule");
        let page = pages[at].clone();
        // What a log shows is no rule.
        let stage = Stage::ALL.get(page.stage).map(|stage| format!("{}. {}", page.stage + 1, stage.title()));
        let stage = stage.unwrap_or_else(|| "Why a run failed".to_owned());
        let gate = Gate::ALL.into_iter().find(|gate| gate.name() == page.gate).map_or("", Gate::question);
        let severity = mark(&page.severity);
        let beside = |at: Option<usize>, word: &'static str| {
            let page = at.and_then(|at| pages.get(at))?;
            Some(view! { <a href=Route::Rule(page.id.clone()).hash()>{word} " " <code>{page.id.clone()}</code></a> })
        };
        let ran = outcome(&state, &page.id).map(|(mark, words)| {
            view! { <span class="rule-outcome"><Icon mark=mark /> "in your release: " {words}</span> }
        });
        view! {
            <nav class="back" aria-label="Breadcrumb">
                <a href=Route::Rules.hash()>"← All rules"</a>
            </nav>
            <p class="eyebrow">{stage}</p>
            <h1 id="rule" tabindex="-1"><Ticks text=page.title /></h1>
            <p class="rule-facts">
                <span class="rule-severity"><Icon mark=severity /> {severity_word(severity)}</span>
                <code>{page.id}</code>
                <span>{gate}</span>
                <span class="quiet">"since " {page.since}</span>
                {ran}
            </p>
            // Written by the project and built into the site; nothing of a dropped file is in it.
            <div class="prose" inner_html=page.html></div>
            <nav class="rule-beside" aria-label="Other rules">
                <span>{beside(at.checked_sub(1), "←")}</span> <span>{beside(Some(at + 1), "Next:")}</span>
            </nav>
        }
        .into_any()
    };
    view! { <article class="rule-page">{body}</article> }
}
