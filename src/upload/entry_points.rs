//! `entry_points.txt` as the endpoint reads it (Warehouse: utils/wheel.py `_validate_entrypoints`, with CPython's
//! `configparser`: `ConfigParser(delimiters=("=",))` that keeps the case of keys; strict, comments only on their own line,
//! values may hold empty lines).

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::char::is_combining_mark;

use super::python_zip::{PyZip, ReadFailure};
use super::refusal::{Refusal, crash};
use super::zip_archive::dist_info;

/// What the endpoint makes of an `entry_points.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryPointsVerdict {
    /// Sound, or not there.
    Valid,
    Invalid,
    /// The endpoint fails.
    Crash(&'static str),
    /// Larger than what is read here.
    Undecided,
}

#[must_use]
pub fn validate_entry_points(archive: &PyZip<'_>, file_name: &str) -> EntryPointsVerdict {
    let Some(folder) = dist_info(file_name) else { return EntryPointsVerdict::Crash("ValueError") };
    match archive.read(&format!("{folder}/entry_points.txt")) {
        Ok(bytes) => judge(&bytes),
        Err(ReadFailure::Missing) => EntryPointsVerdict::Valid,
        Err(ReadFailure::Crash("UnicodeDecodeError")) => EntryPointsVerdict::Invalid,
        Err(ReadFailure::BadZipFile(_)) => EntryPointsVerdict::Crash("BadZipFile"),
        Err(ReadFailure::Crash(kind)) => EntryPointsVerdict::Crash(kind),
        Err(ReadFailure::Undecided) => EntryPointsVerdict::Undecided,
    }
}

/// The answer to a wheel with that file, if it is one.
#[must_use]
pub fn entry_points_refusal(verdict: EntryPointsVerdict, file_name: &str) -> Option<Refusal> {
    match verdict {
        EntryPointsVerdict::Valid | EntryPointsVerdict::Undecided => None,
        EntryPointsVerdict::Invalid => Some(Refusal {
            rule: "entry-points",
            status: 400,
            message: format!("Wheel '{file_name}' has invalid entry points defined in the entry_points.txt file"),
        }),
        EntryPointsVerdict::Crash(kind) => Some(crash("zip-crash", kind)),
    }
}

/// Judges the content of the file.
#[must_use]
pub fn judge(bytes: &[u8]) -> EntryPointsVerdict {
    let Ok(text) = std::str::from_utf8(bytes) else { return EntryPointsVerdict::Invalid };
    let Some(sections) = parse(text) else { return EntryPointsVerdict::Invalid };
    let default = sections.get(DEFAULT);
    let scripts = ["console_scripts", "gui_scripts"].into_iter().filter_map(|name| sections.get(name));
    let sound = scripts.flat_map(|keys| keys.iter().chain(default.into_iter().flatten())).all(|key| is_name(key));
    if sound { EntryPointsVerdict::Valid } else { EntryPointsVerdict::Invalid }
}

/// The keys of this section belong to every other.
const DEFAULT: &str = "DEFAULT";

/// Keys by section; `None` for any `configparser.Error`.
fn parse(text: &str) -> Option<BTreeMap<&str, BTreeSet<&str>>> {
    let mut sections: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut current: Option<&str> = None;
    // Whether a key is open, so that a deeper line belongs to its value.
    let mut in_option = false;
    let mut indent = 0;
    // `StringIO` ends lines at `\n` alone.
    for line in text.split('\n') {
        let clean = line.trim_matches(is_space);
        if clean.is_empty() || clean.starts_with(['#', ';']) {
            continue;
        }
        let depth = line.chars().take_while(|c| is_space(*c)).count();
        if in_option && depth > indent {
            continue;
        }
        indent = depth;
        let header = clean.strip_prefix('[').and_then(|rest| Some(&rest[..rest.rfind(']')?]));
        if let Some(header) = header.filter(|header| !header.is_empty()) {
            // DEFAULT may come twice, no other section may.
            if header != DEFAULT && sections.contains_key(header) {
                return None;
            }
            sections.entry(header).or_default();
            current = Some(header);
            in_option = false;
            continue;
        }
        // MissingSectionHeaderError, ParsingError, DuplicateOptionError
        let keys = sections.get_mut(current?)?;
        let (key, _) = clean.split_once('=')?;
        let key = key.trim_end_matches(is_space);
        if key.is_empty() || !keys.insert(key) {
            return None;
        }
        in_option = true;
    }
    Some(sections)
}

/// `[\w.-]+`, where `\w` is `str.isalnum` or an underscore: letters and numbers, but no marks and no circled letters, which
/// Unicode also calls alphabetic.
fn is_name(key: &str) -> bool {
    let is_word = |c: char| {
        c == '_'
            || (c.is_alphanumeric() && !is_combining_mark(c))
                && !matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}')
    };
    !key.is_empty() && key.chars().all(|c| is_word(c) || c == '.' || c == '-')
}

/// `str.isspace`: Unicode white space and the four separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_pass() {
        for text in [
            "",
            "# only a comment\n; another\n",
            "[console_scripts]\n",
            "[console_scripts]\na-b.c_d = x:y\n",
            "[console_scripts]\na = x:y\n  continued without a sign\n\n  more\n",
            "[console_scripts]\na = x ; not a comment = x\n",
            "[console_scripts]\r\na = x:y\r\n",
            "[console_scripts]\né１ = x:y\n",
            "[other]\n../evil = x\na b = y\n",
            "[Console_Scripts]\na/b = x\n",
            "[console_scripts] trailing\na = b\n",
            "[DEFAULT]\na = 1\n[DEFAULT]\nb = 1\n[console_scripts]\na = 1\n",
            "  [console_scripts]\n  a = b\n",
            "[console_scripts]\na = %(x\n",
            "[a]b]\nx = 1\n",
        ] {
            assert_eq!(judge(text.as_bytes()), EntryPointsVerdict::Valid, "{text:?}");
        }
    }

    #[test]
    fn files_that_do_not() {
        for text in [
            "a = b\n",
            "\u{feff}[console_scripts]\na = b\n",
            "[console_scripts]\na : b\n",
            "[console_scripts]\na\n",
            "[console_scripts]\n= b\n",
            "[console_scripts]\na = b\na = c\n",
            "[console_scripts]\na = b\n[console_scripts]\nc = d\n",
            "[console_scripts]\na/b = c\n",
            "[gui_scripts]\na b = c\n",
            "[DEFAULT]\na/b = c\n[gui_scripts]\n",
            "[DEFAULT]\na = c\na = d\n",
            "[console_scripts]\n\u{24d0} = c\n",
            "[console_scripts]\na\u{301} = c\n",
            "[]\na = b\n",
            "[x]\n[]\n",
        ] {
            assert_eq!(judge(text.as_bytes()), EntryPointsVerdict::Invalid, "{text:?}");
        }
        assert_eq!(judge(b"[a]\nb = \xff\n"), EntryPointsVerdict::Invalid);
    }
}
