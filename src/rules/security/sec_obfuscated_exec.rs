//! Code that is decoded before it runs. What it does nobody looks at here.

use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::is_test_data;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module runs code that it first decodes
    ///
    /// `exec` or `eval` gets the result of `base64`, `zlib`, `marshal`, `codecs` or of characters put together by `chr`, within one expression.
    ///
    /// ## Why
    /// What runs cannot be read. Scanners of indexes take it for malware, which mostly does just this.
    ///
    /// ## Fix
    /// Ship the source as it is.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import base64
    /// exec(base64.b64decode("cHJpbnQoMSk="))
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// import base64
    /// print(base64.b64decode("cHJpbnQoMSk="))
    /// ```
    SecObfuscatedExec { id: "sec-obfuscated-exec", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecObfuscatedExec {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        if check.need_members(distribution).is_none() {
            return;
        }
        for (path, module) in distribution.contents().modules.iter().filter(|(path, _)| !is_test_data(path)) {
            for (line, decoder) in &module.decoded_code {
                check.find(
                    distribution.file().at_line(path, *line),
                    message!("What {decoder} decodes is run as code", decoder = Fact::code(decoder)),
                    message!("Ship readable source"),
                );
            }
        }
    }
}
