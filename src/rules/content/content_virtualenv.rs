//! Python environments packed into a wheel. What lies inside them is reported once, here.

use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::rules::members::{environments, is_inside};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds a virtual environment
    ///
    /// A folder with `pyvenv.cfg`, or with `bin/python` and `lib/pythonX.Y/site-packages`, is installed with the package.
    ///
    /// ## Why
    /// An environment works only where it was made, and packing it installs every distribution in it a second time. A folder
    /// without `pyvenv.cfg` may be an interpreter that is shipped on purpose, and a `pyvenv.cfg` with nothing around it may be
    /// test data; both are warnings.
    ///
    /// ## Fix
    /// Exclude the folder from the packages, or make the environment outside of the source folder.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/.venv/pyvenv.cfg
    /// home = /usr/bin
    /// --- demo/.venv/lib/python3.13/site-packages/pip/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentVirtualenv { id: "content-virtualenv", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentVirtualenv {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(members) = check.need_members(wheel) else { return };
        for (folder, declared) in environments(members) {
            let one = std::collections::BTreeMap::from([(folder, declared)]);
            let files: Vec<&str> = members
                .iter()
                .filter(|member| member.is_file() && is_inside(&member.path, &one))
                .map(|member| member.path.as_str())
                .collect();
            let shown = if folder.is_empty() { "." } else { folder };
            let finding = check.find(
                wheel.file.at(if folder.is_empty() { "pyvenv.cfg" } else { folder }),
                message!(
                    "{folder} is a Python environment with {count} files; it works only where it was made",
                    folder = Fact::code(shown),
                    count = Fact::count(files.len()),
                ),
                message!("Exclude {folder} from the packages", folder = Fact::code(shown)),
            );
            if !declared || (files.len() == 1 && folder.contains('/')) {
                finding.severity = Severity::Warning;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}
