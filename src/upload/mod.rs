//! What PyPI's upload endpoint answers: the fields of the form, by the grammars of the packages that its server runs.

pub mod content_type;
#[cfg(test)]
mod differential;
pub mod email_address;
mod idna;
pub mod license_expression;
pub mod python;
pub mod tables;
pub mod url;
