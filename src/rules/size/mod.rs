//! Group I: is it small enough to upload and to install?

pub mod size_compressed;
pub mod size_duplicate_bytes;
pub mod size_file_count;
pub mod size_growth;
pub mod size_stored;
pub mod size_tests_share;
pub mod size_top_files;
pub mod size_uncompressed;
pub mod size_upload_limit;
