//! Paths with blanks inside.

use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A path holds a blank
    ///
    /// A file of a distribution has a blank in its path.
    ///
    /// ## Why
    /// Scripts that do not quote paths break at it. Where it is data, it does no harm.
    ///
    /// ## Fix
    /// Use `_` or `-`, if nothing depends on the name.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/read me.txt
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    PathSpace { id: "path-space", gate: Install, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for PathSpace {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        // A blank at the end of a name is the business of `path_windows_reserved`.
        let inside = |path: &str| path.split('/').any(|part| part.contains(' ') && !part.ends_with([' ', '.']));
        let paths = members.iter().filter(|member| !member.is_directory()).map(|member| member.path.as_str());
        check.find_each(
            distribution.file().location(),
            places(distribution.file(), paths.filter(|path| inside(path))),
            |name| message!("{name} holds a blank", name = name),
            |count, names| message!("{count} paths hold blanks: {names}", count = count, names = names),
            &message!("Use `_` or `-`, if nothing depends on the name"),
        );
    }
}
