//! The text of one line without what terminals, servers and web pages put around it: colours, entities, box drawing, tags.

/// Bytes of an address in a link at most; what is longer is text.
const LONGEST_LINK: usize = 300;

/// Takes the text of a line.
pub(super) trait Sink {
    /// Text that stands at an offset of the line. What has several bytes there was copied byte by byte, or is one character.
    fn push(&mut self, text: &[u8], at: usize);
    /// White space, or something that counts as such.
    fn blank(&mut self);
}

/// Hands the text of a line to a sink. With `percent`, `%0A`, `%0D` and `%25` are what workflow commands mean by them.
pub(super) fn unfold(line: &[u8], percent: bool, sink: &mut impl Sink) {
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        let byte = line[at];
        at += match byte {
            b' ' | b'\t' | 0 | 0x0b..=0x0d => {
                sink.blank();
                1
            }
            0x1b | b'[' => bracket(line, at, sink),
            // Messages have backticks in some versions and not in others.
            0x01..=0x1f | 0x7f | b'`' => 1,
            b'&' => match entity(rest) {
                Some((character, length)) => {
                    sink.push(character.encode_utf8(&mut [0; 4]).as_bytes(), at);
                    length
                }
                None => plain(rest, at, sink),
            },
            b'<' => match tag(rest) {
                Some(length) => {
                    sink.blank();
                    length
                }
                None => plain(rest, at, sink),
            },
            b'%' if percent => match rest.get(1..3) {
                Some(b"0A" | b"0D") => {
                    sink.blank();
                    3
                }
                Some(b"25") => {
                    sink.push(b"%", at);
                    3
                }
                _ => plain(rest, at, sink),
            },
            0x80.. => wide(rest, at, sink),
            _ => plain(rest, at, sink),
        };
    }
}

/// One byte and the letters after it, as they are.
fn plain(rest: &[u8], at: usize, sink: &mut impl Sink) -> usize {
    let is_plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'/' | b':' | b',' | b'\'');
    let length = 1 + rest[1..].iter().take_while(|byte| is_plain(byte)).count();
    sink.push(&rest[..length], at);
    length
}

/// An escape sequence, one whose escape character was lost, or a link to a line of the log.
fn bracket(line: &[u8], at: usize, sink: &mut impl Sink) -> usize {
    let rest = &line[at..];
    if let Some(length) = escape(rest) {
        return length;
    }
    if let Some((digits, length)) = line_link(rest) {
        // Pasting makes links of digits in the middle of words; on its own the number is that of the line.
        let inside = at > 0 && !line[at - 1].is_ascii_whitespace();
        if inside {
            sink.push(&rest[1..=digits], at);
        } else {
            sink.blank();
        }
        return length;
    }
    if rest[0] == 0x1b { 1 } else { plain(rest, at, sink) }
}

/// The length of an escape sequence at the start of a text; those for colours also without the escape character.
pub(super) fn escape(text: &[u8]) -> Option<usize> {
    let inside = match text {
        [0x1b, b'[', ..] => 2,
        [0x1b, b']', ..] => {
            // A link or a title: until BEL or the string terminator, which begins with another escape.
            let inside = text.get(2..)?;
            let end = inside.iter().take(LONGEST_LINK).position(|byte| matches!(byte, 0x07 | 0x1b))?;
            return match inside.get(end..)? {
                [0x07, ..] => Some(2 + end + 1),
                [_, b'\\', ..] => Some(2 + end + 2),
                _ => None,
            };
        }
        [0x1b, b'(' | b')', _, ..] => return Some(3),
        [b'[', b'0'..=b'9' | b'?', ..] => 1,
        _ => return None,
    };
    let parameters =
        text[inside..].iter().take(40).take_while(|byte| matches!(byte, b'0'..=b'9' | b';' | b'?' | b':')).count();
    let last = *text.get(inside + parameters)?;
    let ends = if inside == 2 {
        (0x40..=0x7e).contains(&last)
    } else {
        last == b'm' || text[1] == b'?' && matches!(last, b'h' | b'l')
    };
    ends.then_some(inside + parameters + 1)
}

/// `[12](https://…#step:4:12)`: the number of digits, and the length.
pub(super) fn line_link(text: &[u8]) -> Option<(usize, usize)> {
    let inside = text.strip_prefix(b"[")?;
    let digits = inside.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
    let link = inside[digits..].strip_prefix(b"](http")?;
    let end = link.iter().take(LONGEST_LINK).position(|byte| *byte == b')')?;
    let address = &link[..end];
    let is_line = digits > 0 && address.windows(6).any(|here| here == b"#step:");
    is_line.then_some((digits, 1 + digits + 6 + end + 1))
}

/// `&#x27;` and its like.
fn entity(text: &[u8]) -> Option<(char, usize)> {
    let end = text.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            // A line end from a server must not stand where a boundary would.
            char::from_u32(code).filter(|character| !character.is_control())?
        }
    };
    Some((if character == '`' { '\'' } else { character }, end + 1))
}

/// A tag of the pages with which servers answer.
fn tag(text: &[u8]) -> Option<usize> {
    const NAMES: [&[u8]; 9] = [b"html", b"head", b"title", b"body", b"h1", b"br", b"p", b"code", b"center"];
    let name = text[1..].strip_prefix(b"/").unwrap_or(&text[1..]);
    let length = name.iter().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if !NAMES.contains(&&name[..length]) {
        return None;
    }
    Some(text.iter().take(60).position(|byte| *byte == b'>')? + 1)
}

/// A character that is not ASCII.
fn wide(rest: &[u8], at: usize, sink: &mut impl Sink) -> usize {
    let window = &rest[..rest.len().min(4)];
    let valid = match std::str::from_utf8(window) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&window[..error.valid_up_to()]).unwrap_or_default(),
    };
    let Some(character) = valid.chars().next() else {
        sink.push("\u{fffd}".as_bytes(), at);
        return 1;
    };
    match character {
        '\u{2018}' | '\u{2019}' | '\u{201a}' => sink.push(b"'", at),
        '\u{201c}' | '\u{201d}' | '\u{201e}' => sink.push(b"\"", at),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
        '\u{a0}' | '\u{d7}' | '\u{2022}' | '\u{2028}' | '\u{2029}' | '\u{2500}'..='\u{25ff}' => sink.blank(),
        _ => sink.push(&rest[..character.len_utf8()], at),
    }
    character.len_utf8()
}
