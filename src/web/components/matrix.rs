//! Files by gates: where in the release it is wrong. Every cell says it in a word too and leads to its findings.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::Icon;
use crate::finding::Gate;
use crate::render::words::plural;
use crate::web::matrix::CellView;
use crate::web::protocol::{ArtifactView, Mark};
use crate::web::released::Release;
use crate::web::route::{Listing, Route, Sheet};

#[component]
pub fn Matrix(
    /// The release; of one file the checklist says it all.
    release: Arc<Release>,
) -> impl IntoView {
    let artifacts = &release.report.artifacts;
    let heads = Gate::ALL.into_iter().map(|gate| view! { <th scope="col">{title(gate)}</th> });
    let rows = artifacts.iter().enumerate().map(|(index, artifact)| {
        let cells = artifact
            .matrix
            .iter()
            .zip(Gate::ALL)
            .map(|(cell, gate)| view! { <Cell cell=*cell gate=gate index=index /> });
        view! {
            <tr>
                <th scope="row">{file_link(index, artifact)}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    (artifacts.len() > 1).then(|| {
        view! {
            <section class="matrix" aria-labelledby="matrix">
                <h2 id="matrix">"File by file"</h2>
                <table>
                    <thead>
                        <tr><th scope="col">"File"</th>{heads.collect_view()}</tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </section>
        }
    })
}

/// The column of a gate.
fn title(gate: Gate) -> &'static str {
    match gate {
        Gate::Upload => "Upload",
        Gate::Install => "Install",
        Gate::Run => "Run",
        Gate::Agree => "Agree",
        Gate::Pipeline => "Pipeline",
        Gate::Safe => "Safe",
    }
}

/// A name that leads to what can be shown of the file.
pub fn file_link(index: usize, artifact: &ArtifactView) -> AnyView {
    let name = artifact.file.clone();
    let sheet = if artifact.readable {
        Sheet::File { path: String::new(), line: None }
    } else if artifact.members.is_empty() {
        return name.into_any();
    } else {
        Sheet::Files
    };
    view! { <a href=Route::Artifact(index + 1, sheet).hash()>{name}</a> }.into_any()
}

#[component]
fn Cell(
    /// The worst of the file at the gate.
    cell: CellView,
    /// Which column.
    gate: Gate,
    /// Which artifact, from 0.
    index: usize,
) -> impl IntoView {
    let words = match cell.mark {
        Mark::Error if cell.count == 0 => "no".to_owned(),
        Mark::Error => plural(cell.count, "error"),
        Mark::Warning => plural(cell.count, "warning"),
        Mark::Info => plural(cell.count, "remark"),
        Mark::Good => "nothing found".to_owned(),
        Mark::Undecided => "cannot be decided".to_owned(),
        Mark::Skipped => "not checked".to_owned(),
    };
    let number = (cell.count > 0).then(|| view! { <span aria-hidden="true">{cell.count}</span> });
    let inside = view! {
        <Icon mark=cell.mark />
        {number}
        <span class="visually-hidden">{words.clone()}</span>
    };
    let inside = if cell.count > 0 {
        let listing = Listing { gate: Some(gate.name().to_owned()), artifact: Some(index + 1), ..Listing::default() };
        view! { <a href=Route::Findings(listing).hash()>{inside}</a> }.into_any()
    } else {
        view! { <span>{inside}</span> }.into_any()
    };
    view! { <td data-mark=cell.mark.name() data-label=title(gate) title=words>{inside}</td> }
}
