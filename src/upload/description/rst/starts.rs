//! What the first line of a block starts: the patterns of docutils' `Body` in their order.

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Parens,
    Right,
    Period,
}

/// An enumerator: its text, and where the text of its item begins.
#[derive(Clone, Copy)]
pub(super) struct Enumerator {
    pub(super) format: Format,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) end: usize,
}

/// What the first line of a block may start.
pub(super) enum Start {
    Bullet(usize),
    Enumerator(Enumerator),
    Field { to: usize, end: usize },
    Option(usize),
    Doctest,
    LineBlock(usize),
    Grid,
    Simple,
    Explicit(usize),
    Anonymous(usize),
    Line,
    Text,
}

/// End of the spaces after a marker, or of the line.
pub(super) fn gap(text: &[char], at: usize) -> Option<usize> {
    let spaces = text.iter().skip(at).take_while(|&&c| c == ' ').count();
    (spaces > 0 || at == text.len()).then_some(at + spaces)
}

fn enumerator(text: &[char]) -> Option<Enumerator> {
    let open = text.first() == Some(&'(');
    let from = usize::from(open);
    let run = |test: fn(char) -> bool| text.iter().skip(from).take_while(|&&c| test(c)).count();
    let mut lengths = [run(|c| c.is_ascii_digit()), run(|c| "ivxlcdm".contains(c)), run(|c| "IVXLCDM".contains(c)), 0];
    if text.get(from).is_some_and(|&c| c.is_ascii_alphabetic() || c == '#') {
        lengths[3] = 1;
    }
    for length in lengths.into_iter().filter(|&length| length > 0) {
        let to = from + length;
        let format = match text.get(to) {
            Some(')') if open => Format::Parens,
            Some(')') => Format::Right,
            Some('.') if !open => Format::Period,
            _ => continue,
        };
        if let Some(end) = gap(text, to + 1) {
            return Some(Enumerator { format, from, to, end });
        }
    }
    None
}

/// A field marker: end of the name and of the marker.
pub(super) fn field_marker(text: &[char]) -> Option<(usize, usize)> {
    if text.first() != Some(&':') || matches!(text.get(1), None | Some(':' | ' ')) {
        return None;
    }
    let mut i = 1;
    loop {
        match text.get(i)? {
            '\\' => {
                text.get(i + 1)?;
                i += 2;
            }
            ':' => match text.get(i + 1) {
                None | Some(' ') => {
                    if text[i - 1] == ' ' {
                        return None;
                    }
                    return gap(text, i + 1).map(|end| (i, end));
                }
                Some('`') => return None,
                Some(_) => i += 1,
            },
            _ => i += 1,
        }
    }
}

/// End of an option marker.
fn option_marker(text: &[char]) -> Option<usize> {
    let plus = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let argument = |at: usize| -> Option<usize> {
        match text.get(at)? {
            c if c.is_ascii_alphabetic() => Some(at + text.iter().skip(at).take_while(|&&c| plus(c)).count()),
            '<' => {
                let inner = text.iter().skip(at + 1).take_while(|&&c| c != '<' && c != '>').count();
                (inner > 0 && text.get(at + 1 + inner) == Some(&'>')).then_some(at + inner + 2)
            }
            _ => None,
        }
    };
    let terminated = |at: usize| -> Option<usize> {
        let spaces = text.iter().skip(at).take_while(|&&c| c == ' ').count();
        (spaces >= 2 || at + spaces == text.len()).then_some(at + spaces)
    };
    let mut at = 0;
    loop {
        let mut candidates = Vec::new();
        let long = text.get(at) == Some(&'/') || (text.get(at) == Some(&'-') && text.get(at + 1) == Some(&'-'));
        if long {
            let from = if text[at] == '/' { at + 1 } else { at + 2 };
            if !text.get(from)?.is_ascii_alphanumeric() {
                return None;
            }
            let end = from + text.iter().skip(from).take_while(|&&c| plus(c)).count();
            if matches!(text.get(end), Some(' ' | '=')) {
                candidates.extend(argument(end + 1));
            }
            candidates.push(end);
        } else {
            if !matches!(text.get(at), Some('-' | '+')) || !text.get(at + 1)?.is_ascii_alphanumeric() {
                return None;
            }
            let end = at + 2;
            if text.get(end) == Some(&' ') {
                candidates.extend(argument(end + 1));
            }
            candidates.extend(argument(end));
            candidates.push(end);
        }
        // Only one of the ends can be followed by a comma or by the end of the marker.
        let mut next = None;
        for end in candidates {
            if text.get(end) == Some(&',') && text.get(end + 1) == Some(&' ') {
                next = Some(end + 2);
                break;
            }
            if let Some(end) = terminated(end) {
                return Some(end);
            }
        }
        at = next?;
    }
}

pub(super) fn punctuation_line(text: &[char]) -> bool {
    let text = trim_spaces(text);
    text.first().is_some_and(|&first| first.is_ascii_punctuation() && text.iter().all(|&c| c == first))
}

fn trim_spaces(text: &[char]) -> &[char] {
    let end = text.iter().rposition(|&c| c != ' ').map_or(0, |at| at + 1);
    &text[..end]
}

/// `\+-[-+]+-\+ *$`
pub(super) fn grid_border(text: &[char], mark: char) -> bool {
    let text = trim_spaces(text);
    text.len() >= 5
        && text.starts_with(&['+', mark])
        && text.ends_with(&[mark, '+'])
        && text.iter().all(|&c| c == mark || c == '+')
}

fn simple_top(text: &[char]) -> bool {
    let text = trim_spaces(text);
    text.first() == Some(&'=') && text.contains(&' ') && text.iter().all(|&c| c == '=' || c == ' ')
}

pub(super) fn classify(text: &[char]) -> Start {
    if matches!(text.first(), Some('-' | '+' | '*' | '\u{2022}' | '\u{2023}' | '\u{2043}'))
        && let Some(end) = gap(text, 1)
    {
        return Start::Bullet(end);
    }
    if let Some(enumerator) = enumerator(text) {
        return Start::Enumerator(enumerator);
    }
    if let Some((to, end)) = field_marker(text) {
        return Start::Field { to, end };
    }
    if let Some(end) = option_marker(text) {
        return Start::Option(end);
    }
    let marker = |mark: &[char]| text.starts_with(mark).then(|| gap(text, mark.len())).flatten();
    if marker(&['>', '>', '>']).is_some() {
        Start::Doctest
    } else if let Some(end) = marker(&['|']) {
        Start::LineBlock(end)
    } else if grid_border(text, '-') {
        Start::Grid
    } else if simple_top(text) {
        Start::Simple
    } else if let Some(end) = marker(&['.', '.']) {
        Start::Explicit(end)
    } else if let Some(end) = marker(&['_', '_']) {
        Start::Anonymous(end)
    } else if punctuation_line(text) {
        Start::Line
    } else {
        Start::Text
    }
}
