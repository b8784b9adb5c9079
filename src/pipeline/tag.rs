//! What the tag of a release says of a version. Knows the spellings, not what is compared with it.

use std::str::FromStr as _;

use pep440_rs::Version;

use crate::artifact::normalize_name;

/// The version that a tag stands for: `v1.2.0`, `1.2.0`, `demo-1.2.0`, `demo/v1.2.0`, `demo==1.2.0`, `release-1.2.0`. The tag of
/// another project holds none. `project` is normalised.
#[must_use]
pub fn version(tag: &str, project: &str) -> Option<Version> {
    let lower = tag.trim().trim_start_matches("refs/tags/").to_ascii_lowercase();
    let own = normalize_name(&lower);
    let rest = match own.strip_prefix(project).filter(|rest| rest.starts_with(['-', '/', '@', '=', 'v'])) {
        // The name may be spelled with other separators, so as many characters are cut off as it has.
        Some(_) => lower.get(project.len()..)?.trim_start_matches(['-', '_', '.', '/', '@', '=']),
        None => lower.strip_prefix("release").map_or(lower.as_str(), |rest| rest.trim_start_matches(['-', '_', '/'])),
    };
    Version::from_str(rest.strip_prefix('v').unwrap_or(rest)).ok()
}
