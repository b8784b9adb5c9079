//! The files of two distributions: which are the same, changed, moved, or on one side only, and which of that to expect.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::lines::{self, Budget, TooLong};
use super::{ChangeKind, Either, FileChange, FileRef, Opened, Relation};
use crate::archive::zip::ZipArchive;
use crate::archive::{Member, MemberKind, Want, limits, tar};
use crate::artifact::wheel::Wheel;

/// Bytes of a text whose difference is shown.
const MAX_TEXT_BYTES: u64 = 1 << 20;

/// Bytes of the texts of one side that are kept until those of the other are read.
const MAX_KEPT_BYTES: u64 = 64 << 20;

/// Files with the same content that are looked at for one that was moved.
const MAX_SAME: usize = 20;

/// Stands for the `.dist-info` directory, whose name has the version in it.
const DIST_INFO: &str = "*.dist-info/";

const TOO_MANY: &str = "the differences are too many to show all";

const BY_FIELD: &str = "compared field by field";
const FOLLOWS: &str = "follows from the other differences";
const VERSION_ONLY: &str = "only the version differs";
const BUILT: &str = "made by the build";
const PLACED: &str = "put there by the build";
const AROUND: &str = "the project around the packages, which only the sdist holds";
const TESTS: &str = "tests, which only the sdist holds";
const SOURCES: &str = "sources of compiled modules, which only the sdist holds";

pub(super) struct Tree {
    pub changes: Vec<FileChange>,
    pub unchanged: usize,
}

/// One file of one side.
struct Entry<'a> {
    index: usize,
    member: &'a Member,
    /// Without the top-level folder of an sdist.
    path: &'a str,
    digest: Option<[u8; 32]>,
}

/// Files by the path under which the other side is expected to have them.
type Entries<'a> = BTreeMap<String, Entry<'a>>;

pub(super) fn compare(
    old: &Opened<'_>,
    new: &Opened<'_>,
    relation: Relation,
    versions: Option<(&str, &str)>,
    budget: &mut Budget,
    notes: &mut Vec<String>,
) -> Tree {
    let (mut old_files, mut new_files) = (entries(old.distribution), entries(new.distribution));
    let sizes = |files: &Entries<'_>| files.values().map(|entry| entry.member.size).collect::<HashSet<u64>>();
    let (old_sizes, new_sizes) = (sizes(&old_files), sizes(&new_files));
    // Only what has the size of a file on the other side can be the same as one.
    digest(old, &mut old_files, &new_sizes);
    digest(new, &mut new_files, &old_sizes);
    let mut prefix = String::new();
    if relation == Relation::WheelAndSdist {
        match new.distribution {
            Either::Wheel(_) => (old_files, prefix) = aligned(old_files, &new_files),
            Either::Sdist(_) => (new_files, prefix) = aligned(new_files, &old_files),
        }
    }
    let mut tree = Tree { changes: Vec::new(), unchanged: 0 };
    let mut pairs: Vec<(usize, &Entry<'_>, &Entry<'_>)> = Vec::new();
    let (mut removed, mut added, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (key, entry) in &old_files {
        let Some(other) = new_files.get(key) else {
            removed.push((key.as_str(), entry));
            continue;
        };
        match same(entry, other) {
            Some(true) => tree.unchanged += 1,
            Some(false) => {
                let expected = expected_change(key, relation);
                if expected.is_none() {
                    pairs.push((tree.changes.len(), entry, other));
                }
                tree.changes.push(change(ChangeKind::Changed, Some(entry), Some(other), expected));
            }
            None => unknown.push(entry.path),
        }
    }
    if let Some(first) = unknown.first() {
        let count = unknown.len();
        notes.push(format!("of {count} equally large files the contents could not be compared, such as {first}"));
    }
    added.extend(
        new_files.iter().filter(|(key, _)| !old_files.contains_key(*key)).map(|(key, entry)| (key.as_str(), entry)),
    );
    let moved = moves(&removed, &added);
    let wheel = match (old.distribution, new.distribution) {
        (Either::Wheel(_), _) => &old_files,
        _ => &new_files,
    };
    let packages: BTreeSet<&str> = wheel.keys().filter_map(|key| key.split_once('/')).map(|(root, _)| root).collect();
    let only = |key: &str, entry: &Entry<'_>, side: &Opened<'_>| match (relation, side.distribution) {
        (Relation::WheelAndSdist, Either::Wheel(_)) => only_in_wheel(key),
        (Relation::WheelAndSdist, Either::Sdist(_)) => only_in_sdist(entry.path, &prefix, &packages),
        _ => None,
    };
    for (i, (key, entry)) in removed.iter().enumerate() {
        match moved.get(&i).and_then(|to| added.get(*to)) {
            Some((to, other)) => {
                let placed = relation == Relation::WheelAndSdist && [*key, *to].iter().any(|key| is_placed(key));
                let expected = placed.then_some(PLACED);
                tree.changes.push(change(ChangeKind::Moved, Some(entry), Some(other), expected));
            }
            None => tree.changes.push(change(ChangeKind::Removed, Some(entry), None, only(key, entry, old))),
        }
    }
    let found: BTreeSet<usize> = moved.values().copied().collect();
    for (_, (key, entry)) in added.iter().enumerate().filter(|(i, _)| !found.contains(i)) {
        tree.changes.push(change(ChangeKind::Added, None, Some(entry), only(key, entry, new)));
    }
    differences(old, new, &pairs, versions, budget, &mut tree.changes);
    tree.changes.sort_by(|a, b| (a.path(), a.kind).cmp(&(b.path(), b.kind)));
    tree
}

fn change(
    kind: ChangeKind,
    old: Option<&Entry<'_>>,
    new: Option<&Entry<'_>>,
    expected: Option<&'static str>,
) -> FileChange {
    let file = |entry: &Entry<'_>| FileRef { path: entry.path.to_owned(), size: entry.member.size };
    FileChange { kind, old: old.map(file), new: new.map(file), expected, diff: None, no_diff: None }
}

/// Files that are no directories; of several with one path the last, as when they are unpacked.
fn entries(either: &Either) -> Entries<'_> {
    let mut entries = BTreeMap::new();
    let members = either.get().members();
    for (index, member) in members.iter().enumerate().filter(|(_, member)| !member.is_directory()) {
        let path = match either {
            Either::Wheel(_) => member.path.as_str(),
            Either::Sdist(sdist) => {
                let path = member.path.trim_start_matches("./");
                let inside = sdist.root().and_then(|root| path.strip_prefix(root)?.strip_prefix('/'));
                inside.unwrap_or(path)
            }
        };
        entries.insert(key(either, path), Entry { index, member, path, digest: None });
    }
    entries
}

/// A path without what changes with the version, and with parts that two kinds of distributions name differently.
fn key(either: &Either, path: &str) -> String {
    match either {
        Either::Wheel(wheel) => {
            let info = wheel.dist_info.as_deref().and_then(|info| path.strip_prefix(info)?.strip_prefix('/'));
            if let Some(rest) = info {
                return format!("{DIST_INFO}{rest}");
            }
            if let Some(site) = Wheel::site_path(path) {
                return site.to_owned();
            }
            path.split_once('/').map_or_else(|| path.to_owned(), |(_, rest)| format!("*.data/{rest}"))
        }
        Either::Sdist(_) if path == "PKG-INFO" => format!("{DIST_INFO}METADATA"),
        Either::Sdist(_) => path.to_owned(),
    }
}

/// Whether two files have the same content; `None` where that is not known.
fn same(old: &Entry<'_>, new: &Entry<'_>) -> Option<bool> {
    match (&old.member.kind, &new.member.kind) {
        (MemberKind::File, MemberKind::File) if old.member.size != new.member.size => Some(false),
        (MemberKind::File, MemberKind::File) if old.member.size == 0 => Some(true),
        (MemberKind::File, MemberKind::File) => Some(old.digest? == new.digest?),
        (old, new) => Some(old == new),
    }
}

/// Computes the SHA-256 of files with one of these sizes.
fn digest(side: &Opened<'_>, files: &mut Entries<'_>, sizes: &HashSet<u64>) {
    let mut wanted = HashSet::new();
    for entry in files.values_mut().filter(|entry| entry.member.is_file() && sizes.contains(&entry.member.size)) {
        if let Either::Wheel(wheel) = side.distribution {
            let hash = wheel.digests.get(&entry.member.path).and_then(|digest| digest.hash.as_deref());
            entry.digest =
                hash.and_then(|hash| URL_SAFE_NO_PAD.decode(hash.strip_prefix("sha256=")?).ok()?.try_into().ok());
        }
        if entry.digest.is_none() && entry.member.size > 0 {
            wanted.insert(entry.index);
        }
    }
    let mut found: HashMap<usize, [u8; 32]> = HashMap::new();
    contents(side, &wanted, &mut |index, bytes| {
        found.insert(index, Sha256::digest(&bytes).into());
    });
    for entry in files.values_mut() {
        entry.digest = entry.digest.or_else(|| found.get(&entry.index).copied());
    }
}

/// Hands over the contents of members, by their index, one at a time; those of more than [`limits::MAX_TEXT_BYTES`] are
/// left out.
fn contents(side: &Opened<'_>, wanted: &HashSet<usize>, visit: &mut dyn FnMut(usize, Vec<u8>)) {
    if wanted.is_empty() {
        // An sdist would be unpacked for nothing.
        return;
    }
    let members = side.distribution.get().members();
    match side.distribution {
        Either::Wheel(_) => {
            let mut zip = ZipArchive::open(side.input.source);
            for (index, member) in members.iter().enumerate().filter(|(index, _)| wanted.contains(index)) {
                if let Some(bytes) = zip.read_up_to(&member.path, limits::MAX_TEXT_BYTES) {
                    visit(index, bytes);
                }
            }
        }
        Either::Sdist(_) => {
            let paths: HashSet<&str> =
                wanted.iter().filter_map(|index| members.get(*index)).map(|member| member.path.as_str()).collect();
            let want =
                |member: &Member| if paths.contains(member.path.as_str()) { Want::Content } else { Want::Nothing };
            let mut hand_over = |index: usize, _: &Member, bytes: Vec<u8>| {
                if wanted.contains(&index) {
                    visit(index, bytes);
                }
            };
            tar::read(side.input.source, &want, &mut hand_over, &mut |_| {});
        }
    }
}

/// The files of an sdist under the paths that they have in the wheel, and the folder that its packages lie in. That folder
/// is where most of the files lie that are the same.
fn aligned<'a>(sdist: Entries<'a>, wheel: &Entries<'_>) -> (Entries<'a>, String) {
    let mut by_digest: HashMap<[u8; 32], Vec<&str>> = HashMap::new();
    for (key, entry) in &sdist {
        if let Some(digest) = entry.digest.filter(|_| entry.member.size > 0) {
            by_digest.entry(digest).or_default().push(key);
        }
    }
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, entry) in wheel.iter().filter(|(key, _)| !key.starts_with(DIST_INFO)) {
        let same = entry.digest.and_then(|digest| by_digest.get(&digest)).into_iter().flatten();
        for path in same.take(MAX_SAME) {
            if let Some(prefix) =
                path.strip_suffix(key.as_str()).filter(|prefix| prefix.is_empty() || prefix.ends_with('/'))
            {
                *votes.entry(prefix).or_default() += 1;
            }
        }
    }
    let mut prefixes: Vec<(usize, String)> =
        votes.iter().map(|(prefix, count)| (*count, (*prefix).to_owned())).collect();
    prefixes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    prefixes.truncate(5);
    let main = prefixes.first().map_or_else(|| "src/".to_owned(), |(_, prefix)| prefix.clone());
    prefixes.push((0, "src/".to_owned()));
    let mut out = BTreeMap::new();
    for (key, entry) in sdist {
        let inside = prefixes.iter().filter_map(|(_, prefix)| key.strip_prefix(prefix.as_str()));
        let known = inside.into_iter().find(|path| wheel.contains_key(*path)).map(str::to_owned);
        let renamed = if wheel.contains_key(&key) { key } else { known.unwrap_or(key) };
        // Where two files claim one path, the one that has it without renaming stays.
        if renamed == entry.path || !out.contains_key(&renamed) {
            out.insert(renamed, entry);
        }
    }
    (out, main)
}

/// Which of the added files each of the removed ones became, by their places in the two lists.
fn moves(removed: &[(&str, &Entry<'_>)], added: &[(&str, &Entry<'_>)]) -> BTreeMap<usize, usize> {
    let mut by_digest: HashMap<[u8; 32], Vec<usize>> = HashMap::new();
    for (i, (_, entry)) in added.iter().enumerate() {
        if let Some(digest) = entry.digest.filter(|_| entry.member.size > 0) {
            by_digest.entry(digest).or_default().push(i);
        }
    }
    let mut moved = BTreeMap::new();
    for (i, (_, entry)) in removed.iter().enumerate() {
        let Some(same) = entry.digest.and_then(|digest| by_digest.get_mut(&digest)) else { continue };
        let named =
            |to: &usize| added.get(*to).is_some_and(|(_, other)| other.member.file_name() == entry.member.file_name());
        let at = same.iter().take(MAX_SAME).position(named).unwrap_or(0);
        if at < same.len() {
            moved.insert(i, same.swap_remove(at));
        }
    }
    moved
}

/// Why a change of this file was to be expected.
fn expected_change(key: &str, relation: Relation) -> Option<&'static str> {
    let by_field = ["METADATA", "WHEEL", "entry_points.txt"];
    let info = key.strip_prefix(DIST_INFO);
    if info.is_some_and(|name| by_field.contains(&name)) || key.ends_with(".egg-info/PKG-INFO") {
        return Some(BY_FIELD);
    }
    let follows = info == Some("RECORD") || key.ends_with(".egg-info/SOURCES.txt");
    (follows && relation != Relation::WheelAndSdist || info == Some("RECORD")).then_some(FOLLOWS)
}

/// Whether a build puts files there that lie elsewhere in the sources.
fn is_placed(key: &str) -> bool {
    key.starts_with(DIST_INFO) || key.starts_with("*.data/")
}

fn only_in_wheel(key: &str) -> Option<&'static str> {
    let compiled = [".so", ".pyd", ".dylib", ".dll"].iter().any(|end| key.ends_with(end));
    let name = key.rsplit_once('/').map_or(key, |(_, name)| name);
    let version = ["_version.py", "version.py", "_version.pyi", "__about__.py", "__version__.py"].contains(&name);
    (key.starts_with(DIST_INFO) || compiled || version).then_some(BUILT)
}

/// A file of an sdist that the wheel has not: to be expected unless it lies in a package that the wheel holds, or beside one
/// in the folder for packages.
fn only_in_sdist(path: &str, prefix: &str, packages: &BTreeSet<&str>) -> Option<&'static str> {
    let Some(inside) = path.strip_prefix(prefix) else { return Some(AROUND) };
    let (root, name) = (inside.split('/').next().unwrap_or_default(), inside.rsplit('/').next().unwrap_or_default());
    let in_package = inside.contains('/') && packages.contains(root);
    let beside = !prefix.is_empty() && name.ends_with(".py");
    if root.ends_with(".egg-info") || !(in_package || beside) || name.starts_with('.') {
        return Some(AROUND);
    }
    let tests = inside.split('/').any(|part| matches!(part, "tests" | "test" | "testing"));
    if tests || name == "conftest.py" || name.starts_with("test_") || name.ends_with("_test.py") {
        return Some(TESTS);
    }
    let source = [
        ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".inc", ".pyx", ".pxd", ".pxi", ".rs", ".f", ".f90",
        ".cu", ".s", ".asm", ".in", ".src", ".tmpl", ".build", ".toml", ".m", ".mm", ".go",
    ];
    let build = matches!(name, "CMakeLists.txt" | "Makefile" | "setup.py" | "meson.options");
    (build || source.iter().any(|end| name.to_ascii_lowercase().ends_with(end))).then_some(SOURCES)
}

/// Fills in the differences of changed texts: those of the old side are kept, those of the new one come one at a time.
fn differences(
    old: &Opened<'_>,
    new: &Opened<'_>,
    pairs: &[(usize, &Entry<'_>, &Entry<'_>)],
    versions: Option<(&str, &str)>,
    budget: &mut Budget,
    changes: &mut [FileChange],
) {
    let mut kept_bytes = 0;
    let (mut old_wanted, mut new_wanted) = (HashMap::new(), HashMap::new());
    for (at, old, new) in pairs {
        let no_diff = if !old.member.is_file() || !new.member.is_file() {
            Some("no regular file")
        } else if old.member.size.max(new.member.size) > MAX_TEXT_BYTES {
            Some("too large")
        } else if kept_bytes + old.member.size > MAX_KEPT_BYTES {
            Some(TOO_MANY)
        } else {
            kept_bytes += old.member.size;
            old_wanted.insert(old.index, *at);
            new_wanted.insert(new.index, *at);
            Some("could not be read")
        };
        changes[*at].no_diff = no_diff;
    }
    let mut texts: HashMap<usize, Vec<u8>> = HashMap::new();
    contents(old, &old_wanted.keys().copied().collect(), &mut |index, bytes| {
        if let Some(at) = old_wanted.get(&index) {
            texts.insert(*at, bytes);
        }
    });
    contents(new, &new_wanted.keys().copied().collect(), &mut |index, bytes| {
        let Some((at, before)) = new_wanted.get(&index).and_then(|at| Some((*at, texts.remove(at)?))) else { return };
        let Some(change) = changes.get_mut(at) else { return };
        let (Some(before), Some(after)) = (text(&before), text(&bytes)) else {
            change.no_diff = Some("not text in UTF-8");
            return;
        };
        if versions.is_some_and(|versions| only_version(before, after, versions)) {
            change.expected = Some(VERSION_ONLY);
        }
        match lines::diff(before, after, budget) {
            Ok(diff) => (change.diff, change.no_diff) = (diff, None),
            Err(TooLong) => change.no_diff = Some(TOO_MANY),
        }
    });
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// A version without a point is too short to tell it from other numbers.
fn only_version(old: &str, new: &str, (old_version, new_version): (&str, &str)) -> bool {
    old_version != new_version && old_version.contains('.') && old.replace(old_version, new_version) == new
}
