//! Modules of the standard library and the versions of Python 3 that have them (`data/stdlib-modules.txt`).

use std::sync::LazyLock;

const TEXT: &str = include_str!("../../data/stdlib-modules.txt");

/// The oldest and the newest minor version that the table knows. What the oldest has may be older.
pub const OLDEST: u8 = 7;
pub const NEWEST: u8 = 14;

static LINES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| TEXT.lines().filter(|line| !line.starts_with('#')).collect());

/// The first and the last minor version that have a top-level module; `None` if none has.
#[must_use]
pub fn versions(name: &str) -> Option<(u8, u8)> {
    let lines = &*LINES;
    let at = lines.binary_search_by(|line| line.split(' ').next().unwrap_or(line).cmp(name)).ok()?;
    let mut fields = lines.get(at)?.split(' ').skip(1);
    let mut number = |otherwise| fields.next().and_then(|field| field.parse().ok()).unwrap_or(otherwise);
    Some((number(OLDEST), number(NEWEST)))
}

/// Whether any version has a top-level module of that name.
#[must_use]
pub fn is_any(name: &str) -> bool {
    versions(name).is_some()
}

/// Whether this minor version has it; versions newer than the table are taken to be like its newest.
#[must_use]
pub fn has(name: &str, minor: u8) -> bool {
    versions(name).is_some_and(|(first, last)| (first..=last).contains(&minor.clamp(OLDEST, NEWEST)))
}

/// The minor version that no longer has it, for modules that were removed.
#[must_use]
pub fn removed_in(name: &str) -> Option<u8> {
    versions(name).filter(|(_, last)| *last < NEWEST).map(|(_, last)| last + 1)
}

/// Names that modules no longer have: the module, the minor version that removed them, the names. Those that packages import;
/// tried with `from MODULE import NAME` on Python 3.8 to 3.14, and those of Python 2 on 3.8.
const REMOVED_NAMES: [(&str, u8, &str); 19] = [
    ("ast", 14, "Bytes Ellipsis NameConstant Num Str"),
    ("asyncio", 11, "coroutine"),
    ("asyncio", 14, "AbstractChildWatcher SafeChildWatcher ThreadedChildWatcher get_child_watcher set_child_watcher"),
    ("base64", 9, "decodestring encodestring"),
    (
        "collections",
        10,
        "AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container Coroutine Generator Hashable ItemsView \
         Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized \
         ValuesView",
    ),
    ("configparser", 12, "SafeConfigParser"),
    ("fractions", 9, "gcd"),
    ("importlib", 12, "find_loader"),
    ("inspect", 11, "formatargspec getargspec"),
    ("itertools", 0, "ifilter imap izip izip_longest"),
    ("pkgutil", 12, "ImpImporter ImpLoader"),
    ("pkgutil", 14, "find_loader get_loader"),
    ("platform", 8, "dist linux_distribution"),
    ("plistlib", 9, "readPlist readPlistFromBytes writePlist writePlistToBytes"),
    ("ssl", 12, "RAND_pseudo_bytes match_hostname wrap_socket"),
    ("string", 0, "join letters lowercase maketrans uppercase"),
    ("time", 8, "clock"),
    ("unittest", 13, "findTestCases getTestCaseNames makeSuite"),
    ("urllib", 0, "quote quote_plus unquote urlencode urlopen urlretrieve"),
];

/// The minor version that no longer has a name of a module; `None` for names that all have, and for those that nobody asks for.
#[must_use]
pub fn name_removed_in(module: &str, name: &str) -> Option<u8> {
    let mut of_module = REMOVED_NAMES.iter().filter(|(known, ..)| *known == module);
    of_module.find(|(.., names)| names.split(' ').any(|known| known == name)).map(|(_, version, _)| *version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_come_and_go() {
        assert_eq!(versions("os"), Some((7, NEWEST)));
        assert_eq!(versions("tomllib"), Some((11, NEWEST)));
        assert_eq!(removed_in("distutils"), Some(12));
        assert_eq!(removed_in("cgi"), Some(13));
        assert_eq!(removed_in("json"), None);
        assert!(has("_thread", 9) && has("__future__", 9) && !is_any("requests") && !has("zoneinfo", 8));
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(LINES.is_sorted());
        assert!(TEXT.contains(&format!("3.{OLDEST} to 3.{NEWEST}")));
    }

    #[test]
    fn names_go_too() {
        assert_eq!(name_removed_in("collections", "Mapping"), Some(10));
        assert_eq!(name_removed_in("pkgutil", "get_loader"), Some(14));
        assert_eq!(name_removed_in("collections", "OrderedDict"), None);
        assert_eq!(name_removed_in("collections.abc", "Mapping"), None);
    }
}
