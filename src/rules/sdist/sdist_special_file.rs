//! Devices and FIFOs in an sdist.

use crate::archive::MemberKind;
use crate::artifact::sdist::Sdist;
use crate::message;
use crate::rules::members::places;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds a device or a FIFO
    ///
    /// A member is neither a file nor a folder nor a link.
    ///
    /// ## Why
    /// Installers refuse to unpack it (PEP 721).
    ///
    /// ## Fix
    /// Remove it from the source folder, and build again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pipe {fifo}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistSpecialFile { id: "sdist-special-file", gate: Install, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistSpecialFile {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(members) = check.need_members(sdist) else { return };
        let special = members.iter().filter(|member| member.kind == MemberKind::Special);
        check.find_each(
            sdist.file.location(),
            places(&sdist.file, special.map(|member| member.path.as_str())),
            |name| message!("{name} is a device or a FIFO; installers refuse to unpack it", name = name),
            |count, names| {
                message!(
                    "{count} members are devices or FIFOs, which installers refuse to unpack: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Remove it from the source folder, and build again"),
        );
    }
}
