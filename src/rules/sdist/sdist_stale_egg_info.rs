//! `.egg-info` of the project inside its sdist, against PKG-INFO at the top.

use std::collections::BTreeSet;

use crate::artifact::metadata::Metadata;
use crate::artifact::normalize_name;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{is_test_data, same_version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist carries the `.egg-info` of another build
    ///
    /// `NAME.egg-info/PKG-INFO` has another version, or other requirements, than PKG-INFO at the top.
    ///
    /// ## Why
    /// The folder was left over from an older build. setuptools reads the list of files from it, and packs what is no
    /// longer there or leaves out what is new.
    ///
    /// ## Fix
    /// Delete `*.egg-info` and `build/`, and build again from a clean checkout.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo.egg-info/PKG-INFO
    /// Metadata-Version: 2.4
    /// Name: demo
    /// Version: 0.9
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo.egg-info/PKG-INFO
    /// Metadata-Version: 2.4
    /// Name: demo
    /// Version: 1.0
    /// ```
    SdistStaleEggInfo { id: "sdist-stale-egg-info", gate: Agree, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistStaleEggInfo {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(top) = check.need_metadata(sdist) else { return };
        for (path, content) in &sdist.contents.texts {
            if !path.ends_with(".egg-info/PKG-INFO") || is_test_data(path) {
                continue;
            }
            let left = Metadata::parse(path, content);
            if left.name().map(normalize_name) != top.name().map(normalize_name) {
                continue;
            }
            let (Some(old), Some(new)) = (left.version(), top.version()) else { continue };
            let message = if !same_version(old, new) {
                message!(
                    "{path} is of version {old}, and the sdist is {new}",
                    path = Fact::code(path),
                    old = Fact::code(old),
                    new = Fact::code(new),
                )
            } else if names(&left) != names(top) {
                message!("{path} requires other projects than PKG-INFO at the top", path = Fact::code(path))
            } else {
                continue;
            };
            check.find(
                sdist.file.at(path),
                message,
                message!("Delete `*.egg-info` and `build/`, and build again from a clean checkout"),
            );
        }
    }
}

fn names(metadata: &Metadata) -> BTreeSet<String> {
    metadata.requires_dist.iter().map(|requirement| normalize_name(requirement.written_name())).collect()
}
