//! The order of dropped files. A browser hands them over in any order; the report must not depend on it.

use crate::finding::grouped;
use crate::render::words::plural;

/// Compares two paths component by component, as the native command sorts each folder by name.
#[must_use]
pub fn by_path(a: &str, b: &str) -> std::cmp::Ordering {
    a.split('/').cmp(b.split('/'))
}

/// How deep a dropped folder is read: as deep as the native command reads one.
pub const DEEPEST: usize = 4;

/// Files of one drop. Nobody releases more; a dropped home folder has more.
pub const MOST_FILES: usize = 1000;

/// What of a drop is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    pub files: usize,
    /// Whether listing stopped before the end, so that there may be more.
    pub unlisted: bool,
    /// Whether some lay too deep.
    pub deep: bool,
    /// Files of a published release that were not fetched with the others.
    pub unfetched: usize,
}

impl LeftOut {
    /// A sentence or two; `None` where all is read.
    #[must_use]
    pub fn sentence(self) -> Option<String> {
        let least = if self.unlisted { "at least " } else { "" };
        let many = (self.files > 0 || self.unlisted).then(|| {
            let most = grouped(MOST_FILES as u64);
            let left = plural(self.files, "file");
            format!("Only the first {most} files are read; {least}{left} of this drop stay out of the report.")
        });
        let deep =
            self.deep.then(|| format!("Files in folders nested more than {DEEPEST} deep stay out of the report."));
        let unfetched = (self.unfetched > 0).then(|| {
            let left = plural(self.unfetched, "file");
            format!("{left} of this release were not fetched: all together would be more than 100 MB.")
        });
        let sentences: Vec<String> = many.into_iter().chain(deep).chain(unfetched).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_said() {
        assert_eq!(LeftOut::default().sentence(), None);
        let left = LeftOut { files: 1234, unlisted: true, deep: true, unfetched: 0 };
        assert_eq!(
            left.sentence().unwrap(),
            "Only the first 1,000 files are read; at least 1,234 files of this drop stay out of the report. Files in folders \
             nested more than 4 deep stay out of the report."
        );
    }

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
