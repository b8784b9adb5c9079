//! Group I: is it small enough to upload and to install?

pub mod size_compressed;
pub mod size_file_count;
pub mod size_uncompressed;
pub mod size_upload_limit;
