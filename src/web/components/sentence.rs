//! A message with its code marked as code. Text nodes only: what stands in a dropped file never becomes markup.

use leptos::prelude::*;

use crate::web::protocol::Piece;

#[component]
pub fn Sentence(
    /// Prose and code in turn.
    pieces: Vec<Piece>,
) -> impl IntoView {
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.into_any(),
            Piece::Code(code) => view! { <code>{code}</code> }.into_any(),
        })
        .collect_view()
}
