//! What every member of a wheel is looked at for while it passes, without keeping it: native code, its first line, the
//! folders and the times of the machine that built it, how well it would compress.

use std::collections::BTreeMap;

use memchr::memmem;

use crate::archive::Member;
use crate::native::{Collector, NativeFile};

/// What was seen. Each map is by the path of the member; of an sdist only native code is looked for.
#[derive(Debug, Default)]
pub struct Seen {
    /// ELF, Mach-O, PE, wasm and static libraries; of an sdist by their heads alone.
    pub native: BTreeMap<String, NativeFile>,
    /// First lines that begin with `#!`, as far as [`MAX_LINE`], with their ends.
    pub shebangs: BTreeMap<String, Vec<u8>>,
    /// The first path of a build machine in a member.
    pub build_paths: BTreeMap<String, BuildPath>,
    /// Dates with times that a generated module holds, as seconds since 1970 without a time zone.
    pub build_dates: BTreeMap<String, Vec<(String, i64)>>,
    /// Of members that are stored: per cent that Huffman coding alone would save.
    pub compressible: BTreeMap<String, u8>,
}

impl Seen {
    /// Files native code by the start of a member of an sdist: what it is, and little of what it needs.
    pub fn look_at_head(&mut self, member: &Member, head: &[u8]) {
        if let Some(native) = NativeFile::read(head) {
            self.native.insert(member.path.clone(), native);
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildPath {
    pub path: String,
    /// Whether it stands in native code, where compilers and linkers leave such paths.
    pub native: bool,
}

/// Bytes of a first line that are kept.
pub const MAX_LINE: usize = 256;

/// Smaller members are not worth compressing.
const SMALLEST_STORED: u64 = 64 << 10;

/// Larger modules are not written by a build.
const MAX_GENERATED: u64 = 64 << 10;

/// Bytes kept of a chunk, so that a path is found that the next chunk ends.
const OVERLAP: usize = 256;

/// One member on its way.
pub struct Watch {
    collector: Collector,
    first: Vec<u8>,
    native: bool,
    scan: bool,
    tail: Vec<u8>,
    found: Option<String>,
    generated: Option<Vec<u8>>,
    histogram: Option<Box<[u64; 256]>>,
}

impl Watch {
    /// `stored` is whether the archive holds the member without compression.
    #[must_use]
    pub fn new(member: &Member, stored: bool) -> Self {
        let name = member.file_name();
        Self {
            collector: Collector::new(member.size),
            first: Vec::new(),
            native: false,
            scan: is_text(name),
            tail: Vec::new(),
            found: None,
            generated: (is_generated(name) && member.size <= MAX_GENERATED).then(Vec::new),
            histogram: (stored && member.size > SMALLEST_STORED).then(|| Box::new([0; 256])),
        }
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.collector.feed(bytes);
        if self.first.len() < MAX_LINE {
            let room = MAX_LINE - self.first.len();
            self.first.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
            self.native = matches!(
                self.first.as_slice(),
                [0x7f, b'E', b'L', b'F', ..]
                    | [b'M', b'Z', ..]
                    | [_, 0xfa, 0xed, 0xfe, ..]
                    | [0xca, 0xfe, 0xba, 0xbe, ..]
            );
        }
        if let Some(content) = &mut self.generated {
            content.extend_from_slice(bytes);
        }
        if let Some(histogram) = &mut self.histogram {
            for byte in bytes {
                histogram[usize::from(*byte)] += 1;
            }
        }
        if (self.scan || self.native) && self.found.is_none() {
            self.search(bytes);
        }
    }

    fn search(&mut self, bytes: &[u8]) {
        let head = bytes.get(..OVERLAP).unwrap_or(bytes);
        self.tail.extend_from_slice(head);
        self.found = build_path(&self.tail, self.native).or_else(|| build_path(bytes, self.native));
        let from = bytes.len().saturating_sub(OVERLAP);
        self.tail.clear();
        self.tail.extend_from_slice(bytes.get(from..).unwrap_or_default());
    }

    pub fn finish(self, path: &str, seen: &mut Seen) {
        if let Some(native) = self.collector.finish() {
            seen.native.insert(path.to_owned(), native);
        }
        if self.first.starts_with(b"#!") {
            let end = memchr::memchr(b'\n', &self.first).map_or(self.first.len(), |at| at + 1);
            seen.shebangs.insert(path.to_owned(), self.first.get(..end).unwrap_or_default().to_vec());
        }
        if let Some(found) = self.found {
            seen.build_paths.insert(path.to_owned(), BuildPath { path: found, native: self.native });
        }
        if let Some(dates) = self.generated.map(|content| date_times(&content)).filter(|dates| !dates.is_empty()) {
            seen.build_dates.insert(path.to_owned(), dates);
        }
        if let Some(histogram) = self.histogram {
            seen.compressible.insert(path.to_owned(), saved_per_cent(&histogram));
        }
    }
}

/// Kinds of text in which a build leaves paths.
fn is_text(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "py" | "pyi" | "pyx" | "json" | "cfg" | "ini" | "toml" | "cmake" | "pc" | "la" | "mk" | "sh")
        || matches!(extension, "h" | "hpp" | "txt")
}

/// Modules that builds write: versions and configurations.
fn is_generated(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".py") else { return false };
    let stem = stem.to_ascii_lowercase();
    ["version", "build", "config", "git", "meta"].iter().any(|part| stem.contains(part))
}

/// Folders in which only builds run: what follows them differs from build to build or from machine to machine.
const BUILD_FOLDERS: [&str; 8] = [
    "/tmp/build-env-",
    "/tmp/pip-",
    "/private/var/folders/",
    "/home/runner/work/",
    "/Users/runner/work/",
    "/home/conda/feedstock_root/",
    ":\\a\\_work\\",
    "\\Temp\\build-env-",
];

/// Folders of people and containers, which in native code can only be those of the build.
const NATIVE_FOLDERS: [&str; 6] = ["/home/", "/Users/", "/root/", "/project/", ":\\a\\", ":\\Users\\"];

/// The first path of a build machine.
fn build_path(bytes: &[u8], native: bool) -> Option<String> {
    let folders: &[&str] = if native { &NATIVE_FOLDERS } else { &BUILD_FOLDERS };
    folders.iter().find_map(|folder| memmem::find_iter(bytes, folder).find_map(|at| path_at(bytes, at, folder)))
}

/// The path around a folder, where it stands by itself and goes on.
fn path_at(bytes: &[u8], at: usize, folder: &str) -> Option<String> {
    /// Longer ones are cut.
    const LONGEST: usize = 120;
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"/\\._-+@:~".contains(byte);
    let start = if folder.starts_with([':', '\\']) {
        let before = bytes.get(..at)?;
        at - before.iter().rev().take(40).take_while(|byte| part(byte)).count()
    } else {
        at
    };
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"/._-}>%*".contains(byte)) {
        return None;
    }
    let rest = bytes.get(start..)?;
    let path = rest.get(..rest.iter().take(LONGEST).take_while(|byte| part(byte)).count())?;
    let path = std::str::from_utf8(path).ok()?;
    let parts = path.split(['/', '\\']).filter(|part| !part.is_empty()).count();
    (parts >= 4).then(|| path.to_owned())
}

/// Dates with times, `2026-08-21T12:34:56` or with a blank between them; at most a few of one file.
fn date_times(content: &[u8]) -> Vec<(String, i64)> {
    const LENGTH: usize = 19;
    const MOST: usize = 16;
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b':', content) {
        let Some(text) = at.checked_sub(13).and_then(|start| content.get(start..start + LENGTH)) else { continue };
        let digit = |i: usize| text.get(i).filter(|byte| byte.is_ascii_digit()).map(|byte| i64::from(byte - b'0'));
        let number = |from: usize, to: usize| (from..to).try_fold(0, |sum, i| Some(sum * 10 + digit(i)?));
        let form = [(4, b'-'), (7, b'-'), (16, b':')].iter().all(|(i, byte)| text.get(*i) == Some(byte))
            && text.get(10).is_some_and(|byte| b" T".contains(byte));
        if let (true, Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) =
            (form, number(0, 4), number(5, 7), number(8, 10), number(11, 13), number(14, 16), number(17, 19))
        {
            let seconds = crate::archive::zip::days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
            found.push((String::from_utf8_lossy(text).into_owned(), seconds));
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// How much shorter a code by the frequency of bytes alone would be: a lower bound of what deflate saves.
fn saved_per_cent(histogram: &[u64; 256]) -> u8 {
    let total: u64 = histogram.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a share, shown as whole per cent")]
    let bits: f64 = histogram
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = *count as f64 / total as f64;
            -share * share.log2()
        })
        .sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let per_cent = ((1.0 - bits / 8.0) * 100.0).clamp(0.0, 100.0) as u8;
    per_cent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_builds_are_told_from_words_about_paths() {
        for (text, native, expected) in [
            (&b"x /tmp/build-env-1a2b/bin/python y"[..], false, Some("/tmp/build-env-1a2b/bin/python")),
            (b"see /home/user/.config/demo/x", false, None),
            (b"\0/root/.cargo/registry/src/a.rs", true, Some("/root/.cargo/registry/src/a.rs")),
            (b"\0D:\\a\\demo\\demo\\src\\a.c\0", true, Some("D:\\a\\demo\\demo\\src\\a.c")),
            (b"https://example.org/home/x/y/z", true, None),
            (b"/home/", true, None),
        ] {
            assert_eq!(build_path(text, native).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn dates_are_found_with_their_time() {
        let found = date_times(b"BUILT = '2024-01-01T00:00:00Z' # 12:30, 1999-1-1 00:00:00");
        assert_eq!(found, [("2024-01-01T00:00:00".to_owned(), 1_704_067_200)]);
    }

    #[test]
    fn text_is_compressible_and_noise_is_not() {
        let mut text = [0; 256];
        text[usize::from(b'a')] = 100;
        text[usize::from(b'b')] = 100;
        assert_eq!(saved_per_cent(&text), 87);
        assert_eq!(saved_per_cent(&[1; 256]), 0);
    }

    #[test]
    fn a_path_is_found_across_chunks() {
        let bytes = [b"\x7fELF".as_slice(), &[0; 1000], b"\0/root/.cargo/registry/src/a.rs\0", &[0; 1000]].concat();
        let member = Member {
            path: "a.so".into(),
            kind: crate::archive::MemberKind::File,
            size: bytes.len() as u64,
            compressed: None,
            mode: None,
            modified: None,
        };
        for length in [100, 1010, 1023, 5000] {
            let (mut watch, mut seen) = (Watch::new(&member, false), Seen::default());
            bytes.chunks(length).for_each(|chunk| watch.feed(chunk));
            watch.finish("a.so", &mut seen);
            assert_eq!(seen.build_paths["a.so"].path, "/root/.cargo/registry/src/a.rs", "{length}");
        }
    }
}
