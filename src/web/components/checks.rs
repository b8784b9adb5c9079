//! Every rule and what became of it. Silence is never a pass: what did not run says why.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::Icon;
use crate::render::words::plural;
use crate::web::protocol::{Mark, RuleView};
use crate::web::released::Release;
use crate::web::route::Route;

#[component]
pub fn Checks(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let groups = [
        (Mark::Error, "found something", true),
        (Mark::Undecided, "could not be decided from these files", true),
        (Mark::Good, "passed", false),
        (Mark::Skipped, "did not apply", false),
    ];
    let groups = groups.map(|(mark, words, open)| {
        let rules: Vec<RuleView> = release.report.rules.iter().filter(|rule| rule.mark == mark).cloned().collect();
        (!rules.is_empty()).then(|| view! { <Group mark=mark words=words open=open rules=rules /> })
    });
    view! {
        <section class="checks" aria-labelledby="checks">
            <h2 id="checks" class="visually-hidden">"Checks"</h2>
            {groups.collect_view()}
        </section>
    }
}

#[component]
fn Group(
    /// The outcome.
    mark: Mark,
    /// What follows "12 checks".
    words: &'static str,
    /// Whether the list is seen at once.
    open: bool,
    /// The rules with this outcome.
    rules: Vec<RuleView>,
) -> impl IntoView {
    let title = format!("{} {words}", plural(rules.len(), "check"));
    view! {
        <details class="check-group" open=open>
            <summary>
                <Icon mark=mark />
                {title}
            </summary>
            <ul>
                {rules
                    .into_iter()
                    .map(|rule| {
                        let reason = (!rule.reason.is_empty()).then(|| view! { <span class="quiet">{rule.reason}</span> });
                        let page = Route::Rule(rule.rule.clone()).hash();
                        view! { <li><a href=page><code>{rule.rule}</code></a> <span class="check-gate">{rule.gate}</span> {reason}</li> }
                    })
                    .collect_view()}
            </ul>
        </details>
    }
}
