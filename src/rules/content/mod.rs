//! Group C: is the code in the wheel, and nothing that does not belong there?

pub mod content_build_files;
pub mod content_bytecode;
pub mod content_editor_junk;
pub mod content_empty;
pub mod content_library_empty;
pub mod content_multiple_top_level;
pub mod content_root_init;
pub mod content_source_dir;
pub mod content_stray_root_file;
pub mod content_tests_top_level;
pub mod content_vcs;
pub mod content_virtualenv;
