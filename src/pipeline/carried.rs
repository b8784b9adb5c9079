//! Files of automation that an sdist carries along: which of its members are read, and their values.

use std::collections::BTreeMap;

use super::workflow::Workflow;
use super::yaml;
use crate::artifact::FileInfo;

/// Files of automation in one sdist that are read.
const MAX_CARRIED: usize = 200;

/// Whether a member of an sdist, of so many bytes, may be a workflow, a composite action or the settings of an update bot.
#[must_use]
pub fn is_automation(path: &str, size: u64) -> bool {
    const DEEPEST: usize = 4;
    let inside = path.split_once('/').map_or("", |(_, inside)| inside);
    let lower = inside.to_ascii_lowercase();
    inside.starts_with(".github/")
        && (lower.ends_with(".yml") || lower.ends_with(".yaml"))
        && size <= yaml::MAX_BYTES as u64
        && inside.matches('/').count() <= DEEPEST
}

/// Takes the files of automation out of the texts of an sdist.
#[must_use]
pub fn carried(file: &FileInfo, texts: &mut BTreeMap<String, Vec<u8>>) -> Vec<Workflow> {
    let paths: Vec<String> = texts.keys().filter(|path| is_automation(path, 0)).take(MAX_CARRIED).cloned().collect();
    let files = paths.into_iter().filter_map(|path| {
        let bytes = texts.remove(&path)?;
        Workflow::parse(file.clone(), Some(path.clone()), &path, &bytes)
    });
    files.collect()
}
