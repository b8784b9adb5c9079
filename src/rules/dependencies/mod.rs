//! Group F: can what the project depends on be had, and is it declared?

pub mod dep_direct_url;
