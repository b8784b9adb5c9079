//! What a distribution says of itself: metadata beside its source, requirements in words, the README as PyPI shows it, RECORD
//! against what is there. Each asks the engine when it is looked at.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::Icon;
use super::viewer::Viewer;
use crate::finding::grouped;
use crate::render::words::plural;
use crate::web::explain;
use crate::web::protocol::Mark;
use crate::web::question::{
    Answer, DescriptionView, DetailsView, Environment, HeaderView, Platform, Question, RecordRowView, RecordState,
    RequirementsView, TagsView,
};
use crate::web::readme_frame;
use crate::web::released::Release;
use crate::web::route::Route;
use crate::web::smoke_run::{Progress, Smoke, Task};
use crate::web::state::State;

/// An answer, or that it is awaited, or why there is none.
fn waiting(answer: Option<&Answer>) -> AnyView {
    match answer {
        None => view! { <p class="empty" role="status">"Reading…"</p> }.into_any(),
        Some(Answer::Nothing(why)) => view! { <p class="empty">{why.clone()}</p> }.into_any(),
        Some(_) => ().into_any(),
    }
}

#[component]
pub fn Metadata(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    artifact: usize,
) -> impl IntoView {
    let answer = State::get().ask(&Question::Details { artifact });
    move || match answer.get() {
        Some(Answer::Details(details)) => {
            view! { <Details release=release.clone() artifact=artifact details=*details /> }.into_any()
        }
        other => waiting(other.as_ref()),
    }
}

#[component]
fn Details(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    artifact: usize,
    /// What the engine read.
    details: DetailsView,
) -> impl IntoView {
    let DetailsView { metadata, wheel, tags, entry_points, .. } = details;
    let raw = RwSignal::new(false);
    let path = metadata.as_ref().map(|metadata| metadata.path.clone());
    let source = path.map(|path| {
        let release = release.clone();
        view! {
            <div class="metadata-raw">
                <Show when=move || raw.get()>
                    <Viewer release=release.clone() artifact=artifact path=path.clone() line=None />
                </Show>
            </div>
        }
    });
    let none = metadata.is_none().then(|| view! { <p class="empty">"No metadata could be read."</p> });
    let points = (!entry_points.is_empty()).then(|| {
        let rows = entry_points.into_iter().map(|point| {
            view! {
                <tr>
                    <th scope="row"><code>{point.name}</code></th>
                    <td><code>{point.value}</code></td>
                    <td>{point.group}</td>
                    <td>{point.meaning}</td>
                </tr>
            }
        });
        view! {
            <section aria-labelledby="entry-points">
                <h2 id="entry-points">"Entry points"</h2>
                <p class="explanation">{explain::file("x.dist-info/entry_points.txt")}</p>
                <table class="data cards">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th><th scope="col">"Object"</th><th scope="col">"Group"</th>
                            <th scope="col">"What comes of it"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </section>
        }
    });
    let toggle = source.is_some().then(|| {
        view! {
            <button
                type="button"
                class="button"
                aria-expanded=move || raw.get().to_string()
                on:click=move |_| raw.update(|raw| *raw = !*raw)
            >
                {move || if raw.get() { "Hide the source" } else { "Show the source beside it" }}
            </button>
        }
    });
    view! {
        <div class="actions">{toggle}</div>
        <div class="metadata" class:with-raw=move || raw.get()>
            <div class="metadata-fields">
                {tags.map(|tags| view! { <Tags tags=tags /> })}
                {none}
                {metadata.map(|header| view! { <Header header=header artifact=artifact title="Core metadata" /> })}
                {wheel.map(|header| view! { <Header header=header artifact=artifact title="WHEEL" /> })}
                {points}
            </div>
            {source}
        </div>
    }
}

/// The parts of the name of a wheel.
#[component]
fn Tags(
    /// The parts and who installs it.
    tags: TagsView,
) -> impl IntoView {
    let parts = tags.parts.into_iter().map(|part| {
        view! {
            <div>
                <dt><code>{part.text}</code> <span class="quiet">{part.name}</span></dt>
                <dd>{part.meaning}</dd>
            </div>
        }
    });
    view! {
        <section aria-labelledby="tags">
            <h2 id="tags">"The name, taken apart"</h2>
            <p class="explanation">{tags.installs}</p>
            <dl class="parts">{parts.collect_view()}</dl>
        </section>
    }
}

#[component]
fn Header(
    /// The fields.
    header: HeaderView,
    /// Which artifact, from 0.
    artifact: usize,
    /// What it is called.
    title: &'static str,
) -> impl IntoView {
    let path = header.path.clone();
    let link = move |line: u32| Route::member(artifact, &path, Some(line)).hash();
    let id = title.to_lowercase().replace(' ', "-");
    let explanation = explain::file(&header.path);
    let rows = header.fields.into_iter().map(|field| {
        let href = link(field.line);
        view! {
            <div data-odd=field.odd.to_string()>
                <dt><a href=href>{field.name}</a></dt>
                <dd>
                    <span class="field-value">{field.value}</span>
                    <span class="field-note">{field.odd.then(|| view! { <Icon mark=Mark::Info /> })} {field.note}</span>
                </dd>
            </div>
        }
    });
    let rows = rows.collect_view();
    let body = (header.body_lines > 0).then(|| {
        let href = link(header.body_line);
        view! {
            <div>
                <dt><a href=href>"Description"</a></dt>
                <dd>
                    <span class="field-value">{plural(header.body_lines, "line")}</span>
                    <span class="field-note">"The README, behind the first empty line"</span>
                </dd>
            </div>
        }
    });
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title}</h2>
            <p class="explanation">{explanation}</p>
            <dl class="fields">{rows} {body}</dl>
        </section>
    }
}

/// Versions of Python that can be chosen.
const PYTHONS: [&str; 7] = ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"];

#[component]
pub fn Requirements(
    /// Which artifact, from 0.
    artifact: usize,
) -> impl IntoView {
    let state = State::get();
    let environment = RwSignal::new(Environment::default());
    let answer: RwSignal<Option<Answer>> = RwSignal::new(None);
    let extras = RwSignal::new(Vec::<String>::new());
    state.ask_then(&Question::Details { artifact }, move |answer| {
        if let Answer::Details(details) = answer {
            extras.set(details.extras);
        }
    });
    Effect::new(move |_| {
        let question = Question::Requirements { artifact, environment: environment.get() };
        state.ask_then(&question, move |new| answer.set(Some(new)));
    });
    let python = move |event| environment.update(|environment| environment.python = event_target_value(&event));
    let platform = move |event| {
        let name = event_target_value(&event);
        let chosen = Platform::ALL.into_iter().find(|platform| platform.words() == name);
        environment.update(|environment| environment.platform = chosen.unwrap_or(Platform::Linux));
    };
    let pythons = PYTHONS.map(|python| {
        view! { <option value=python selected=move || environment.with(|one| one.python == python)>{python}</option> }
    });
    let platforms = Platform::ALL.map(|platform| {
        view! {
            <option value=platform.words() selected=move || environment.with(|one| one.platform == platform)>
                {platform.words()}
            </option>
        }
    });
    let boxes = move || {
        let boxes = extras.get().into_iter().map(|extra| {
            let name = extra.clone();
            let toggle = move |_| {
                environment.update(|environment| {
                    let before = environment.extras.len();
                    environment.extras.retain(|other| *other != extra);
                    if environment.extras.len() == before {
                        environment.extras.push(extra.clone());
                    }
                });
            };
            view! { <label class="check"><input type="checkbox" on:change=toggle /> {name}</label> }
        });
        let boxes = boxes.collect_view();
        (!extras.with(Vec::is_empty)).then(|| {
            view! { <fieldset class="extras"><legend>"Extras"</legend>{boxes}</fieldset> }
        })
    };
    view! {
        <section class="requirements" aria-labelledby="requirements">
            <h2 id="requirements">"What it needs"</h2>
            <div class="environment">
                <label>"Python " <select on:change=python>{pythons.collect_view()}</select></label>
                <label>"Platform " <select on:change=platform>{platforms.collect_view()}</select></label>
                {boxes}
            </div>
            {move || match answer.get() {
                Some(Answer::Requirements(view)) => view! { <RequirementTable view=view artifact=artifact /> }.into_any(),
                other => waiting(other.as_ref()),
            }}
        </section>
    }
}

#[component]
fn RequirementTable(
    /// What the engine read.
    view: RequirementsView,
    /// Which artifact, from 0.
    artifact: usize,
) -> impl IntoView {
    let _ = artifact;
    let python = view.python.map(|(words, contains)| {
        let (mark, answer) = match contains {
            Some(true) => (Mark::Good, "the chosen Python is one of them"),
            Some(false) => (Mark::Error, "the chosen Python is none of them: installers refuse it"),
            None => (Mark::Undecided, "cannot be read"),
        };
        view! { <p class="requires-python"><Icon mark=mark /> <span>{words} ": " {answer}</span></p> }
    });
    let needed = view.requirements.iter().filter(|one| one.applies == Some(true)).count();
    let summary = match view.requirements.len() {
        0 => "It needs nothing else.".to_owned(),
        all => format!("{needed} of {} would be installed there.", plural(all + view.more, "requirement")),
    };
    let rows = view.requirements.into_iter().map(|one| {
        let (mark, word) = match one.applies {
            Some(true) => (Mark::Good, "yes"),
            Some(false) => (Mark::Skipped, "no"),
            None => (Mark::Undecided, "unknown"),
        };
        let when = if one.when.is_empty() { "always".to_owned() } else { one.when };
        view! {
            <tr data-applies=word>
                <th scope="row"><code title=one.text>{one.name}</code></th>
                <td data-label="Versions">{one.what}</td>
                <td data-label="When">{when}</td>
                <td data-label="Applies"><span class="applies"><Icon mark=mark /> {word}</span></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let more =
        (view.more > 0).then(|| view! { <p class="quiet">{format!("and {} more", grouped(view.more as u64))}</p> });
    view! {
        {python}
        <p class="explanation" role="status">{summary}</p>
        <table class="data cards">
            <thead>
                <tr>
                    <th scope="col">"Project"</th><th scope="col">"Versions"</th><th scope="col">"When"</th>
                    <th scope="col">"Applies"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {more}
    }
}

#[component]
pub fn Readme(
    /// Which artifact, from 0.
    artifact: usize,
) -> impl IntoView {
    let answer = State::get().ask(&Question::Description { artifact });
    move || match answer.get() {
        Some(Answer::Description(view)) => view! { <Description view=view /> }.into_any(),
        other => waiting(other.as_ref()),
    }
}

#[component]
fn Description(
    /// What the engine made of it.
    view: DescriptionView,
) -> impl IntoView {
    let DescriptionView { renderer, html, text, images, problem, can_run } = view;
    let problem = problem.map(|reason| {
        view! { <p class="note-line" data-mark="error"><Icon mark=Mark::Error /> <span>"PyPI would not render it: " {reason}</span></p> }
    });
    let images = match images {
        0 => String::new(),
        images => format!(
            " {} not loaded here: only {} shown.",
            if images == 1 { "One image is".to_owned() } else { format!("{images} images are") },
            if images == 1 { "its description is" } else { "their descriptions are" }
        ),
    };
    let body = if let Some(html) = html {
        let document = readme_frame::document(&html);
        view! { <iframe class="readme" title="The README as PyPI shows it" sandbox="" srcdoc=document></iframe> }
            .into_any()
    } else {
        let smoke = Smoke::get();
        let busy = Memo::new(move |_| smoke.progress.with(Progress::busy));
        let render = move |_| smoke.run(Task { targets: Vec::new(), stand_ins: false });
        let note = can_run.then(|| {
            view! {
                <p class="quiet">"PyPI renders this; here it was checked, and stands as in the metadata. PyPI's own renderer can "
                    "run here: that downloads 7 MB from this site, once."</p>
                <p class="actions">
                    <button type="button" class="button" disabled=busy on:click=render>"Render it as PyPI does"</button>
                </p>
            }
        });
        view! {
            {note}
            <pre class="readme-text" tabindex="0">{text}</pre>
        }
        .into_any()
    };
    view! {
        <section class="readme-sheet" aria-labelledby="readme">
            <h2 id="readme">"The project page"</h2>
            <p class="explanation">{renderer} "." {images}</p>
            {problem}
            {body}
        </section>
    }
}

#[component]
pub fn Record(
    /// The release.
    release: Arc<Release>,
    /// Which artifact, from 0.
    artifact: usize,
) -> impl IntoView {
    let state = State::get();
    let rows: RwSignal<Vec<RecordRowView>> = RwSignal::new(Vec::new());
    let about = RwSignal::new(None::<Answer>);
    let load = move |from: usize| {
        state.ask_then(&Question::Record { artifact, from }, move |answer| {
            if let Answer::Record(view) = &answer {
                rows.update(|rows| {
                    if rows.len() == from {
                        rows.extend(view.rows.iter().cloned());
                    }
                });
            }
            about.set(Some(answer));
        });
    };
    load(0);
    let row = move |row: RecordRowView| {
        let mark = match row.state {
            RecordState::Differs | RecordState::Missing | RecordState::Unlisted => Mark::Error,
            RecordState::NoHash => Mark::Warning,
            RecordState::Unknown => Mark::Undecided,
            RecordState::Exempt => Mark::Skipped,
            RecordState::Matches => Mark::Good,
        };
        let member = row.member.and_then(|member| release.report.artifacts.get(artifact)?.members.get(member));
        let path = match member {
            Some(member) => view! { <a href=Route::member(artifact, &member.0, None).hash()>{row.path}</a> }.into_any(),
            None => row.path.into_any(),
        };
        view! {
            <tr>
                <th scope="row"><code>{path}</code></th>
                <td data-label="State"><span class="applies"><Icon mark=mark /> {row.state.words()}</span></td>
                <td data-label="Hash"><code class="hash">{row.hash}</code></td>
                <td data-label="Bytes">{row.size}</td>
            </tr>
        }
    };
    let row = StoredValue::new_local(row);
    view! {
        <section class="record" aria-labelledby="record">
            <h2 id="record">"RECORD against the archive"</h2>
            <p class="explanation">{explain::file("x.dist-info/RECORD")}</p>
            {move || match about.get() {
                Some(Answer::Record(view)) => {
                    let counts: Vec<String> =
                        view.counts.iter().map(|(state, count)| state.counted(*count)).collect();
                    view! { <p role="status"><strong>{counts.join(", ")}</strong></p> }.into_any()
                }
                other => waiting(other.as_ref()),
            }}
            <Show when=move || !rows.with(Vec::is_empty)>
                <table class="data cards">
                    <thead>
                        <tr>
                            <th scope="col">"File"</th><th scope="col">"State"</th><th scope="col">"Hash in RECORD"</th>
                            <th scope="col">"Bytes"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || rows.get().into_iter().enumerate()
                            key=|(at, _)| *at
                            children=move |(_, view)| row.with_value(|row| row(view))
                        />
                    </tbody>
                </table>
            </Show>
            <Show when=move || matches!(about.get(), Some(Answer::Record(view)) if view.total > rows.with(Vec::len))>
                <button type="button" class="button" on:click=move |_| load(rows.with(Vec::len))>"Show more rows"</button>
            </Show>
        </section>
    }
}
