//! Characters as docutils and Python see them: white space, word characters, widths and the punctuation around markup.
//!
//! The sets are those of docutils 0.23 (`utils/punctuation_chars.py`, made from Unicode 5.2 categories) and of the
//! Unicode East Asian Width property.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// What `str.isspace` says in Python; it knows four separators more than Rust.
pub(super) fn space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `\w` without the underscore, as Python's `re` reads it.
pub(super) fn word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    // Marks and circled or squared letters are alphabetic for Rust, but not for Python.
    let symbol =
        matches!(u32::from(c), 0x24b6..=0x24e9 | 0x1_f130..=0x1_f149 | 0x1_f150..=0x1_f169 | 0x1_f170..=0x1_f189);
    c.is_alphanumeric() && !is_combining_mark(c) && !symbol
}

pub(super) fn combining(c: char) -> bool {
    canonical_combining_class(c) != 0
}

fn within(table: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    table
        .binary_search_by(|&(low, high)| {
            if high < code {
                std::cmp::Ordering::Less
            } else if low > code {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}

pub(super) fn wide(c: char) -> bool {
    !c.is_ascii() && within(WIDE, c)
}

/// The width of these differs between the versions of Unicode that Python releases carry.
pub(super) fn unclear_width(c: char) -> bool {
    !c.is_ascii() && within(UNCLEAR_WIDTH, c)
}

/// Inline markup may start after these.
pub(super) fn before_start(c: char) -> bool {
    space(c) || OPENERS.contains(c) || within(DELIMITERS, c)
}

/// Inline markup may end before these; NUL stands for an escaping backslash.
pub(super) fn after_end(c: char) -> bool {
    c == '\0'
        || space(c)
        || matches!(c, '\\' | '.' | ',' | ';' | '!' | '?')
        || CLOSERS.contains(c)
        || within(DELIMITERS, c)
}

/// Whether two characters quote what stands between them.
pub(super) fn pair(open: char, close: char) -> bool {
    let Some(at) = OPENERS.chars().position(|c| c == open) else { return false };
    let more = match open {
        '\u{bb}' => "\u{bb}",
        '\u{2018}' => "\u{201a}",
        '\u{2019}' => "\u{2019}",
        '\u{201a}' => "\u{2018}\u{2019}",
        '\u{201c}' => "\u{201e}",
        '\u{201e}' => "\u{201c}\u{201d}",
        '\u{201d}' => "\u{201d}",
        '\u{203a}' => "\u{203a}",
        _ => "",
    };
    CLOSERS.chars().nth(at) == Some(close) || more.contains(close)
}

pub(super) fn strip(text: &[char]) -> &[char] {
    let text = rstrip(text);
    let start = text.iter().position(|&c| !space(c)).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

pub(super) fn rstrip(text: &[char]) -> &[char] {
    let end = text.iter().rposition(|&c| !space(c)).map_or(0, |at| at + 1);
    text.get(..end).unwrap_or_default()
}

pub(super) fn blank(text: &[char]) -> bool {
    text.iter().all(|&c| space(c))
}

pub(super) fn string(text: &[char]) -> String {
    text.iter().collect()
}

/// Backslashes become NUL, so that the next character is known as escaped.
pub(super) fn escape(text: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    let mut chars = text.iter();
    while let Some(&c) = chars.next() {
        if c == '\\' {
            out.push('\0');
            out.extend(chars.next());
        } else {
            out.push(c);
        }
    }
    out
}

/// Drops escapes; escaped white space vanishes.
pub(super) fn unescape(text: &[char]) -> String {
    string(text).replace("\0 ", "").replace("\0\n", "").replace('\0', "")
}

pub(super) fn words(text: &str) -> Vec<&str> {
    text.split(space).filter(|word| !word.is_empty()).collect()
}

/// The name under which targets are registered.
pub(super) fn normal(name: &str) -> String {
    words(&name.to_lowercase()).join(" ")
}

/// End of a simple reference name that starts at `at`.
pub(super) fn simple_name(text: &[char], at: usize) -> Option<usize> {
    let is_word = |i: usize| text.get(i).is_some_and(|&c| word(c));
    if !is_word(at) {
        return None;
    }
    let mut end = at;
    loop {
        while is_word(end) {
            end += 1;
        }
        if matches!(text.get(end), Some('-' | '.' | '_' | '+' | ':')) && is_word(end + 1) {
            end += 1;
        } else {
            return Some(end);
        }
    }
}

/// What `nodes.make_id` leaves of a name is empty.
pub(super) fn no_identifier(name: &str) -> Option<bool> {
    if name.chars().any(|c| c.is_ascii_alphabetic()) {
        return Some(false);
    }
    // Letters of other scripts may be decomposed to ASCII ones; only docutils knows.
    if name.is_ascii() { Some(true) } else { None }
}

/// Pairs of `CLOSERS`, by position.
#[rustfmt::skip]
const OPENERS: &str = "\"'(<[{\u{f3a}\u{f3c}\u{169b}\u{2045}\u{207d}\u{208d}\u{2329}\u{2768}\u{276a}\u{276c}\u{276e}\u{2770}\u{2772}\u{2774}\u{27c5}\u{27e6}\u{27e8}\u{27ea}\u{27ec}\u{27ee}\u{2983}\u{2985}\u{2987}\u{2989}\u{298b}\u{298d}\u{298f}\u{2991}\u{2993}\u{2995}\u{2997}\u{29d8}\u{29da}\u{29fc}\u{2e22}\u{2e24}\u{2e26}\u{2e28}\u{3008}\u{300a}\u{300c}\u{300e}\u{3010}\u{3014}\u{3016}\u{3018}\u{301a}\u{301d}\u{301d}\u{fd3e}\u{fe17}\u{fe35}\u{fe37}\u{fe39}\u{fe3b}\u{fe3d}\u{fe3f}\u{fe41}\u{fe43}\u{fe47}\u{fe59}\u{fe5b}\u{fe5d}\u{ff08}\u{ff3b}\u{ff5b}\u{ff5f}\u{ff62}\u{ab}\u{2018}\u{201c}\u{2039}\u{2e02}\u{2e04}\u{2e09}\u{2e0c}\u{2e1c}\u{2e20}\u{201a}\u{201e}\u{bb}\u{2019}\u{201d}\u{203a}\u{2e03}\u{2e05}\u{2e0a}\u{2e0d}\u{2e1d}\u{2e21}\u{201b}\u{201f}";
#[rustfmt::skip]
const CLOSERS: &str = "\"')>]}\u{f3b}\u{f3d}\u{169c}\u{2046}\u{207e}\u{208e}\u{232a}\u{2769}\u{276b}\u{276d}\u{276f}\u{2771}\u{2773}\u{2775}\u{27c6}\u{27e7}\u{27e9}\u{27eb}\u{27ed}\u{27ef}\u{2984}\u{2986}\u{2988}\u{298a}\u{298c}\u{298e}\u{2990}\u{2992}\u{2994}\u{2996}\u{2998}\u{29d9}\u{29db}\u{29fd}\u{2e23}\u{2e25}\u{2e27}\u{2e29}\u{3009}\u{300b}\u{300d}\u{300f}\u{3011}\u{3015}\u{3017}\u{3019}\u{301b}\u{301e}\u{301f}\u{fd3f}\u{fe18}\u{fe36}\u{fe38}\u{fe3a}\u{fe3c}\u{fe3e}\u{fe40}\u{fe42}\u{fe44}\u{fe48}\u{fe5a}\u{fe5c}\u{fe5e}\u{ff09}\u{ff3d}\u{ff5d}\u{ff60}\u{ff63}\u{bb}\u{2019}\u{201d}\u{203a}\u{2e03}\u{2e05}\u{2e0a}\u{2e0d}\u{2e1d}\u{2e21}\u{201b}\u{201f}\u{ab}\u{2018}\u{201c}\u{2039}\u{2e02}\u{2e04}\u{2e09}\u{2e0c}\u{2e1c}\u{2e20}\u{201a}\u{201e}";
#[rustfmt::skip]
const DELIMITERS: &[(u32, u32)] = &[
    (0x2d, 0x2d), (0x2f, 0x2f), (0x3a, 0x3a), (0xa1, 0xa1), (0xb7, 0xb7), (0xbf, 0xbf), (0x37e, 0x37e),
    (0x387, 0x387), (0x55a, 0x55f), (0x589, 0x58a), (0x5be, 0x5be), (0x5c0, 0x5c0), (0x5c3, 0x5c3),
    (0x5c6, 0x5c6), (0x5f3, 0x5f4), (0x609, 0x60a), (0x60c, 0x60d), (0x61b, 0x61b), (0x61e, 0x61f),
    (0x66a, 0x66d), (0x6d4, 0x6d4), (0x700, 0x70d), (0x7f7, 0x7f9), (0x830, 0x83e), (0x964, 0x965),
    (0x970, 0x970), (0xdf4, 0xdf4), (0xe4f, 0xe4f), (0xe5a, 0xe5b), (0xf04, 0xf12), (0xf85, 0xf85),
    (0xfd0, 0xfd4), (0x104a, 0x104f), (0x10fb, 0x10fb), (0x1361, 0x1368), (0x1400, 0x1400), (0x166d, 0x166e),
    (0x16eb, 0x16ed), (0x1735, 0x1736), (0x17d4, 0x17d6), (0x17d8, 0x17da), (0x1800, 0x180a), (0x1944, 0x1945),
    (0x19de, 0x19df), (0x1a1e, 0x1a1f), (0x1aa0, 0x1aa6), (0x1aa8, 0x1aad), (0x1b5a, 0x1b60), (0x1c3b, 0x1c3f),
    (0x1c7e, 0x1c7f), (0x1cd3, 0x1cd3), (0x2010, 0x2017), (0x2020, 0x2027), (0x2030, 0x2038), (0x203b, 0x203e),
    (0x2041, 0x2043), (0x2047, 0x2051), (0x2053, 0x2053), (0x2055, 0x205e), (0x2cf9, 0x2cfc), (0x2cfe, 0x2cff),
    (0x2e00, 0x2e01), (0x2e06, 0x2e08), (0x2e0b, 0x2e0b), (0x2e0e, 0x2e1b), (0x2e1e, 0x2e1f), (0x2e2a, 0x2e2e),
    (0x2e30, 0x2e31), (0x3001, 0x3003), (0x301c, 0x301c), (0x3030, 0x3030), (0x303d, 0x303d), (0x30a0, 0x30a0),
    (0x30fb, 0x30fb), (0xa4fe, 0xa4ff), (0xa60d, 0xa60f), (0xa673, 0xa673), (0xa67e, 0xa67e), (0xa6f2, 0xa6f7),
    (0xa874, 0xa877), (0xa8ce, 0xa8cf), (0xa8f8, 0xa8fa), (0xa92e, 0xa92f), (0xa95f, 0xa95f), (0xa9c1, 0xa9cd),
    (0xa9de, 0xa9df), (0xaa5c, 0xaa5f), (0xaade, 0xaadf), (0xabeb, 0xabeb), (0xfe10, 0xfe16), (0xfe19, 0xfe19),
    (0xfe30, 0xfe32), (0xfe45, 0xfe46), (0xfe49, 0xfe4c), (0xfe50, 0xfe52), (0xfe54, 0xfe58), (0xfe5f, 0xfe61),
    (0xfe63, 0xfe63), (0xfe68, 0xfe68), (0xfe6a, 0xfe6b), (0xff01, 0xff03), (0xff05, 0xff07), (0xff0a, 0xff0a),
    (0xff0c, 0xff0f), (0xff1a, 0xff1b), (0xff1f, 0xff20), (0xff3c, 0xff3c), (0xff61, 0xff61), (0xff64, 0xff65),
    (0x10100, 0x10101), (0x1039f, 0x1039f), (0x103d0, 0x103d0), (0x10857, 0x10857), (0x1091f, 0x1091f),
    (0x1093f, 0x1093f), (0x10a50, 0x10a58), (0x10a7f, 0x10a7f), (0x10b39, 0x10b3f), (0x110bb, 0x110bc),
    (0x110be, 0x110c1), (0x12470, 0x12473),
];
// Unicode 15.1.0
#[rustfmt::skip]
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f), (0x231a, 0x231b), (0x2329, 0x232a), (0x23e9, 0x23ec), (0x23f0, 0x23f0), (0x23f3, 0x23f3),
    (0x25fd, 0x25fe), (0x2614, 0x2615), (0x2648, 0x2653), (0x267f, 0x267f), (0x2693, 0x2693), (0x26a1, 0x26a1),
    (0x26aa, 0x26ab), (0x26bd, 0x26be), (0x26c4, 0x26c5), (0x26ce, 0x26ce), (0x26d4, 0x26d4), (0x26ea, 0x26ea),
    (0x26f2, 0x26f3), (0x26f5, 0x26f5), (0x26fa, 0x26fa), (0x26fd, 0x26fd), (0x2705, 0x2705), (0x270a, 0x270b),
    (0x2728, 0x2728), (0x274c, 0x274c), (0x274e, 0x274e), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797),
    (0x27b0, 0x27b0), (0x27bf, 0x27bf), (0x2b1b, 0x2b1c), (0x2b50, 0x2b50), (0x2b55, 0x2b55), (0x2e80, 0x2e99),
    (0x2e9b, 0x2ef3), (0x2f00, 0x2fd5), (0x2ff0, 0x2ffb), (0x3000, 0x303e), (0x3041, 0x3096), (0x3099, 0x30ff),
    (0x3105, 0x312f), (0x3131, 0x318e), (0x3190, 0x31e3), (0x31f0, 0x321e), (0x3220, 0x3247), (0x3250, 0x4dbf),
    (0x4e00, 0xa48c), (0xa490, 0xa4c6), (0xa960, 0xa97c), (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe10, 0xfe19),
    (0xfe30, 0xfe52), (0xfe54, 0xfe66), (0xfe68, 0xfe6b), (0xff01, 0xff60), (0xffe0, 0xffe6),
    (0x16fe0, 0x16fe4), (0x16ff0, 0x16ff1), (0x17000, 0x187f7), (0x18800, 0x18cd5), (0x18d00, 0x18d08),
    (0x1aff0, 0x1aff3), (0x1aff5, 0x1affb), (0x1affd, 0x1affe), (0x1b000, 0x1b122), (0x1b132, 0x1b132),
    (0x1b150, 0x1b152), (0x1b155, 0x1b155), (0x1b164, 0x1b167), (0x1b170, 0x1b2fb), (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf), (0x1f18e, 0x1f18e), (0x1f191, 0x1f19a), (0x1f200, 0x1f202), (0x1f210, 0x1f23b),
    (0x1f240, 0x1f248), (0x1f250, 0x1f251), (0x1f260, 0x1f265), (0x1f300, 0x1f320), (0x1f32d, 0x1f335),
    (0x1f337, 0x1f37c), (0x1f37e, 0x1f393), (0x1f3a0, 0x1f3ca), (0x1f3cf, 0x1f3d3), (0x1f3e0, 0x1f3f0),
    (0x1f3f4, 0x1f3f4), (0x1f3f8, 0x1f43e), (0x1f440, 0x1f440), (0x1f442, 0x1f4fc), (0x1f4ff, 0x1f53d),
    (0x1f54b, 0x1f54e), (0x1f550, 0x1f567), (0x1f57a, 0x1f57a), (0x1f595, 0x1f596), (0x1f5a4, 0x1f5a4),
    (0x1f5fb, 0x1f64f), (0x1f680, 0x1f6c5), (0x1f6cc, 0x1f6cc), (0x1f6d0, 0x1f6d2), (0x1f6d5, 0x1f6d7),
    (0x1f6dc, 0x1f6df), (0x1f6eb, 0x1f6ec), (0x1f6f4, 0x1f6fc), (0x1f7e0, 0x1f7eb), (0x1f7f0, 0x1f7f0),
    (0x1f90c, 0x1f93a), (0x1f93c, 0x1f945), (0x1f947, 0x1f9ff), (0x1fa70, 0x1fa7c), (0x1fa80, 0x1fa88),
    (0x1fa90, 0x1fabd), (0x1fabf, 0x1fac5), (0x1face, 0x1fadb), (0x1fae0, 0x1fae8), (0x1faf0, 0x1faf8),
    (0x20000, 0x2fffd), (0x30000, 0x3fffd),
];
#[rustfmt::skip]
const UNCLEAR_WIDTH: &[(u32, u32)] = &[
    (0x2630, 0x2637), (0x268a, 0x268f), (0x2ffc, 0x2fff), (0x31ef, 0x31ef), (0x4dc0, 0x4dff),
    (0x1d300, 0x1d356), (0x1d360, 0x1d376), (0x1fa89, 0x1fa89), (0x1fa8f, 0x1fa8f), (0x1fabe, 0x1fabe),
    (0x1fac6, 0x1fac6), (0x1fadc, 0x1fadc), (0x1fadf, 0x1fadf), (0x1fae9, 0x1fae9),
];
