//! Hard links of an sdist that lead to a file in it. Broken links have rules of their own.

use crate::archive::MemberKind;
use crate::artifact::sdist::Sdist;
use crate::message;
use crate::rules::members::{Target, all_paths, link_target, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds hard links
    ///
    /// A member is a hard link: it has no content, only the name of another member.
    ///
    /// ## Why
    /// Readers that take one member at a time find no content, and strict readers refuse such links. `tar` writes them where one
    /// file has two names on disk, which is rarely meant.
    ///
    /// ## Fix
    /// Ship a copy of the file. With GNU tar, `--hard-dereference` does that.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/README.md {hardlink=demo-1.0/README.md}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistHardlink { id: "sdist-hardlink", gate: Install, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistHardlink {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        let all = all_paths(sdist);
        let links = sdist.members.iter().filter(|member| {
            let inside = |(target, _)| matches!(target, Target::Inside(path) if all.contains(path.as_str()));
            matches!(member.kind, MemberKind::Hardlink { .. }) && link_target(sdist, member).is_some_and(inside)
        });
        check.find_each(
            sdist.file.location(),
            places(&sdist.file, links.map(|member| member.path.as_str())),
            |name| {
                message!("{name} is a hard link without content of its own, which strict readers refuse", name = name)
            },
            |count, names| {
                message!(
                    "{count} members are hard links without content, which strict readers refuse: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Ship a copy of the file instead of the link"),
        );
    }
}
