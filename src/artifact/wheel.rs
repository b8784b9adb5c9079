//! A wheel: its archive, and the parts that installers and indexes read.

use std::collections::{BTreeMap, BTreeSet};

use super::entry_points::EntryPoints;
use super::filename::{FilenameProblem, WheelFilename};
use super::metadata::Metadata;
use super::record::Record;
use super::wheel_file::WheelFile;
use super::{Distribution, FileInfo};
use crate::archive::zip::ZipDetail;
use crate::archive::zip_records::Records;
use crate::archive::{ArchiveProblem, Member};
use crate::contents::Contents;
use crate::python::Module;
use crate::python::imports::EagerImports;
use crate::upload::answer::Prediction;

#[derive(Debug)]
pub struct Wheel {
    pub file: FileInfo,
    pub filename: Result<WheelFilename, FilenameProblem>,
    pub members: Vec<Member>,
    /// Beside `members`, in the same order.
    pub details: Vec<ZipDetail>,
    pub records: Records,
    pub problems: Vec<ArchiveProblem>,
    /// Whether the directory of the archive could be read.
    pub opened: bool,
    /// Names of the `*.dist-info` directories at the root, without a slash.
    pub dist_infos: Vec<String>,
    /// The one of them that installers use: that of the file name, or else the only one.
    pub dist_info: Option<String>,
    pub metadata: Option<Metadata>,
    pub wheel_file: Option<WheelFile>,
    pub record: Option<Record>,
    pub entry_points: Option<EntryPoints>,
    /// Lines of `top_level.txt`.
    pub top_level: Option<Vec<String>>,
    /// Files below `site-packages` once installed, by their paths there.
    pub site: BTreeSet<String>,
    /// What importing its packages and starting its commands certainly imports.
    pub imports: EagerImports,
    /// By path: what unpacking a member that RECORD lists gave. Empty where nothing was unpacked.
    pub digests: BTreeMap<String, Digest>,
    pub contents: Contents,
    /// What PyPI would answer to twine and to uv.
    pub predictions: Vec<Prediction>,
}

/// The content of a member, measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// `algorithm=digest` as RECORD writes it, computed with the algorithm that RECORD names.
    pub hash: Option<String>,
    pub size: u64,
}

impl Distribution for Wheel {
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

impl Wheel {
    #[must_use]
    pub fn member(&self, path: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.path == path)
    }

    /// The module in a source file, by the path below `site-packages`, and the path of the member.
    #[must_use]
    pub fn module(&self, site: &str) -> Option<(&str, &Module)> {
        let modules = &self.contents.modules;
        let below_data = || {
            let stem = self.dist_info.as_deref()?.strip_suffix(".dist-info")?;
            let path = |scheme: &str| format!("{stem}.data/{scheme}/{site}");
            ["purelib", "platlib"].iter().find_map(|scheme| modules.get_key_value(&path(scheme)))
        };
        let found = modules.get_key_value(site).or_else(below_data);
        found.map(|(path, module)| (path.as_str(), module))
    }

    /// Path of a file in the `.dist-info` directory.
    #[must_use]
    pub fn dist_info_path(&self, name: &str) -> Option<String> {
        self.dist_info.as_ref().map(|directory| format!("{directory}/{name}"))
    }

    /// Files outside every `.dist-info` directory.
    pub fn payload(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| !member.is_directory() && !in_dist_info(&member.path))
    }

    /// Where a file lands below `site-packages`: the path itself, or what follows `.data/purelib` or `.data/platlib`.
    /// `None` for what is installed elsewhere.
    #[must_use]
    pub fn site_path(path: &str) -> Option<&str> {
        let Some((root, rest)) = path.split_once('/') else { return Some(path) };
        if !root.ends_with(".data") {
            return Some(path);
        }
        rest.strip_prefix("purelib/").or_else(|| rest.strip_prefix("platlib/"))
    }
}

/// Paths below `site-packages` of the files among `members`.
#[must_use]
pub fn site_paths(members: &[Member]) -> BTreeSet<String> {
    let files = members.iter().filter(|member| !member.is_directory() && !in_dist_info(&member.path));
    files.filter_map(|member| Wheel::site_path(&member.path)).map(str::to_owned).collect()
}

/// Whether a path lies in a `.dist-info` directory at the root.
#[must_use]
pub fn in_dist_info(path: &str) -> bool {
    path.split_once('/').is_some_and(|(root, _)| root.ends_with(".dist-info"))
}
