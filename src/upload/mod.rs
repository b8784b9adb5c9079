//! What PyPI's upload endpoint answers to a file, step by step, to the word.
//!
//! Facts come from Warehouse at commit 6b62157124ab, which runs on CPython 3.14; where CPython's own modules decide
//! (zipfile, tarfile, gzip, csv, configparser) the module here does what they do, errors included.

pub mod entry_points;
pub mod record;
pub mod refusal;
pub mod scanner;
pub mod tar_archive;
pub mod zip_archive;
