//! Group F: can what the project depends on be had, and is it declared?

pub mod dep_direct_url;
pub mod dep_invalid;
pub mod dep_name_spelling;
