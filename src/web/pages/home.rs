//! The first screen: what the page is for, three ways in, releases to try, the questions that it answers.

use leptos::prelude::*;

use crate::finding::Gate;
use crate::web::components::fetch::Fetch;
use crate::web::components::log_box::LogBox;
use crate::web::components::picker::Picker;
use crate::web::route::Route;
use crate::web::state::{Phase, Sample, State};

#[component]
pub fn Home() -> impl IntoView {
    let state = State::get();
    let report = Route::report().hash();
    view! {
        <div class="home">
            <section class="home-lead">
                <h1>"Will this release fly?"</h1>
                <p class="lead">
                    "Drop wheels, an sdist, a " <code>"pyproject.toml"</code>
                    ", workflows or a CI artifact zip, and read what PyPI, pip and uv will make of them."
                </p>
                {move || state.note.get().map(|note| view! { <p class="note">{note}</p> })}
                <Show when=move || matches!(state.phase.get(), Phase::Done(_))>
                    <p class="note">
                        "The last report is still here. " <a href=report.clone()>"Back to the report"</a>
                    </p>
                </Show>
                <Picker />
                <LogBox />
                <Fetch />
                <Show when=move || !state.locked.get()>
                    <Dependencies />
                </Show>
                <Samples />
            </section>
            <section class="home-questions" aria-labelledby="questions">
                <h2 id="questions">"Six questions, answered from the files"</h2>
                <ol class="questions">
                    {Gate::ALL
                        .into_iter()
                        .map(|gate| {
                            view! {
                                <li>
                                    <strong>{gate.question()}</strong>
                                    <span>{about(gate)}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
                <p class="home-command">
                    "From a clean clone to a verified release, and back from every failure: "
                    <a href=Route::Publishing(String::new()).hash()>"the runbook"</a> " and "
                    <a href=Route::Kit(String::new()).hash()>"the release kit"</a> "."
                </p>
                <p class="home-command">
                    "The same checks as a command, with the same answers: " <code>"preflight check dist/"</code>
                </p>
            </section>
        </div>
    }
}

/// Asks for what the smoke test installs beside a release; `public/boot.js` answers.
#[component]
fn Dependencies() -> impl IntoView {
    view! {
        <details class="dependencies">
            <summary>"Fetch dependencies for a smoke test"</summary>
            <form id="dependencies">
                <p class="quiet">
                    "The smoke test installs what you drop beside your release. What you name here is fetched from PyPI now, with \
                     what it requires: pypi.org and files.pythonhosted.org hear these names, and nothing of your files. Once you \
                     drop something, nothing can be fetched any more."
                </p>
                <label>
                    "Requirements, one to a line" <textarea name="requirements" rows="3" spellcheck="false"></textarea>
                </label>
                <button class="button">"Fetch from PyPI"</button>
                <output></output>
            </form>
        </details>
    }
}

/// Releases to try; nothing where none came with the page.
#[component]
fn Samples() -> impl IntoView {
    let state = State::get();
    view! {
        <Show when=move || !state.samples.with(Vec::is_empty)>
            <h2 class="samples-title">"Or try a sample release"</h2>
            <ul class="samples">
                {move || {
                    let samples = first(state.samples.get());
                    samples
                        .into_iter()
                        .map(|sample| {
                            let (title, description) = (sample.title.clone(), sample.description.clone());
                            view! {
                                <li>
                                    <button type="button" class="sample" on:click=move |_| state.open_sample(&sample)>
                                        <strong>{title}</strong>
                                        <span>{description}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <p>
                <a href=Route::Learn.hash()>
                    {move || format!("All {} samples, as exercises", state.samples.with(Vec::len))}
                </a>
            </p>
        </Show>
    }
}

/// The few samples that show most, the sound one among them.
fn first(mut samples: Vec<Sample>) -> Vec<Sample> {
    const FIRST: [&str; 6] = ["broken", "sound", "linux-tag", "secret", "two-versions", "readme"];
    let place = |sample: &Sample| FIRST.iter().position(|id| *id == sample.id);
    samples.retain(|sample| place(sample).is_some());
    samples.sort_by_key(place);
    samples
}

fn about(gate: Gate) -> &'static str {
    match gate {
        Gate::Upload => "Every test of the upload endpoint, in its order and its words.",
        Gate::Install => "Tags, Requires-Python, requirements and RECORD, as installers read them.",
        Gate::Run => "The code is in there, imports, and its commands start.",
        Gate::Agree => "Wheel, sdist, pyproject.toml and tag tell one story.",
        Gate::Pipeline => "The workflow builds it, and publishes it once and safely.",
        Gate::Safe => "No secrets, no junk, no tricks, no bloat.",
    }
}
