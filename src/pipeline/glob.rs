//! Filter patterns of GitHub Actions for tags and branches: whether a pattern matches a name.
//!
//! `*` is any run without `/`, `**` any run, `?` and `+` repeat the character before them, `[]` is one of its characters
//! (GitHub's documentation, "Filter pattern cheat sheet").

/// Patterns and names that are longer are not compared.
const MAX_LENGTH: usize = 512;

enum Matcher {
    Character(char),
    Class(Vec<(char, char)>),
    /// Any character but `/`.
    Segment,
    Anything,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    Optional,
    Some,
    Any,
}

/// Whether a name passes the patterns of a filter: later ones win, `!` takes away.
#[must_use]
pub fn passes<'p>(patterns: impl IntoIterator<Item = &'p str>, name: &str) -> bool {
    let mut passes = false;
    for pattern in patterns {
        match pattern.strip_prefix('!') {
            Some(pattern) => passes &= !matches(pattern, name),
            None => passes |= matches(pattern, name),
        }
    }
    passes
}

/// Whether one pattern, without a leading `!`, matches the whole name.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    if pattern.len() > MAX_LENGTH || name.len() > MAX_LENGTH {
        return false;
    }
    let parts = parts(pattern);
    let name: Vec<char> = name.chars().collect();
    // Whether the parts so far match the name up to each place.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for (matcher, times) in &parts {
        let fits = |at: usize| match matcher {
            Matcher::Character(c) => name[at] == *c,
            Matcher::Class(ranges) => ranges.iter().any(|(first, last)| (*first..=*last).contains(&name[at])),
            Matcher::Segment => name[at] != '/',
            Matcher::Anything => true,
        };
        let mut next = vec![false; name.len() + 1];
        for at in 0..=name.len() {
            let skipped = matches!(times, Times::Optional | Times::Any) && reached[at];
            let taken = at > 0 && fits(at - 1) && {
                let again = matches!(times, Times::Some | Times::Any) && next[at - 1];
                reached[at - 1] || again
            };
            next[at] = skipped || taken;
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

fn parts(pattern: &str) -> Vec<(Matcher, Times)> {
    let mut parts: Vec<(Matcher, Times)> = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' => {
                let any = rest.next_if_eq(&'*').is_some();
                parts.push((if any { Matcher::Anything } else { Matcher::Segment }, Times::Any));
            }
            '?' | '+' if parts.last().is_some_and(|(_, times)| *times == Times::Once) => {
                if let Some((_, times)) = parts.last_mut() {
                    *times = if c == '?' { Times::Optional } else { Times::Some };
                }
            }
            '[' => {
                let mut ranges: Vec<(char, char)> = Vec::new();
                while let Some(first) = rest.next().filter(|c| *c != ']') {
                    let last = if rest.next_if_eq(&'-').is_some() { rest.next() } else { None };
                    match last {
                        Some(']') => {
                            ranges.extend([(first, first), ('-', '-')]);
                            break;
                        }
                        last => ranges.push((first, last.unwrap_or(first))),
                    }
                }
                parts.push((Matcher::Class(ranges), Times::Once));
            }
            '\\' => parts.push((Matcher::Character(rest.next().unwrap_or('\\')), Times::Once)),
            _ => parts.push((Matcher::Character(c), Times::Once)),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_githubs_do() {
        for (pattern, name, expected) in [
            ("v*", "v1.0", true),
            ("v*", "v1/0", false),
            ("**", "a/b", true),
            ("[0-9]+.[0-9]+.[0-9]+", "1.22.3", true),
            ("[0-9]+.[0-9]+.[0-9]+", "1.22", false),
            ("v[12].[0-9]+", "v3.0", false),
            ("*.jsx?", "a.js", true),
            ("v\\d+", "v1", false),
            ("v?1.0", "1.0", true),
            ("[a-", "a", true),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
        assert!(passes(["v*", "!v*rc*"], "v1.0") && !passes(["v*", "!v*rc*"], "v1.0rc1"));
    }
}
