//! Group C: is the code in the wheel, and nothing that does not belong there?

pub mod content_build_files;
pub mod content_bytecode;
pub mod content_cache_dir;
pub mod content_dev_config;
pub mod content_duplicate_files;
pub mod content_editor_junk;
pub mod content_empty;
pub mod content_encoding;
pub mod content_exec_bit;
pub mod content_expected_missing;
pub mod content_extension_mix;
pub mod content_generic_top_level;
pub mod content_internal_import_missing;
pub mod content_library_empty;
pub mod content_missing_init;
pub mod content_multiple_top_level;
pub mod content_namespace_init;
pub mod content_native_sources;
pub mod content_nested_archive;
pub mod content_no_modules_dir;
pub mod content_removed_stdlib;
pub mod content_resource_missing;
pub mod content_root_init;
pub mod content_source_dir;
pub mod content_stale_build;
pub mod content_stray_root_file;
pub mod content_syntax_error;
pub mod content_syntax_too_new;
pub mod content_tests_top_level;
pub mod content_unexpected;
pub mod content_unimportable_module;
pub mod content_vcs;
pub mod content_version_literal;
pub mod content_virtualenv;
pub mod typing_marker_misplaced;
pub mod typing_marker_missing;
pub mod typing_stub_orphan;
pub mod typing_stub_package_name;

use std::collections::BTreeMap;

use crate::artifact::wheel::{Wheel, in_dist_info};

/// Files outside `.dist-info` that are larger than this and have the same content, in groups of at least two, each sorted.
///
/// Content is the same where size, CRC-32 and the hash that RECORD names are.
pub(in crate::rules) fn equal_files(wheel: &Wheel, larger_than: u64) -> Vec<Vec<&str>> {
    let mut groups: BTreeMap<(u64, u32, Option<&str>), Vec<&str>> = BTreeMap::new();
    for (member, detail) in wheel.members.iter().zip(&wheel.details) {
        if !member.is_file() || member.size <= larger_than || in_dist_info(&member.path) {
            continue;
        }
        let hash = wheel.digests.get(&member.path).and_then(|digest| digest.hash.as_deref());
        groups.entry((member.size, detail.crc32, hash)).or_default().push(&member.path);
    }
    let mut groups: Vec<Vec<&str>> = groups.into_values().filter(|paths| paths.len() > 1).collect();
    for paths in &mut groups {
        paths.sort_unstable();
    }
    groups.sort_unstable();
    groups
}
