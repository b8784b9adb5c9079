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

/// Releases of an action, a name in lower case, whose commits the table has: of PyPI's action every one, of others the last of each
/// major version.
fn releases(action: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = section("pypi-publish").filter(move |_| action == super::publish::ACTION);
    let own = own.filter_map(|row| match row.as_slice() {
        [version, commit] => Some((*version, *commit)),
        _ => None,
    });
    let others = section("current").chain(section("majors")).filter_map(move |row| match row.as_slice() {
        [known, version, commit] if *known == action && *commit != "-" => Some((*version, *commit)),
        _ => None,
    });
    own.chain(others)
}

/// The newest release that a version such as `v4`, `4.2` or `v7.0.1` names, and its commit, as far as the table has it.
#[must_use]
pub fn release(action: &str, version: &str) -> Option<(&'static str, &'static str)> {
    let wanted = numbers(version);
    if wanted.is_empty() {
        return None;
    }
    let found = releases(action).filter(|(known, _)| numbers(known).starts_with(&wanted));
    found.max_by_key(|(known, _)| numbers(known))
}

/// The last release of the major version that a version belongs to, and its commit.
#[must_use]
pub fn last_of_major(action: &str, version: &str) -> Option<(&'static str, &'static str)> {
    let major = version.trim_start_matches('v').split('.').next()?;
    release(action, major)
}

/// The release that a commit of an action is.
#[must_use]
pub fn release_of(action: &str, commit: &str) -> Option<&'static str> {
    releases(action).find(|(_, known)| known.eq_ignore_ascii_case(commit)).map(|(version, _)| version)
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
        assert_eq!(release("actions/checkout", "v7").map(|it| it.0), Some("7.0.1"));
        assert_eq!(release("actions/checkout", "v6.0").map(|it| it.0), None);
        assert_eq!(last_of_major("actions/checkout", "v6.0").map(|it| it.0), Some("6.1.0"));
        assert_eq!(release("pypa/gh-action-pypi-publish", "v1").map(|it| it.0), Some(newest.version));
        assert_eq!(release_of("pypa/gh-action-pypi-publish", newest.commit.unwrap()), Some(newest.version));
        assert_eq!(release("someone/else", "v1"), None);
        assert!(section("majors").all(|row| row.len() == 3 && row[2].len() == 40));
        assert!(section("pypi-publish").all(|row| row.len() == 2 && row[1].len() == 40));
    }
}
