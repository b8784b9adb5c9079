//! The six questions as a checklist: question, dotted line, answer.

use leptos::prelude::*;

use super::icon::Icon;
use crate::web::protocol::GateView;

#[component]
pub fn Gates(
    /// In the order of the report.
    gates: Vec<GateView>,
) -> impl IntoView {
    view! {
        <section class="gates" aria-labelledby="gates">
            <h2 id="gates">"Checklist"</h2>
            <ul>
                {gates
                    .into_iter()
                    .map(|gate| {
                        view! {
                            <li data-mark=gate.mark.name() data-gate=gate.name data-verdict=gate.verdict>
                                <Icon mark=gate.mark />
                                <span class="gate-question">{gate.question}</span>
                                <span class="gate-leader" aria-hidden="true"></span>
                                <span class="gate-answer">{gate.answer}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
