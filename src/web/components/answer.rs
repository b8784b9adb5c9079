//! What PyPI's upload endpoint would answer to one file, in its words, and the finding that explains it.

use leptos::prelude::*;

use super::icon::Icon;
use super::sentence::Sentence;
use crate::web::components::findings::finding_id;
use crate::web::dom;
use crate::web::protocol::{AnswerView, Cause};
use crate::web::route::Route;

#[component]
pub fn Answers(
    /// The file, for its name.
    file: String,
    /// At least one; more where tools get different ones.
    answers: Vec<AnswerView>,
    /// Tools that would not send it.
    notes: Vec<String>,
) -> impl IntoView {
    let label = format!("PyPI would answer to {file}");
    let notes = notes.into_iter().map(|note| view! { <p class="answer-note">{note}</p> });
    view! {
        <div class="answers" role="group" aria-label=label>
            <p class="answers-title">"PyPI would answer"</p>
            {answers.into_iter().map(|answer| view! { <Answer answer=answer /> }).collect_view()}
            {notes.collect_view()}
        </div>
    }
}

#[component]
fn Answer(
    /// To one tool or several.
    answer: AnswerView,
) -> impl IntoView {
    let AnswerView { tools, status, mark, word, message, cause } = answer;
    // "200 OK" is said in one breath; other messages are sentences.
    let short = status == Some(200);
    let (beside, below) = if short { (Some(message), None) } else { (None, Some(message)) };
    let number = status.map(|status| view! { <strong>{status} {beside.map(|text| format!(" {text}"))}</strong> });
    let cause = cause.map(|cause| view! { <Why cause=cause /> });
    view! {
        <div class="answer" data-mark=mark.name() data-status=status.map(|status| status.to_string())>
            <p class="answer-head">
                <span class="answer-status"><Icon mark=mark /> {number} " " <span>{word}</span></span>
                <span class="answer-tools">"to " {tools.join(" and ")}</span>
            </p>
            {below.map(|text| view! { <p class="answer-message"><samp>{text}</samp></p> })}
            {cause}
        </div>
    }
}

/// The rule, where it applied, and what to do.
#[component]
fn Why(
    /// The finding behind the answer.
    cause: Cause,
) -> impl IntoView {
    let Cause { finding, rule, place, fix } = cause;
    let number = finding + 1;
    // Where the hash says this finding already, nothing else would bring it back before one's eyes.
    let show = move |_| dom::focus_later(&finding_id(number));
    let at = place.rsplit('/').next().filter(|at| !at.is_empty()).map(str::to_owned);
    let at = at.map(|at| view! { <span class="quiet">"in " <code title=place>{at}</code></span> });
    view! {
        <p class="answer-why">
            <a href=Route::Finding(number).hash() on:click=show><code>{rule}</code></a> {at}
        </p>
        {(!fix.is_empty())
            .then(|| {
                view! {
                    <p class="answer-fix">
                        <span class="label">"Fix"</span>
                        <span><Sentence pieces=fix /></span>
                    </p>
                }
            })}
    }
}
