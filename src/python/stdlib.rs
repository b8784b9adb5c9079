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
}
