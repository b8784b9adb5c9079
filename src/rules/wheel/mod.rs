//! Group B: is the wheel what installers and indexes take for a wheel?

pub mod data_collides_with_root;
pub mod data_dir_mismatch;
pub mod data_escapes_prefix;
pub mod data_redundant_root;
pub mod data_script_not_file;
pub mod data_script_shebang;
pub mod data_unknown_scheme;
pub mod distinfo_egg_info;
pub mod distinfo_file_missing;
pub mod distinfo_installer_file;
pub mod distinfo_mismatch;
pub mod distinfo_missing;
pub mod distinfo_multiple;
pub mod distinfo_not_exact;
pub mod distinfo_reserved_subdir;
pub mod distinfo_top_level_mismatch;
pub mod metadata_deprecated_field;
pub mod metadata_field_too_new;
pub mod metadata_license_file_missing;
pub mod metadata_newer_than_pypi;
pub mod metadata_unparsable;
pub mod metadata_version_support;
pub mod record_digest_malformed;
pub mod record_duplicate_row;
pub mod record_hash_mismatch;
pub mod record_hash_missing;
pub mod record_missing_file;
pub mod record_path_form;
pub mod record_self_hashed;
pub mod record_signature;
pub mod record_size_mismatch;
pub mod record_unlisted_file;
pub mod record_unparsable;
pub mod record_weak_hash;
pub mod tag_abi_mismatch;
pub mod tag_bare_linux;
pub mod tag_macos_form;
pub mod tag_native_without_code;
pub mod tag_needlessly_narrow;
pub mod tag_pure_with_native;
pub mod tag_py2_universal;
pub mod tag_requires_python_conflict;
pub mod wheel_build_mismatch;
pub mod wheel_filename_invalid;
pub mod wheel_filename_not_normalized;
pub mod wheel_filename_version_form;
pub mod wheel_header_duplicate;
pub mod wheel_header_missing;
pub mod wheel_purelib_value;
pub mod wheel_tag_mismatch;
pub mod wheel_tags_unsorted;
pub mod wheel_version_unsupported;

use std::collections::{BTreeSet, HashSet};
use std::str::FromStr as _;

use pep440_rs::Version;

use crate::artifact::filename::WheelFilename;
use crate::artifact::normalize_name;
use crate::artifact::record::{Record, RecordRow};
use crate::artifact::wheel::Wheel;
use crate::artifact::wheel_file::WheelFile;
use crate::finding::Location;
use crate::rules::Check;

/// Names of the directories at the root that end in `.data`, sorted.
fn data_directories(wheel: &Wheel) -> BTreeSet<&str> {
    let roots = wheel.members.iter().filter_map(|member| member.path.split_once('/')).map(|(root, _)| root);
    roots.filter(|root| root.ends_with(".data")).collect()
}

/// A file below the `.data` directory.
struct DataFile<'w> {
    path: &'w str,
    /// Below the directory.
    rest: &'w str,
}

impl DataFile<'_> {
    /// The key of the installation scheme.
    fn key(&self) -> Option<&str> {
        self.rest.split_once('/').map(|(key, _)| key)
    }
}

/// Files below the `.data` directory of the wheel; where there is none, the question does not arise.
fn data_files<'w>(wheel: &'w Wheel, check: &mut Check<'_>) -> Option<Vec<DataFile<'w>>> {
    let info = dist_info(wheel, check)?;
    let stem = info.strip_suffix(".dist-info").unwrap_or(info);
    let files = wheel.members.iter().filter(|member| !member.is_directory()).filter_map(|member| {
        let rest = member.path.strip_prefix(stem)?.strip_prefix(".data/")?;
        Some(DataFile { path: &member.path, rest })
    });
    let files: Vec<DataFile<'_>> = files.collect();
    Some(files)
}

/// The parts of the file name; a name that has none is the business of `wheel-filename-invalid`.
fn filename<'w>(wheel: &'w Wheel, check: &mut Check<'_>) -> Option<&'w WheelFilename> {
    if wheel.filename.is_err() {
        check.skip(format!("{} is not the name of a wheel", wheel.file.name));
    }
    wheel.filename.as_ref().ok()
}

/// The one `.dist-info` directory; none or several are the business of other rules.
fn dist_info<'w>(wheel: &'w Wheel, check: &mut Check<'_>) -> Option<&'w str> {
    check.need_members(wheel)?;
    if let [only] = wheel.dist_infos.as_slice() {
        return Some(only);
    }
    check.skip(format!("{} has not exactly one .dist-info directory", wheel.file.name));
    None
}

/// Whether a `.dist-info` directory means the project and the version of a file name, however it spells them.
fn directory_is_of(directory: &str, name: &WheelFilename) -> bool {
    let stem = directory.strip_suffix(".dist-info").unwrap_or(directory);
    let Some((project, version)) = stem.rsplit_once('-') else { return false };
    let parsed = |version: &str| Version::from_str(version).ok();
    let same_version = version == name.version || parsed(version).is_some_and(|it| Some(it) == parsed(&name.version));
    same_version && normalize_name(project) == normalize_name(&name.name)
}

/// `WHEEL`, if it could be read.
fn wheel_file<'w>(wheel: &'w Wheel, check: &mut Check<'_>) -> Option<&'w WheelFile> {
    check.need(&wheel.file, "WHEEL", wheel.wheel_file.as_ref())
}

/// RECORD, if all of it could be read.
fn record<'w>(wheel: &'w Wheel, check: &mut Check<'_>) -> Option<&'w Record> {
    let record = check.need(&wheel.file, "RECORD", wheel.record.as_ref())?;
    if record.problems.is_empty() {
        return Some(record);
    }
    check.undecided(format!("RECORD of {} is not sound CSV", wheel.file.name));
    None
}

/// A row as a place for [`Check::find_each`].
fn row_place(wheel: &Wheel, record: &Record, row: &RecordRow) -> (Location, String) {
    (wheel.file.at_line(&record.path, row.line), row.path.clone())
}

/// Whether a path is one of the signatures that RECORD cannot hold, because they are made of it.
fn is_signature(record: &Record, path: &str) -> bool {
    path.strip_prefix(&record.path).is_some_and(|suffix| matches!(suffix, ".jws" | ".p7s"))
}

/// Rows of files with content: not RECORD itself, its signatures or directories.
fn content_rows(record: &Record) -> impl Iterator<Item = &RecordRow> {
    let own = |row: &RecordRow| plain_path(&row.path) == record.path || is_signature(record, &row.path);
    record.rows.iter().filter(move |row| !own(row) && !row.path.ends_with('/'))
}

/// Paths that have more than one row; which of them holds is the business of `record-duplicate-row`.
fn repeated_paths(record: &Record) -> HashSet<&str> {
    let mut seen = HashSet::new();
    record.rows.iter().map(|row| row.path.as_str()).filter(|path| !seen.insert(*path)).collect()
}

/// A path of RECORD as an archive spells it; odd spellings are the business of `record-path-form`.
fn plain_path(path: &str) -> String {
    let parts = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "."));
    parts.collect::<Vec<_>>().join("/")
}

/// Paths whose content could not be unpacked; what RECORD says of them cannot be judged.
fn broken_members(wheel: &Wheel) -> HashSet<&str> {
    use crate::archive::ArchiveProblem::{MemberCorrupt, MemberEncrypted, MemberMethod};
    let broken = wheel.problems.iter().filter_map(|problem| match problem {
        MemberCorrupt { path, .. } | MemberEncrypted { path } | MemberMethod { path, .. } => Some(path.as_str()),
        _ => None,
    });
    broken.collect()
}

/// Algorithms of RECORD that the specification allows and this tool computes, with the characters of a digest.
fn digest_characters(algorithm: &str) -> Option<usize> {
    match algorithm {
        "sha256" => Some(43),
        "sha384" => Some(64),
        "sha512" => Some(86),
        _ => None,
    }
}

/// Whether a hash is `algorithm=digest` with a digest in the form that it must have. `None`: another algorithm.
fn well_formed(hash: &str) -> Option<bool> {
    let (algorithm, digest) = hash.split_once('=').unwrap_or((hash, ""));
    let characters = digest_characters(algorithm)?;
    let safe = digest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    Some(digest.len() == characters && safe)
}
