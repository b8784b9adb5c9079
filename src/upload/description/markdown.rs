//! Markdown as readme_renderer 45.0 renders it: GFM by comrak (the Python package 0.0.12 wraps comrak 0.49), sanitised
//! by ammonia with PyPI's allow list.

use super::Rendering;
use ammonia::Builder;
use comrak::Options;
use std::collections::{HashMap, HashSet};

/// Tags of `readme_renderer.clean`.
const TAGS: [&str; 51] = [
    "a",
    "abbr",
    "acronym",
    "b",
    "blockquote",
    "code",
    "em",
    "i",
    "li",
    "ol",
    "strong",
    "ul",
    "br",
    "caption",
    "cite",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "p",
    "pre",
    "span",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "kbd",
    "var",
    "input",
    "section",
    "aside",
    "nav",
    "figure",
];

/// Attributes of `readme_renderer.clean`, by tag.
const ATTRIBUTES: [(&str, &[&str]); 28] = [
    ("a", &["href", "title"]),
    ("abbr", &["title"]),
    ("acronym", &["title"]),
    ("hr", &["class"]),
    ("img", &["src", "width", "height", "alt", "align", "class"]),
    ("span", &["class"]),
    ("th", &["align", "class"]),
    ("td", &["align", "colspan", "rowspan"]),
    ("div", &["align", "class"]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("code", &["class"]),
    ("p", &["align", "class"]),
    ("pre", &["class", "lang"]),
    ("ol", &["start"]),
    ("input", &["type", "checked", "disabled"]),
    ("aside", &["class"]),
    ("dd", &["class"]),
    ("dl", &["class"]),
    ("dt", &["class"]),
    ("ul", &["class"]),
    ("nav", &["class"]),
    ("figure", &["class"]),
    ("figcaption", &[]),
];

/// HTML of comrak before it is sanitised.
fn rendered(text: &str) -> String {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options.extension.header_ids = Some("user-content-".to_owned());
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tagfilter = true;
    options.extension.tasklist = true;
    options.render.r#unsafe = true;
    comrak::markdown_to_html(text, &options)
}

/// The README as PyPI shows it, but for the colours of its code and for the images.
pub fn html(text: &str) -> String {
    clean(&prefix_links(&rendered(text)))
}

/// HTML of a renderer as PyPI's sanitiser leaves it, but for the images, which keep their words and lose their address: to
/// show them would be to ask for them.
pub fn clean(html: &str) -> String {
    let tags: HashSet<&str> = TAGS.into_iter().chain(["figcaption", "picture"]).collect();
    let attributes: HashMap<&str, HashSet<&str>> =
        ATTRIBUTES.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect();
    Builder::new()
        .tags(tags)
        .tag_attributes(attributes)
        .rm_tag_attributes("img", ["src"])
        .generic_attributes(HashSet::from(["id"]))
        .link_rel(Some("nofollow"))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .set_tag_attribute_value("input", "disabled", "")
        .clean(html)
        .to_string()
}

/// Links within the README point to headings, whose identifiers carry a prefix; footnotes carry none.
fn prefix_links(html: &str) -> String {
    const LINK: &str = "href=\"#";
    let mut parts = html.split(LINK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(LINK);
        let plain =
            part.starts_with('"') || part.starts_with("fn-") || part.starts_with("fnref-") || !part.contains('"');
        if !plain {
            out.push_str("user-content-");
        }
        out.push_str(part);
    }
    out
}

/// Markdown fails only when comrak renders nothing at all: what the sanitiser removes leaves at least a newline.
pub(super) fn check(text: &str) -> Rendering {
    if rendered(text).is_empty() {
        Rendering::Fails { reason: "No content rendered from Markdown source.".to_owned(), line: None }
    } else {
        Rendering::Renders
    }
}
