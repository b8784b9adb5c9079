//! Source that Python cannot decode. What it then says is the business of other rules.

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::EncodingProblem;
use crate::rules::source::{at, judged};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module is not encoded as Python reads it
    ///
    /// A `.py` file is neither UTF-8 nor what its coding line says, or it holds a NUL byte.
    ///
    /// ## Why
    /// Importing the module fails with `SyntaxError`: Python reads source as UTF-8 unless one of the first two lines names another
    /// encoding (PEP 263), and never with NUL bytes.
    ///
    /// ## Fix
    /// Save the file as UTF-8.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {hex}
    /// 78203d2027fc270a
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// name = "Jürgen"
    /// ```
    ContentEncoding { id: "content-encoding", gate: Run, severity: Error, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentEncoding {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        if check.need_members(wheel).is_none() {
            return;
        }
        for (site, module) in judged(wheel) {
            let Some(problem) = module.encoding.problem else { continue };
            let (line, what) = match problem {
                EncodingProblem::NotUtf8 { line } => (line, "is not UTF-8, and no coding line names another encoding"),
                EncodingProblem::NulByte { line } => (line, "holds a NUL byte"),
                EncodingProblem::MarkAndOther => {
                    (1, "begins with the mark of UTF-8, and its coding line names another encoding")
                }
            };
            check.find(
                at(wheel, site, line),
                message!(
                    "{path} {what}; importing it fails with `SyntaxError`",
                    path = Fact::code(site),
                    what = Fact::text(what),
                ),
                message!("Save {path} as UTF-8", path = Fact::code(site)),
            );
        }
    }
}
