//! Files in `.dist-info` that belong to installers.

use super::dist_info;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel ships a file that installers write
    ///
    /// The `.dist-info` directory holds `INSTALLER`, `REQUESTED` or `direct_url.json`.
    ///
    /// ## Why
    /// These files say how a distribution came to be installed. Shipped, they make it look as if the user had asked for
    /// it, or as if it came from a URL. The wheel was often packed from an installed copy.
    ///
    /// ## Fix
    /// Leave them out; build from the sources.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/INSTALLER
    /// pip
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    DistinfoInstallerFile {
        id: "distinfo-installer-file", gate: Install, severity: Warning, since: "0.1.0",
        reads: any [Wheel],
    }
}

impl Rule for DistinfoInstallerFile {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if dist_info(wheel, check).is_none() {
            return;
        }
        let names = ["INSTALLER", "REQUESTED", "direct_url.json"];
        for path in
            names.iter().filter_map(|name| wheel.dist_info_path(name)).filter(|path| wheel.member(path).is_some())
        {
            check.find(
                wheel.file.at(&path),
                message!(
                    "{path} is written by installers; shipped, it says something wrong of every installation",
                    path = Fact::code(&path)
                ),
                message!("Leave it out"),
            );
        }
    }
}
