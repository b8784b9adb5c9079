//! What to type into the forms for trusted publishers.

use std::sync::Arc;

use leptos::prelude::*;

use crate::web::components::drawn::Drawn;
use crate::web::question::{Answer, Question, Typed};
use crate::web::released::Release;
use crate::web::state::State;

#[component]
pub fn Publishers(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let state = State::get();
    let nodes = RwSignal::new(release.report.publishers.clone());
    let said = RwSignal::new(String::new());
    let owner = RwSignal::new(String::new());
    let repository = RwSignal::new(String::new());
    let environment = RwSignal::new(String::new());
    let tag = RwSignal::new(String::new());
    let ask = move || {
        let (owner, name) = (owner.get_untracked(), repository.get_untracked());
        let repository = match (owner.trim(), name.trim()) {
            ("", "") => String::new(),
            // Half of it says nothing yet.
            ("", _) | (_, "") => {
                return said.set("Both are needed: the owner and the name of the repository.".to_owned());
            }
            (owner, name) => format!("{owner}/{name}"),
        };
        let typed = Typed { repository, environment: environment.get_untracked(), tag: tag.get_untracked() };
        state.ask_then(&Question::Publishers(typed), move |answer| match answer {
            Answer::Drawn(view) => {
                said.set(String::new());
                nodes.set(view.nodes);
            }
            Answer::Nothing(why) => said.set(why),
            _ => {}
        });
    };
    let field = move |id: &'static str, label: &'static str, to: RwSignal<String>| {
        view! {
            <label for=id>{label}</label>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                on:change=move |event| {
                    to.set(event_target_value(&event));
                    ask();
                }
            />
        }
    };
    view! {
        <section class="publisher-page" aria-labelledby="publishers">
            <h2 id="publishers">"What to type into the publisher forms"</h2>
            <p class="quiet">
                "One record for each job and index. A wrong letter is the most frequent failure of all, so copy the values. Owner and
                repository are those that the files name; for others, type them here. What PyPI's record says already and the tag that will
                be pushed, typed here, are compared with the files."
            </p>
            <div class="publisher-fields">
                {field("owner", "Owner", owner)} {field("repository", "Repository name", repository)}
                {field("environment", "Environment on PyPI's record, if there is one", environment)}
                {field("tag", "Tag of this release, such as v1.2.0", tag)}
            </div>
            <p role="status" class="quiet">{said}</p>
            <Drawn nodes=nodes />
        </section>
    }
}
