//! What is known of the actions that release packages: the dated table `data/actions.txt`.

const TEXT: &str = include_str!("../../data/actions.txt");

/// The day that the table describes.
pub const DATE: &str = "2026-08-22";

/// An action's newest release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Current {
    pub action: &'static str,
    pub version: &'static str,
    pub commit: Option<&'static str>,
}

/// Rows of a section, as fields.
fn section(name: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines =
        TEXT.lines().skip_while(move |line| line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) != Some(name));
    let rows = lines.skip(1).take_while(|line| !line.starts_with('['));
    rows.filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// Every action whose newest release is known.
pub fn all() -> impl Iterator<Item = Current> {
    section("current").filter_map(|row| match row.as_slice() {
        [action, version, commit] => {
            Some(Current { action, version, commit: Some(*commit).filter(|commit| *commit != "-") })
        }
        _ => None,
    })
}

/// The newest release of an action, a name in lower case.
#[must_use]
pub fn current(action: &str) -> Option<Current> {
    all().find(|known| known.action == action)
}

/// The first major version from which an action has no tag for a major or minor version alone.
#[must_use]
pub fn exact_from(action: &str) -> Option<u64> {
    section("exact").find_map(|row| match row.as_slice() {
        [known, major] if *known == action => major.parse().ok(),
        _ => None,
    })
}

/// The first release of PyPI's action that reads a version of core metadata; `None` where every release does.
#[must_use]
pub fn reads_metadata_from(metadata: &str) -> Option<&'static str> {
    section("metadata").find_map(|row| match row.as_slice() {
        [known, version] if *known == metadata => Some(*version),
        _ => None,
    })
}

/// The release of PyPI's action that a commit is.
#[must_use]
pub fn publish_release(commit: &str) -> Option<&'static str> {
    section("pypi-publish").find_map(|row| match row.as_slice() {
        [version, known] if known.eq_ignore_ascii_case(commit) => Some(*version),
        _ => None,
    })
}

/// The commit of a release of PyPI's action, as far as the table has it.
#[must_use]
pub fn publish_commit(version: &str) -> Option<&'static str> {
    let version = version.trim_start_matches('v');
    section("pypi-publish").find_map(|row| match row.as_slice() {
        [known, commit] if *known == version => Some(*commit),
        _ => None,
    })
}

/// Numbers of a version such as `v7.0.1`; none where it has others than numbers.
#[must_use]
pub fn numbers(version: &str) -> Vec<u64> {
    let parts: Option<Vec<u64>> = version.trim_start_matches('v').split('.').map(|part| part.parse().ok()).collect();
    parts.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(TEXT.lines().next().unwrap().contains(&format!("As of {DATE}")));
        assert!(all().count() >= 10);
        for current in all() {
            assert!(!numbers(current.version).is_empty(), "{current:?}");
            assert!(current.commit.is_none_or(|commit| commit.len() == 40), "{current:?}");
        }
        assert_eq!(exact_from("astral-sh/setup-uv"), Some(8));
        assert_eq!(reads_metadata_from("2.5"), Some("1.14.2"));
        let newest = current("pypa/gh-action-pypi-publish").unwrap();
        assert_eq!(publish_commit(newest.version), newest.commit);
        assert!(section("pypi-publish").all(|row| row.len() == 2 && row[1].len() == 40));
    }
}
