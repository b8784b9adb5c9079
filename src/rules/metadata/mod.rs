//! What the metadata of a distribution says of the project itself.

pub mod metadata_license_absent;
pub mod metadata_name_spelling;
