//! The smoke test on the page: what it does and costs, its progress, and what came of each step. All that a step says is text.

use std::sync::Arc;

use leptos::prelude::*;

use super::copy_button::CopyButton;
use super::icon::Icon;
use crate::finding::human_bytes;
use crate::web::released::Release;
use crate::web::smoke::{Kind, Step, Verdict, choices, compared, native_lines, read_mark};
use crate::web::smoke_run::{Progress, Smoke, Task, Tried};

/// Artifacts tried in one test; a release of forty wheels has most of them for other systems.
const MOST: usize = 6;

#[component]
pub fn SmokeTest(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let choices = choices(&release.report.artifacts);
    if choices.is_empty() {
        return None;
    }
    let smoke = Smoke::get();
    let about = release.clone();
    let chosen = smoke.chosen;
    let targets = {
        let choices = choices.clone();
        move || {
            let files = |index: &usize| release.report.artifacts.get(*index).map(|artifact| artifact.file.clone());
            let choice = choices.get(chosen.get_untracked());
            choice.map(|choice| choice.artifacts.iter().filter_map(files).take(MOST).collect()).unwrap_or_default()
        }
    };
    let again = targets.clone();
    let start = move |_| smoke.run(Task { targets: targets(), stand_ins: false });
    let stand_in = move |_| smoke.run(Task { targets: again(), stand_ins: true });
    let names: Vec<String> = choices.iter().map(|choice| choice.release.clone()).collect();
    let choose = (names.len() > 1).then(|| {
        let options = names.into_iter().enumerate().map(
            |(n, name)| view! { <option value=n.to_string() selected=n == chosen.get_untracked()>{name}</option> },
        );
        view! {
            <label class="smoke-choice">
                "Try "
                <select on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))>
                    {options.collect_view()}
                </select>
                " and install what else was dropped as its dependencies"
            </label>
        }
    });
    let busy = Memo::new(move |_| smoke.progress.with(Progress::busy));
    let lacking = Memo::new(move |_| smoke.results.with(|all| missing(all)));
    Some(view! {
        <section class="smoke" aria-labelledby="smoke">
            <h2 id="smoke">"Smoke test"</h2>
            <p class="quiet smoke-about">
                "A CPython 3.14 in this browser installs it into an empty environment, imports each top-level module, and runs \
                 each console script with --help. An sdist is built with its own backend first, and a description in \
                 reStructuredText is rendered by the renderer that PyPI runs. This downloads 6 MB from this site, 1 MB more for \
                 an sdist and 1 MB more for a description, once. Your files stay here: the interpreter runs in a sealed frame \
                 without network."
            </p>
            {choose}
            <div class="actions">
                <button type="button" class="button" id="smoke-run" disabled=busy on:click=start>"Run the smoke test"</button>
                {move || {
                    busy.get()
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=move |_| smoke.cancel()>
                                    "Stop the smoke test"
                                </button>
                            }
                        })
                }}
                {move || {
                    (!lacking.with(String::is_empty) && !busy.get())
                        .then(|| {
                            let stand_in = stand_in.clone();
                            view! {
                                <button type="button" class="button" on:click=stand_in>
                                    "Try again with stand-ins for what is missing"
                                </button>
                                <CopyButton text=lacking.get() label="Copy what is missing" />
                                <p class="smoke-about">
                                    "Wheels that are dropped beside the release are installed. They can also be fetched by name: \
                                     reload the page, and give it what is missing before you drop the release."
                                </p>
                            }
                        })
                }}
            </div>
            <div class="smoke-progress" role="status">{move || smoke.progress.with(progress)}</div>
            {move || smoke.note.with(|note| (!note.is_empty()).then(|| view! { <p class="smoke-about">{note.clone()}</p> }))}
            <div class="smoke-results">
                // Drawn anew with each step; a test has few.
                {move || smoke.results.with(|all| all.iter().map(|tried| result(tried, &about)).collect_view())}
            </div>
            {move || {
                (!smoke.notices.with(String::is_empty) && !smoke.results.with(Vec::is_empty))
                    .then(|| view! { <About notices=smoke.notices.get() /> })
            }}
        </section>
    })
}

/// The requirements that were not there, one to a line.
fn missing(all: &[Tried]) -> String {
    let lines = all.iter().flat_map(|one| &one.steps).flat_map(|step| &step.missing);
    let mut names: Vec<&str> = lines.map(|line| line.split(" (asked by ").next().unwrap_or(line)).collect();
    names.sort_unstable();
    names.dedup();
    names.join("\n")
}

fn progress(progress: &Progress) -> AnyView {
    match progress {
        Progress::Idle | Progress::Done => ().into_any(),
        Progress::Loading { loaded, total } => {
            let (loaded, total) = (*loaded, *total);
            view! {
                <label>
                    "Downloading the interpreter " <progress value=loaded max=total.max(1.0)></progress>
                </label>
            }
            .into_any()
        }
        Progress::Starting => view! { <p>"Compiling the interpreter"</p> }.into_any(),
        Progress::Running(file) => view! { <p>"Trying " <code>{file.clone()}</code></p> }.into_any(),
        Progress::Failed(message) if message.is_empty() => ().into_any(),
        Progress::Failed(message) => {
            view! { <p class="note">"The smoke test came to no result: " {message.clone()} "."</p> }.into_any()
        }
    }
}

fn result(tried: &Tried, release: &Release) -> impl IntoView + use<> {
    let verdict = tried.verdict();
    let read = read_mark(&release.report, release.read_run(), &tried.file);
    let head = verdict.map(|verdict| {
        view! {
            <p class="smoke-verdict" data-mark=verdict.mark().name()>
                <Icon mark=verdict.mark() />
                <strong>{verdict.word()}</strong>
                <span class="quiet">" on CPython 3.14, the only version tried"</span>
            </p>
        }
    });
    let agreement = verdict.map(|verdict| view! { <p class="smoke-agreement">{compared(read, verdict)}</p> });
    let artifact = release.report.artifacts.iter().find(|artifact| artifact.file == tried.file);
    let named = artifact.and_then(|artifact| artifact.release.as_deref());
    let lines = native_lines(&tried.file, named, &tried.steps);
    let native = tried.done.then(|| {
        view! {
            <details>
                <summary>"The same on a machine"</summary>
                <pre>{lines.clone()}</pre>
                <CopyButton text=lines label="Copy" />
            </details>
        }
    });
    view! {
        <article class="smoke-result" data-done=tried.done.to_string() data-file=tried.file.clone()>
            <h3><code>{tried.file.clone()}</code></h3>
            {head}
            {agreement}
            <ol>{tried.steps.iter().map(step).collect_view()}</ol>
            {native}
        </article>
    }
}

fn step(step: &Step) -> impl IntoView + use<> {
    let mark = step.verdict.mark();
    let exit = step.exit.filter(|_| step.kind == Kind::Script).map(|code| format!("exit code {code}, "));
    let took = format!("{}{:.1} s", exit.unwrap_or_default(), step.seconds);
    let cause = (!step.cause.is_empty()).then(|| view! { <p class="smoke-cause">{step.cause.clone()}</p> });
    let lists = [
        ("Missing requirements", &step.missing),
        ("Installed beside it", &step.dependencies),
        ("Built with", &step.versions),
        ("Tried, though a browser lacks it", &step.notes),
        ("Other than the dropped wheel", &step.different),
    ];
    let lists = lists.map(|(title, lines)| {
        (!lines.is_empty()).then(|| {
            let lines = lines.iter().map(|line| view! { <li><code>{line.clone()}</code></li> }).collect_view();
            view! { <details><summary>{title}</summary><ul>{lines}</ul></details> }
        })
    });
    let streams = [("Standard output", &step.stdout), ("Standard error", &step.stderr)].map(|(title, text)| {
        (!text.is_empty()).then(|| {
            let open = step.verdict == Verdict::Fails;
            view! { <details open=open><summary>{title}</summary><pre tabindex="0">{text.clone()}</pre></details> }
        })
    });
    view! {
        <li class="smoke-step" data-mark=mark.name() data-kind=format!("{:?}", step.kind).to_lowercase()>
            <p class="smoke-step-head">
                <Icon mark=mark />
                <span>{step.what()} " " <code>{step.name.clone()}</code></span>
                <span class="quiet">{step.verdict.word()} ", " {took}</span>
            </p>
            {cause}
            {lists.into_iter().collect_view()}
            {streams.into_iter().collect_view()}
        </li>
    }
}

/// What stands in for what, and whose software this is.
#[component]
fn About(
    /// Licences and sources.
    notices: String,
) -> impl IntoView {
    let size = human_bytes(notices.len() as u64);
    view! {
        <details class="smoke-notices">
            <summary>"What stands in for what a browser lacks"</summary>
            <p>
                "The modules " <code>"pwd"</code> " and " <code>"grp"</code> " with one user and one group, "
                <code>"os.getuid"</code> " and its three siblings, " <code>"os.getlogin"</code> ", "
                <code>"socket.AF_UNIX"</code> ", and one property of " <code>"ssl.SSLContext"</code>
                ". Threads, other programs, the network, time zones, locales and the rest of the system are missing; whatever \
                 fails after it used one of them cannot be decided here. Markers are judged for your system, not for the \
                 browser's."
            </p>
        </details>
        <details class="smoke-notices">
            <summary>"Licences of what was downloaded (" {size} ")"</summary>
            <pre tabindex="0">{notices}</pre>
        </details>
    }
}
