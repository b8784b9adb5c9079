//! Stands in for the crate of this name, which holds the names of all characters: 900 kB of the engine, for the one question
//! that the parser of Python's sources asks, whether the name in `"\N{BULLET}"` exists.
//!
//! Nothing in Preflight reads the character, and the names that exist depend on the Python that will run the source, so every
//! name that could be one is taken for one. What is missed is a source with a misspelt name, which no Python imports.

/// A character for a name, the same for all. None for what cannot be the name of a character or of an alias: those are made
/// of letters, digits, spaces and hyphens (Unicode Standard, section 4.8), and CPython takes parentheses in some.
pub fn character(name: &str) -> Option<char> {
    let plausible = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'(' | b')');
    (!name.is_empty() && name.bytes().all(plausible)).then_some(char::REPLACEMENT_CHARACTER)
}
