//! Paths that are a file and a directory at once.

use std::collections::HashSet;

use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path is both a file and a directory
    ///
    /// A member is a file, and another member lies below its path.
    ///
    /// ## Why
    /// Only one of the two can exist: unpacking stops with an error, or loses one of them.
    ///
    /// ## Fix
    /// Rename one of them, or leave out the one that was packed by mistake.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data
    /// --- demo/data/x.txt
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data/
    /// --- demo/data/x.txt
    /// ```
    PathFileDirectoryConflict {
        id: "path-file-directory-conflict", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for PathFileDirectoryConflict {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        let files: HashSet<&str> =
            members.iter().filter(|member| !member.is_directory()).map(|member| member.path.as_str()).collect();
        let mut parents: HashSet<&str> = HashSet::new();
        for member in members {
            let mut path = member.path.as_str();
            // A parent that is known has parents that are known.
            while let Some((parent, _)) = path.rsplit_once('/') {
                if parent != member.path.trim_end_matches('/') && !parents.insert(parent) {
                    break;
                }
                path = parent;
            }
        }
        let mut both: Vec<&str> = files.intersection(&parents).copied().collect();
        both.sort_unstable();
        let file = distribution.file();
        check.find_each(
            file.location(),
            places(file, both),
            |path| {
                message!("{path} is a file, and other members lie below it; only one of them can exist", path = path)
            },
            |count, paths| {
                message!(
                    "{count} files have other members below them, and only one of them can exist: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &message!("Rename one of them, or leave one out"),
        );
    }
}
