//! Whether PyPI can render a description. Placeholder until the renderers land.

/// What rendering gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendering {
    Renders,
    Fails { reason: String, line: Option<u32> },
    Undecided { reason: String },
}

#[must_use]
pub fn check(_text: &str, _content_type: Option<&str>) -> Rendering {
    Rendering::Renders
}
