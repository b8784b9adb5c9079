//! Paths with letters beyond ASCII. Bytes that are not UTF-8 and control characters have rules of their own.

use crate::artifact::Distribution;
use crate::message;
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path holds a character beyond ASCII
    ///
    /// A file of a distribution has a name with a character beyond ASCII. Names among tests, examples and documentation are left out.
    ///
    /// ## Why
    /// Where the locale of a system is not UTF-8, the file cannot be created or gets another name, and macOS changes the form of accents.
    ///
    /// ## Fix
    /// Use plain names, unless the project needs the other ones.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/größe.txt
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/tests/größe.txt
    /// x
    /// ```
    PathNonAscii { id: "path-non-ascii", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for PathNonAscii {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        let plain = |path: &str| path.is_ascii() || is_test_data(path) || path.contains(char::REPLACEMENT_CHARACTER);
        // Control and format characters are the business of `path_control_character`.
        let visible = |path: &str| path.chars().filter(|c| !c.is_ascii()).all(char::is_alphanumeric);
        let paths = members.iter().filter(|member| !member.is_directory()).map(|member| member.path.as_str());
        check.find_each(
            distribution.file().location(),
            places(distribution.file(), paths.filter(|path| !plain(path) && visible(path))),
            |name| message!("{name} holds a character beyond ASCII, which not every system can create", name = name),
            |count, names| {
                message!(
                    "{count} paths hold characters beyond ASCII, which not every system can create: {names}",
                    count = count,
                    names = names,
                )
            },
            &message!("Use plain names"),
        );
    }
}
