//! What email-validator says of an address from Author-email or Maintainer-email.
//!
//! As in Warehouse's `forklift/metadata.py`: [`validate`] is `validate_email(address, check_deliverability=False)` of
//! email-validator 2.3.0 with its exact words, for the address that [`parseaddr`](super::email_parse::parseaddr) finds. An
//! empty address is not validated at all.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::upload::idna;
use crate::upload::python;
use crate::upload::tables::{self, Class};

/// What email-validator says of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Validity {
    Valid,
    /// The text of its exception.
    Invalid(String),
    /// Refused, but in words that are not known here; or not decided. Why.
    Undecided(String),
}

/// Domains that email-validator takes for no place to send to (`SPECIAL_USE_DOMAIN_NAMES`).
const SPECIAL_USE_DOMAINS: [&str; 6] = ["arpa", "invalid", "local", "localhost", "onion", "test"];
const MAX_ADDRESS: usize = 254;
const MAX_DOMAIN: usize = 253;
const MAX_LABEL: usize = 63;

/// Validates an address as PyPI does, without asking the DNS.
pub fn validate(address: &str) -> Validity {
    match check(address) {
        Ok(()) => Validity::Valid,
        Err(Refusal::Because(message)) => Validity::Invalid(message),
        Err(Refusal::Undecided(reason)) => Validity::Undecided(reason),
    }
}

#[derive(Debug)]
enum Refusal {
    Because(String),
    Undecided(String),
}

type Checked<T> = Result<T, Refusal>;

fn refuse<T>(message: impl Into<String>) -> Checked<T> {
    Err(Refusal::Because(message.into()))
}

/// An address in parts.
struct Address {
    has_display_name: bool,
    local_part: String,
    is_quoted: bool,
    domain: String,
}

/// `validate_email`.
fn check(text: &str) -> Checked<()> {
    let address = split(text)?;
    let quote = if address.is_quoted { "\"" } else { "" };
    let original = format!("{quote}{}{quote}@{}", address.local_part, address.domain);
    let local = check_local_part(&address.local_part, address.is_quoted)?;
    let normalized: String = local.text.nfc().collect();
    if normalized != local.text {
        match check_local_part(&normalized, address.is_quoted) {
            Err(Refusal::Because(message)) => return refuse(format!("After Unicode normalization: {message}")),
            Err(undecided) => return Err(undecided),
            Ok(_) => {}
        }
    }
    if address.is_quoted {
        return refuse("Quoting the part before the @-sign is not allowed here.");
    }
    if address.domain.is_empty() {
        return refuse("There must be something after the @-sign.");
    }
    if address.domain.starts_with('[') && address.domain.ends_with(']') {
        check_domain_literal(&address.domain)?;
        return refuse("A bracketed IP address after the @-sign is not allowed here.");
    }
    let domain = check_domain(&address.domain)?;
    let ascii_local = if local.is_ascii { &local.text } else { &normalized };
    check_length(&original, None)?;
    check_length(&format!("{normalized}@{}", domain.unicode), Some("after normalization"))?;
    let reason = "when the part after the @-sign is converted to IDNA ASCII";
    check_length(&format!("{ascii_local}@{}", domain.ascii), Some(reason))?;
    if address.has_display_name {
        return refuse("A display name and angle brackets around the email address are not permitted here.");
    }
    Ok(())
}

/// `split_email`.
fn split(text: &str) -> Checked<Address> {
    let (left, right) = split_at_special(text, &['@', '<'])?;
    let (has_display_name, local_part, domain) = if right.starts_with('<') {
        let (name, is_quoted) = unquote(python::rstrip(left))?;
        if !is_quoted {
            let is_bad = |c: char| c == '.' || !(is_atom_text(c) || c == ' ');
            refuse_characters("The display name contains invalid characters when not quoted: ", &name, is_bad)?;
        }
        check_unsafe(&name, true)?;
        if !right.contains('>') {
            return refuse(
                "An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.",
            );
        }
        let right = right.trim_end_matches(' ');
        if !right.ends_with('>') {
            return refuse("There can't be anything after the email address.");
        }
        let (local_part, domain) = split_at_special(right[1..].trim_end_matches('>'), &['@'])?;
        (true, local_part, domain)
    } else {
        (false, left, right)
    };
    let (local_part, is_quoted) = unquote(local_part)?;
    let domain = domain.strip_prefix('@').unwrap_or(domain).to_owned();
    Ok(Address { has_display_name, local_part, is_quoted, domain })
}

/// `split_string_at_unquoted_special`.
fn split_at_special<'a>(text: &'a str, specials: &[char]) -> Checked<(&'a str, &'a str)> {
    let mut in_quotes = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        // A special that a mark behind it would change is none.
        if text[at..].nfc().next() != Some(c) {
            continue;
        }
        if in_quotes {
            if c == '\\' && !escaped {
                escaped = true;
            } else {
                in_quotes = c != '"' || escaped;
                escaped = false;
            }
        } else if c == '"' {
            in_quotes = true;
        } else if specials.contains(&c) {
            return Ok(text.split_at(at));
        }
    }
    if text.contains('＠') {
        return refuse("The email address has the \"full-width\" at-sign (@) character instead of a regular at-sign.");
    }
    if text.contains('﹫') {
        return refuse("The email address has the \"small commercial at\" character instead of a regular at-sign.");
    }
    refuse("An email address must have an @-sign.")
}

/// `unquote_quoted_string`: the text, and whether it was quoted.
fn unquote(text: &str) -> Checked<(String, bool)> {
    let Some(inner) = text.strip_prefix('"') else { return Ok((text.to_owned(), false)) };
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '"' => {
                let rest: Vec<String> = chars.map(display).collect::<Checked<_>>()?;
                if rest.is_empty() {
                    break;
                }
                return refuse(format!("Extra character(s) found after close quote: {}", rest.join(", ")));
            }
            c => out.push(c),
        }
    }
    Ok((out, true))
}

/// `ATEXT` of RFC 5322, or a full stop.
fn is_atom_text(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_!#$%&'*+-/=?^`{|}~.".contains(c)
}

fn is_international_atom_text(c: char) -> bool {
    is_atom_text(c) || !c.is_ascii()
}

/// Whether the text is made of such characters, with single full stops between others.
fn is_dot_atom(text: &str, allowed: fn(char) -> bool) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.chars().all(allowed))
}

/// A character of a host name, in ASCII or not.
fn is_host_text(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.') || !c.is_ascii()
}

/// A local part that passed.
struct LocalPart {
    text: String,
    is_ascii: bool,
}

/// `validate_email_local_part`.
fn check_local_part(local: &str, is_quoted: bool) -> Checked<LocalPart> {
    if local.is_empty() {
        return refuse("There must be something before the @-sign.");
    }
    if is_dot_atom(local, is_atom_text) {
        return Ok(LocalPart { text: local.to_owned(), is_ascii: true });
    }
    if is_dot_atom(local, is_international_atom_text) {
        check_unsafe(local, false)?;
        return Ok(LocalPart { text: local.to_owned(), is_ascii: false });
    }
    if is_quoted {
        let is_bad = |c: char| c.is_ascii_control();
        refuse_characters(
            "The email address contains invalid characters in quotes before the @-sign: ",
            local,
            is_bad,
        )?;
        check_unsafe(local, true)?;
        let text = format!("\"{}\"", local.replace('\\', "\\\\").replace('"', "\\\""));
        return Ok(LocalPart { text, is_ascii: local.is_ascii() });
    }
    let is_bad = |c| !is_international_atom_text(c);
    refuse_characters("The email address contains invalid characters before the @-sign: ", local, is_bad)?;
    check_dots(local, "start with", "have", " immediately before the @-sign")?;
    refuse("The email address contains invalid characters before the @-sign.")
}

/// Refuses the text if it has characters that are bad, and names them in the order of their names.
fn refuse_characters(message: &str, text: &str, is_bad: impl Fn(char) -> bool) -> Checked<()> {
    let bad: BTreeSet<String> = text.chars().filter(|&c| is_bad(c)).map(display).collect::<Checked<_>>()?;
    if bad.is_empty() {
        return Ok(());
    }
    refuse(format!("{message}{}.", bad.into_iter().collect::<Vec<_>>().join(", ")))
}

/// `safe_character_display`.
fn display(c: char) -> Checked<String> {
    if c == '\\' {
        return Ok("\"\\\"".to_owned());
    }
    if tables::class(c).is_visible() {
        return Ok(python::repr(c.encode_utf8(&mut [0; 4])));
    }
    if let Some(name) = tables::character_name(c) {
        return Ok(name.to_owned());
    }
    let point = u32::from(c);
    if !tables::is_nameless(c) {
        return Err(Refusal::Undecided(format!("the name of the character U+{point:04X} is needed")));
    }
    Ok(if point < 0xffff { format!("U+{point:04X}") } else { format!("U+{point:08X}") })
}

/// `check_unsafe_chars`.
fn check_unsafe(text: &str, allows_space: bool) -> Checked<()> {
    let is_unsafe = |(at, c): &(usize, char)| match tables::class(*c) {
        Class::Plain | Class::Decimal(_) | Class::OtherDigit => false,
        Class::Mark => *at == 0,
        Class::Space => !allows_space,
        Class::Separator | Class::Control => true,
    };
    let bad: BTreeSet<char> = text.char_indices().filter(is_unsafe).map(|(_, c)| c).collect();
    if bad.is_empty() {
        return Ok(());
    }
    let bad: Vec<String> = bad.into_iter().map(display).collect::<Checked<_>>()?;
    refuse(format!("The email address contains unsafe characters: {}.", bad.join(", ")))
}

/// `check_dot_atom` for a local part: no full stop at an end, nor two in a row.
fn check_dots(text: &str, start: &str, end: &str, where_at_end: &str) -> Checked<()> {
    if text.ends_with('.') {
        return refuse(format!("An email address cannot {end} a period{where_at_end}."));
    }
    if text.starts_with('.') {
        return refuse(format!("An email address cannot {start} a period."));
    }
    if text.contains("..") {
        return refuse("An email address cannot have two periods in a row.");
    }
    Ok(())
}

/// `check_dot_atom` for a host name: hyphens as well.
fn check_host_dots(text: &str) -> Checked<()> {
    for (ends, c, name) in
        [(true, '.', "period"), (false, '.', "period"), (true, '-', "hyphen"), (false, '-', "hyphen")]
    {
        if c == '-' && ends && text.contains("..") {
            return refuse("An email address cannot have two periods in a row.");
        }
        if ends && text.ends_with(c) {
            return refuse(format!("An email address cannot end with a {name}."));
        }
        if !ends && text.starts_with(c) {
            return refuse(format!("An email address cannot have a {name} immediately after the @-sign."));
        }
    }
    if text.contains(".-") || text.contains("-.") {
        return refuse("An email address cannot have a period and a hyphen next to each other.");
    }
    Ok(())
}

/// A domain that passed.
struct Domain {
    ascii: String,
    unicode: String,
}

/// `validate_email_domain_name`.
fn check_domain(original: &str) -> Checked<Domain> {
    const INVALID: &str = "The part after the @-sign contains invalid characters: ";
    refuse_characters(INVALID, original, |c| !is_host_text(c))?;
    check_unsafe(original, false)?;
    // Of what `uts46_valid_char` refuses, only this is left here.
    refuse_characters(INVALID, original, tables::hides_a_dot)?;
    let domain = words(idna::remap(original), "The part after the @-sign contains invalid characters (", ").")?;
    let after = "The part after the @-sign contains invalid characters after Unicode normalization: ";
    refuse_characters(after, &domain, |c| !is_host_text(c))?;
    check_host_dots(&domain)?;
    if domain.split('.').any(has_reserved_hyphens) {
        return refuse(
            "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, \
             except Punycode.",
        );
    }
    let ascii = if is_host_name(&domain) {
        domain
    } else {
        let labels: Result<Vec<String>, _> = domain.split('.').map(idna::to_ascii).collect();
        let ascii = words(labels, "The part after the @-sign is invalid (", ").")?.join(".");
        if !is_host_name(&ascii) {
            return refuse("The email address contains invalid characters after the @-sign after IDNA encoding.");
        }
        ascii
    };
    if ascii.len() > MAX_DOMAIN {
        let over = ascii.len() - MAX_DOMAIN;
        return refuse(if ascii == original {
            format!("The email address is too long after the @-sign {}.", too_many(ascii.len(), MAX_DOMAIN))
        } else {
            let plural = if over == 1 { "" } else { "s" };
            format!(
                "The email address is too long after the @-sign ({over} byte{plural} too many after IDNA encoding)."
            )
        });
    }
    if let Some(label) = ascii.split('.').find(|label| label.len() > MAX_LABEL) {
        let reason = too_many(label.len(), MAX_LABEL);
        return refuse(format!("After the @-sign, periods cannot be separated by so many characters {reason}."));
    }
    if !ascii.contains('.') {
        return refuse("The part after the @-sign is not valid. It should have a period.");
    }
    if !ascii.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return refuse("The part after the @-sign is not valid. It is not within a valid top-level domain.");
    }
    let is_special =
        |special| ascii.strip_suffix(special).is_some_and(|rest: &str| rest.is_empty() || rest.ends_with('.'));
    if SPECIAL_USE_DOMAINS.into_iter().any(is_special) {
        return refuse("The part after the @-sign is a special-use or reserved name that cannot be used with email.");
    }
    let unicode = words(idna::decode(&ascii), "The part after the @-sign is not valid IDNA (", ").")?;
    refuse_characters(INVALID, &unicode, |c| !is_host_text(c))?;
    check_unsafe(&unicode, false)?;
    let again = "The part after the @-sign became invalid after normalizing to international characters (";
    words(idna::encode(&unicode), again, ").")?;
    Ok(Domain { ascii, unicode })
}

/// The words of idna within those of email-validator.
fn words<T>(outcome: idna::Outcome<T>, before: &str, after: &str) -> Checked<T> {
    outcome.map_err(|error| match error {
        Some(message) => Refusal::Because(format!("{before}{message}{after}")),
        None => Refusal::Undecided("the domain decodes to what is no text".to_owned()),
    })
}

/// Two characters that are not `xn`, and two hyphens.
fn has_reserved_hyphens(label: &str) -> bool {
    let start: Vec<char> = label.chars().take(4).collect();
    matches!(start.as_slice(), [first, second, '-', '-'] if !(first.eq_ignore_ascii_case(&'x') && second.eq_ignore_ascii_case(&'n')))
}

/// A host name in ASCII, no label of which starts or ends with a hyphen.
fn is_host_name(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split('.').all(|label| {
        !label.is_empty() && label.chars().all(is_inner) && !label.starts_with('-') && !label.ends_with('-')
    })
}

/// `get_length_reason`.
fn too_many(length: usize, limit: usize) -> String {
    let over = length.saturating_sub(limit);
    format!("({over} character{} too many)", if over > 1 { "s" } else { "" })
}

/// One step of `validate_email_length`.
fn check_length(address: &str, reason: Option<&str>) -> Checked<()> {
    let Some(over) = address.len().checked_sub(MAX_ADDRESS).filter(|&over| over > 0) else { return Ok(()) };
    let plural = if over > 1 { "s" } else { "" };
    let reason = match reason {
        Some(reason) => format!("{reason} ({over} byte{plural} too many)"),
        None if address.is_ascii() => too_many(address.len(), MAX_ADDRESS),
        None => {
            let widest = address.chars().map(char::len_utf8).max().unwrap_or(1);
            match (over / widest).max(1) {
                least if least == over => format!("({over} character{plural} too many)"),
                least => format!("({least}-{over} character{plural} too many)"),
            }
        }
    };
    refuse(format!("The email address is too long {reason}."))
}

/// `validate_email_domain_literal`: what is wrong with a domain in brackets, apart from the brackets.
fn check_domain_literal(domain: &str) -> Checked<()> {
    let inner = domain.get(1..domain.len().saturating_sub(1)).unwrap_or_default();
    // `$` of Python's expression also matches before a line break at the end.
    let numeric = inner.strip_suffix('\n').unwrap_or(inner);
    if (!numeric.is_empty() && numeric.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
        || inner.starts_with("IPv6:")
    {
        // Python's parser never gives such an address: its words for addresses are not followed.
        if is_ip_address(inner) {
            return Ok(());
        }
        return Err(Refusal::Undecided("the words for a wrong IP address are not known".to_owned()));
    }
    if !inner.contains(':') {
        return refuse("The part after the @-sign in brackets is not an IPv4 address and has no address literal tag.");
    }
    let is_bad = |c: char| !matches!(c, '!'..='\u{fa}');
    refuse_characters("The part after the @-sign contains invalid characters in brackets: ", inner, is_bad)?;
    refuse("The part after the @-sign contains an invalid address literal tag in brackets.")
}

fn is_ip_address(literal: &str) -> bool {
    match literal.strip_prefix("IPv6:") {
        // Zones are allowed by Python only.
        Some(address) => address.split('%').next().is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok()),
        None => literal.parse::<std::net::Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_valid() {
        let long = format!("{}@example.org", "a".repeat(100));
        for address in [
            "a@example.org",
            "a.b+c@example.co.uk",
            "jörg@bücher.example.org",
            "a@xn--bcher-kva.de",
            "a@EXAMPLE.ORG",
            &long,
        ] {
            assert_eq!(validate(address), Validity::Valid, "{address}");
        }
    }

    #[test]
    fn addresses_are_refused_in_the_words_of_email_validator() {
        let long = format!("a@{}.org", "a".repeat(64));
        for (address, expected) in [
            ("john", "An email address must have an @-sign."),
            ("@example.org", "There must be something before the @-sign."),
            ("a@", "There must be something after the @-sign."),
            ("a b@x.org", "The email address contains invalid characters before the @-sign: SPACE."),
            ("a,(b@x.org", "The email address contains invalid characters before the @-sign: '(', ','."),
            (".a@x.org", "An email address cannot start with a period."),
            ("a.@x.org", "An email address cannot have a period immediately before the @-sign."),
            ("a..b@x.org", "An email address cannot have two periods in a row."),
            ("a@x", "The part after the @-sign is not valid. It should have a period."),
            ("a@x.1", "The part after the @-sign is not valid. It is not within a valid top-level domain."),
            ("a@.x.org", "An email address cannot have a period immediately after the @-sign."),
            ("a@x.org.", "An email address cannot end with a period."),
            ("a@x..org", "An email address cannot have two periods in a row."),
            ("a@-x.org", "An email address cannot have a hyphen immediately after the @-sign."),
            ("a@x-.org", "An email address cannot have a period and a hyphen next to each other."),
            ("a@x_y.org", "The part after the @-sign contains invalid characters: '_'."),
            (
                "a@host.local",
                "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
            ),
            ("\"a b\"@x.org", "Quoting the part before the @-sign is not allowed here."),
            ("a@☃.org", "The part after the @-sign is invalid (Codepoint U+2603 at position 1 of '☃' not allowed)."),
            ("a@x＠.org", "The part after the @-sign contains invalid characters after Unicode normalization: '@'."),
            (
                "a＠x.org",
                "The email address has the \"full-width\" at-sign (@) character instead of a regular at-sign.",
            ),
            (
                "a@ab--c.org",
                "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.",
            ),
            ("a\u{200b}@x.org", "The email address contains unsafe characters: ZERO WIDTH SPACE."),
            (
                long.as_str(),
                "After the @-sign, periods cannot be separated by so many characters (1 character too many).",
            ),
        ] {
            assert_eq!(validate(address), Validity::Invalid(expected.into()), "{address}");
        }
    }
}
