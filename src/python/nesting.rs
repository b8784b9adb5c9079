//! How deeply source is nested, counted before it is parsed: a parser that recurses must not be led to the end of its stack.
//!
//! CPython itself refuses more than 200 nested brackets and 100 levels of indentation. In the browser the stack is 1 MB and
//! does not grow, so the bound here is lower; what lies beyond is left unread, which rules take as "not known".

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

/// A bracket, an indentation or a prefix operator makes the parser recurse.
const RECURSION: u32 = 10;

/// A link of a chain (`a.b`, `a + b`, `a(b)`) only makes the tree deeper.
const LINK: u32 = 1;

/// Of all that is open at one place.
const MAX_DEPTH: u32 = 1000;

/// Whether the source may be handed to the parser.
#[must_use]
pub fn is_parsable(text: &str) -> bool {
    // Each level costs at least a byte, so a short text cannot be deep.
    if text.len() < (MAX_DEPTH / RECURSION) as usize {
        return true;
    }
    let mut lexer = lexer::lex(text, Mode::Module);
    // What the expression around each open bracket has come to, and what that of the innermost has.
    let mut around: Vec<u32> = Vec::new();
    let (mut outer, mut inner, mut indents, mut lambdas) = (0_u32, 0_u32, 0_u32, 0_u32);
    loop {
        let kind = lexer.next_token();
        match kind {
            TokenKind::EndOfFile => return true,
            TokenKind::Indent => indents += RECURSION,
            TokenKind::Dedent => indents = indents.saturating_sub(RECURSION),
            // No expression holds the keywords: a bracket above was never closed, and the parser starts anew as well.
            TokenKind::Newline
            | TokenKind::Def
            | TokenKind::Class
            | TokenKind::Import
            | TokenKind::Return
            | TokenKind::Raise
            | TokenKind::While
            | TokenKind::With
            | TokenKind::Try
            | TokenKind::Assert
            | TokenKind::Del
            | TokenKind::Pass => {
                around.clear();
                (outer, inner, lambdas) = (0, 0, 0);
            }
            TokenKind::Comma | TokenKind::Semi => inner = 0,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                inner += LINK;
                around.push(inner);
                outer += inner + RECURSION;
                inner = 0;
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                inner = around.pop().unwrap_or(0);
                outer = outer.saturating_sub(inner + RECURSION);
            }
            // Its parameters have commas, which end nothing.
            TokenKind::Lambda => lambdas += RECURSION,
            TokenKind::Not
            | TokenKind::Tilde
            | TokenKind::Minus
            | TokenKind::Plus
            | TokenKind::DoubleStar
            | TokenKind::Await
            | TokenKind::Async
            | TokenKind::Else
            | TokenKind::Yield
            | TokenKind::Colon
            | TokenKind::Star
            | TokenKind::FStringStart
            | TokenKind::TStringStart => inner += RECURSION / 2,
            TokenKind::Name
            | TokenKind::String
            | TokenKind::Int
            | TokenKind::NonLogicalNewline
            | TokenKind::Comment => {
                continue;
            }
            _ => inner += LINK,
        }
        if outer + inner + indents + lambdas > MAX_DEPTH {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_exhaust_the_stack_is_not_parsed() {
        for part in
            ["(", "-", "not ", "lambda a, b: ", "x if y else ", "a.", "f(1, 2).", "a ** ", "await ", "[x, ", "a + "]
        {
            let text = format!("x = {}1\n", part.repeat(20_000));
            assert!(!is_parsable(&text), "{part}");
        }
        let blocks: Vec<String> = (0..300).map(|i| format!("{}if x:\n", " ".repeat(i))).collect();
        assert!(!is_parsable(&blocks.concat()));
    }

    #[test]
    fn long_tables_are_not_deep() {
        for part in ["(-1, 'a'),\n", "{'a': [1, 2.5]},\n", "f(a.b.c),\n"] {
            let text = format!("x = [{}]\n", part.repeat(20_000));
            assert!(is_parsable(&text), "{part}");
        }
        assert!(is_parsable(&"x = a.b + c[d]\n".repeat(10_000)));
        let unclosed = format!("x = (\n{}", "def f(a: int):\n    return a.b + 1\n".repeat(1000));
        assert!(is_parsable(&unclosed));
    }
}
