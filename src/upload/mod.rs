//! What PyPI's upload endpoint answers, to the word.
//!
//! The endpoint's own steps in its order (Warehouse at commit 6b62157124ab), with the grammars of what its server runs
//! (`packaging` 26.2, `email-validator` 2.3.0, `rfc3986` 2.0.0, CPython 3.14) re-implemented where they decide, errors
//! included. Nothing here looks at anything that the endpoint does not look at.

pub mod answer;
pub mod content_type;
pub mod description;
#[cfg(test)]
mod differential;
pub mod email_address;
pub mod email_parse;
pub mod entry_points;
pub mod filename;
pub mod form;
mod idna;
pub mod license_expression;
pub mod metadata;
pub mod python;
mod python_gzip;
pub mod python_tar;
pub mod python_zip;
pub mod record;
pub mod refusal;
pub mod requirement;
pub mod scanner;
pub mod specifier;
pub mod tables;
pub mod tar_archive;
pub mod url;
pub mod version;
pub mod zip_archive;
mod zip_framing;
