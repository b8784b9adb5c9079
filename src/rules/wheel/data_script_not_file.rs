//! What lies below `.data/scripts` and is no file there.

use super::data_files;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::{Check, Rule, places};

crate::declare_rule! {
    /// A script is not a regular file
    ///
    /// Below `.data/scripts` lies a folder or a link.
    ///
    /// ## Why
    /// uv does not install the wheel, and other installers put the folder among the commands, where nothing finds what is in it.
    ///
    /// ## Fix
    /// Put scripts directly into `scripts`, or use entry points.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/scripts/tools/run.sh
    /// #!/bin/sh
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.data/scripts/run.sh
    /// #!/bin/sh
    /// ```
    DataScriptNotFile { id: "data-script-not-file", gate: Install, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DataScriptNotFile {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = data_files(wheel, check) else { return };
        let nested = files.iter().filter(|file| {
            file.rest
                .strip_prefix("scripts/")
                .is_some_and(|name| name.contains('/') && !name.starts_with("__pycache__/"))
        });
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, nested.map(|file| file.path)),
            |name| message!("{name} lies in a folder below `scripts`; uv refuses the wheel", name = name),
            |count, names| {
                message!(
                    "{count} files lie in folders below `scripts`; uv refuses the wheel: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Put scripts directly into `scripts`, or use entry points"),
        );
    }
}
