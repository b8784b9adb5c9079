//! What the endpoint decides about a wheel, or an sdist that is a zip.
//!
//! Source: Warehouse forklift/legacy.py `_open_dist_file` and `_is_valid_dist_file`, over what `zipfile` makes of the file
//! ([`python_zip`](super::python_zip)). Only a `BadZipFile` is turned into an answer; whatever else `zipfile` raises is an
//! error of the server, status 500.

use std::collections::HashMap;

use super::python_tar::{IsTar, common_path, is_tar_file};
use super::python_zip::{DEFLATED, PyZip, ReadFailure, STORED, is_zip_file};
use super::refusal::{Refusal, crash, invalid_file};
use super::scanner::{MemberScan, Order, Scan, is_scannable};
use super::zip_framing::{Walk, walk};
use crate::archive::limits::{BOMB_BYTES, BOMB_RATIO};
use crate::artifact::metadata::Metadata;
use crate::source::Source;

/// What the endpoint makes of a zip.
#[derive(Debug)]
pub struct ZipJudgement<'a> {
    /// Everything found, in the endpoint's order: it answers with the first.
    pub refusals: Vec<Refusal>,
    /// For the steps after this one. `None` where `zipfile` cannot open the file.
    pub archive: Option<PyZip<'a>>,
    /// Something was larger than what is read here, so that a refusal may be missing.
    pub undecided: bool,
}

/// Judges a wheel, or an sdist that is a `.zip`. `file_name` is the name without folders.
#[must_use]
pub fn judge_wheel<'a>(source: &'a dyn Source, file_name: &str) -> ZipJudgement<'a> {
    judge_wheel_scanned(source, file_name, &Scan::default())
}

/// As [`judge_wheel`], without unpacking again those members that another pass has scanned and verified.
#[must_use]
pub fn judge_wheel_scanned<'a>(source: &'a dyn Source, file_name: &str, scan: &Scan) -> ZipJudgement<'a> {
    let mut judgement = ZipJudgement { refusals: Vec::new(), archive: None, undecided: false };
    // The archive is opened before anything is asked of it; of what that raises, only BadZipFile is kept for later.
    let opened = match PyZip::open(source) {
        Ok(zip) => Some(zip),
        Err(ReadFailure::BadZipFile(_) | ReadFailure::Missing) => None,
        Err(ReadFailure::Crash(kind)) => {
            judgement.refusals.push(crash("zip-crash", kind));
            return judgement;
        }
        Err(ReadFailure::Undecided) => {
            judgement.undecided = true;
            return judgement;
        }
    };
    let is_zip = is_zip_file(source);
    match is_tar_file(source) {
        IsTar::Yes if is_zip => judgement.refusals.push(invalid_file("poly", "File is both a zip and a tar file")),
        IsTar::Yes | IsTar::No => {}
        IsTar::Crash(kind) => judgement.refusals.push(crash("zip-crash", kind)),
    }
    if !is_zip {
        judgement.refusals.push(invalid_file("zip-not", "File is not a zipfile"));
        return judgement;
    }
    let Some(zip) = opened else {
        judgement.refusals.push(invalid_file("zip-unreadable", "None"));
        return judgement;
    };
    judge_content(&zip, file_name, scan, &mut judgement);
    match walk(&zip) {
        Ok(()) => {}
        Err(Walk::Refused(rule, reason)) => {
            let message =
                format!("ZIP archive not accepted: {reason}. See https://docs.pypi.org/archives for more information");
            judgement.refusals.push(invalid_file(rule, &message));
        }
        Err(Walk::Crash(kind)) => judgement.refusals.push(crash("zip-crash", kind)),
    }
    judgement.archive = Some(zip);
    judgement
}

/// Sizes, methods, the file that makes a wheel a wheel, and the scan.
fn judge_content(zip: &PyZip<'_>, file_name: &str, scan: &Scan, judgement: &mut ZipJudgement<'_>) {
    let unpacked: u128 = zip.entries.iter().map(|entry| u128::from(entry.file_size)).sum();
    let size = u128::from(zip.source.len());
    let bomb = unpacked > u128::from(BOMB_BYTES) && unpacked > size * u128::from(BOMB_RATIO);
    if bomb {
        judgement.refusals.push(invalid_file("zip-ratio", "File exceeds compression ratio of 50"));
    }
    if zip.entries.iter().any(|entry| !matches!(entry.method, STORED | DEFLATED)) {
        judgement.refusals.push(invalid_file("zip-method", "File does not use a supported compression type"));
    }
    if file_name.ends_with(".zip") {
        match common_path(zip.entries.iter().map(|entry| entry.file_name.as_bytes())) {
            None => {
                judgement.refusals.push(crash("zip-crash", "ValueError"));
                return;
            }
            Some(top) if matches!(top.as_slice(), b"" | b"." | b"/") => {
                let message = "Incorrect number of top-level directories in sdist";
                judgement.refusals.push(invalid_file("sdist-top", message));
            }
            Some(top) => {
                let path = format!("{}/PKG-INFO", String::from_utf8_lossy(&top));
                judge_needed(zip, &path, "sdist-pkginfo", "PKG-INFO", judgement);
            }
        }
    } else if let Some(folder) = dist_info(file_name) {
        judge_needed(zip, &format!("{folder}/WHEEL"), "wheel-file", "WHEEL", judgement);
    } else {
        let message = "Unable to parse name and version from wheel filename";
        judgement.refusals.push(invalid_file("wheel-fn-split", message));
    }
    if bomb {
        // The endpoint does not unpack it; neither is it unpacked here.
        return;
    }
    let mut order = Order::default();
    let mut seen: HashMap<usize, MemberScan> = HashMap::new();
    for entry in &zip.entries {
        if entry.file_name.ends_with('/') || !is_scannable(&entry.file_name) {
            continue;
        }
        // The scanner reads by name: of several members of one name always the last.
        let Some(index) = zip.by_name.get(&entry.file_name).copied() else { continue };
        let result = match seen.get(&index) {
            Some(result) => Ok(*result),
            None => zip.scan(index, scan),
        };
        match result {
            Ok(result) => {
                seen.insert(index, result);
                if let Some(found) = order.member(result) {
                    judgement.refusals.push(invalid_file(found.rule(), found.message()));
                    return;
                }
            }
            Err(failure) => return judge_failure(failure, judgement),
        }
    }
    if let Some(found) = order.finish() {
        judgement.refusals.push(invalid_file(found.rule(), found.message()));
    }
}

fn judge_needed(zip: &PyZip<'_>, path: &str, rule: &'static str, name: &str, judgement: &mut ZipJudgement<'_>) {
    match zip.find(path).and_then(|index| zip.stream(index, &mut |_| {})) {
        Ok(()) => {}
        Err(ReadFailure::Missing) => {
            judgement.refusals.push(invalid_file(rule, &format!("{name} not found at {path}")));
        }
        Err(failure) => judge_failure(failure, judgement),
    }
}

fn judge_failure(failure: ReadFailure, judgement: &mut ZipJudgement<'_>) {
    match failure {
        ReadFailure::BadZipFile(_) | ReadFailure::Missing => {
            judgement.refusals.push(invalid_file("zip-unreadable", "None"));
        }
        ReadFailure::Crash(kind) => judgement.refusals.push(crash("zip-crash", kind)),
        ReadFailure::Undecided => judgement.undecided = true,
    }
}

/// The answer where the form names a licence file that the wheel does not hold, or holds broken.
#[must_use]
pub fn license_refusal(zip: &PyZip<'_>, file_name: &str, license_file: &str) -> Option<Refusal> {
    let path = format!("{}/licenses/{license_file}", dist_info(file_name)?);
    match zip.find(&path).and_then(|index| zip.stream(index, &mut |_| {})) {
        Ok(()) | Err(ReadFailure::Undecided) => None,
        Err(ReadFailure::Missing) => Some(Refusal {
            rule: "license-in-wheel",
            status: 400,
            message: format!("License-File {license_file} does not exist in distribution file {file_name} at {path}"),
        }),
        Err(ReadFailure::BadZipFile(_)) => Some(crash("zip-crash", "BadZipFile")),
        Err(ReadFailure::Crash(kind)) => Some(crash("zip-crash", kind)),
    }
}

/// The answer where METADATA is not in the wheel, or broken.
#[must_use]
pub fn metadata_refusal(zip: &PyZip<'_>, file_name: &str) -> Option<Refusal> {
    let path = format!("{}/METADATA", dist_info(file_name)?);
    match zip.find(&path).and_then(|index| zip.stream(index, &mut |_| {})) {
        Ok(()) | Err(ReadFailure::Undecided) => None,
        Err(ReadFailure::Missing) => Some(Refusal {
            rule: "metadata-missing",
            status: 400,
            message: format!("Wheel '{file_name}' does not contain the required METADATA file: {path}"),
        }),
        Err(ReadFailure::BadZipFile(_)) => Some(crash("zip-crash", "BadZipFile")),
        Err(ReadFailure::Crash(kind)) => Some(crash("zip-crash", kind)),
    }
}

/// The metadata that twine sends, if it is another file than `own`, the path of the wheel's METADATA: the first of the paths that hold that
/// word, the shallowest first, then as they sort, whose content holds `Metadata-Version` (twine 7.0.0 `wheel.py`). `zipfile`
/// also reads what is too broken or too large for the archive that rules look at.
#[must_use]
pub fn metadata_for_twine(judgement: &ZipJudgement<'_>, source: &dyn Source, own: Option<&str>) -> Option<Metadata> {
    /// More than any wheel has.
    const MOST: usize = 16;
    // Where the endpoint stopped before it looked inside, twine still did.
    let opened;
    let zip = if let Some(zip) = &judgement.archive {
        zip
    } else {
        opened = PyZip::open(source).ok()?;
        &opened
    };
    let mut paths: Vec<Vec<&str>> =
        zip.names().filter(|name| name.contains("METADATA")).map(|name| name.split('/').collect()).collect();
    paths.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    paths.dedup();
    for path in paths.into_iter().take(MOST).map(|parts| parts.join("/")) {
        if own == Some(path.as_str()) {
            return None;
        }
        let bytes = zip.read(&path).ok()?;
        if memchr::memmem::find(&bytes, b"Metadata-Version").is_some() {
            return Some(Metadata::parse(&path, &bytes));
        }
    }
    None
}

/// The folder of a wheel's metadata, spelled as its file name spells it; `None` with fewer than two dashes.
#[must_use]
pub fn dist_info(file_name: &str) -> Option<String> {
    let mut parts = file_name.splitn(3, '-');
    let (name, version, _) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{name}-{version}.dist-info"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::archive::zip_records::CENTRAL;
    use crate::fixture;
    use crate::source::FileSource;
    use crate::upload::entry_points::{entry_points_refusal, validate_entry_points};
    use crate::upload::record::{RecordVerdict, record_refusal, validate_record};
    use crate::upload::tar_archive::judge_sdist;

    /// The first answer of all archive steps, and whether RECORD differs.
    fn answer(source: &dyn Source, name: &str) -> (Option<Refusal>, bool) {
        if name.ends_with(".tar.gz") {
            return (judge_sdist(source).refusals.into_iter().next(), false);
        }
        let judgement = judge_wheel(source, name);
        let mut refusals = judgement.refusals;
        let mut mismatch = false;
        if let Some(zip) = judgement.archive.filter(|_| name.ends_with(".whl")) {
            let verdict = validate_record(&zip, name);
            mismatch = verdict == RecordVerdict::Mismatch;
            refusals.extend(record_refusal(verdict, name));
            refusals.extend(entry_points_refusal(validate_entry_points(&zip, name), name));
            refusals.extend(metadata_refusal(&zip, name));
        }
        (refusals.into_iter().next(), mismatch)
    }

    fn wheel(edit: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut built = fixture::build("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py {stored}\nx = 1\n");
        edit(&mut built[0].bytes);
        built.remove(0).bytes
    }

    fn message(bytes: &Vec<u8>) -> Option<String> {
        answer(bytes, "demo-1.0-py3-none-any.whl").0.map(|refusal| refusal.message)
    }

    fn position(bytes: &[u8], needle: &[u8]) -> usize {
        bytes.windows(needle.len()).position(|window| window == needle).unwrap()
    }

    #[test]
    fn a_sound_wheel_passes() {
        let bytes = wheel(|_| {});
        assert_eq!(answer(&bytes, "demo-1.0-py3-none-any.whl"), (None, false));
    }

    #[test]
    fn damage_is_answered_as_the_endpoint_does() {
        let framing = |reason: &str| {
            Some(format!(
                "Invalid distribution file. ZIP archive not accepted: {reason}. See \
                 https://docs.pypi.org/archives for more information"
            ))
        };
        assert_eq!(message(&wheel(|b| b.extend_from_slice(b"x"))), framing("Trailing data"));
        assert_eq!(message(&wheel(|b| b.splice(..0, *b"#!").for_each(drop))), framing("Unknown record signature"));
        let none = Some("Invalid distribution file. None".to_owned());
        // The content of a module, which the scanner reads.
        let content = |b: &mut Vec<u8>| {
            let at = position(b, b"x = 1\n");
            b[at] = b'y';
        };
        assert_eq!(message(&wheel(content)), none);
        let central = |b: &mut Vec<u8>| {
            let at = position(b, &CENTRAL);
            b[at + 46] = b'X';
        };
        assert_eq!(message(&wheel(central)), none);
        let version = |b: &mut Vec<u8>| {
            let at = position(b, &CENTRAL);
            b[at + 6] = 64;
        };
        assert!(message(&wheel(version)).unwrap().contains("NotImplementedError"));
        assert_eq!(message(&b"<html>".to_vec()), Some("Invalid distribution file. File is not a zipfile".to_owned()));
    }

    #[test]
    fn a_member_scanned_before_is_not_unpacked_again() {
        let bytes = wheel(|_| {});
        let zip = PyZip::open(&bytes).unwrap();
        let header = u64::try_from(zip.entries[zip.find("demo/__init__.py").unwrap()].header).unwrap();
        let mut scan = Scan::default();
        scan.feed(header, b"__pyarmor_");
        scan.feed(header, b"bcc__");
        scan.finish();
        let judgement = judge_wheel_scanned(&bytes, "demo-1.0-py3-none-any.whl", &scan);
        assert_eq!(judgement.refusals[0].rule, "yara-pyarmor");
    }

    /// A third of the cases that were decided by running the endpoint; not there in a plain checkout.
    #[test]
    #[expect(clippy::print_stdout, reason = "says that it was skipped, and what was compared")]
    fn the_corpus_is_answered_as_the_endpoint_does() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/upload");
        let Ok(expected) = std::fs::read_to_string(folder.join("expected.json")) else {
            println!("skipped: no corpus at {}", folder.display());
            return;
        };
        let expected: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&expected).unwrap();
        let mut wrong = Vec::new();
        let (mut compared, mut other) = (0, 0);
        for (case, expected) in &expected {
            let name = expected["file"].as_str().unwrap();
            let said = expected["message"].as_str().unwrap().to_owned();
            let status = expected["status"].as_u64().unwrap();
            let path = folder.join(case).join(name);
            let Ok(source) = FileSource::open(&path) else {
                println!("no file for {case}");
                continue;
            };
            if ![".whl", ".zip", ".tar.gz"].iter().any(|extension| name.ends_with(extension)) {
                other += 1;
                continue;
            }
            let (refusal, mismatch) = answer(&source, name);
            let archive_step = said.starts_with("Invalid distribution file. ")
                || said.contains("RECORD file")
                || said.contains("entry points")
                || said.contains("METADATA file");
            let agrees = if status == 200 {
                refusal.is_none() && mismatch == said.contains("record-mismatch")
            } else if archive_step {
                refusal.as_ref().is_some_and(|refusal| refusal.message == said)
            } else if status == 500 && refusal.is_some() {
                refusal.as_ref().is_some_and(|refusal| refusal.status == 500)
            } else {
                other += 1;
                if let Some(refusal) = refusal.filter(|_| !mismatch) {
                    println!("{case}: decided elsewhere ({said}); here {refusal:?}");
                }
                continue;
            };
            compared += 1;
            if !agrees {
                wrong.push(format!("{case}: {said}; here {refusal:?} {mismatch}"));
            }
        }
        println!("{compared} compared, {other} decided by other steps");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Mutated archives that tests/differential/archives.py has shown to CPython.
    #[test]
    #[expect(clippy::print_stdout, reason = "says that it was skipped, and what was compared")]
    fn mutated_archives_are_answered_as_cpython_does() {
        let Some(path) = std::env::var_os("PREFLIGHT_ARCHIVE_CASES") else {
            println!("skipped: PREFLIGHT_ARCHIVE_CASES names no file");
            return;
        };
        let cases = std::fs::read_to_string(path).unwrap();
        let mut wrong = Vec::new();
        for case in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(case).unwrap();
            let field = |key: &str| case[key].as_str().unwrap();
            let source = FileSource::open(Path::new(field("path"))).unwrap();
            let (refusal, _) = answer(&source, field("name"));
            let agrees = match (case["status"].as_u64().unwrap(), &refusal) {
                (200, refusal) => refusal.is_none(),
                (500, Some(refusal)) => refusal.status == 500,
                (400, Some(refusal)) => match field("message").strip_prefix('!') {
                    Some(end) => refusal.message.ends_with(end),
                    None => refusal.message == format!("Invalid distribution file. {}", field("message")),
                },
                _ => false,
            };
            if !agrees {
                wrong.push(format!("{}: {}; here {refusal:?}", field("path"), field("message")));
            }
        }
        println!("{} cases compared, {} differ", cases.lines().count(), wrong.len());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
