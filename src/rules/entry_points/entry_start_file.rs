//! Files `.start` at the root of a wheel, which Python 3.15 reads at every start (PEP 829).

use crate::artifact::entry_points::ObjectReference;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::modules::{Lookup, find};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A line of a `.start` file starts nothing
    ///
    /// A line of a `.start` file at the root of the wheel is not `module:function`, or its module is missing from the package of the wheel
    /// that it names, or does not define the function.
    ///
    /// ## Why
    /// From Python 3.15 on the lines of these files are called at every start (PEP 829). A line that cannot be resolved is reported to every
    /// user of the environment.
    ///
    /// ## Fix
    /// Name a function that is there.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo.start
    /// demo.startup:register
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/startup.py
    /// def register(): ...
    /// --- demo.start
    /// demo.startup:register
    /// ```
    EntryStartFile { id: "entry-start-file", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for EntryStartFile {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        for (path, bytes) in wheel.contents.texts.iter().filter(|(path, _)| path.ends_with(".start")) {
            let text = String::from_utf8_lossy(bytes);
            for (line, content) in (1..).zip(text.lines()) {
                let content = content.trim();
                if content.is_empty() || content.starts_with('#') {
                    continue;
                }
                let Some(wrong) = wrong(wheel, content) else { continue };
                let shown: String = content.chars().take(120).collect();
                check.find(
                    wheel.file.at_line(path, line),
                    message!(
                        "{content} starts nothing: {wrong}",
                        content = Fact::code(shown),
                        wrong = Fact::text(wrong)
                    ),
                    message!("Name a function that is there, as `module:function`"),
                );
            }
        }
    }
}

fn wrong(wheel: &Wheel, line: &str) -> Option<&'static str> {
    let Some(reference) = ObjectReference::parse(line).filter(|it| !it.attributes.is_empty() && it.extras.is_empty())
    else {
        return Some("it is not `module:function`");
    };
    match find(&wheel.site, &reference.module) {
        Lookup::Missing { closed: true, .. } => Some("the module is not in the wheel"),
        Lookup::Source(path) => {
            let (_, module) = wheel.module(&path)?;
            let missing = module.binds(reference.attributes.first()?) == Some(false);
            missing.then_some("the module does not define it")
        }
        _ => None,
    }
}
