//! Group C: is the code in the wheel, and nothing that does not belong there?

pub mod content_empty;
