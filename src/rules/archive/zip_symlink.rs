//! Symbolic links in a wheel. Those of an sdist are the business of `sdist_symlink`.

use crate::archive::MemberKind;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// The wheel holds a symbolic link
    ///
    /// The mode of an entry says that it is a symbolic link.
    ///
    /// ## Why
    /// The wheel format knows no links (PEP 778 is deferred). Installers write a small text file with the path of the
    /// target instead, so a library or a module that was linked is broken after the installation.
    ///
    /// ## Fix
    /// Pack a copy of the target, or make the link when the program starts.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt
    /// --- demo/link.txt {symlink=data.txt}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data.txt
    /// --- demo/link.txt
    /// ```
    ZipSymlink { id: "zip-symlink", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ZipSymlink {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(members) = check.need_members(wheel) else { return };
        let links = members.iter().filter(|member| matches!(member.kind, MemberKind::Symlink { .. }));
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, links.map(|member| member.path.as_str())),
            |path| message!("{path} is a symbolic link; installers write a text file instead", path = path),
            |count, paths| {
                message!(
                    "{count} members are symbolic links, for which installers write text files: {paths}",
                    count = count,
                    paths = paths
                )
            },
            &message!("Pack a copy of the target"),
        );
    }
}
