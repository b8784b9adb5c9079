//! The release kit: a release process for the project that was dropped, to be looked at and saved.

use leptos::prelude::*;

use crate::web::components::drawn::Drawn;
use crate::web::components::picker::Picker;
use crate::web::dom;
use crate::web::question::{Answer, DrawnView, KitChoice, Question};
use crate::web::route::Route;
use crate::web::state::State;

#[component]
pub fn KitPage(
    /// Whether there is something to fill it in from.
    release: bool,
) -> impl IntoView {
    let state = State::get();
    let step = match state.route.get_untracked() {
        Route::Kit(step) => step,
        _ => String::new(),
    };
    dom::focus_later("kit");
    let kit = RwSignal::new(DrawnView::default());
    let nodes = Memo::new(move |_| kit.with(|kit| kit.nodes.clone()));
    let missing = RwSignal::new(String::new());
    let choice = RwSignal::new(KitChoice { step, ..KitChoice::default() });
    Effect::new(move |_| {
        let choice = choice.get();
        let step = !choice.step.is_empty();
        if release {
            state.ask_then(&Question::Kit(choice), move |answer| match answer {
                Answer::Drawn(view) => {
                    kit.set(view);
                    if step {
                        dom::focus_later("kit-step");
                    }
                }
                Answer::Nothing(why) => missing.set(why),
                _ => {}
            });
        }
    });
    let save = move |_| {
        let (name, text) = kit.with_untracked(|kit| (kit.name.clone(), kit.text.clone()));
        if let Some(bytes) = dom::decoded(&text) {
            dom::save(&name, &bytes);
        }
    };
    let radio = move |name: &'static str, label: &'static str, on: Signal<bool>, set: fn(&mut KitChoice)| {
        let pick = move |_| {
            choice.update(|choice| {
                choice.step.clear();
                set(choice);
            });
        };
        view! {
            <label class="check">
                <input type="radio" name=name prop:checked=on on:change=pick />
                {label}
            </label>
        }
    };
    let uv = Signal::derive(move || choice.with(|choice| choice.uv));
    let action = Signal::derive(move || !uv.get());
    let tag = Signal::derive(move || kit.with(|kit| kit.chosen));
    let file = Signal::derive(move || !tag.get());
    view! {
        <article class="kit">
            <h1 id="kit" tabindex="-1">"A release process that works"</h1>
            <p class="lead">
                "Workflows that build once, test the wheel and the sdist alone, publish without a token and verify what they
                published; the scripts for it; and the "
                <a href=Route::Publishing(String::new()).hash()>"runbook"</a> "."
            </p>
            <Show when=move || kit.with(|kit| !kit.nodes.is_empty())>
                <div class="kit-choices">
                    <fieldset>
                        <legend>"Who uploads"</legend>
                        {radio("publisher", "the action gh-action-pypi-publish", action, |choice| choice.uv = false)}
                        {radio("publisher", "uv publish, with attestations", uv, |choice| choice.uv = true)}
                    </fieldset>
                    <fieldset>
                        <legend>"Where the version comes from"</legend>
                        {radio("version", "a file of the project", file, |choice| choice.from_tag = Some(false))}
                        {radio("version", "the tag", tag, |choice| choice.from_tag = Some(true))}
                    </fieldset>
                </div>
                <div class="actions">
                    <button type="button" class="button primary" on:click=save>"Download release kit"</button>
                </div>
                <Drawn nodes=nodes />
            </Show>
            {(!release).then(|| view! {
                <p class="note">"Drop your pyproject.toml: the kit is filled in from it."</p>
                <Picker />
            })}
            {move || (!missing.with(String::is_empty)).then(|| view! { <p class="note">{missing}</p> <Picker /> })}
        </article>
    }
}
