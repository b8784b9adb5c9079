//! What changed since the last look at the same files.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::{Icon, severity_word};
use super::sentence::Sentence;
use crate::web::protocol::{FindingView, Mark};
use crate::web::released::Release;
use crate::web::route::Route;

/// Findings told one by one.
const SHOWN: usize = 8;

#[component]
pub fn Since(
    /// The release.
    release: Arc<Release>,
) -> impl IntoView {
    let changes = release.changes.as_ref()?;
    let line = |mark: Mark, word: &'static str, finding: &FindingView, number: Option<usize>| {
        let link = number.map(|number| view! { " " <a href=Route::Finding(number).hash()>"See the finding"</a> });
        view! {
            <li>
                <Icon mark=mark />
                <span>
                    <strong>{word} ", " {severity_word(finding.mark).to_lowercase()} ": "</strong>
                    <Sentence pieces=finding.message.clone() />
                    {link}
                </span>
            </li>
        }
    };
    let gone = changes.gone.iter().take(SHOWN).map(|finding| line(Mark::Good, "Gone", finding, None));
    let new = changes.new.iter().take(SHOWN).filter_map(|index| {
        let finding = release.report.findings.get(*index)?;
        Some(line(finding.mark, "New", finding, Some(index + 1)))
    });
    let files = (!changes.files.is_empty()).then(|| view! { <p class="quiet">{changes.files.join("; ")} "."</p> });
    Some(view! {
        <section class="since" aria-labelledby="since">
            <h2 id="since">"Since the last look"</h2>
            <p>{changes.sentence()}</p>
            {files}
            <ul>{gone.collect_view()} {new.collect_view()}</ul>
        </section>
    })
}
