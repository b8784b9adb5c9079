//! What members are, by their paths alone: the one list of each kind of file that does not belong into a release.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::Member;
use crate::artifact::wheel::{Wheel, in_dist_info};
use crate::artifact::{Distribution, FileInfo, normalize_name};
use crate::finding::Location;
use crate::rules::Check;

/// A kind of file that does not belong into a release. A path has at most one, so that no file is found twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Junk {
    /// In the folder of a version control system: it holds the history, and often credentials.
    Repository,
    /// A file that only tells version control what to do.
    RepositoryFile,
    /// Left by an editor, a file manager or a merge.
    Editor,
    /// Left by a test runner, a linter or a package manager.
    Cache,
    Bytecode,
}

/// What kind of junk lies at this path.
pub(crate) fn junk(path: &str) -> Option<Junk> {
    let mut folders = path.split('/');
    let name = folders.next_back().unwrap_or_default();
    let kind = folders.find_map(|folder| match folder {
        ".git" | ".hg" | ".svn" | ".bzr" | "CVS" | "_darcs" => Some(Junk::Repository),
        "__MACOSX" => Some(Junk::Editor),
        ".pytest_cache" | ".mypy_cache" | ".ruff_cache" | ".hypothesis" | ".tox" | ".nox" | "htmlcov"
        | ".ipynb_checkpoints" | "node_modules" => Some(Junk::Cache),
        "__pycache__" => Some(Junk::Bytecode),
        _ => None,
    });
    kind.or_else(|| match name {
        ".git" => Some(Junk::Repository),
        ".gitignore"
        | ".gitattributes"
        | ".gitmodules"
        | ".gitkeep"
        | ".gitreview"
        | ".git-blame-ignore-revs"
        | ".git_archival.txt"
        | ".hgignore"
        | ".hgtags"
        | ".hgsub"
        | ".hgsubstate"
        | ".hg_archival.txt"
        | ".bzrignore" => Some(Junk::RepositoryFile),
        ".DS_Store" | "Thumbs.db" | "desktop.ini" => Some(Junk::Editor),
        ".coverage" => Some(Junk::Cache),
        _ if ends_with(name, &[".pyc", ".pyo"]) => Some(Junk::Bytecode),
        _ if name.starts_with("._") || name.ends_with('~') || ends_with(name, &[".swp", ".swo"]) => Some(Junk::Editor),
        // Tests of tools that read patches ship these on purpose.
        _ if ends_with(name, &[".orig", ".rej"]) && !is_test_data(path) => Some(Junk::Editor),
        _ => None,
    })
}

pub(crate) fn ends_with(name: &str, suffixes: &[&str]) -> bool {
    suffixes.iter().any(|suffix| name.ends_with(suffix))
}

/// Whether a path lies among tests, examples, documentation or templates, where a file may be there to be looked at.
pub(crate) fn is_test_data(path: &str) -> bool {
    let Some((folders, _)) = path.rsplit_once('/') else { return false };
    folders.split('/').any(|folder| {
        let folder = folder.to_ascii_lowercase();
        matches!(
            folder.as_str(),
            "test"
                | "tests"
                | "testing"
                | "testdata"
                | "test_data"
                | "fixtures"
                | "vectors"
                | "doc"
                | "docs"
                | "examples"
                | "example"
                | "samples"
                | "template"
                | "templates"
                | "project_template"
                | "cookiecutter"
                | "skeleton"
        ) || folder.ends_with("_vectors")
            || folder.ends_with("_tests")
            || folder.contains("{{")
    })
}

/// Folders that are Python environments, with whether `pyvenv.cfg` says so; without it an interpreter may be meant.
pub(crate) fn environments(members: &[Member]) -> BTreeMap<&str, bool> {
    let mut found = BTreeMap::new();
    let (mut programs, mut libraries) = (BTreeSet::new(), BTreeSet::new());
    for path in members.iter().map(|member| member.path.as_str()) {
        let folder = |end: usize| path.get(..end).unwrap_or_default().trim_end_matches('/');
        if path == "pyvenv.cfg" || path.ends_with("/pyvenv.cfg") {
            found.insert(folder(path.len() - "pyvenv.cfg".len()), true);
        } else if path.ends_with("/bin/python") || path.ends_with("/bin/python3") {
            programs.insert(folder(path.rfind("bin/python").unwrap_or(0)));
        } else if let Some(at) = path.find("/lib/python") {
            let rest = path.get(at..).unwrap_or_default();
            if rest.split('/').nth(3) == Some("site-packages") {
                libraries.insert(folder(at));
            }
        }
    }
    for folder in programs.intersection(&libraries) {
        found.entry(*folder).or_insert(false);
    }
    found
}

/// Whether a path lies in one of these folders.
pub(crate) fn is_inside(path: &str, folders: &BTreeMap<&str, bool>) -> bool {
    folders.keys().any(|folder| {
        folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Where each member is, and its name, for [`Check::find_each`].
pub(crate) fn places<'m>(file: &FileInfo, paths: impl IntoIterator<Item = &'m str>) -> Vec<(Location, String)> {
    paths.into_iter().map(|path| (file.at(path), path.to_owned())).collect()
}

/// Files of a wheel outside `.dist-info` and outside environments. Where the archive could not be read the question stays
/// open; where there is no such file it does not arise.
pub(crate) fn payload<'w>(wheel: &'w Wheel, check: &mut Check<'_>) -> Option<Vec<&'w Member>> {
    let members = check.need_members(wheel)?;
    let environments = environments(members);
    let files: Vec<&Member> = members
        .iter()
        .filter(|member| !member.is_directory() && !in_dist_info(&member.path))
        .filter(|member| environments.is_empty() || !is_inside(&member.path, &environments))
        .collect();
    if files.is_empty() {
        check.skip(format!("nothing lies outside .dist-info in {}", wheel.file.name));
        return None;
    }
    Some(files)
}

/// The files that a wheel puts into `site-packages`, with their paths there.
pub(crate) fn site_files<'m>(files: &[&'m Member]) -> Vec<(&'m str, &'m Member)> {
    files.iter().filter_map(|member| Some((Wheel::site_path(&member.path)?, *member))).collect()
}

/// Suffixes of what Python imports: sources, stubs and native modules.
pub(crate) const MODULES: [&str; 4] = [".py", ".pyi", ".so", ".pyd"];

/// Names that an import of this wheel may begin with: packages that hold a module somewhere, and modules at the root.
pub(crate) fn import_names<'m>(files: &[&'m Member]) -> BTreeSet<&'m str> {
    let names = site_files(files).into_iter().filter(|(site, _)| ends_with(site, &MODULES));
    let first = names.map(|(site, _)| match site.split_once('/') {
        Some((folder, _)) => folder,
        None => site.split_once('.').map_or(site, |(stem, _)| stem),
    });
    first.filter(|name| !name.is_empty() && *name != "..").collect()
}

/// The normalised project name, from the metadata or else from the name of the file.
pub(crate) fn project(distribution: &dyn Distribution) -> Option<String> {
    let name = distribution.metadata().and_then(|metadata| metadata.name());
    let name = name.or_else(|| distribution.file().name.split_once('-').map(|(name, _)| name));
    name.map(normalize_name)
}
