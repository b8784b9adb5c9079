//! Which address Python finds in a field such as Author-email: `email.utils.parseaddr` of CPython 3.14.
//!
//! Source: CPython 3.14 Lib/email/utils.py and Lib/email/_parseaddr.py (`AddrlistClass`).

use crate::upload::python;

/// Python's parser of groups and comments is recursive, and the server fails when it recurses too deeply.
const MAX_DEPTH: usize = 200;

/// `email.utils.parseaddr(field)`: name and address, both empty if there is not exactly one address that makes sense.
///
/// `None` if groups or comments nest so deeply that Python is likely to fail.
pub fn parseaddr(field: &str) -> Option<(String, String)> {
    let nothing = (String::new(), String::new());
    if !has_balanced_parentheses(field) {
        return Some(nothing);
    }
    let mut parser = AddressParser { field: field.chars().collect(), at: 0, comments: Vec::new(), too_deep: false };
    let mut addresses = Vec::new();
    while parser.peek().is_some() && addresses.len() < 2 {
        let found = parser.address(0);
        if found.is_empty() {
            addresses.push(nothing.clone());
        }
        addresses.extend(found);
    }
    if parser.too_deep {
        return None;
    }
    match addresses.as_slice() {
        [(name, address)] if !address.contains('[') => Some((name.clone(), address.clone())),
        _ => Some(nothing),
    }
}

/// `_check_parenthesis`: outside of quoted strings, and not counting escaped ones.
fn has_balanced_parentheses(field: &str) -> bool {
    let bare = without_quoted_strings(field);
    let mut depth = 0_usize;
    let mut chars = bare.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '(' => depth += 1,
            ')' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0
}

/// `_strip_quoted_realnames`.
fn without_quoted_strings(field: &str) -> String {
    let mut out = String::new();
    let mut start = 0;
    let mut open = None;
    let mut chars = field.char_indices();
    while let Some((at, c)) = chars.next() {
        match (c, open) {
            ('\\', _) => {
                chars.next();
            }
            ('"', None) => open = Some(at),
            ('"', Some(opened)) => {
                out.push_str(&field[start..opened]);
                start = at + 1;
                open = None;
            }
            _ => {}
        }
    }
    out.push_str(&field[start..]);
    out
}

/// `AddrlistClass` of `email._parseaddr`, method by method.
struct AddressParser {
    field: Vec<char>,
    at: usize,
    comments: Vec<String>,
    too_deep: bool,
}

const ATOM_ENDS: &str = "()<>@,:;.\"[] \t\r\n";
/// As [`ATOM_ENDS`], but for the full stop.
const PHRASE_ENDS: &str = "()<>@,:;\"[] \t\r\n";

impl AddressParser {
    fn peek(&self) -> Option<char> {
        self.field.get(self.at).copied()
    }

    fn skips(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.at += usize::from(there);
        there
    }

    /// `gotonext`: skips white space and comments; the blanks and tabs among it.
    fn skip_space(&mut self) -> String {
        let mut blanks = String::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' => blanks.push(c),
                '\n' | '\r' => {}
                '(' => {
                    self.comment();
                    continue;
                }
                _ => break,
            }
            self.at += 1;
        }
        blanks
    }

    /// `getaddress`: none, one or, in groups, several addresses with their names.
    fn address(&mut self, depth: usize) -> Vec<(String, String)> {
        self.comments.clear();
        self.skip_space();
        let start = self.at;
        let phrases = self.phrases();
        self.skip_space();
        let mut found = Vec::new();
        match self.peek() {
            Some('.' | '@') => {
                self.at = start;
                let address = self.address_spec();
                found.push((self.comments.join(" "), address));
            }
            Some(':') => {
                self.at += 1;
                if depth > MAX_DEPTH {
                    self.too_deep = true;
                    self.at = self.field.len();
                }
                while self.peek().is_some() {
                    self.skip_space();
                    if self.skips(';') {
                        break;
                    }
                    found.extend(self.address(depth + 1));
                }
            }
            Some('<') => {
                let address = self.route_address();
                let name = phrases.join(" ");
                let comments = self.comments.join(" ");
                found.push((if self.comments.is_empty() { name } else { format!("{name} ({comments})") }, address));
            }
            here => match phrases.into_iter().next() {
                Some(first) => found.push((self.comments.join(" "), first)),
                None => self.at += usize::from(here.is_some_and(|c| "()<>@,:;.\"[]".contains(c))),
            },
        }
        self.skip_space();
        self.skips(',');
        found
    }

    /// `getrouteaddr`: what stands in angle brackets, without the route.
    fn route_address(&mut self) -> String {
        let mut expects_route = false;
        self.at += 1;
        self.skip_space();
        while let Some(c) = self.peek() {
            if expects_route {
                self.domain();
                expects_route = false;
            } else if c == '>' {
                self.at += 1;
                break;
            } else if c == '@' {
                self.at += 1;
                expects_route = true;
            } else if c == ':' {
                self.at += 1;
            } else {
                let address = self.address_spec();
                self.at += 1;
                return address;
            }
            self.skip_space();
        }
        String::new()
    }

    /// `getaddrspec`: local part and domain.
    fn address_spec(&mut self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let drop_blank = |parts: &mut Vec<String>| {
            if parts.last().is_some_and(|last| python::strip(last).is_empty()) {
                parts.pop();
            }
        };
        self.skip_space();
        while let Some(c) = self.peek() {
            let mut keeps_space = true;
            if c == '.' {
                drop_blank(&mut parts);
                parts.push(".".to_owned());
                self.at += 1;
                keeps_space = false;
            } else if c == '"' {
                let quoted = self.delimited('"', false).replace('\\', "\\\\").replace('"', "\\\"");
                parts.push(format!("\"{quoted}\""));
            } else if ATOM_ENDS.contains(c) {
                drop_blank(&mut parts);
                break;
            } else {
                parts.push(self.atom(ATOM_ENDS));
            }
            let space = self.skip_space();
            if keeps_space && !space.is_empty() {
                parts.push(space);
            }
        }
        if !self.skips('@') {
            return parts.concat();
        }
        parts.push("@".to_owned());
        self.skip_space();
        let domain = self.domain();
        if domain.is_empty() { String::new() } else { parts.concat() + &domain }
    }

    /// `getdomain`.
    fn domain(&mut self) -> String {
        let mut out = String::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' => self.at += 1,
                '(' => self.comment(),
                '[' => {
                    out.push('[');
                    out.push_str(&self.delimited(']', false));
                    out.push(']');
                }
                '.' => {
                    self.at += 1;
                    out.push('.');
                }
                '@' => return String::new(),
                c if ATOM_ENDS.contains(c) => break,
                _ => out.push_str(&self.atom(ATOM_ENDS)),
            }
        }
        out
    }

    fn comment(&mut self) {
        let comment = self.delimited(')', true);
        self.comments.push(comment);
    }

    /// `getdelimited`, standing at the opening character: the text up to the end or a carriage return, without the
    /// backslashes that quote and, if comments nest, without the parentheses of the inner ones.
    fn delimited(&mut self, end: char, nests: bool) -> String {
        let mut out = String::new();
        let mut quoted = false;
        let mut depth = 1;
        self.at += 1;
        while let Some(c) = self.peek() {
            self.at += 1;
            if quoted {
                out.push(c);
                quoted = false;
            } else if c == end || c == '\r' {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            } else if nests && c == '(' {
                depth += 1;
                self.too_deep |= depth > MAX_DEPTH;
            } else if c == '\\' {
                quoted = true;
            } else {
                out.push(c);
            }
        }
        out
    }

    /// `getatom`.
    fn atom(&mut self, ends: &str) -> String {
        let rest = self.field.get(self.at..).unwrap_or_default();
        let atom: String = rest.iter().take_while(|&&c| !ends.contains(c)).collect();
        self.at += atom.chars().count();
        atom
    }

    /// `getphraselist`.
    fn phrases(&mut self) -> Vec<String> {
        let mut phrases = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' | '\n' => self.at += 1,
                '"' => phrases.push(self.delimited('"', false)),
                '(' => self.comment(),
                c if PHRASE_ENDS.contains(c) => break,
                _ => phrases.push(self.atom(PHRASE_ENDS)),
            }
        }
        phrases
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_address_is_found() {
        for (field, name, address) in [
            ("a@b.org", "", "a@b.org"),
            ("Jane Doe <a@b.org>", "Jane Doe", "a@b.org"),
            ("\"Doe, Jane\" <a@b.org>", "Doe, Jane", "a@b.org"),
            ("a@b.org (Jane)", "Jane", "a@b.org"),
            ("Jane (x(y)) <a@b.org>", "Jane (xy)", "a@b.org"),
            ("<@r.org,@s.org:a@b.org>", "", ""),
            ("<@r.org:a@b.org>", "", "a@b.org"),
            ("g: a@b.org;", "", "a@b.org"),
            ("a . b @ c . org", "", "a.b@c.org"),
            ("\"a b\"@c.org", "", "\"a b\"@c.org"),
            ("john (at) example (dot) com", "at dot", "john"),
            ("Jane", "", "Jane"),
            ("Jane <>", "Jane", ""),
        ] {
            assert_eq!(parseaddr(field), Some((name.into(), address.into())), "{field}");
        }
    }

    #[test]
    fn anything_doubtful_is_no_address() {
        for field in [
            "",
            "a@bad, b@x.org",
            "Doe, John <j@x>",
            "a@b; c@d",
            "A <a@x> trailing",
            "a@[127.0.0.1]",
            "a@b@c",
            "(a@b.org",
            "a)@b.org",
        ] {
            assert_eq!(parseaddr(field), Some((String::new(), String::new())), "{field}");
        }
        assert_eq!(parseaddr(&"a:".repeat(1000)), None);
        assert_eq!(parseaddr(&format!("{}{}", "(".repeat(1000), ")".repeat(1000))), None);
    }
}
