//! Releases to learn from: look at one, guess what is wrong, see, and repair your own.

use leptos::prelude::*;

use crate::finding::Gate;
use crate::web::dom;
use crate::web::route::Route;
use crate::web::state::{Sample, State};

#[component]
pub fn LearnPage() -> impl IntoView {
    let state = State::get();
    dom::focus_later("learn");
    let exercises = move || {
        let samples = state.samples.get().into_iter().zip(1..);
        samples.map(|(sample, number)| view! { <Exercise sample=sample number=number /> }).collect_view()
    };
    view! {
        <div class="learn">
            <header>
                <h1 id="learn" tabindex="-1">"Learn to see it yourself"</h1>
                <p class="lead">
                    "Each of these small releases has something wrong with it, but for one. Read what its maintainer says, guess
                    which question it fails, open it to see, and repair it there."
                </p>
                <p>
                    "With a release of your own, open it first and then "
                    <a href=Route::Walk.hash()>"walk it through to PyPI"</a> ". What is checked, in order, stands in the "
                    <a href=Route::Rules.hash()>"reference"</a> "."
                </p>
            </header>
            <Show when=move || state.samples.with(Vec::is_empty)>
                <p class="empty">"The samples were not fetched before the network was turned off. Reload the page to get them."</p>
            </Show>
            <ol class="exercises">{exercises}</ol>
        </div>
    }
}

/// One release, a guess, and the way to it.
#[component]
fn Exercise(
    /// The release.
    sample: Sample,
    /// Counted from 1: the title of a sample would tell.
    number: usize,
) -> impl IntoView {
    let state = State::get();
    let guess = RwSignal::new(None::<String>);
    let (fails, title) = (sample.fails.clone(), sample.title.clone());
    let group = format!("guess-{}", sample.id);
    let options = Gate::ALL
        .into_iter()
        .map(|gate| (gate.name().to_owned(), gate.question()))
        .chain([("none".to_owned(), "Nothing is wrong")]);
    let options = options.filter(|(name, _)| name != Gate::Pipeline.name()).map(|(name, words)| {
        let choose = {
            let name = name.clone();
            move |_| guess.set(Some(name.clone()))
        };
        view! {
            <label class="check">
                <input type="radio" name=group.clone() value=name on:change=choose /> {words}
            </label>
        }
    });
    let options = options.collect_view();
    let told = move || {
        let guess = guess.get()?;
        let right = fails.contains(&guess) || (fails.is_empty() && guess == "none");
        let title = right.then(|| format!(" “{title}”"));
        let answer = match (fails.as_slice(), fails.contains(&guess)) {
            ([], _) if guess == "none" => "Right: it is sound.".to_owned(),
            (_, true) => "Right. Open it to see where, and why.".to_owned(),
            (_, false) => "Not that one. Guess again, or open it.".to_owned(),
        };
        Some(view! { <p class="exercise-answer">{answer} {title}</p> })
    };
    let open = sample.clone();
    view! {
        <li class="exercise">
            <h2>{format!("Release {number}")}</h2>
            <p>{sample.description.clone()}</p>
            <fieldset>
                <legend class="visually-hidden">{format!("What does release {number} fail?")}</legend>
                {options}
            </fieldset>
            <div role="status">{told}</div>
            <button type="button" class="button" on:click=move |_| state.open_sample(&open)>
                {format!("Open release {number}")}
            </button>
        </li>
    }
}
