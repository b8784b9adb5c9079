//! License-Expression, as `packaging.licenses.canonicalize_license_expression` of packaging 26.2 reads it.
//!
//! Packaging asks Python's compiler whether the expression is one: identifiers become `False`, `with` becomes `or`, and the
//! rest has to compile. The grammar of such a skeleton is that of [`is_boolean_expression`].

use crate::upload::{python, tables};

/// What packaging makes of a License-Expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LicenseExpression {
    /// The canonical form.
    Valid(String),
    Invalid,
    /// `KeyError`, which becomes an answer of status 500: a `LicenseRef-` followed by `+`.
    Crash,
}

/// CPython's tokenizer refuses deeper parentheses.
const MAX_PARENTHESES: usize = 200;

const REFERENCE: &str = "licenseref-";

/// The canonical form of a valid expression.
pub fn canonicalize(text: &str) -> Option<String> {
    match read(text) {
        LicenseExpression::Valid(canonical) => Some(canonical),
        _ => None,
    }
}

/// Reads an expression as packaging does.
pub fn read(text: &str) -> LicenseExpression {
    let padded = text.replace('(', " ( ").replace(')', " ) ");
    let lower_case = python::lower(&padded);
    let tokens: Vec<&str> = python::split(&lower_case).collect();
    if !is_boolean_expression(&tokens) {
        return LicenseExpression::Invalid;
    }
    let mut canonical: Vec<String> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if is_operator(token) {
            canonical.push(token.to_ascii_uppercase());
        } else if canonical.last().is_some_and(|last| last == "WITH") {
            match tables::license_exception(token) {
                Some(id) => canonical.push(id.to_owned()),
                None => return LicenseExpression::Invalid,
            }
        } else {
            let (name, suffix) = token.strip_suffix('+').map_or((token, ""), |name| (name, "+"));
            if let Some(reference) = name.strip_prefix(REFERENCE) {
                if !reference.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')) {
                    return LicenseExpression::Invalid;
                }
                match written_reference(&padded, name) {
                    Some(written) => canonical.push(format!("LicenseRef-{written}{suffix}")),
                    None => return LicenseExpression::Crash,
                }
            } else {
                match tables::license(name) {
                    Some(id) => canonical.push(format!("{id}{suffix}")),
                    None => return LicenseExpression::Invalid,
                }
            }
        }
    }
    LicenseExpression::Valid(canonical.join(" ").replace("( ", "(").replace(" )", ")"))
}

/// How the last reference that is the same in lower case was written.
fn written_reference<'a>(padded: &'a str, lower_case: &str) -> Option<&'a str> {
    python::split(padded)
        .filter(|token| python::lower(token) == lower_case)
        .last()
        .and_then(|token| token.get(REFERENCE.len()..))
}

fn is_operator(token: &str) -> bool {
    matches!(token, "or" | "and" | "with" | "(" | ")")
}

/// Whether the tokens alternate as operands and operators, in balanced parentheses that are not empty, follow no operand
/// and are not too deep.
fn is_boolean_expression(tokens: &[&str]) -> bool {
    let mut depth = 0_usize;
    let mut wants_operand = true;
    for &token in tokens {
        match (token, wants_operand) {
            ("(", true) if depth < MAX_PARENTHESES => depth += 1,
            (")", false) if depth > 0 => depth -= 1,
            ("or" | "and" | "with", false) => wants_operand = true,
            ("or" | "and" | "with" | "(" | ")", _) | (_, false) => return false,
            (_, true) => wants_operand = false,
        }
    }
    !wants_operand && depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_canonicalised() {
        for (text, expected) in [
            ("mit", "MIT"),
            ("MIT", "MIT"),
            (" mit\tAND\x1c( apache-2.0 or bsd-2-clause ) ", "MIT AND (Apache-2.0 OR BSD-2-Clause)"),
            ("((mit))", "((MIT))"),
            ("gpl-2.0+", "GPL-2.0+"),
            ("GPL-2.0-or-later with classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
            ("mit with (isc)", "MIT WITH (ISC)"),
            ("mit or isc with llvm-exception and 0bsd", "MIT OR ISC WITH LLVM-exception AND 0BSD"),
            ("licenseref-My.Own-1", "LicenseRef-My.Own-1"),
            ("LICENSEREF-a or licenseref-A", "LicenseRef-A OR LicenseRef-A"),
            ("LicenseRef-", "LicenseRef-"),
            ("mit+ or (mit)", "MIT+ OR (MIT)"),
        ] {
            assert_eq!(canonicalize(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in [
            "",
            " ",
            "()",
            "mit()",
            "mit (isc)",
            "(mit) isc",
            "(mit) (isc)",
            "mit isc",
            "and",
            "mit and",
            "or mit",
            "mit or or isc",
            "(mit",
            "mit)",
            ")mit(",
            "not mit",
            "mit, isc",
            "mit/isc",
            "MIT License",
            "LicenseRef-a_b",
            "LicenseRef-é",
            "mit with mit",
            "mit with",
            "mit with classpath-exception-2.0+",
            "with mit",
            "classpath-exception-2.0",
            "mit++",
            "+",
            "mit with with llvm-exception",
            "True",
            "False",
        ] {
            assert_eq!(read(text), LicenseExpression::Invalid, "{text:?}");
        }
    }

    #[test]
    fn a_reference_with_a_plus_crashes_unless_it_also_stands_without() {
        assert_eq!(read("LicenseRef-x+"), LicenseExpression::Crash);
        assert_eq!(
            read("LicenseRef-x or LicenseRef-x+"),
            LicenseExpression::Valid("LicenseRef-x OR LicenseRef-x+".into())
        );
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| format!("{}mit{}", "(".repeat(depth), ")".repeat(depth));
        assert!(canonicalize(&nested(200)).is_some());
        assert_eq!(canonicalize(&nested(201)), None);
    }
}
