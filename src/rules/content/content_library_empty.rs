//! Wheels that install files but no module. Wheels without any file are the business of `content-empty`.

use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::members::{payload, site_files};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel installs nothing that can be imported
    ///
    /// All its files lie in the `.data` directory, and none of them goes to `site-packages`.
    ///
    /// ## Why
    /// Such a wheel installs, and every import of it fails. Wheels that only bring a command or a native library are made this
    /// way on purpose: for one that ships scripts, or is built for one platform, this is only worth knowing.
    ///
    /// ## Fix
    /// Check that the backend finds the packages. If the wheel is meant to bring files only, there is nothing to do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo-1.0.data/data/share/demo/table.csv
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/data/share/demo/table.csv
    /// ```
    ContentLibraryEmpty { id: "content-library-empty", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentLibraryEmpty {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        if !site_files(&files).is_empty() {
            return;
        }
        let scripts = files.iter().any(|member| member.path.contains(".data/scripts/"));
        let pure = wheel.file.name.ends_with("-any.whl");
        let finding = check.find(
            wheel.file.location(),
            message!("Nothing in the wheel goes to `site-packages`, so nothing of it can be imported"),
            message!("Check that the backend finds the packages; ignore this if only commands or data are meant"),
        );
        if scripts || !pure {
            finding.severity = Severity::Info;
        }
    }
}
