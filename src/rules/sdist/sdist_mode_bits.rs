//! Permissions in an sdist that nobody should unpack. Bits for execution are fine.

use crate::archive::MemberKind;
use crate::artifact::sdist::Sdist;
use crate::finding::Severity;
use crate::message;
use crate::rules::members::places;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A file in the sdist has dangerous permissions
    ///
    /// A member is set-user-id, set-group-id or sticky, or everybody may write to it.
    ///
    /// ## Why
    /// Whoever unpacks the sdist as an administrator gets files that others can change or run with more rights. pip clears these
    /// bits; `tar` does not. An sdist in which all files are open to everybody was built on Windows, where Python knows no other
    /// permissions; then it is only worth knowing.
    ///
    /// ## Fix
    /// Set the permissions to 0644, or 0755 for folders and programs, and build again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/tool.sh {mode=4755}
    /// echo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/tool.sh {mode=755}
    /// echo
    /// ```
    SdistModeBits { id: "sdist-mode-bits", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistModeBits {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(members) = check.need_members(sdist) else { return };
        // The permissions of links mean nothing.
        let real = || members.iter().filter(|member| matches!(member.kind, MemberKind::File | MemberKind::Directory));
        let with = |bits: u32| real().filter(move |member| member.mode.is_some_and(|mode| mode & bits != 0));
        let fix = message!("Set the permissions to 0644, or 0755 for folders and programs, and build again");
        let paths = with(0o7000).map(|member| member.path.as_str());
        check.find_each(
            sdist.file.location(),
            places(&sdist.file, paths),
            |name| message!("{name} is set-user-id, set-group-id or sticky", name = name),
            |count, names| {
                message!(
                    "{count} members are set-user-id, set-group-id or sticky: {names}",
                    count = count,
                    names = names
                )
            },
            &fix,
        );
        let windows =
            with(0o002).filter(|member| member.is_file()).count() == real().filter(|member| member.is_file()).count();
        let open = with(0o002).filter(|member| member.mode.is_some_and(|mode| mode & 0o7000 == 0));
        let added = check.find_each(
            sdist.file.location(),
            places(&sdist.file, open.map(|member| member.path.as_str())),
            |name| message!("Everybody may write to {name}", name = name),
            |count, names| message!("Everybody may write to {count} members: {names}", count = count, names = names),
            &fix,
        );
        if windows {
            for finding in added {
                finding.severity = Severity::Info;
            }
        }
    }
}
