//! Group H: could someone else build the same bytes?

pub mod repro_build_date;
pub mod repro_build_path;
pub mod repro_entry_order;
pub mod repro_epoch_mismatch;
pub mod repro_extra_fields;
pub mod repro_future_timestamp;
pub mod repro_gzip_header;
pub mod repro_mixed_timestamps;
pub mod repro_modes;
pub mod repro_pair_differs;
