//! Paths that are too long for Windows.

use super::lands_on_windows;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path is longer than 200 characters
    ///
    /// A member has a path of more than 200 characters. A wheel that no Windows computer installs is not judged.
    ///
    /// ## Why
    /// Windows allows 259 characters for a whole path unless the user changed a setting. A usual environment takes 60 or
    /// more of them, so unpacking fails there with an error that names no cause.
    ///
    /// ## Fix
    /// Shorten names or flatten directories.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a_directory_with_quite_a_long_name_that_somebody_generated/a_directory_with_quite_a_long_name_that_somebody_generated/a_directory_with_quite_a_long_name_that_somebody_generated/a_directory_with_quite_a_long_name_that_somebody_generated/data.txt
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a_directory_with_quite_a_long_name_that_somebody_generated/a_directory_with_quite_a_long_name_that_somebody_generated/data.txt
    /// ```
    PathTooLong { id: "path-too-long", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for PathTooLong {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if lands_on_windows(wheel) {
            judge(wheel, check);
        } else {
            check.skip("no Windows computer installs it");
        }
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        judge(sdist, check);
    }
}

fn judge(distribution: &dyn Distribution, check: &mut Check<'_>) {
    /// What Windows allows, less a usual path of `site-packages`.
    const LONGEST: usize = 200;
    let Some(members) = check.need_members(distribution) else { return };
    let paths = members.iter().map(|member| member.path.as_str());
    let file = distribution.file();
    check.find_each(
        file.location(),
        places(file, paths.filter(|path| path.len() > LONGEST && path.chars().count() > LONGEST)),
        |path| message!("{path} has more than 200 characters; many Windows computers cannot unpack it", path = path),
        |count, paths| {
            message!(
                "{count} paths have more than 200 characters, which many Windows computers cannot unpack: {paths}",
                count = count,
                paths = paths
            )
        },
        &message!("Shorten names or flatten directories"),
    );
}
