//! `.pth` files at the root of a wheel: lines that Python runs or follows at every start.

use crate::artifact::wheel::Wheel;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A `.pth` file runs at every start of Python
    ///
    /// A `.pth` file at the root of the wheel has a line that begins with `import`, or a path.
    ///
    /// ## Why
    /// Python runs such a line at every start, whether the package is used or not; attackers use that. Some tools need it, so it is a
    /// warning. It is an error where the line opens connections, starts programs or decodes hidden code, which no honest tool
    /// needs there. A path changes what can be imported.
    ///
    /// ## Fix
    /// Do the work when the package is imported. Python 3.15 reads `.start` files for what must run at start (PEP 829).
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo.pth
    /// import demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo.pth
    /// # nothing to do
    /// ```
    SecPthCode { id: "sec-pth-code", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Words of code that hides, loads or starts something.
const ALARMING: [&str; 11] = [
    "base64",
    "b64decode",
    "subprocess",
    "os.system",
    "os.popen",
    "urllib",
    "urlopen",
    "requests",
    "socket",
    "marshal",
    "zlib",
];

impl Rule for SecPthCode {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        for (path, bytes) in wheel.contents.texts.iter().filter(|(path, _)| path.ends_with(".pth")) {
            let text = String::from_utf8_lossy(bytes);
            for (line, content) in (1..).zip(text.lines()) {
                let content = content.trim_end();
                if content.trim().is_empty() || content.starts_with('#') {
                    continue;
                }
                let location = wheel.file.at_line(path, line);
                let shown: String = content.chars().take(120).collect();
                if content.starts_with("import ") || content.starts_with("import\t") {
                    let message = message!("Python runs {code} at every start, used or not", code = Fact::code(shown));
                    let finding = check.find(location, message, message!("Do the work when the package is imported"));
                    if ALARMING.iter().any(|word| content.contains(word)) {
                        finding.severity = Severity::Error;
                        finding.certainty = Certainty::Likely;
                    }
                } else {
                    let message =
                        message!("Python adds {path} to its search path at every start", path = Fact::code(shown));
                    check.find(location, message, message!("Install the modules into the package instead"));
                }
            }
        }
    }
}
