//! URLs, as Warehouse's `is_valid_uri(url, require_authority=False)` (utils/http.py) sees them through rfc3986 2.0.0.
//!
//! rfc3986 encodes path and query while it parses, drops an authority that it cannot parse, and normalises before it
//! validates. What is left that can be wrong: the scheme, a bracket in path or query, and the number of the port.

/// Ports end here.
const MAX_PORT: u32 = 65535;

/// Whether PyPI takes the text as a URL.
pub fn is_valid_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return false;
    }
    let (authority, rest) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find(['\\', '/', '?', '#']).unwrap_or(rest.len())),
        None => ("", rest),
    };
    let rest = rest.split('#').next().unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    has_valid_port(authority) && !keeps_bracket(path) && !query.contains(['[', ']'])
}

/// Whether a bracket is left in the path when its dot segments are removed (RFC 3986, section 5.2.4).
fn keeps_bracket(path: &str) -> bool {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    kept.iter().any(|segment| segment.contains(['[', ']']))
}

/// Whether the authority is not one, has no port, or one that exists.
fn has_valid_port(authority: &str) -> bool {
    // `$` of Python's expressions also matches before a line break at the end.
    let authority = authority.strip_suffix('\n').unwrap_or(authority);
    let host_and_port = match authority.split_once('@') {
        Some((user, rest)) if is_made_of(user, |c| is_unreserved(c) || is_sub_delimiter(c) || c == ':') => rest,
        Some(_) => return true,
        None => authority,
    };
    let port = if let Some(rest) = host_and_port.strip_prefix('[') {
        let Some((literal, rest)) = rest.split_once(']') else { return true };
        if !is_ip_literal(literal) {
            return true;
        }
        // The colon is optional in rfc3986, and only here can a port follow without.
        rest.strip_prefix(':').unwrap_or(rest)
    } else {
        let Some((host, port)) = host_and_port.split_once(':') else { return true };
        let is_name = host.is_empty() || is_made_of(host, |c| is_unreserved(c) || is_sub_delimiter(c));
        if !is_name || is_impossible_ip_address(host) {
            return true;
        }
        port
    };
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    !is_port || port.parse::<u32>().is_ok_and(|port| port <= MAX_PORT)
}

fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '-')
}

fn is_sub_delimiter(c: char) -> bool {
    matches!(c, '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=')
}

/// Whether the text is not empty and consists of such characters and of percent-encoded bytes.
fn is_made_of(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if allowed(c) {
            rest = &rest[c.len_utf8()..];
        } else if c == '%' && rest.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            rest = &rest[3..];
        } else {
            return false;
        }
    }
    !text.is_empty()
}

/// Four numbers of one to three digits, not all of them bytes.
fn is_impossible_ip_address(host: &str) -> bool {
    is_dotted_quad(host) && host.split('.').any(|number| number.parse::<u16>().is_ok_and(|number| number > 255))
}

fn is_dotted_quad(text: &str) -> bool {
    let is_number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 4 && text.split('.').all(is_number)
}

/// The inside of brackets: an IPv6 address with or without a zone, or an address of the future.
fn is_ip_literal(text: &str) -> bool {
    if let Some(future) = text.strip_prefix('v') {
        let Some((version, address)) = future.split_once('.') else { return false };
        return !version.is_empty()
            && version.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !address.is_empty()
            && address.chars().all(|c| is_unreserved(c) || is_sub_delimiter(c) || c == ':');
    }
    match text.split_once('%') {
        None => is_ipv6(text),
        Some((address, zone)) => {
            // `%25` opens a zone as well as `%` does.
            let is_zone = |zone: &str| is_made_of(zone, is_unreserved);
            is_ipv6(address) && (is_zone(zone) || zone.strip_prefix("25").is_some_and(is_zone))
        }
    }
}

fn is_ipv6(text: &str) -> bool {
    match text.split_once("::") {
        None => groups(text, true) == Some(8),
        Some((before, after)) => {
            let before = if before.is_empty() { Some(0) } else { groups(before, false) };
            let after = if after.is_empty() { Some(0) } else { groups(after, true) };
            before.zip(after).is_some_and(|(before, after)| before + after <= 7)
        }
    }
}

/// How many groups of 16 bits the text has; an IPv4 address at its end counts as two, where there may be one.
fn groups(text: &str, may_end_in_ipv4: bool) -> Option<usize> {
    let mut count = 0;
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next() {
        let is_group = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_group {
            count += 1;
        } else if may_end_in_ipv4 && parts.peek().is_none() && is_dotted_quad(part) {
            count += 2;
        } else {
            return None;
        }
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_passes_for_a_url() {
        for text in [
            "https://example.org",
            "HTTP://example.org:80/a?b#c",
            "https:",
            "https:foo",
            "https:///x",
            "https://[::1",
            "https://a b/",
            "https://x/|<x>é",
            "https://x/%zz",
            "https://x#[",
            "https://x/[/../y",
            "https://x:123456/",
            "https://[::1]:80",
            "https://999.1.1.1:99999",
            "https://a@b@c:99999",
            "https://é:99999",
            "https://x:65535",
            "https://[::1:2%]:99999",
            "https://x:/",
            "https://[1:2:3:4:5:6:7::8]:99999",
            "https://[::1.2.3]:99999",
            "https://x\\:99999",
        ] {
            assert!(is_valid_uri(text), "{text:?}");
        }
    }

    #[test]
    fn little_does_not() {
        for text in [
            "",
            " https://x",
            "//x",
            "example.com",
            "git+https://x",
            "ftp://x",
            "mailto:a@b.c",
            "https//x",
            "https://x:65536",
            "https://x:99999\n",
            "https://u:p@x:99999",
            "https://[::1]:99999",
            "https://[::1]99999",
            "https://[fe80::1%eth0]:99999",
            "https://[fe80::1%25eth0]:99999",
            "https://[v1.a:b]:99999",
            "https://[1:2:3:4:5:6:1.2.3.4]:99999",
            "https://:99999",
            "https://%41:99999",
            "https://x/[",
            "https://x/a]b/c",
            "https://x?[",
            "https:[",
            "https://1.2.3.4:70000",
        ] {
            assert!(!is_valid_uri(text), "{text:?}");
        }
    }
}
