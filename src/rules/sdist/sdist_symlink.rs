//! Symbolic links of an sdist that lead to a file in it. Broken links have rules of their own.

use crate::archive::MemberKind;
use crate::artifact::sdist::Sdist;
use crate::message;
use crate::rules::members::{Target, all_paths, link_target, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds symbolic links
    ///
    /// A member is a symbolic link to another member.
    ///
    /// ## Why
    /// On Windows links need a right that most users do not have: uv leaves them out there, and pip puts copies in their place. A
    /// build that needs the linked file then fails or differs.
    ///
    /// ## Fix
    /// Ship a copy of the file, or let the build make the link.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/README.md {symlink=../README.md}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistSymlink { id: "sdist-symlink", gate: Install, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistSymlink {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        let all = all_paths(sdist);
        let links = sdist.members.iter().filter(|member| {
            let inside = |(target, _)| matches!(target, Target::Inside(path) if all.contains(path.as_str()));
            matches!(member.kind, MemberKind::Symlink { .. }) && link_target(sdist, member).is_some_and(inside)
        });
        check.find_each(
            sdist.file.location(),
            places(&sdist.file, links.map(|member| member.path.as_str())),
            |name| message!("{name} is a symbolic link, which is left out or copied on Windows", name = name),
            |count, names| {
                message!(
                    "{count} members are symbolic links, which are left out or copied on Windows: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Ship a copy of the file instead of the link"),
        );
    }
}
