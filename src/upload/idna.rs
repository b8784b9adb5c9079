//! International domain names as the package idna 3.18 handles them, with the words of its exceptions.
//!
//! Only what email-validator asks for: UTS 46 mapping, labels to and from their ASCII form, and the checks of both. The
//! tables are those of [`tables`]; normalisation form C comes from newer Unicode data than the server has, which differs
//! only for characters that no check here lets through.

use unicode_normalization::UnicodeNormalization;

use crate::upload::python;
use crate::upload::tables::{self, Class, IdnaScript, IdnaValidity, Mapping};

/// Longest input of any function of idna.
const MAX_INPUT: usize = 1024;
const MAX_LABEL: usize = 63;
const MAX_NAME: usize = 253;
/// What idna's exceptions say, or that there is no such text (`None`: undecided).
pub type Outcome<T> = Result<T, Option<String>>;

fn error<T>(message: impl Into<String>) -> Outcome<T> {
    Err(Some(message.into()))
}

/// `idna.uts46_remap(domain, std3_rules=False, transitional=False)`, for characters that are visible or marks.
pub fn remap(domain: &str) -> Outcome<String> {
    if domain.chars().count() > MAX_INPUT {
        return error("Domain too long");
    }
    let mut out = String::with_capacity(domain.len());
    for (at, c) in domain.chars().enumerate() {
        match tables::uts46_mapping(c) {
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            Mapping::Regular => {
                let compatible: String = std::iter::once(c).nfkc().collect();
                out.extend(python::lower(&compatible).nfkc());
            }
            Mapping::To(text) => out.push_str(&text),
            Mapping::Refused => {
                let point = code_point(c);
                return error(format!(
                    "Codepoint {point} not allowed at position {} in {}",
                    at + 1,
                    python::repr(domain)
                ));
            }
        }
    }
    Ok(out.nfc().collect())
}

/// `idna.alabel`: the ASCII form of a label.
pub fn to_ascii(label: &str) -> Outcome<String> {
    let length = label.chars().count();
    if length > MAX_INPUT {
        return error("Label too long");
    }
    if label.is_ascii() {
        to_unicode(label)?;
        return if length > MAX_LABEL { error("Label too long") } else { Ok(label.to_owned()) };
    }
    check_label(label)?;
    match punycode_encode(label).map(|encoded| format!("xn--{encoded}")) {
        Some(encoded) if encoded.len() <= MAX_LABEL => Ok(encoded),
        _ => error("Label too long"),
    }
}

/// `idna.ulabel`: the Unicode form of a label.
pub fn to_unicode(label: &str) -> Outcome<String> {
    if label.chars().count() > MAX_INPUT {
        return error("Label too long");
    }
    if !label.is_ascii() {
        check_label(label)?;
        return Ok(label.to_owned());
    }
    let label = label.to_ascii_lowercase();
    let Some(encoded) = label.strip_prefix("xn--") else {
        check_label(&label)?;
        return Ok(label);
    };
    if encoded.is_empty() {
        return error("Malformed A-label, no Punycode eligible content found");
    }
    if encoded.ends_with('-') {
        return error("A-label must not end with a hyphen");
    }
    let decoded = match punycode_decode(encoded) {
        Some(points) => points.into_iter().map(char::from_u32).collect::<Option<String>>().ok_or(None)?,
        None => return error("Invalid A-label"),
    };
    check_label(&decoded)?;
    Ok(decoded)
}

/// `idna.decode` of a name in ASCII.
pub fn decode(name: &str) -> Outcome<String> {
    each_label(name, to_unicode)
}

/// `idna.encode`, without UTS 46.
pub fn encode(name: &str) -> Outcome<String> {
    let encoded = each_label(name, to_ascii)?;
    if encoded.len() > MAX_NAME { error("Domain too long") } else { Ok(encoded) }
}

/// Names that end in a dot do not come here.
fn each_label(name: &str, convert: fn(&str) -> Outcome<String>) -> Outcome<String> {
    let length = name.chars().count();
    if length > MAX_NAME + 1 {
        return error("Domain too long");
    }
    let labels: Outcome<Vec<String>> = name.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']).map(convert).collect();
    Ok(labels?.join("."))
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// `idna.check_label`.
fn check_label(label: &str) -> Outcome<()> {
    let chars: Vec<char> = label.chars().collect();
    let (Some(first), Some(last)) = (chars.first(), chars.last()) else { return error("Empty Label") };
    if chars.len() > MAX_NAME + 1 {
        return error("Label too long");
    }
    if !label.nfc().eq(chars.iter().copied()) {
        return error("Label must be in Normalization Form C");
    }
    if chars.get(2..4) == Some(&['-', '-']) {
        return error("Label has disallowed hyphens in 3rd and 4th position");
    }
    if *first == '-' || *last == '-' {
        return error("Label must not start or end with a hyphen");
    }
    if tables::class(*first) == Class::Mark {
        return error("Label begins with an illegal combining character");
    }
    for (at, &c) in chars.iter().enumerate() {
        let (what, verb) = match tables::idna_class(c).validity {
            IdnaValidity::Valid => continue,
            IdnaValidity::Joiner if joiner_fits(&chars, at) => continue,
            IdnaValidity::Context if context_fits(&chars, at) => continue,
            IdnaValidity::Joiner => ("Joiner", "not allowed at position"),
            IdnaValidity::Context => ("Codepoint", "not allowed at position"),
            IdnaValidity::Disallowed => {
                let (point, label) = (code_point(c), python::repr(label));
                return error(format!("Codepoint {point} at position {} of {label} not allowed", at + 1));
            }
        };
        return error(format!("{what} {} {verb} {} in {}", code_point(c), at + 1, python::repr(label)));
    }
    check_bidi(label, &chars)
}

/// `idna.valid_contextj`.
fn joiner_fits(chars: &[char], at: usize) -> bool {
    let (before, after) = (&chars[..at], chars.get(at + 1..).unwrap_or_default());
    if before.last().is_some_and(|&c| tables::idna_class(c).virama) {
        return true;
    }
    let joins = |c: Option<&char>, kinds: [&str; 2]| c.is_some_and(|&c| kinds.contains(&tables::idna_class(c).joining));
    let opaque = |c: &&char| tables::idna_class(**c).joining != "T";
    chars[at] == '\u{200c}'
        && joins(before.iter().rev().find(opaque), ["L", "D"])
        && joins(after.iter().find(opaque), ["R", "D"])
}

/// `idna.valid_contexto`.
fn context_fits(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
    let after = chars.get(at + 1).copied();
    let script = |c: Option<char>| c.map(|c| tables::idna_class(c).script);
    match chars[at] {
        '\u{b7}' => before == Some('l') && after == Some('l'),
        '\u{375}' => script(after) == Some(IdnaScript::Greek),
        '\u{5f3}' | '\u{5f4}' => script(before) == Some(IdnaScript::Hebrew),
        '\u{30fb}' => chars.iter().any(|&c| c != '\u{30fb}' && script(Some(c)) == Some(IdnaScript::Cjk)),
        '\u{660}'..='\u{669}' => !chars.iter().any(|c| matches!(c, '\u{6f0}'..='\u{6f9}')),
        '\u{6f0}'..='\u{6f9}' => !chars.iter().any(|c| matches!(c, '\u{660}'..='\u{669}')),
        _ => false,
    }
}

/// `idna.check_bidi`.
fn check_bidi(label: &str, chars: &[char]) -> Outcome<()> {
    let directions: Vec<&str> = chars.iter().map(|&c| tables::idna_class(c).bidi).collect();
    if let Some(at) = directions.iter().position(|&direction| direction == "?") {
        return error(format!("Unknown directionality in label {} at position {}", python::repr(label), at + 1));
    }
    if !directions.iter().any(|direction| matches!(*direction, "R" | "AL" | "AN")) {
        return Ok(());
    }
    let right_to_left = match directions.first() {
        Some(&("R" | "AL")) => true,
        Some(&"L") => false,
        _ => {
            let label = python::repr(label);
            return error(format!("First codepoint in label {label} must be directionality L, R or AL"));
        }
    };
    let mut ends_well = false;
    let mut numbers = None;
    for (at, &direction) in directions.iter().enumerate() {
        let allowed = match direction {
            "EN" | "ES" | "CS" | "ET" | "ON" | "BN" | "NSM" => true,
            "R" | "AL" | "AN" => right_to_left,
            "L" => !right_to_left,
            _ => false,
        };
        if !allowed {
            let order = if right_to_left { "right-to-left" } else { "left-to-right" };
            return error(format!("Invalid direction for codepoint at position {} in a {order} label", at + 1));
        }
        if matches!(direction, "R" | "AL" | "AN" | "L" | "EN") {
            ends_well = true;
        } else if direction != "NSM" {
            ends_well = false;
        }
        if right_to_left && matches!(direction, "AN" | "EN") && *numbers.get_or_insert(direction) != direction {
            return error("Can not mix numeral types in a right-to-left label");
        }
    }
    if ends_well { Ok(()) } else { error("Label ends with illegal codepoint directionality") }
}

/// RFC 3492's parameters.
const BASE: u128 = 36;
const T_MIN: u128 = 1;
const T_MAX: u128 = 26;

fn threshold(j: u128, bias: u128) -> u128 {
    (BASE * (j + 1)).saturating_sub(bias).clamp(T_MIN, T_MAX)
}

fn adapt(delta: u128, first: bool, count: u128) -> u128 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut steps = 0;
    while delta > ((BASE - T_MIN) * T_MAX) / 2 {
        delta /= BASE - T_MIN;
        steps += BASE;
    }
    steps + (BASE * delta) / (delta + 38)
}

fn wide(count: usize) -> u128 {
    u128::try_from(count).unwrap_or(u128::MAX)
}

/// `text.encode("punycode")`; `None` if it is far too long.
fn punycode_encode(text: &str) -> Option<String> {
    let points: Vec<u128> = text.chars().map(|c| u128::from(u32::from(c))).collect();
    let mut out: String = text.chars().filter(char::is_ascii).collect();
    let basic = wide(out.len());
    let mut handled = basic;
    if basic > 0 {
        out.push('-');
    }
    let (mut current, mut delta, mut bias) = (128_u128, 0_u128, 72);
    while handled < wide(points.len()) {
        let next = *points.iter().filter(|&&point| point >= current).min()?;
        delta += (next - current) * (handled + 1);
        current = next;
        for &point in &points {
            if point < current {
                delta += 1;
            } else if point == current {
                let mut rest = delta;
                let mut j = 0;
                loop {
                    let t = threshold(j, bias);
                    let digit = if rest < t { rest } else { t + (rest - t) % (BASE - t) };
                    out.push(char::from_digit(u32::try_from(digit).ok()?, 36).map(to_punycode_digit)?);
                    if rest < t {
                        break;
                    }
                    rest = (rest - t) / (BASE - t);
                    j += 1;
                }
                bias = adapt(delta, handled == basic, handled + 1);
                delta = 0;
                handled += 1;
            }
        }
        delta += 1;
        current += 1;
    }
    Some(out)
}

/// From the digits of Rust (0 to 9, a to z) to those of Punycode (a to z, 0 to 9).
fn to_punycode_digit(digit: char) -> char {
    const DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    digit.to_digit(36).and_then(|digit| DIGITS.get(usize::try_from(digit).ok()?)).map_or('a', |&byte| char::from(byte))
}

/// `text.decode("punycode")` of ASCII text in lower case, as code points; `None` if Python refuses it.
fn punycode_decode(text: &str) -> Option<Vec<u32>> {
    let (base, extended) = text.rsplit_once('-').unwrap_or(("", text));
    let mut out: Vec<u32> = base.chars().map(u32::from).collect();
    let mut digits = extended.bytes();
    let (mut current, mut at, mut bias, mut first) = (128_u128, 0_u128, 72, true);
    while digits.len() > 0 {
        let (mut delta, mut weight, mut j) = (0_u128, 1_u128, 0);
        loop {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => byte - b'a',
                byte @ b'0'..=b'9' => byte - b'0' + 26,
                _ => return None,
            };
            delta = delta.saturating_add(weight.saturating_mul(u128::from(digit)));
            let t = threshold(j, bias);
            if u128::from(digit) < t {
                break;
            }
            weight = weight.saturating_mul(BASE - t);
            j += 1;
        }
        let count = wide(out.len()) + 1;
        at = at.saturating_add(delta);
        current = current.saturating_add(at / count);
        if current > 0x0010_ffff {
            return None;
        }
        at %= count;
        out.insert(usize::try_from(at).ok()?, u32::try_from(current).ok()?);
        at += 1;
        bias = adapt(delta, first, count);
        first = false;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_converted_both_ways() {
        for (unicode, ascii) in [
            ("bücher", "xn--bcher-kva"),
            ("straße", "xn--strae-oqa"),
            ("παράδειγμα", "xn--hxajbheg2az3al"),
            ("例え", "xn--r8jz45g"),
            ("abc", "abc"),
            ("אבג", "xn--4dbcd"),
        ] {
            assert_eq!(to_ascii(unicode).as_deref(), Ok(ascii));
            assert_eq!(to_unicode(ascii).as_deref(), Ok(unicode));
        }
    }

    #[test]
    fn labels_are_refused_in_the_words_of_idna() {
        for (label, expected) in [
            ("", "Empty Label"),
            ("☃", "Codepoint U+2603 at position 1 of '☃' not allowed"),
            ("a·b", "Codepoint U+00B7 not allowed at position 2 in 'a·b'"),
            ("a\u{200d}b", "Joiner U+200D not allowed at position 2 in 'a\\u200db'"),
            ("-é", "Label must not start or end with a hyphen"),
            ("e\u{301}", "Label must be in Normalization Form C"),
            ("אa", "Invalid direction for codepoint at position 2 in a right-to-left label"),
            ("xn--", "Malformed A-label, no Punycode eligible content found"),
            ("xn--a-", "A-label must not end with a hyphen"),
            ("xn--a_b", "Invalid A-label"),
        ] {
            assert_eq!(to_ascii(label), Err(Some(expected.to_owned())), "{label}");
        }
    }

    #[test]
    fn names_are_mapped() {
        for (name, expected) in
            [("EXAMPLE.org", "example.org"), ("ＡＢ。c", "ab.c"), ("Straße", "straße"), ("ﬃ", "ffi"), ("Ⅷ", "viii")]
        {
            assert_eq!(remap(name).as_deref(), Ok(expected));
        }
    }
}
