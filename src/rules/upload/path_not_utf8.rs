//! PyPI's answer under `zip-name-utf8`, `zip-7075-utf8`; the endpoint's steps are in `upload`.

use super::refused;
use crate::artifact::Distribution;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The name of a member is not text
    ///
    /// The bytes of a name, or of its Unicode extra field, are not UTF-8 or hold control characters.
    ///
    /// ## Why
    /// PyPI refuses the wheel.
    ///
    /// ## Fix
    /// Use file names of ASCII letters, and write the wheel again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {extra=757006000100000000ff}
    /// x = 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    PathNotUtf8 { id: "path-not-utf8", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for PathNotUtf8 {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        // A control character in the name itself is `path-control-character`; here remains that of the extra field.
        let named = distribution.members().iter().any(|member| member.path.contains(char::is_control));
        let extra: &[&str] = if named { &[] } else { &["zip-control-name"] };
        refused(
            distribution,
            &[&["zip-name-utf8", "zip-7075-utf8"], extra].concat(),
            check,
            &message!("Use plain file names, and build the wheel again"),
        );
    }
}
