//! Names that Windows cannot create.

use super::lands_on_windows;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path cannot be created on Windows
    ///
    /// A part of a path is a device name such as `aux`, `con` or `nul` with any suffix, ends in a dot or a blank, or has
    /// one of `<>:"|?*`. A wheel that no Windows computer installs is not judged.
    ///
    /// ## Why
    /// Windows refuses the name or means a device by it, so unpacking fails there, or the file is missing.
    ///
    /// ## Fix
    /// Rename the file. In a test that needs such names, create them when it runs.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/aux.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/auxiliary.py
    /// ```
    PathWindowsReserved {
        id: "path-windows-reserved", gate: Install, severity: Warning, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for PathWindowsReserved {
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
    let Some(members) = check.need_members(distribution) else { return };
    let paths = members.iter().map(|member| member.path.as_str());
    let file = distribution.file();
    check.find_each(
        file.location(),
        places(file, paths.filter(|path| path.split('/').any(is_reserved))),
        |path| message!("{path} cannot be created on Windows", path = path),
        |count, paths| message!("{count} paths cannot be created on Windows: {paths}", count = count, paths = paths),
        &message!("Rename it"),
    );
}

fn is_reserved(part: &str) -> bool {
    // Relative parts and drive letters are the business of `path-traversal`.
    if matches!(part, "." | "..") || (part.len() == 2 && part.ends_with(':')) {
        return false;
    }
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"]
        .iter()
        .any(|device| stem.strip_prefix(device).is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9'])));
    numbered
        || matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || part.ends_with(['.', ' '])
        || part.contains(['<', '>', ':', '"', '|', '?', '*'])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn what_is_only_for_linux_may_have_any_name() {
        check("=== demo-1.0-py3-none-manylinux_2_17_x86_64.whl\n--- demo/__init__.py\n--- demo/aux.py\n", &[]);
    }
}
