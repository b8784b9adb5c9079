//! A report as people and programs read it. Pure functions: nothing here judges.

pub mod comparison;
pub mod html;
pub mod json_v1;
pub mod markdown;
pub mod sarif;
pub mod text;
pub mod triage;
mod triage_json;
pub mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::{Finding, is_hidden};

/// Findings that say the same of several places, together, in the order of the first of each.
fn groups(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known = BTreeMap::new();
    for finding in findings {
        let at = *known.entry((finding.rule, finding.severity, &finding.message)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Plain data as JSON, indented by two, with a line feed at the end. What a terminal would obey and nobody sees stands as
/// `\uXXXX`, which every reader of JSON takes for the same.
fn json(value: &impl Serialize) -> String {
    // Serialising plain data into memory has no way to fail.
    let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    if !text.contains(|c| is_hidden(c) && c != '\n') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // The line feeds are those of the indentation: inside a string they are escaped already.
        if !is_hidden(c) || c == '\n' {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn json_holds_nothing_that_a_terminal_obeys() {
        let value = ["a\n\u{1b}[2J\u{7f}\u{9b}\u{202e}\u{e0041}ü"];
        let text = super::json(&value);
        assert_eq!(text, "[\n  \"a\\n\\u001b[2J\\u007f\\u009b\\u202e\\udb40\\udc41ü\"\n]\n");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), value);
    }
}
