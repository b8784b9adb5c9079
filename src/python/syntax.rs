//! Syntax that older Pythons cannot read: what it is called and which version introduced it.

use ruff_python_parser::{UnsupportedSyntaxError, UnsupportedSyntaxErrorKind as Kind};

/// The first use in a module of what one version of Python introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSyntax {
    /// Minor version of Python 3 that introduced it.
    pub minor: u8,
    /// Line of its first use, from 1.
    pub line: u32,
    /// What it is, for a sentence: "a `match` statement (PEP 634)".
    pub what: &'static str,
    /// Whether older versions refuse to read the file. Otherwise they fail when they run the line.
    pub refused: bool,
}

/// The version that introduced a syntax, and its name. The versions are those of "What's New In Python" and of the PEPs.
pub(super) fn introduced(error: &UnsupportedSyntaxError) -> Option<(u8, &'static str)> {
    Some(match error.kind {
        Kind::Walrus => (8, "an assignment expression (PEP 572)"),
        Kind::PositionalOnlyParameter => (8, "positional-only parameters (PEP 570)"),
        Kind::StarTuple(_) => (8, "unpacking in `return` or `yield` without parentheses"),
        Kind::RelaxedDecorator(_) => (9, "a decorator that is an expression (PEP 614)"),
        Kind::ParenthesizedContextManager => (9, "`with` items in parentheses"),
        Kind::UnparenthesizedUnpackInFor => (9, "unpacking in `for` without parentheses"),
        Kind::UnparenthesizedNamedExpr(_) => (9, "an assignment expression without parentheses"),
        Kind::Match => (10, "a `match` statement (PEP 634)"),
        Kind::ExceptStar => (11, "`except*` (PEP 654)"),
        Kind::StarExpressionInIndex | Kind::StarAnnotation => (11, "unpacking in an index or annotation (PEP 646)"),
        Kind::TypeParameterList => (12, "type parameters (PEP 695)"),
        Kind::TypeAliasStatement => (12, "a `type` statement (PEP 695)"),
        Kind::Pep701FString(_) => (12, "an f-string that reuses quotes or holds backslashes (PEP 701)"),
        Kind::TypeParamDefault => (13, "a default for a type parameter (PEP 696)"),
        Kind::UnparenthesizedExceptionTypes => (14, "`except` with several types and no parentheses (PEP 758)"),
        Kind::TemplateStrings => (14, "a template string (PEP 750)"),
        Kind::LazyImportStatement => (15, "a `lazy` import (PEP 810)"),
        Kind::UnpackingInComprehension(_) => (15, "unpacking in a comprehension (PEP 798)"),
        // Removed in 3.8, and never meant.
        Kind::ParenthesizedKeywordArgumentName => return None,
    })
}
