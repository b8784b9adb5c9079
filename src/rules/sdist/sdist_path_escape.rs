//! Members and links of an sdist that leave its folder. Links that stay inside are the business of other rules.

use crate::artifact::sdist::Sdist;
use crate::finding::{Fact, Gate};
use crate::message;
use crate::rules::members::{Target, escapes, link_target};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A path or link in the sdist leaves its folder
    ///
    /// A member has an absolute path or one with `..`, or a link points out of the one top-level folder.
    ///
    /// ## Why
    /// Unpacking it could write or read outside of the folder. pip and uv refuse such an archive (PEP 721). PyPI refuses it where
    /// the path itself begins outside of the folder.
    ///
    /// ## Fix
    /// Build the sdist again; replace links that leave the folder by copies.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/data {symlink=/etc/passwd}
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/../../evil.py
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- ../evil.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistPathEscape { id: "sdist-path-escape", gate: Install, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistPathEscape {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        for member in &sdist.members {
            let location = sdist.file.at(&member.path);
            if escapes(&member.path) {
                let finding = check.find(
                    location,
                    message!(
                        "The path {path} leaves the folder of the sdist; installers refuse it",
                        path = Fact::code(&member.path)
                    ),
                    message!("Build the sdist again"),
                );
                if member.path.starts_with("../") || member.path.starts_with('/') {
                    finding.gate = Gate::Upload;
                }
            } else if let Some((Target::Outside, target)) = link_target(sdist, member) {
                check.find(
                    location,
                    message!(
                        "The link points to {target}, outside of the sdist; installers refuse it",
                        target = Fact::code(target)
                    ),
                    message!("Ship a copy of the file instead of the link"),
                );
            }
        }
    }
}
