//! Enumerators of lists: numbers, letters and Roman numerals, and which of them follows which.

use super::chars::{space, string};
use super::machine::Machine;
use super::starts::Format;
use super::{Res, unsure};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sequence {
    Arabic,
    LowerAlpha,
    UpperAlpha,
    LowerRoman,
    UpperRoman,
    Auto,
}

/// Value of a Roman numeral up to 4999.
fn roman(text: &str) -> Option<u64> {
    let mut rest = text.to_ascii_uppercase();
    let mut total = 0;
    for (value, digit, most) in [
        (1000, "M", 4),
        (900, "CM", 1),
        (500, "D", 1),
        (400, "CD", 1),
        (100, "C", 3),
        (90, "XC", 1),
        (50, "L", 1),
        (40, "XL", 1),
        (10, "X", 3),
        (9, "IX", 1),
        (5, "V", 1),
        (4, "IV", 1),
        (1, "I", 3),
    ] {
        for _ in 0..most {
            let Some(tail) = rest.strip_prefix(digit) else { break };
            rest = tail.to_owned();
            total += value;
        }
    }
    (rest.is_empty() && total > 0 && to_roman(total) == text.to_ascii_uppercase()).then_some(total)
}

fn to_roman(mut number: u64) -> String {
    let mut out = String::new();
    for (value, digit) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while number >= value {
            number -= value;
            out.push_str(digit);
        }
    }
    out
}

fn fits(sequence: Sequence, text: &str) -> bool {
    let all = |set: &str| text.chars().all(|c| set.contains(c));
    match sequence {
        Sequence::Arabic => text.chars().all(|c| c.is_ascii_digit()),
        Sequence::LowerAlpha => text.len() == 1 && text.chars().all(|c| c.is_ascii_lowercase()),
        Sequence::UpperAlpha => text.len() == 1 && text.chars().all(|c| c.is_ascii_uppercase()),
        Sequence::LowerRoman => all("ivxlcdm"),
        Sequence::UpperRoman => all("IVXLCDM"),
        Sequence::Auto => text == "#",
    }
}

pub(super) fn sequence_of(text: &str, expected: Option<Sequence>) -> (Sequence, Option<u64>) {
    let sequence = if text == "#" {
        Sequence::Auto
    } else if let Some(expected) = expected.filter(|&expected| fits(expected, text)) {
        expected
    } else if expected.is_none() && text == "i" {
        Sequence::LowerRoman
    } else if expected.is_none() && text == "I" {
        Sequence::UpperRoman
    } else {
        [Sequence::Arabic, Sequence::LowerAlpha, Sequence::UpperAlpha, Sequence::LowerRoman]
            .into_iter()
            .find(|&sequence| fits(sequence, text))
            .unwrap_or(Sequence::UpperRoman)
    };
    let letter = |base: u8| text.bytes().next().map(|b| u64::from(b.wrapping_sub(base)) + 1);
    let ordinal = match sequence {
        Sequence::Auto => Some(1),
        Sequence::Arabic => text.parse().ok(),
        Sequence::LowerAlpha => letter(b'a'),
        Sequence::UpperAlpha => letter(b'A'),
        Sequence::LowerRoman | Sequence::UpperRoman => roman(text),
    };
    (sequence, ordinal)
}

pub(super) fn is_item(m: &Machine, at: isize, ordinal: Option<u64>, sequence: Sequence, format: Format) -> Res<bool> {
    let Some(ordinal) = ordinal else {
        // A number too large to read is a number for docutils.
        return if sequence == Sequence::Arabic {
            unsure("an enumerator with a large number", m.no())
        } else {
            Ok(false)
        };
    };
    let Some(next) = m.get(at + 1) else { return Ok(true) };
    if next.text.first().is_none_or(|&c| space(c)) {
        return Ok(true);
    }
    let ordinal = ordinal.saturating_add(1);
    let mark = match sequence {
        Sequence::Auto => "#".to_owned(),
        Sequence::Arabic => ordinal.to_string(),
        Sequence::LowerAlpha | Sequence::UpperAlpha => {
            let Some(letter) = u8::try_from(ordinal).ok().filter(|&o| o <= 26) else { return Ok(false) };
            let letter = char::from(b'a' + letter - 1);
            if sequence == Sequence::UpperAlpha { letter.to_ascii_uppercase() } else { letter }.to_string()
        }
        Sequence::LowerRoman | Sequence::UpperRoman => {
            if ordinal > 4999 {
                return unsure("a large Roman numeral", m.no());
            }
            let numeral = to_roman(ordinal);
            if sequence == Sequence::LowerRoman { numeral.to_lowercase() } else { numeral }
        }
    };
    let (prefix, suffix) = match format {
        Format::Parens => ("(", ")"),
        Format::Right => ("", ")"),
        Format::Period => ("", "."),
    };
    let next = string(&next.text);
    Ok(next.starts_with(&format!("{prefix}{mark}{suffix} ")) || next.starts_with(&format!("{prefix}#{suffix} ")))
}
