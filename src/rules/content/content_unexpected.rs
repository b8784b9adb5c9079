//! Paths that the user wants in no wheel. There is none by default.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{glob, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds a path that was ruled out
    ///
    /// A file of the wheel matches a pattern that was given with `--unexpected`. A pattern without `/` is compared with names of files, too.
    ///
    /// ## Why
    /// You said that the release must not hold it.
    ///
    /// ## Fix
    /// Exclude it from the package data, or correct the pattern.
    ///
    /// ## Bad
    /// ```fixture
    /// === options {unexpected=*.csv}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data/big.csv
    /// a,b
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === options {unexpected=*.csv}
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentUnexpected { id: "content-unexpected", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentUnexpected {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let patterns = &check.options().unexpected;
        if patterns.is_empty() {
            check.skip("needs patterns of unwanted paths (--unexpected)");
            return;
        }
        let Some(members) = check.need_members(wheel) else { return };
        for pattern in patterns {
            let found = members.iter().filter(|member| {
                glob(pattern, &member.path) || !pattern.contains('/') && glob(pattern, member.file_name())
            });
            let pattern = Fact::code(pattern);
            check.find_each(
                wheel.file.location(),
                places(&wheel.file, found.filter(|member| !member.is_directory()).map(|member| member.path.as_str())),
                |name| {
                    message!("{name} matches {pattern}, which was ruled out", name = name, pattern = pattern.clone())
                },
                |count, names| {
                    message!(
                        "{count} files match {pattern}, which was ruled out: {names}",
                        count = count,
                        names = names,
                        pattern = pattern.clone(),
                    )
                },
                &message!("Exclude it from the package data"),
            );
        }
    }
}
