//! An sdist: its members, and the few files that say what it is.

use super::filename::{FilenameProblem, SdistFilename};
use super::metadata::Metadata;
use super::pyproject::Pyproject;
use super::{Distribution, FileInfo};
use crate::archive::tar::{GzipHeader, TarDetail};
use crate::archive::{ArchiveProblem, Member};
use crate::contents::Contents;
use crate::pipeline::workflow::Workflow;
use crate::upload::answer::Prediction;

#[derive(Debug)]
pub struct Sdist {
    pub file: FileInfo,
    pub filename: Result<SdistFilename, FilenameProblem>,
    pub members: Vec<Member>,
    /// Beside `members`, in the same order.
    pub details: Vec<TarDetail>,
    pub gzip: GzipHeader,
    pub problems: Vec<ArchiveProblem>,
    /// First components of all paths, sorted.
    pub roots: Vec<String>,
    pub metadata: Option<Metadata>,
    pub pyproject: Option<Pyproject>,
    pub contents: Contents,
    /// Files of automation under `.github/`.
    pub workflows: Vec<Workflow>,
    /// What PyPI would answer to twine and to uv.
    pub predictions: Vec<Prediction>,
}

impl Distribution for Sdist {
    fn file(&self) -> &FileInfo {
        &self.file
    }

    fn metadata(&self) -> Option<&Metadata> {
        self.metadata.as_ref()
    }

    fn members(&self) -> &[Member] {
        &self.members
    }

    fn problems(&self) -> &[ArchiveProblem] {
        &self.problems
    }

    fn contents(&self) -> &Contents {
        &self.contents
    }

    fn predictions(&self) -> &[Prediction] {
        &self.predictions
    }
}

impl Sdist {
    /// The one top-level directory.
    #[must_use]
    pub fn root(&self) -> Option<&str> {
        match self.roots.as_slice() {
            [root] => Some(root),
            _ => None,
        }
    }

    /// A path without the top-level directory; the path itself where there is not exactly one.
    #[must_use]
    pub fn inner_path<'a>(&self, path: &'a str) -> &'a str {
        match self.root() {
            Some(root) => path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')).unwrap_or(""),
            None => path,
        }
    }

    /// Files with their paths below the top-level directory.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Member)> {
        self.members.iter().filter(|member| member.is_file()).map(|member| (self.inner_path(&member.path), member))
    }

    /// Whether a file lies at this path below the top-level directory.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        self.files().any(|(inner, _)| inner == path)
    }

    /// Whether anything lies below this directory, a path below the top-level directory.
    #[must_use]
    pub fn has_directory(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files().any(|(inner, _)| inner.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Bytes of all files, unpacked.
    #[must_use]
    pub fn unpacked_bytes(&self) -> u64 {
        self.members.iter().map(|member| member.size).sum()
    }

    /// The parts that no problem kept from being read: whether the list of members is whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.problems.iter().all(|problem| matches!(problem, ArchiveProblem::Trailer { .. }))
    }
}
