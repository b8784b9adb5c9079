//! The few things that the browser does for the page and that have no component.

use js_sys::futures::JsFuture;
use js_sys::{Array, Uint8Array};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, Url};

/// Puts text on the clipboard and says whether it got there.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// Saves text as a file. The link is to a blob, so nothing is asked of any host.
pub fn download(name: &str, text: &str) {
    save(name, &JsValue::from_str(text));
}

/// Saves what a blob may be made of, a string or bytes, as a file.
pub fn save(name: &str, content: &JsValue) {
    let options = BlobPropertyBag::new();
    // Of any other type, a browser may add its ending to the name.
    options.set_type("application/octet-stream");
    let parts = Array::of1(content);
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    if let Some(link) = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser holds what it saves; one that does not finds the blob a minute longer.
    gloo::timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
}

/// The bytes that the engine wrote as base64. A browser decodes it to a text with one character a byte.
pub fn decoded(base64: &str) -> Option<Uint8Array> {
    let text = window().atob(base64).ok()?;
    let bytes: Vec<u8> = text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    Some(Uint8Array::from(bytes.as_slice()))
}

/// Focuses an element by its id, after the page was drawn.
pub fn focus_later(id: &str) {
    let id = id.to_owned();
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) =
            document().get_element_by_id(&id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    });
}
