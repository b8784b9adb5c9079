//! The order of dropped files. A browser hands them over in any order; the report must not depend on it.

/// Compares two paths component by component, as the native command sorts each folder by name.
#[must_use]
pub fn by_path(a: &str, b: &str) -> std::cmp::Ordering {
    a.split('/').cmp(b.split('/'))
}

/// How deep a dropped folder is read: as deep as the native command reads one.
pub const DEEPEST: usize = 4;

/// Files of one drop. Nobody releases more; a dropped home folder has more.
pub const MOST_FILES: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_sorts_by_the_names_of_its_entries() {
        let mut paths = ["dist/b.txt", "dist/b/c", "dist/a-1.whl", "dist/a/z", "a"];
        paths.sort_by(|a, b| by_path(a, b));
        assert_eq!(paths, ["a", "dist/a/z", "dist/a-1.whl", "dist/b/c", "dist/b.txt"]);
        let mut native: Vec<std::path::PathBuf> = paths.iter().rev().map(Into::into).collect();
        native.sort();
        assert!(native.iter().map(|path| path.to_string_lossy()).eq(paths));
    }
}
