//! Distributions and their parts as typed values. Parsing is total: a value and what is wrong with it, never a failure.
//!
//! Nothing here judges: whether a problem matters is the business of `rules`.

pub mod backend;
pub mod entry_points;
pub mod filename;
pub mod marker;
pub mod metadata;
pub mod pyproject;
pub mod record;
pub mod requirement;
pub mod requires_python;
pub mod sdist;
pub mod setuptools;
pub mod tags;
pub mod wheel;
pub mod wheel_file;

use crate::archive::{ArchiveProblem, Member};
use crate::contents::Contents;
use crate::finding::Location;
use crate::upload::answer::Prediction;
use crate::upload::filename::{canonicalize_name, escaped_name};
use metadata::Metadata;

/// What every dropped file has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileInfo {
    /// The file's name without its folders: what an upload tool sends.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// In lower-case hexadecimal; empty where the file could not be read to its end.
    pub sha256: String,
}

impl FileInfo {
    /// The file as a whole.
    #[must_use]
    pub fn location(&self) -> Location {
        Location { file: self.name.clone(), ..Location::default() }
    }

    /// A member of the file.
    #[must_use]
    pub fn at(&self, path: &str) -> Location {
        Location { path: Some(path.to_owned()), ..self.location() }
    }

    /// A line of a member, counted from 1.
    #[must_use]
    pub fn at_line(&self, path: &str, line: u32) -> Location {
        Location { line: Some(line), ..self.at(path) }
    }
}

/// What a wheel and an sdist have in common.
pub trait Distribution {
    fn file(&self) -> &FileInfo;
    /// METADATA or PKG-INFO.
    fn metadata(&self) -> Option<&Metadata>;
    fn members(&self) -> &[Member];
    fn problems(&self) -> &[ArchiveProblem];
    /// What the contents of the members say.
    fn contents(&self) -> &Contents;
    /// What PyPI would answer to twine and to uv.
    fn predictions(&self) -> &[Prediction];
}

/// A project name as indexes compare it: lower case, runs of `-`, `_` and `.` as one `-` (PEP 503).
#[must_use]
pub fn normalize_name(name: &str) -> String {
    canonicalize_name(name)
}

/// A normalised project name as file names spell it, with `_` for `-` (binary distribution format, PEP 625).
#[must_use]
pub fn file_name_form(name: &str) -> String {
    escaped_name(name)
}

/// Line, from 1, of a byte offset; and column, from 1, in characters.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_indexes_do() {
        for (name, normal) in [("lms-llmsTxt", "lms-llmstxt"), ("a.-_b", "a-b"), ("Zope.Interface", "zope-interface")] {
            assert_eq!(normalize_name(name), normal);
        }
        assert_eq!(file_name_form("Zope.Interface"), "zope_interface");
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("a\nü = 1", 5), (2, 3));
        assert_eq!(line_and_column("", 9), (1, 1));
    }
}
