//! A release being read: bytes of every file, and a way to stop.

use leptos::prelude::*;

use crate::finding::{human_bytes, one_line};
use crate::web::components::icon::Icon;
use crate::web::components::sentence::Sentence;
use crate::web::protocol::{Mark, PartView};
use crate::web::state::{Reading, ReadingFile, State};

/// Files shown one by one; of a folder with more, the rest is a number.
const SHOWN: usize = 40;

#[component]
pub fn ReadingPage(
    /// What is being read.
    reading: Reading,
) -> impl IntoView {
    let state = State::get();
    let count = reading.files.len();
    let read = reading.read.clone();
    let title = move || match (count, read.get()) {
        (0, _) => "Listing files".to_owned(),
        (_, read) if read >= count => "Judging".to_owned(),
        (1, _) => "Reading 1 file".to_owned(),
        (_, read) => format!("Reading {} of {count} files", read + 1),
    };
    let rest = count.saturating_sub(SHOWN);
    view! {
        <section class="reading">
            <div class="reading-head">
                <h1>{title}</h1>
                <button type="button" class="button" on:click=move |_| state.cancel()>"Cancel"</button>
            </div>
            {reading.left_out.clone().map(|note| view! { <p class="note">{note}</p> })}
            <ul class="reading-files">
                {reading.files.iter().take(SHOWN).cloned().map(|file| view! { <FileRow file=file /> }).collect_view()}
            </ul>
            {(rest > 0).then(|| view! { <p class="quiet">{format!("and {rest} more files")}</p> })}
        </section>
    }
}

/// One file and how far it was read.
#[component]
fn FileRow(
    /// The file.
    file: ReadingFile,
) -> impl IntoView {
    let ReadingFile { path, size, read, done, parts } = file;
    let name = one_line(&path);
    let label = format!("Read of {name}");
    let (read_text, done_text) = (read.clone(), done.clone());
    let text = move || match (done_text.get(), read_text.get()) {
        (true, _) => human_bytes(size),
        (false, 0) => format!("waiting, {}", human_bytes(size)),
        (false, read) if read >= size => "unpacking and checking".to_owned(),
        (false, read) => format!("{} of {}", human_bytes(read), human_bytes(size)),
    };
    let value = {
        let done = done.clone();
        move || if done.get() { size.max(1).to_string() } else { read.get().to_string() }
    };
    view! {
        <li>
            <span class="reading-name">
                {move || done.get().then(|| view! { <Icon mark=Mark::Good /> })} <code>{name}</code>
            </span>
            <span class="reading-bytes">{text}</span>
            <progress aria-label=label max=size.max(1).to_string() value=value></progress>
            {move || parts.get().into_iter().map(|part| view! { <Part part=part /> }).collect_view()}
        </li>
    }
}

/// What a file is by itself, before it is compared with the others.
#[component]
fn Part(
    /// What was found.
    part: PartView,
) -> impl IntoView {
    let PartView { file, mark, answer, counts, errors } = part;
    let words = [answer, counts].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ");
    let words = if words.is_empty() { "nothing found so far".to_owned() } else { words };
    let errors = errors.into_iter().map(|pieces| view! { <li><Sentence pieces=pieces /></li> });
    view! {
        <div class="reading-part" data-file=file>
            <p><Icon mark=mark /> <span>{words}</span></p>
            <ul>{errors.collect_view()}</ul>
        </div>
    }
}
