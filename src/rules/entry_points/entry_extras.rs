//! Extras behind an entry point.

use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An entry point names extras
    ///
    /// The value of an entry point ends with extras in brackets. It is a warning where the metadata does not declare the extra.
    ///
    /// ## Why
    /// The specification says that consumers may ignore them and that new ones should not be written: pip, uv and `importlib.metadata`
    /// install and load the entry point without the extra.
    ///
    /// ## Fix
    /// Remove the brackets, and say in the documentation which extra the command needs.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Provides-Extra: fast
    /// Requires-Dist: numpy>=1; extra == "fast"
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main [fast]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    EntryExtras { id: "entry-extras", gate: Run, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryExtras {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        let fields = wheel.metadata.iter().flat_map(|metadata| metadata.all("Provides-Extra"));
        let declared: Vec<String> = fields.map(|field| normalize_name(field.value.trim())).collect();
        for entry in &points.entries {
            let Some(reference) = entry.reference().filter(|reference| !reference.extras.is_empty()) else { continue };
            let location = wheel.file.at_line(&points.path, entry.line);
            let unknown = reference.extras.iter().find(|extra| !declared.contains(&normalize_name(extra)));
            let fix = message!("Remove the brackets");
            if let Some(extra) = unknown.filter(|_| wheel.metadata.is_some()) {
                let message = message!(
                    "{name} asks for the extra {extra}, which the metadata does not declare",
                    name = Fact::code(&entry.name),
                    extra = Fact::code(extra),
                );
                check.find(location, message, fix).severity = Severity::Warning;
            } else {
                let message = message!(
                    "{name} asks for the extra {extras}; installers do not install it for that",
                    name = Fact::code(&entry.name),
                    extras = Fact::list(&reference.extras),
                );
                check.find(location, message, fix);
            }
        }
    }
}
