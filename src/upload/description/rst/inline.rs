//! Inline markup: docutils' `Inliner`, whose warnings are start-strings without end-string, roles and references.

use super::chars::{after_end, before_start, escape, normal, pair, simple_name, space, string, unescape, words};
use super::{Kind, Parser, Res, Role, fail, unsure};

/// What inline text reads as.
#[derive(Default)]
pub(super) struct Inline {
    pub(super) text: String,
    /// The text of the first node.
    pub(super) first: Option<String>,
    /// Whether there is nothing but text.
    pub(super) plain: bool,
}

impl Inline {
    fn push(&mut self, text: &str) {
        if self.first.is_none() {
            self.first = Some(text.to_owned());
        }
        self.text.push_str(text);
    }
}

enum Start {
    Emphasis,
    Strong,
    Literal,
    Target,
    Substitution,
    Reference { end: usize, anonymous: bool },
    Footnote { end: usize },
    Backquote { role: Option<(usize, usize)> },
}

fn ends(text: &[char], at: usize) -> bool {
    text.get(at).is_none_or(|&c| after_end(c))
}

fn not_space(text: &[char], at: usize) -> bool {
    text.get(at).is_none_or(|&c| !space(c))
}

/// The start-string at a position and where it ends.
fn start_at(text: &[char], at: usize) -> Option<(Start, usize)> {
    let is = |i: usize, c: char| text.get(i) == Some(&c);
    match text.get(at)? {
        '*' if is(at + 1, '*') => not_space(text, at + 2).then_some((Start::Strong, at + 2)),
        '*' => not_space(text, at + 1).then_some((Start::Emphasis, at + 1)),
        '`' if is(at + 1, '`') => not_space(text, at + 2).then_some((Start::Literal, at + 2)),
        '`' => not_space(text, at + 1).then_some((Start::Backquote { role: None }, at + 1)),
        '_' if is(at + 1, '`') => not_space(text, at + 2).then_some((Start::Target, at + 2)),
        '|' if !is(at + 1, '|') => not_space(text, at + 1).then_some((Start::Substitution, at + 1)),
        ':' => {
            let end = simple_name(text, at + 1)?;
            let quote = is(end, ':') && is(end + 1, '`') && !is(end + 2, '`') && not_space(text, end + 2);
            quote.then_some((Start::Backquote { role: Some((at + 1, end)) }, end + 2))
        }
        '[' => {
            let digits = text.iter().skip(at + 1).take_while(|c| c.is_ascii_digit()).count();
            let closes = |end: usize| is(end, ']') && is(end + 1, '_') && ends(text, end + 2);
            let end = if digits > 0 && closes(at + 1 + digits) {
                at + 1 + digits
            } else if is(at + 1, '#') {
                simple_name(text, at + 2).unwrap_or(at + 2)
            } else if is(at + 1, '*') {
                at + 2
            } else {
                simple_name(text, at + 1)?
            };
            closes(end).then_some((Start::Footnote { end }, end + 2))
        }
        _ => {
            let end = simple_name(text, at)?;
            if !is(end, '_') {
                return None;
            }
            if is(end + 1, '_') && ends(text, end + 2) {
                Some((Start::Reference { end, anonymous: true }, end + 2))
            } else if ends(text, end + 1) {
                Some((Start::Reference { end, anonymous: false }, end + 1))
            } else {
                None
            }
        }
    }
}

/// First end-string in `text`: `width` copies of `mark`, not after white space (nor an escape).
fn end_of(text: &[char], mark: char, width: usize, escapes: bool) -> Option<usize> {
    (0..text.len()).find(|&i| {
        text.get(i..i + width).is_some_and(|found| found.iter().all(|&c| c == mark))
            && ends(text, i + width)
            && (i == 0 || !(space(text[i - 1]) || (escapes && text[i - 1] == '\0')))
    })
}

/// Position of the backquote, then of the suffix, its role and its underscores.
type PhraseEnd = (usize, usize, Option<(usize, usize)>, usize);

/// End of interpreted text.
fn end_of_phrase(text: &[char]) -> Option<PhraseEnd> {
    let is = |i: usize, c: char| text.get(i) == Some(&c);
    for i in 0..text.len() {
        if text[i] != '`' {
            continue;
        }
        let barred = |c: char| space(c) || c == '\0';
        if i > 0 && barred(text[i - 1]) && !(i > 1 && text[i - 2] == '\0') {
            continue;
        }
        let mut starts = Vec::new();
        if is(i + 1, ':')
            && let Some(end) = simple_name(text, i + 2)
            && is(end, ':')
        {
            starts.push((end + 1, Some((i + 2, end))));
        }
        starts.push((i + 1, None));
        for (at, role) in starts {
            let most = if !is(at, '_') {
                0
            } else if is(at + 1, '_') {
                2
            } else {
                1
            };
            for count in (0..=most).rev() {
                if ends(text, at + count) {
                    return Some((i, at + count, role, count));
                }
            }
        }
    }
    None
}

/// Whether a text starts with a standalone URI, if that is clear.
fn uri(text: &[char]) -> Option<bool> {
    let text = string(text);
    let Some((scheme, rest)) = text.split_once(':') else { return if text.contains('@') { None } else { Some(false) } };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let fits = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.!~*'()[];/:@&=+$,%".contains(c));
    (is_scheme && fits(rest)).then_some(true)
}

impl Parser {
    pub(super) fn inline(&mut self, raw: &[char], line: u32, parent: usize) -> Res<Inline> {
        let escaped = escape(raw);
        let mut rest: &[char] = &escaped;
        let mut out = Inline { plain: true, ..Inline::default() };
        let mut pending: Vec<char> = Vec::new();
        loop {
            self.spend(rest.len() / 8 + 1, line)?;
            let mut found = None;
            for i in 0..rest.len() {
                if i > 0 && !before_start(rest[i - 1]) {
                    continue;
                }
                if matches!(rest[i], ':' | '[') || super::chars::word(rest[i]) {
                    self.spend(rest.len().min(i + 40) - i, line)?;
                }
                if let Some((start, end)) = start_at(rest, i) {
                    found = Some((i, start, end));
                    break;
                }
            }
            let Some((at, start, end)) = found else { break };
            let line = line
                + u32::try_from(escaped.len() - rest.len() + at).map_or(0, |upto| {
                    let upto = usize::try_from(upto).unwrap_or_default();
                    u32::try_from(escaped.iter().take(upto).filter(|&&c| c == '\n').count()).unwrap_or_default()
                });
            // A start-string between a pair of quotes is text.
            let quoted = |end: usize| at > 0 && rest.get(end).is_none_or(|&after| pair(rest[at - 1], after));
            let tail = &rest[end..];
            let simple =
                |parser: &mut Self, mark: char, width: usize, escapes: bool, name: &str| -> Res<Option<usize>> {
                    if quoted(end) {
                        return Ok(None);
                    }
                    parser.spend(tail.len(), line)?;
                    match end_of(tail, mark, width, escapes) {
                        Some(stop) if stop > 0 => Ok(Some(stop)),
                        _ => fail(format!("Inline {name} start-string without end-string."), line),
                    }
                };
            let mut consumed = end;
            let mut node: Option<String> = None;
            match start {
                Start::Emphasis => {
                    if let Some(stop) = simple(self, '*', 1, true, "emphasis")? {
                        node = Some(unescape(&tail[..stop]));
                        consumed = end + stop + 1;
                    }
                }
                Start::Strong => {
                    if let Some(stop) = simple(self, '*', 2, true, "strong")? {
                        node = Some(unescape(&tail[..stop]));
                        consumed = end + stop + 2;
                    }
                }
                Start::Literal => {
                    if let Some(stop) = simple(self, '`', 2, false, "literal")? {
                        node = Some(string(&tail[..stop]).replace('\0', "\\"));
                        consumed = end + stop + 2;
                    }
                }
                Start::Target => {
                    if let Some(stop) = simple(self, '`', 1, true, "target")? {
                        let text = unescape(&tail[..stop]);
                        let target = self.make(Kind::Target, line);
                        self.nodes[target].names.push(normal(&text));
                        self.note(target, Some(parent), true, line)?;
                        node = Some(text);
                        consumed = end + stop + 1;
                    }
                }
                Start::Substitution => {
                    if !quoted(end) {
                        self.spend(tail.len(), line)?;
                        let stop = (0..tail.len()).find_map(|i| {
                            if tail[i] != '|' || (i > 0 && (space(tail[i - 1]) || tail[i - 1] == '\0')) {
                                return None;
                            }
                            let bars = tail.iter().skip(i + 1).take(2).take_while(|&&c| c == '_').count();
                            ends(tail, i + 1 + bars).then_some((i, bars))
                        });
                        let Some((stop, bars)) = stop.filter(|&(stop, _)| stop > 0) else {
                            return fail("Inline substitution_reference start-string without end-string.", line);
                        };
                        let text = unescape(&tail[..stop]);
                        self.reg.substitution_references.push((words(&text).join(" "), line));
                        match bars {
                            2 => self.reg.anonymous_references += 1,
                            1 => self.reg.references.push((normal(&text), line)),
                            _ => {}
                        }
                        node = Some(text);
                        consumed = end + stop + 1 + bars;
                    }
                }
                Start::Reference { end: name_end, anonymous } => {
                    let name = string(&rest[at..name_end]);
                    if anonymous {
                        self.reg.anonymous_references += 1;
                    } else {
                        self.reg.references.push((normal(&name), line));
                    }
                    node = Some(name);
                }
                Start::Footnote { end: label_end } => {
                    let label = string(&rest[at + 1..label_end]);
                    let name = normal(&label);
                    self.reg.identified += 1;
                    if let Some(auto) = name.strip_prefix('#') {
                        let auto = (!auto.is_empty()).then(|| auto.to_owned());
                        if let Some(auto) = &auto {
                            self.reg.references.push((auto.clone(), line));
                        }
                        self.reg.auto_references.push((auto, line));
                        node = Some(String::new());
                    } else if name == "*" {
                        self.reg.symbol_references.push(line);
                        node = Some(String::new());
                    } else {
                        self.reg.references.push((name, line));
                        node = Some(label);
                    }
                }
                Start::Backquote { role } => {
                    if role.is_some() || !quoted(end) {
                        self.spend(tail.len(), line)?;
                        let Some((stop, suffix_end, suffix_role, underscores)) =
                            end_of_phrase(tail).filter(|&(stop, ..)| stop > 0)
                        else {
                            return fail(
                                "Inline interpreted text or phrase reference start-string without end-string.",
                                line,
                            );
                        };
                        if role.is_some() && suffix_role.is_some() {
                            return fail(
                                "Multiple roles in interpreted text (both prefix and suffix present; only one allowed).",
                                line,
                            );
                        }
                        let name = match (role, suffix_role) {
                            (Some((from, to)), _) => string(&rest[from..to]),
                            (_, Some((from, to))) => string(&tail[from..to]),
                            _ => String::new(),
                        };
                        if underscores > 0 && !name.is_empty() {
                            let position = if role.is_some() { "prefix" } else { "suffix" };
                            return fail(
                                format!("Mismatch: both interpreted text role {position} and reference suffix."),
                                line,
                            );
                        }
                        let inner = &tail[..stop];
                        node = Some(if underscores > 0 {
                            self.phrase(inner, underscores == 2, line, parent)?
                        } else {
                            self.interpreted(&name, inner, line)?
                        });
                        consumed = end + suffix_end;
                    }
                }
            }
            if let Some(text) = node {
                pending.extend(&rest[..at]);
                if !pending.is_empty() {
                    out.push(&unescape(&pending));
                    pending.clear();
                }
                out.push(&text);
                out.plain = false;
            } else {
                pending.extend(&rest[..consumed]);
            }
            rest = &rest[consumed..];
        }
        pending.extend(rest);
        if !pending.is_empty() {
            out.push(&unescape(&pending));
        }
        Ok(out)
    }

    /// A phrase reference, with the URI or alias that it may embed. Answers its text.
    fn phrase(&mut self, inner: &[char], anonymous: bool, line: u32, parent: usize) -> Res<String> {
        let Some((text_end, from, to)) = embedded(inner) else {
            let text = unescape(inner);
            if anonymous {
                self.reg.anonymous_references += 1;
            } else {
                self.reg.references.push((normal(&text), line));
            }
            return Ok(text);
        };
        let link = &inner[from..to];
        let escaped_end = link.len() > 1 && link[link.len() - 2] == '\0';
        let alias = if link.last() == Some(&'_') && !escaped_end {
            match uri(link) {
                Some(true) => None,
                Some(false) => Some(normal(&unescape(&link[..link.len() - 1]))),
                None => return unsure("an embedded link may be an address or an alias", line),
            }
        } else {
            None
        };
        let address = address(link);
        let text =
            if text_end == 0 { alias.clone().unwrap_or_else(|| address.clone()) } else { unescape(&inner[..text_end]) };
        if let Some(alias) = &alias {
            self.reg.references.push((alias.clone(), line));
        }
        if !anonymous {
            let target = self.make(Kind::Target, line);
            let node = &mut self.nodes[target];
            node.names.push(normal(&text));
            if alias.is_some() {
                node.refname = alias;
                self.reg.indirect.push(target);
            } else {
                node.refuri = Some(address);
            }
            self.note(target, Some(parent), false, line)?;
        }
        Ok(text)
    }

    fn interpreted(&mut self, name: &str, inner: &[char], line: u32) -> Res<String> {
        let text = unescape(inner);
        match self.role(name, line)? {
            Role::Plain => Ok(text),
            Role::Raw => fail("raw (and derived) roles disabled", line),
            Role::Unimplemented => fail(format!("Interpreted text role \"{name}\" not implemented."), line),
            Role::Code(language) => match language.as_deref() {
                None | Some("" | "none" | "python" | "text" | "bash" | "console" | "rst" | "html" | "json" | "c") => {
                    Ok(string(inner).replace('\0', "\\"))
                }
                Some(_) => unsure("whether a role's language is known to Pygments", line),
            },
            Role::Pep => match super::arguments::int(&text) {
                Some(Some(number)) if (0..=9999).contains(&number) => Ok(format!("PEP {text}")),
                Some(_) => fail(format!("PEP number must be a number from 0 to 9999; \"{text}\" is invalid."), line),
                None => unsure("an unusual number", line),
            },
            Role::Rfc => match super::arguments::int(text.split('#').next().unwrap_or_default()) {
                Some(Some(number)) if number >= 1 => Ok(format!("RFC {number}")),
                Some(_) => fail(
                    format!("RFC number must be a number greater than or equal to 1; \"{text}\" is invalid."),
                    line,
                ),
                None => unsure("an unusual number", line),
            },
        }
    }

    /// Looks a role up as docutils does for English.
    pub(super) fn role(&self, name: &str, line: u32) -> Res<Role> {
        let key = name.to_lowercase();
        if let Some(role) = self.roles.get(&key) {
            return Ok(role.clone());
        }
        Ok(match key.as_str() {
            "" => self.default_role.clone().unwrap_or(Role::Plain),
            "abbreviation" | "ab" | "acronym" | "ac" | "emphasis" | "literal" | "math" | "strong" | "subscript"
            | "sub" | "superscript" | "sup" | "title-reference" | "title" | "t" => Role::Plain,
            "code" => Role::Code(None),
            "pep-reference" | "pep" => Role::Pep,
            "rfc-reference" | "rfc" => Role::Rfc,
            "raw" => Role::Raw,
            "index"
            | "i"
            | "anonymous-reference"
            | "citation-reference"
            | "footnote-reference"
            | "named-reference"
            | "substitution-reference"
            | "uri-reference"
            | "uri"
            | "url"
            | "target"
            | "restructuredtext-unimplemented-role" => Role::Unimplemented,
            _ => return fail(format!("Unknown interpreted text role \"{name}\"."), line),
        })
    }
}

/// Where the text before an embedded link ends, and the link itself.
fn embedded(text: &[char]) -> Option<(usize, usize, usize)> {
    let close = text.len().checked_sub(1)?;
    if text[close] != '>' || close == 0 || space(text[close - 1]) || text[close - 1] == '\0' {
        return None;
    }
    let mut open = close;
    loop {
        open = open.checked_sub(1)?;
        if matches!(text[open], '<' | '>') && !(open > 0 && text[open - 1] == '\0') {
            break;
        }
    }
    if text[open] != '<' || open + 1 == close || space(text[open + 1]) {
        return None;
    }
    let mut end = open;
    while end > 0 && matches!(text[end - 1], ' ' | '\n') {
        end -= 1;
    }
    (open == 0 || end < open).then_some((end, open + 1, close))
}

/// An address without unescaped white space.
pub(super) fn address(text: &[char]) -> String {
    let text = string(text).replace("\0\n", "\0 ");
    let parts: Vec<String> =
        text.split("\0 ").map(|part| unescape(&words(part).concat().chars().collect::<Vec<_>>())).collect();
    parts.join(" ")
}
