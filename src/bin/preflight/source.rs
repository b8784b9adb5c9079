//! Reads the source tree that `--source` names: what git tracks in it, or else what lies in it.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use preflight::source_tree::{SourceTree, tracked};

/// Larger indexes are of no project that is one distribution.
const MAX_INDEX_BYTES: u64 = 256 << 20;

/// Larger modules are not compared.
const MAX_MODULE_BYTES: u64 = 16 << 20;

/// Deeper folders hold no packages.
const DEEPEST: usize = 32;

pub fn read(folder: &Path) -> Result<SourceTree, String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    let top = folder.canonicalize().map_err(said)?;
    if !top.is_dir() {
        return Err(format!("{}: not a folder", folder.display()));
    }
    let mut paths = Vec::new();
    match tracked_below(&top)? {
        Some(found) => paths = found,
        None => walk(&top, "", 0, &mut paths).map_err(said)?,
    }
    let mut tree = SourceTree::default();
    for path in paths {
        let content = if path.ends_with(".py") { content(&top.join(&path)) } else { None };
        tree.add(&path, content.as_deref());
    }
    Ok(tree)
}

/// What git tracks below a folder, from it; none where it lies in no checkout.
fn tracked_below(top: &Path) -> Result<Option<Vec<String>>, String> {
    let Some(root) = top.ancestors().find(|folder| folder.join(".git").exists()) else { return Ok(None) };
    let index = git_folder(root).join("index");
    let read = || -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        fs::File::open(&index).ok()?.take(MAX_INDEX_BYTES).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let paths = read().and_then(|bytes| tracked(&bytes));
    let paths = paths.ok_or_else(|| format!("{}: cannot be read; give a tree that is no checkout", index.display()))?;
    let below = top.strip_prefix(root).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
    let prefix = if below.is_empty() { String::new() } else { format!("{below}/") };
    Ok(Some(paths.iter().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect()))
}

/// In a work tree `.git` is a file that names the folder.
fn git_folder(root: &Path) -> PathBuf {
    let own = root.join(".git");
    let named = fs::read_to_string(&own).ok();
    let named = named.as_deref().and_then(|text| text.trim().strip_prefix("gitdir:"));
    named.map_or(own, |path| root.join(path.trim()))
}

fn walk(folder: &Path, prefix: &str, depth: usize, paths: &mut Vec<String>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if kind.is_file() {
            paths.push(format!("{prefix}{name}"));
        } else if kind.is_dir() && depth < DEEPEST && !name.starts_with('.') && name != "__pycache__" {
            walk(&entry.path(), &format!("{prefix}{name}/"), depth + 1, paths)?;
        }
    }
    Ok(())
}

fn content(path: &Path) -> Option<Vec<u8>> {
    let metadata = path.symlink_metadata().ok()?;
    (metadata.is_file() && metadata.len() <= MAX_MODULE_BYTES).then(|| fs::read(path).ok()).flatten()
}
