//! What members are, by their paths alone: the one list of each kind of file that does not belong into a release.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use pep440_rs::Version;

use crate::archive::{Member, MemberKind};
use crate::artifact::sdist::Sdist;
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
    /// Settings of an editor, of CI or of another tool of development.
    Settings,
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
        ".vscode" | ".idea" | ".github" | ".gitlab" | ".circleci" | ".devcontainer" => Some(Junk::Settings),
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
        ".travis.yml"
        | ".gitlab-ci.yml"
        | ".pre-commit-config.yaml"
        | ".editorconfig"
        | ".flake8"
        | ".pylintrc"
        | ".coveragerc"
        | ".readthedocs.yaml"
        | ".readthedocs.yml"
        | ".dockerignore"
        | ".prettierrc"
        | ".isort.cfg" => Some(Junk::Settings),
        _ if ends_with(name, &[".pyc", ".pyo"]) => Some(Junk::Bytecode),
        _ if name.starts_with("._") => Some(Junk::Editor),
        // What uv_build and cargo rewrite they keep beside it as it was.
        "pyproject.toml.orig" | "Cargo.toml.orig" => None,
        // Tests of tools that read patches or folders ship these on purpose.
        _ if name.ends_with('~') || ends_with(name, &[".swp", ".swo", ".orig", ".rej"]) => {
            (!is_test_data(path)).then_some(Junk::Editor)
        }
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

/// First components of all that a wheel puts into `site-packages`.
pub(crate) fn payload_names(wheel: &Wheel) -> BTreeSet<String> {
    wheel.site.iter().map(|site| site.split_once('/').map_or(site.as_str(), |(name, _)| name).to_owned()).collect()
}

/// The normalised project name, from the metadata or else from the name of the file.
pub(crate) fn project(distribution: &dyn Distribution) -> Option<String> {
    let name = distribution.metadata().and_then(|metadata| metadata.name());
    let name = name.or_else(|| distribution.file().name.split_once('-').map(|(name, _)| name));
    name.map(normalize_name)
}

/// A version in its canonical spelling.
pub(crate) fn version(text: &str) -> Option<String> {
    Version::from_str(text.trim()).ok().map(|version| version.to_string())
}

/// Whether two versions are the same release, however they are spelled.
pub(crate) fn same_version(one: &str, other: &str) -> bool {
    match (Version::from_str(one.trim()), Version::from_str(other.trim())) {
        (Ok(one), Ok(other)) => one == other,
        _ => one.trim() == other.trim(),
    }
}

/// Whether every member of an sdist is known; where not, nothing can be called missing.
pub(crate) fn whole(sdist: &Sdist, check: &mut Check<'_>) -> bool {
    if !sdist.is_whole() {
        check.undecided(format!("{} could not be read to its end", sdist.file.name));
    }
    sdist.is_whole()
}

/// The one folder of an sdist that is whole and laid out as it should be; where not, other rules say so.
pub(crate) fn whole_root<'s>(sdist: &'s Sdist, check: &mut Check<'_>) -> Option<&'s str> {
    if !whole(sdist, check) {
        return None;
    }
    let root = sdist.root().filter(|root| {
        sdist.members.iter().any(|member| member.path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/')))
    });
    if root.is_none() {
        check.skip(format!("{} has not one top-level folder", sdist.file.name));
    }
    root
}

/// Paths below the one folder of an sdist, of files and of links.
pub(crate) fn inner_files(sdist: &Sdist) -> BTreeSet<&str> {
    sdist.members.iter().filter(|member| !member.is_directory()).map(|member| sdist.inner_path(&member.path)).collect()
}

/// Every path of an sdist, and every folder that a path lies in.
pub(crate) fn all_paths(sdist: &Sdist) -> BTreeSet<&str> {
    let mut all = BTreeSet::new();
    for member in &sdist.members {
        let mut path = member.path.as_str();
        while all.insert(path) {
            let Some((folder, _)) = path.rsplit_once('/') else { break };
            path = folder;
        }
    }
    all
}

/// Whether the path of a member is absolute or goes up.
pub(crate) fn escapes(path: &str) -> bool {
    path.starts_with('/')
        || path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic())
        || path.split('/').any(|part| part == "..")
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A path of the archive, made plain.
    Inside(String),
    Outside,
}

/// Where a link of an sdist leads, and its target as written; `None` for what is no link or has itself no place.
pub(crate) fn link_target<'m>(sdist: &Sdist, member: &'m Member) -> Option<(Target, &'m str)> {
    let (target, from) = match &member.kind {
        MemberKind::Symlink { target } => (target, member.path.rsplit_once('/').map_or("", |(folder, _)| folder)),
        // A hard link names a member.
        MemberKind::Hardlink { target } => (target, ""),
        _ => return None,
    };
    if escapes(&member.path) {
        return None;
    }
    let absolute = target.starts_with('/') || target.as_bytes().get(1) == Some(&b':');
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Some((Target::Outside, target));
                }
            }
            _ => parts.push(part),
        }
    }
    let leaves = sdist.root().is_some_and(|root| parts.first() != Some(&root));
    let place = if absolute || leaves { Target::Outside } else { Target::Inside(parts.join("/")) };
    Some((place, target))
}

/// Whether a path matches a pattern of `license-files`: `*`, `?` and `[…]` within a name, `**` for any folders (PEP 639).
pub(crate) fn glob(pattern: &str, path: &str) -> bool {
    /// Longer patterns are not matched: each `**` may stand for any number of folders.
    const MAX_PARTS: usize = 16;
    let pattern: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let path: Vec<&str> = path.split('/').collect();
    pattern.len() <= MAX_PARTS && glob_parts(&pattern, &path)
}

fn glob_parts(pattern: &[&str], path: &[&str]) -> bool {
    // One row for each part of the pattern: which beginnings of the path it has matched.
    let mut row = vec![false; path.len() + 1];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        for (i, matched) in row.iter().enumerate().filter(|(_, matched)| **matched) {
            if *part == "**" {
                next.iter_mut().skip(i).for_each(|cell| *cell = *matched);
            } else if path.get(i).is_some_and(|name| glob_name(part, name)) {
                next.iter_mut().skip(i + 1).take(1).for_each(|cell| *cell = true);
            }
        }
        row = next;
    }
    row.last() == Some(&true)
}

fn glob_name(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where the last star stands, and the first character that it does not yet take.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        let step = pattern.get(p).and_then(|c| match c {
            '?' => Some(1),
            '[' => class(pattern.get(p..)?, *name.get(n)?),
            '*' => None,
            c => (name.get(n) == Some(c)).then_some(1),
        });
        if let Some(step) = step {
            p += step;
            n += 1;
        } else if pattern.get(p) == Some(&'*') {
            star = Some((p, n));
            p += 1;
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            p = at + 1;
            n = taken + 1;
        } else {
            return false;
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

/// How long the class at the start of the pattern is, if it holds the character.
fn class(pattern: &[char], c: char) -> Option<usize> {
    let end = pattern.iter().skip(2).position(|c| *c == ']')? + 2;
    let inside = pattern.get(1..end)?;
    let (inside, wanted) = match inside {
        ['!', rest @ ..] => (rest, false),
        _ => (inside, true),
    };
    let range = inside.windows(3).any(|part| matches!(part, [from, '-', to] if (*from..=*to).contains(&c)));
    ((inside.contains(&c) || range) == wanted).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_license_files() {
        for (pattern, path, expected) in [
            ("LICEN[CS]E*", "LICENSE.txt", true),
            ("licenses/*", "licenses/a/b", false),
            ("**/LICENSE", "LICENSE", true),
            ("src/**/*.txt", "src/a/b/c.txt", true),
            ("*a*b*", "xxaxxb", true),
            ("[!A]*", "A", false),
            ("[", "[", false),
        ] {
            assert_eq!(glob(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn what_only_looks_like_junk() {
        for path in [
            "demo/git/config",
            "tests/patch.orig",
            "tests/staticfiles_tests/documents/backup~",
            "pyproject.toml.orig",
            "demo/.env",
            "src/CVS.py",
        ] {
            assert_eq!(junk(path), None, "{path}");
        }
    }
}
