//! What Linux, Windows and CPython offer to native code, from the tables in `data/`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

/// The policies of manylinux, by the minor version of glibc.
struct Manylinux {
    minors: Vec<u32>,
    libraries: HashMap<&'static str, u32>,
    /// By architecture, family and version: the first policy that allows it.
    versions: HashMap<(&'static str, &'static str, &'static str), u32>,
    families: HashSet<(&'static str, &'static str)>,
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn section(line: &'static str) -> Option<&'static str> {
    line.strip_prefix('[')?.strip_suffix(']')
}

fn manylinux() -> &'static Manylinux {
    static TABLE: OnceLock<Manylinux> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Manylinux {
            minors: Vec::new(),
            libraries: HashMap::new(),
            versions: HashMap::new(),
            families: HashSet::new(),
        };
        let mut current = "";
        for line in lines(include_str!("../../data/manylinux.txt")) {
            if let Some(name) = section(line) {
                current = name;
                continue;
            }
            let mut words = line.split(' ');
            match current {
                "policies" => table.minors = words.filter_map(|word| word.parse().ok()).collect(),
                "libraries" => {
                    let minor = words.next().and_then(|word| word.parse().ok()).unwrap_or(u32::MAX);
                    table.libraries.extend(words.map(|library| (library, minor)));
                }
                architecture => {
                    let family = words.next().unwrap_or_default();
                    let minor = words.next().and_then(|word| word.parse().ok()).unwrap_or(u32::MAX);
                    table.families.insert((architecture, family));
                    table.versions.extend(words.map(|version| ((architecture, family, version), minor)));
                }
            }
        }
        table
    })
}

/// The policy that a tag is judged by: its own, or the next above it, which allows more. `None`: newer than the table.
#[must_use]
pub fn glibc_policy(minor: u32) -> Option<u32> {
    manylinux().minors.iter().copied().find(|policy| *policy >= minor)
}

/// Whether a system with that glibc has the library by itself.
#[must_use]
pub fn linux_has_library(library: &str, minor: u32) -> bool {
    manylinux().libraries.get(library).is_some_and(|first| *first <= minor) || is_linux_loader(library)
}

/// `ld-linux-x86-64.so.2` and its kin: the loader is there before anything is loaded.
fn is_linux_loader(library: &str) -> bool {
    library.starts_with("ld-linux") || matches!(library, "ld64.so.1" | "ld64.so.2")
}

/// Whether a system with that glibc has the symbol version; `None` where the policies do not speak of such versions.
#[must_use]
pub fn linux_has_version(architecture: &str, version: &str, minor: u32) -> Option<bool> {
    let table = manylinux();
    let (family, number) = version.split_once('_')?;
    if !table.families.contains(&(architecture, family)) {
        return None;
    }
    Some(table.versions.get(&(architecture, family, number)).is_some_and(|first| *first <= minor))
}

/// The version of CPython (3, minor) that added a symbol to the stable ABI.
#[must_use]
pub fn stable_since(symbol: &str) -> Option<(u32, u32)> {
    static TABLE: OnceLock<BTreeMap<&'static str, (u32, u32)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut current = (3, 0);
        let mut table = BTreeMap::new();
        for line in lines(include_str!("../../data/stable-abi.txt")) {
            match section(line).and_then(|version| version.split_once('.')) {
                Some((major, minor)) => current = (major.parse().unwrap_or(3), minor.parse().unwrap_or(0)),
                None => {
                    table.insert(line, current);
                }
            }
        }
        table
    });
    table.get(symbol).copied()
}

/// Whether Windows has a DLL by itself.
#[must_use]
pub fn windows_has_library(library: &str) -> bool {
    static TABLE: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| lines(include_str!("../../data/windows-dlls.txt")).collect());
    let library = library.to_ascii_lowercase();
    let stem = library.strip_suffix(".dll").unwrap_or(&library);
    // Windows resolves the names of API sets itself.
    stem.starts_with("api-") || stem.starts_with("ext-ms-") || stem == "combase" || table.contains(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_those_of_auditwheel() {
        assert_eq!(glibc_policy(17), Some(17));
        assert_eq!(glibc_policy(29), Some(31));
        assert_eq!(glibc_policy(99), None);
        assert_eq!(linux_has_version("x86_64", "GLIBC_2.17", 17), Some(true));
        assert_eq!(linux_has_version("x86_64", "GLIBC_2.28", 17), Some(false));
        assert_eq!(linux_has_version("x86_64", "GLIBC_99.1", 28), Some(false));
        assert_eq!(linux_has_version("x86_64", "OPENSSL_3.0.0", 28), None);
        assert!(linux_has_library("libstdc++.so.6", 17));
        assert!(!linux_has_library("libssl.so.3", 28));
    }

    #[test]
    fn symbols_of_the_stable_abi_know_their_version() {
        assert_eq!(stable_since("PyList_New"), Some((3, 2)));
        assert_eq!(stable_since("PyType_GetModule"), Some((3, 10)));
        assert_eq!(stable_since("_PyObject_GetDictPtr"), None);
    }

    #[test]
    fn windows_has_its_own_libraries() {
        assert!(windows_has_library("KERNEL32.dll"));
        assert!(windows_has_library("api-ms-win-crt-heap-l1-1-0.dll"));
        assert!(!windows_has_library("libssl-3-x64.dll"));
    }
}
