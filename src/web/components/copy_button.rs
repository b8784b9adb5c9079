//! A button that copies text and says that it did. Text that the engine has to write is asked for when it is wanted.

use gloo::timers::callback::Timeout;
use js_sys::futures::spawn_local;
use leptos::prelude::*;

use crate::web::dom;
use crate::web::question::{Answer, Question};
use crate::web::state::State;

/// What is copied.
#[derive(Clone)]
pub enum Text {
    Here(String),
    /// The engine's answer.
    Asked(Question),
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Here(text)
    }
}

impl Text {
    /// Hands over the text, at once or when the engine has written it.
    pub fn then(self, state: &State, take: impl FnOnce(String) + 'static) {
        match self {
            Self::Here(text) => take(text),
            Self::Asked(question) => state.ask_then(&question, move |answer| {
                if let Answer::Written(text) = answer {
                    take(text);
                }
            }),
        }
    }
}

#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Text,
    /// What the button says.
    label: &'static str,
    /// What it copies, where the label alone does not say it.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    let state = State::get();
    let said = RwSignal::new(label);
    let copy = move |_| {
        text.clone().then(&state, move |text| {
            spawn_local(async move {
                said.set(if dom::copy(&text).await { "Copied" } else { "Not copied" });
                Timeout::new(2000, move || said.set(label)).forget();
            });
        });
    };
    let name = move || title.clone().filter(|_| said.get() == label);
    view! { <button type="button" class="button" aria-label=name on:click=copy>{said}</button> }
}
