//! Whether the long description of a release renders on PyPI (rule `description-render`).
//!
//! Warehouse (`utils/readme.py`) chooses the renderer by the content type: reStructuredText when there is none, GFM for
//! Markdown whatever its variant says, and preformatted text, which cannot fail, for anything else.

pub mod markdown;
mod rst;

/// What PyPI's renderer makes of a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendering {
    Renders,
    Fails { reason: String, line: Option<u32> },
    Undecided { reason: String },
}

enum Renderer {
    Rst,
    Markdown,
    Plain,
}

/// The renderer for a content type, unless only Python's header parser can tell.
fn renderer(content_type: Option<&str>) -> Option<Renderer> {
    let Some(value) = content_type.filter(|value| !value.is_empty()) else { return Some(Renderer::Rst) };
    let kind = value.split(';').next().unwrap_or_default();
    // Encoded words and control characters are rewritten by Python's email package before the type is read.
    if value.contains("=?") || value.chars().any(char::is_control) {
        return None;
    }
    Some(match kind.trim().to_lowercase().as_str() {
        "text/x-rst" => Renderer::Rst,
        "text/markdown" => Renderer::Markdown,
        _ => Renderer::Plain,
    })
}

/// What PyPI answers to a description of a content type; an empty one is not rendered and is the caller's to skip.
pub fn check(text: &str, content_type: Option<&str>) -> Rendering {
    match renderer(content_type) {
        Some(Renderer::Rst) => rst::check(text),
        Some(Renderer::Markdown) => markdown::check(text),
        Some(Renderer::Plain) => Rendering::Renders,
        None => Rendering::Undecided { reason: "the content type is read by Python's email package only".to_owned() },
    }
}

/// Whether PyPI renders a description of that content type with docutils.
#[must_use]
pub fn needs_docutils(content_type: Option<&str>) -> bool {
    matches!(renderer(content_type), Some(Renderer::Rst))
}

/// A description as PyPI shows it, as far as that can be had here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Which of PyPI's renderers it is for.
    pub renderer: &'static str,
    /// Sanitised. There is none for reStructuredText, which only docutils renders, nor for plain text.
    pub html: Option<String>,
    /// Why PyPI would not render it.
    pub problem: Option<String>,
}

/// What PyPI makes of a description that is not empty.
pub fn preview(text: &str, content_type: Option<&str>) -> Preview {
    let problem = match check(text, content_type) {
        Rendering::Fails { reason, .. } => Some(reason),
        Rendering::Renders | Rendering::Undecided { .. } => None,
    };
    let (renderer, html) = match renderer(content_type) {
        Some(Renderer::Markdown) => ("Markdown", Some(markdown::html(text))),
        Some(Renderer::Rst) => ("reStructuredText", None),
        Some(Renderer::Plain) | None => ("Plain text", None),
    };
    Preview { renderer, html, problem }
}

#[cfg(test)]
mod tests {
    use super::{Rendering, check, preview};

    #[test]
    fn a_preview_carries_no_script_and_no_address_of_an_image() {
        let text = "# A\n\n![logo](https://example.org/a.png)\n\n<script>x()</script><b onclick=x()>b</b>";
        let html = preview(text, Some("text/markdown")).html.unwrap();
        assert!(html.contains("<h1") && html.contains("alt=\"logo\"") && html.contains("<b>b</b>"), "{html}");
        assert!(!html.contains("example.org") && !html.contains("<script") && !html.contains("onclick"), "{html}");
        assert_eq!(preview("Title\n=====\n", None).html, None);
    }

    /// `beartype` 0.23.1.
    #[test]
    fn fields_for_the_head_of_a_page_are_decided() {
        let rst = |meta: &str| check(&format!("Title\n=====\n\n.. meta::\n{meta}\n\nText.\n"), None);
        let sound = "   :description lang=en:\n     Beartype is a checker\n     of types.\n   :keywords: a, b";
        assert_eq!(rst(sound), Rendering::Renders);
        for unsure in ["   a paragraph", "   :description lang:\n     text", "   :description lang=\"en:\n     text"] {
            assert!(matches!(rst(unsure), Rendering::Undecided { .. }), "{unsure}");
        }
    }

    /// Compares with what `tests/differential/generate_descriptions.py` wrote, if the environment names its file.
    #[test]
    fn never_contradicts_the_reference() {
        let Ok(path) = std::env::var("PREFLIGHT_DIFFERENTIAL_DESCRIPTIONS") else { return };
        let text = std::fs::read_to_string(path).unwrap();
        let (mut all, mut undecided, mut wrong) = (0, 0, Vec::new());
        for line in text.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let rendering = check(case["text"].as_str().unwrap(), case["type"].as_str());
            all += 1;
            match rendering {
                Rendering::Undecided { .. } => undecided += 1,
                Rendering::Renders if case["renders"] == true => {}
                Rendering::Fails { .. } if case["renders"] == false => {}
                other => wrong.push(format!("{other:?}, but {}: {}", case["renders"], case["text"])),
            }
        }
        assert!(wrong.is_empty(), "{} wrong of {all}, {undecided} undecided:\n{}", wrong.len(), wrong.join("\n"));
        std::io::Write::write_all(
            &mut std::io::stderr(),
            format!("{all} descriptions, {undecided} undecided\n").as_bytes(),
        )
        .unwrap();
    }

    /// Pieces of markup in any order: whatever comes of them, something does, and soon.
    #[test]
    fn any_soup_of_markup_comes_to_an_end() {
        const PIECES: [&str; 32] = [
            "\n",
            "\n\n",
            " ",
            "   ",
            "\t",
            "a",
            "Title",
            "=====",
            "-----",
            "*",
            "**",
            "``",
            "`",
            "_",
            "__",
            "|",
            ":",
            "::",
            ".. ",
            ".. image:: x\n",
            ".. [1] ",
            ".. _a: b\n",
            "+---+",
            "= =",
            "1. ",
            "- ",
            "[",
            "]",
            "(",
            ")",
            "<b>",
            "\u{e9}\u{3042}",
        ];
        let mut state: u64 = 1;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % below
        };
        for _ in 0..3000 {
            let text: String = (0..next(200)).map(|_| PIECES[next(PIECES.len())]).collect();
            check(&text, Some("text/x-rst"));
            check(&text, Some("text/markdown"));
        }
    }

    #[test]
    fn a_very_long_text_is_left_to_docutils_and_not_looked_at_for_long() {
        let text = "= =\n".repeat(40_000) + &"a\n\n----\n\n".repeat(60_000);
        assert!(matches!(check(&text, Some("text/x-rst")), Rendering::Undecided { .. }));
    }

    #[test]
    fn chooses_the_renderer() {
        let fails = |text, kind| matches!(check(text, kind), Rendering::Fails { .. });
        assert!(fails("*open", None));
        assert!(fails("*open", Some("Text/X-RST; charset=UTF-8")));
        assert!(!fails("*open", Some("text/markdown")));
        assert!(!fails("*open", Some("text/plain")));
        assert!(!fails("*open", Some("nonsense")));
        assert!(fails("[a]: http://x", Some("text/markdown; variant=GFM")));
        assert!(!fails("<!-- x -->", Some("text/markdown")));
        assert!(fails("Title\n=====\n", None));
    }
}
