//! The six questions as a checklist: question, dotted line, answer. What was found leads to its findings.

use leptos::prelude::*;

use super::drawn::Drawn;
use super::icon::Icon;
use crate::web::protocol::{GateView, ReportView};
use crate::web::route::{Listing, Route};

#[component]
pub fn Gates(
    /// For the gates in their order, and for what was found at each.
    report: ReportView,
) -> impl IntoView {
    let found = |gate: &GateView| report.findings.iter().any(|finding| finding.gate == gate.name);
    let rows = report.gates.iter().map(|gate| {
        let name = gate.name.clone();
        let question = gate.question.clone();
        let question = if found(gate) {
            let listing = Listing { gate: Some(name.clone()), ..Listing::default() };
            view! { <a href=Route::Findings(listing).hash()>{question}</a> }.into_any()
        } else {
            question.into_any()
        };
        view! {
            <li data-mark=gate.mark.name() data-gate=name data-verdict=gate.verdict.clone()>
                <Icon mark=gate.mark />
                <span class="gate-question">{question}</span>
                <span class="gate-leader" aria-hidden="true"></span>
                <span class="gate-answer">{gate.answer.clone()}</span>
            </li>
        }
    });
    view! {
        <section class="gates" aria-labelledby="gates">
            <h2 id="gates">"Checklist"</h2>
            <ul>{rows.collect_view()}</ul>
            <details class="gates-enforced">
                <summary>"Where a release workflow asks them"</summary>
                <Drawn nodes=report.enforced.clone() />
            </details>
        </section>
    }
}
