//! Group H: could someone else build the same bytes?

pub mod repro_gzip_header;
pub mod repro_mixed_timestamps;
