//! Other indexes in what is published.

use crate::artifact::Distribution;
use crate::contents::hits::HitKind;
use crate::finding::{Fact, Severity};
use crate::inspect::file_name;
use crate::message;
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The release sends installers to another index
    ///
    /// `pip.conf` or a requirements file names an extra index or one without encryption, or `dependency_links` holds a
    /// URL. An extra index of a requirements file in an sdist is only worth knowing: nobody reads it who installs the
    /// project.
    ///
    /// ## Why
    /// With an extra index anybody who owns a name on either of them can put another project in its place. Without
    /// encryption anybody on the way can.
    ///
    /// ## Fix
    /// Publish what you depend on where your users look, or describe the index in the documentation.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/pip.conf
    /// [global]
    /// extra-index-url = https://pypi.acme.io/simple
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/pip.conf
    /// [global]
    /// timeout = 60
    /// ```
    SecExtraIndex { id: "sec-extra-index", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecExtraIndex {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        if check.need_members(distribution).is_none() {
            return;
        }
        for (path, hits) in distribution.contents().hits.iter().filter(|(path, _)| !is_test_data(path)) {
            let found = hits.iter().find_map(|hit| match hit.kind {
                HitKind::ExtraIndex => Some((hit.line, "an extra index")),
                HitKind::PlainIndex => Some((hit.line, "an index without encryption")),
                HitKind::DependencyLinks => Some((hit.line, "`dependency_links`, which installers no longer read")),
                _ => None,
            });
            let Some((line, what)) = found else { continue };
            let finding = check.find(
                distribution.file().at_line(path, line),
                message!("{path} names {what}", path = Fact::code(path), what = Fact::text(what)),
                message!("Remove it, and publish what you depend on where your users look"),
            );
            let listed = file_name(path).starts_with("requirements") && what == "an extra index";
            if listed {
                finding.severity = Severity::Info;
            }
        }
    }
}
