//! What the endpoint decides about an sdist that is a tar.
//!
//! Source: Warehouse forklift/legacy.py `_open_dist_file` and `_is_valid_dist_file`, over what `tarfile` makes of the file
//! ([`python_tar`](super::python_tar)).

use std::collections::BTreeMap;

use super::python_gzip::{Gzip, Raised};
use super::python_tar::{IsTar, PyTar, TarFile, TarMember, common_path, is_tar_file, text};
use super::python_zip::is_zip_file;
use super::refusal::{Refusal, crash, invalid_file};
use super::scanner::{MAX_MEMBER_BYTES, MemberScan, Order, is_scannable_bytes};
use crate::archive::tar::TarArchive;
use crate::source::Source;

/// What the endpoint makes of an sdist.
#[derive(Debug, Default)]
pub struct TarJudgement {
    /// Everything found, in the endpoint's order: it answers with the first.
    pub refusals: Vec<Refusal>,
    /// For the steps after this one. `None` where `tarfile` cannot read the file to its end.
    pub archive: Option<PyTar>,
    /// Something was larger than what is read here, so that a refusal may be missing.
    pub undecided: bool,
}

/// Judges an sdist that is a `.tar.gz`.
#[must_use]
pub fn judge_sdist(source: &dyn Source) -> TarJudgement {
    let mut judgement = TarJudgement::default();
    let mut tar = TarFile::new(Gzip::new(source), true);
    let first = tar.next();
    match first {
        Err(Raised::Crash(kind)) => {
            judgement.refusals.push(crash("tar-crash", kind));
            return judgement;
        }
        Err(Raised::Limit) => {
            judgement.undecided = true;
            return judgement;
        }
        // `gzopen` makes a ReadError of an OSError; ReadError and EOFError leave the rest to the checks.
        Ok(_) | Err(_) => {}
    }
    let is_zip = is_zip_file(source);
    match is_tar_file(source) {
        IsTar::Yes if is_zip => judgement.refusals.push(invalid_file("poly", "File is both a zip and a tar file")),
        IsTar::Yes => {}
        IsTar::No => {
            judgement.refusals.push(invalid_file("tar-not", "File is not a tarfile"));
            return judgement;
        }
        IsTar::Crash(kind) => {
            judgement.refusals.push(crash("tar-crash", kind));
            return judgement;
        }
    }
    let members = match first {
        Ok(first) => tar.load(first),
        Err(_) => Err(Raised::Read),
    };
    match members {
        Ok(members) => {
            let tar = PyTar { members };
            judge_members(&tar, &mut judgement.refusals);
            judgement.archive = Some(tar);
        }
        Err(Raised::Read | Raised::Eof | Raised::Zlib) => {
            judgement.refusals.push(invalid_file("tar-unreadable", "None"));
        }
        Err(Raised::Limit) => judgement.undecided = true,
        Err(Raised::Os) => judgement.refusals.push(crash("tar-crash", "OSError")),
        Err(Raised::Crash(kind)) => judgement.refusals.push(crash("tar-crash", kind)),
        Err(Raised::Header(_)) => {}
    }
    judgement
}

/// As [`judge_sdist`], from a pass that read the whole archive and met no problem: nothing is unpacked again. `scans` are
/// the results for the members that [`is_scannable`](super::scanner::is_scannable) names, by their index.
///
/// `None` where the pass does not show what `tarfile` would see.
#[must_use]
pub fn judge_sdist_read(
    source: &dyn Source,
    pass: &TarArchive,
    scans: &BTreeMap<usize, MemberScan>,
) -> Option<TarJudgement> {
    let plain = pass.problems.is_empty() && pass.complete && pass.details.iter().all(|detail| detail.path_is_utf8);
    if !plain || pass.members.is_empty() || is_zip_file(source) {
        return None;
    }
    let described = pass.members.iter().zip(&pass.details).enumerate();
    let members = described
        .map(|(i, (member, detail))| {
            let name = member.path.clone().into_bytes();
            let scan = scans.get(&i).copied();
            let scannable = member.is_file() && is_scannable_bytes(&name) && member.size <= MAX_MEMBER_BYTES;
            (!scannable || scan.is_some()).then_some(TarMember { name, sparse: detail.sparse, scan })
        })
        .collect::<Option<Vec<_>>>()?;
    let tar = PyTar { members };
    let mut judgement = TarJudgement::default();
    judge_members(&tar, &mut judgement.refusals);
    judgement.archive = Some(tar);
    Some(judgement)
}

fn judge_members(tar: &PyTar, refusals: &mut Vec<Refusal>) {
    let Some(top) = common_path(tar.names()) else {
        refusals.push(crash("tar-crash", "ValueError"));
        return;
    };
    if tar.members.iter().any(|member| member.sparse) {
        let message = "tar archive not accepted: Sparse members are not allowed. \
                       See https://docs.pypi.org/archives for more information";
        refusals.push(invalid_file("tar-sparse", message));
    }
    if matches!(top.as_slice(), b"" | b"." | b"/") {
        refusals.push(invalid_file("sdist-top", "Incorrect number of top-level directories in sdist"));
    } else {
        let path = [top.as_slice(), b"/PKG-INFO"].concat();
        if !tar.has_bytes(&path) {
            refusals.push(invalid_file("sdist-pkginfo", &format!("PKG-INFO not found at {}", text(&path))));
        }
    }
    let mut order = Order::default();
    let early = tar.members.iter().filter_map(|member| member.scan).find_map(|scan| order.member(scan));
    if let Some(found) = early.or_else(|| order.finish()) {
        refusals.push(invalid_file(found.rule(), found.message()));
    }
}

/// The answer where the form names a licence file that the sdist does not hold.
#[must_use]
pub fn sdist_license_refusal(tar: &PyTar, file_name: &str, license_file: &str) -> Option<Refusal> {
    let top = tar.top_level()?;
    // `os.path.join`; neither part is absolute or ends in a slash by now.
    let path = if license_file.starts_with('/') { license_file.to_owned() } else { format!("{top}/{license_file}") };
    (!tar.has(&path)).then(|| Refusal {
        rule: "license-in-sdist",
        status: 400,
        message: format!("License-File {license_file} does not exist in distribution file {file_name} at {path}"),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::super::python_gzip::BLOCK;
    use super::*;

    fn header(name: &str, kind: u8, size: usize) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[100..107].copy_from_slice(b"0000644");
        block[124..136].copy_from_slice(format!("{size:011o} ").as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        sum(&mut block);
        block
    }

    fn sum(block: &mut [u8]) {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }

    fn member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut out = header(name, kind, content.len());
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
        out
    }

    fn gz(tar: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(tar).unwrap();
        encoder.finish().unwrap()
    }

    fn pkg_info() -> Vec<u8> {
        // A single member would be its own common path.
        [member("a-1", b'5', b""), member("a-1/PKG-INFO", b'0', b"Name: a\n")].concat()
    }

    fn rules(file: &Vec<u8>) -> Vec<(&'static str, u16)> {
        judge_sdist(file).refusals.iter().map(|refusal| (refusal.rule, refusal.status)).collect()
    }

    #[test]
    fn what_ends_an_archive_and_what_breaks_it() {
        let end = vec![0; 1024];
        let sound = [pkg_info(), end.clone()].concat();
        let file = gz(&sound);
        assert_eq!(rules(&file), []);
        // No end marker, a broken header after the first, and anything after the end marker pass.
        assert_eq!(rules(&gz(&pkg_info())), []);
        assert_eq!(rules(&gz(&[pkg_info(), b"garbage".repeat(100)].concat())), []);
        assert_eq!(rules(&[file.clone(), b"trailing".to_vec()].concat()), []);
        // Without the marker the file is read on, and what follows is no gzip: nobody catches BadGzipFile.
        assert_eq!(rules(&[gz(&pkg_info()), b"trailing".to_vec()].concat()), [("tar-crash", 500)]);
        assert_eq!(rules(&[gz(&pkg_info()), vec![0; 9]].concat()), []);
        // Content that is not all there.
        assert_eq!(rules(&gz(&pkg_info()[..1100])), [("tar-unreadable", 400)]);
        // Not even one block: is_tarfile itself raises EOFError.
        assert_eq!(rules(&file[..20].to_vec()), [("tar-crash", 500)]);
        assert_eq!(rules(&gz(b"x")), [("tar-not", 400)]);
        assert_eq!(rules(&sound), [("tar-unreadable", 400)]);
        assert_eq!(rules(&b"<html>".to_vec()), [("tar-not", 400)]);
        assert_eq!(rules(&Vec::new()), [("tar-not", 400)]);
        // Zeros are an empty tar, plain or packed.
        assert_eq!(rules(&gz(&end)), [("sdist-top", 400)]);
        assert_eq!(rules(&end), [("tar-unreadable", 400)]);
    }

    #[test]
    fn names_are_those_of_tarfile() {
        let long = format!("a-1/{}", "x".repeat(200));
        let pax = format!("14 path=a-1/y\n{} path={long}\n", long.len() + 10);
        let tar = [
            member("a-1/", b'5', b""),
            member("././@LongLink", b'L', format!("{long}\0").as_bytes()),
            member("short", b'0', b""),
            member("pax", b'x', pax.as_bytes()),
            member("short", b'0', b""),
            pkg_info(),
        ]
        .concat();
        let judgement = judge_sdist(&gz(&tar));
        assert_eq!(judgement.refusals, []);
        let names: Vec<String> = judgement.archive.unwrap().names().map(text).collect();
        assert_eq!(names, ["a-1", &long, &long, "a-1", "a-1/PKG-INFO"]);
    }

    #[test]
    fn refusals_of_content() {
        let dot = [member("./a-1", b'5', b""), member("./a-1/PKG-INFO", b'0', b"")].concat();
        assert_eq!(
            judge_sdist(&gz(&dot)).refusals[0].message,
            "Invalid distribution file. PKG-INFO not found at a-1/PKG-INFO"
        );
        assert_eq!(rules(&gz(&[pkg_info(), member("/b", b'0', b"")].concat())), [("tar-crash", 500)]);
        assert_eq!(rules(&gz(&[pkg_info(), member("b", b'0', b"")].concat())), [("sdist-top", 400)]);
        let map = member("p", b'x', b"22 GNU.sparse.map=0,1\n");
        assert_eq!(rules(&gz(&[pkg_info(), map, member("a-1/s", b'0', b"x")].concat())), [("tar-sparse", 400)]);
        let map = member("p", b'x', b"20 GNU.sparse.map=x\n");
        assert_eq!(rules(&gz(&[pkg_info(), map, member("a-1/s", b'0', b"x")].concat())), [("tar-crash", 500)]);
        let evil = member("a-1/e.py", b'0', b"__pyarmor_enter__");
        assert_eq!(rules(&gz(&[pkg_info(), evil].concat())), [("yara-pyarmor", 400)]);
        // A header that describes another, which is not there.
        assert_eq!(rules(&gz(&[pkg_info(), member("p", b'x', b"")].concat())), [("tar-unreadable", 400)]);
    }
}
