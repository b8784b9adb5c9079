//! What PyPI's upload endpoint answers, to the word: its own grammars, re-implemented where it is exact about them.

pub mod filename;
pub mod python;
pub mod refusal;
pub mod requirement;
pub mod specifier;
pub mod version;
