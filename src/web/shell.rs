//! Words for a shell: names come from dropped files and can hold anything, and people paste commands.

/// The text as one word that no shell takes apart.
#[must_use]
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-+=/".contains(c);
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('-') {
        return text.to_owned();
    }
    // A word that starts with a dash would be an option.
    let dash = if text.starts_with('-') { "./" } else { "" };
    format!("{dash}'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_whatever_is_in_it() {
        for (text, word) in [
            ("demo-1.0-py3-none-any.whl", "demo-1.0-py3-none-any.whl"),
            ("demo==1.0", "demo==1.0"),
            ("demo; rm -rf ~", "'demo; rm -rf ~'"),
            ("it's", r"'it'\''s'"),
            ("--index-url=x", "./'--index-url=x'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
