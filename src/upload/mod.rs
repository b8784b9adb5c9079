//! What PyPI's upload endpoint looks at.

pub mod description;
