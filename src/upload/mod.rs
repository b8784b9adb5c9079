//! What PyPI's upload endpoint answers, to the word.
//!
//! The endpoint's own steps in its order, with the grammars of the packages that its server runs (`packaging` 26.2,
//! `email-validator` 2.3.0, `rfc3986` 2.0.0, CPython 3.14) re-implemented where they decide. Nothing here looks at anything
//! that the endpoint does not look at.

pub mod content_type;
#[cfg(test)]
mod differential;
pub mod email_address;
pub mod filename;
pub mod form;
mod idna;
pub mod license_expression;
pub mod metadata;
pub mod python;
pub mod refusal;
pub mod requirement;
pub mod specifier;
pub mod tables;
pub mod url;
pub mod version;
