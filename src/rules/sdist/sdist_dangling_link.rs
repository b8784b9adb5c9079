//! Links of an sdist to what is not in it.

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{Target, all_paths, link_target};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A link in the sdist points to nothing
    ///
    /// The target of a symbolic or hard link is not in the archive.
    ///
    /// ## Why
    /// The file is missing after unpacking. Python cannot unpack a hard link whose target is not there, so installers stop.
    ///
    /// ## Fix
    /// Include the target in the sdist, or ship the file itself.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/data.csv {symlink=../shared/data.csv}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistDanglingLink { id: "sdist-dangling-link", gate: Install, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistDanglingLink {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if whole_links(sdist, check) {
            return;
        }
        let all = all_paths(sdist);
        for member in &sdist.members {
            let Some((Target::Inside(path), target)) = link_target(sdist, member) else { continue };
            if all.contains(path.as_str()) {
                continue;
            }
            check.find(
                sdist.file.at(&member.path),
                message!("The link points to {target}, which is not in the sdist", target = Fact::code(target)),
                message!("Include the target in the sdist, or ship a copy of the file"),
            );
        }
    }
}

/// Whether nothing can be said: links are judged only where every member is known.
fn whole_links(sdist: &Sdist, check: &mut Check<'_>) -> bool {
    !crate::rules::members::whole(sdist, check)
}
