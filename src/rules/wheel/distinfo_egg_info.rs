//! Metadata of another build that were packed as content.

use std::collections::BTreeSet;

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel ships an egg-info directory
    ///
    /// A `*.egg-info` directory or `EGG-INFO` lies at the root of the wheel, where it is installed into `site-packages`.
    ///
    /// ## Why
    /// Tools take it for a second installed distribution, with metadata that are not those of this wheel, and removing the
    /// wheel may break.
    ///
    /// ## Fix
    /// Exclude it from the packages that are found, and delete what an older build left behind.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo.egg-info/PKG-INFO
    /// Metadata-Version: 2.1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DistinfoEggInfo { id: "distinfo-egg-info", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DistinfoEggInfo {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        let sites = wheel.payload().filter_map(|member| Wheel::site_path(&member.path));
        let roots: BTreeSet<&str> = sites.map(|path| path.split_once('/').map_or(path, |(root, _)| root)).collect();
        for root in roots.into_iter().filter(|root| root.ends_with(".egg-info") || *root == "EGG-INFO") {
            check.find(
                wheel.file.at(root),
                message!(
                    "{root} is installed into `site-packages`, where tools take it for a second distribution",
                    root = Fact::code(root)
                ),
                message!("Exclude it from package discovery and build again"),
            );
        }
    }
}
