//! Draws what the engine wrote: elements of a closed list and text nodes. Nothing is parsed as markup.

use gloo::timers::callback::Timeout;
use js_sys::futures::spawn_local;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, MouseEvent};

use super::icon::path;
use crate::web::dom;
use crate::web::drawn::Node;
use crate::web::protocol::Mark;

const SVG: &str = "http://www.w3.org/2000/svg";

/// How long a button says that it copied.
const SAID: u32 = 2000;

#[component]
pub fn Drawn(
    /// What is drawn; what was drawn before goes.
    #[prop(into)]
    nodes: Signal<Vec<Node>>,
) -> impl IntoView {
    let holder = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(holder) = holder.get() {
            holder.set_text_content(None);
            nodes.with(|nodes| draw(&holder, nodes));
        }
    });
    view! { <div class="drawn" node_ref=holder on:click=copy></div> }
}

fn draw(parent: &Element, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Text(text) => {
                let _ = parent.append_with_str_1(text);
            }
            Node::Element(tag, attributes, children) => {
                let Some(element) = element(tag, attributes) else { continue };
                draw(&element, children);
                let _ = parent.append_child(&element);
            }
        }
    }
}

fn element(tag: &str, attributes: &[(String, String)]) -> Option<Element> {
    let tag = Node::tag(tag)?;
    if tag == "svg" {
        return icon(attributes);
    }
    let element = document().create_element(tag).ok()?;
    for (name, value) in attributes.iter().filter(|(name, value)| Node::allows(name, value)) {
        let _ = element.set_attribute(name, value);
    }
    Some(element)
}

/// The picture of a mark.
fn icon(attributes: &[(String, String)]) -> Option<Element> {
    let (_, name) = attributes.first()?;
    let mark = Mark::ALL.into_iter().find(|mark| mark.name() == name)?;
    let svg = document().create_element_ns(Some(SVG), "svg").ok()?;
    let line = document().create_element_ns(Some(SVG), "path").ok()?;
    let _ = line.set_attribute("d", path(mark));
    for (name, value) in [("class", "icon"), ("data-mark", name), ("viewBox", "0 0 16 16"), ("aria-hidden", "true")] {
        let _ = svg.set_attribute(name, value);
    }
    let _ = svg.append_child(&line);
    Some(svg)
}

/// Any button that copies.
fn copy(event: MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.filter(|target| target.has_attribute("data-copy")) else { return };
    let text = button.get_attribute("data-copy").unwrap_or_default();
    spawn_local(async move {
        button.set_text_content(Some(if dom::copy(&text).await { "Copied" } else { "Not copied" }));
        // The label hides what the button says now.
        let label = button.get_attribute("aria-label").unwrap_or_default();
        let _ = button.remove_attribute("aria-label");
        Timeout::new(SAID, move || {
            button.set_text_content(Some("Copy"));
            let _ = button.set_attribute("aria-label", &label);
        })
        .forget();
    });
}
