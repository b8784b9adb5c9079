//! Group A: is the file an archive that every reader reads alike?

pub mod archive_bomb;
pub mod archive_crc_mismatch;
pub mod archive_limit;
pub mod archive_polyglot;
pub mod archive_unreadable;
pub mod archive_wrong_extension;
pub mod input_unrecognized;
pub mod path_backslash;
pub mod path_case_collision;
pub mod path_control_character;
pub mod path_file_directory_conflict;
pub mod path_non_ascii;
pub mod path_normalization_collision;
pub mod path_space;
pub mod path_too_long;
pub mod path_traversal;
pub mod path_windows_reserved;
pub mod zip_comment;
pub mod zip_compression_method;
pub mod zip_data_descriptor;
pub mod zip_directory_count;
pub mod zip_duplicate_entry;
pub mod zip_encrypted;
pub mod zip_prefix_data;
pub mod zip_symlink;
pub mod zip_trailing_data;
pub mod zip_unicode_path_conflict;

use crate::artifact::wheel::Wheel;

/// Whether a wheel may be installed on Windows, by the platform tags in its name.
fn lands_on_windows(wheel: &Wheel) -> bool {
    lands_on(wheel, &["win"])
}

/// Whether a wheel may be installed where file names differing only in case are the same, by its platform tags.
fn lands_where_case_is_ignored(wheel: &Wheel) -> bool {
    lands_on(wheel, &["win", "macosx", "ios"])
}

fn lands_on(wheel: &Wheel, systems: &[&str]) -> bool {
    let Ok(name) = &wheel.filename else { return true };
    let matches = |tag: &String| tag == "any" || systems.iter().any(|system| tag.starts_with(system));
    name.platform.iter().any(matches)
}
