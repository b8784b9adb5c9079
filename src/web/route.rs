//! Where in the page one is. Routes live in the hash, so that any host can serve the page and no server learns of a view.

use super::protocol::Mark;

/// Severities that are hidden from the list of findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    hidden: Vec<Mark>,
}

impl Filter {
    #[must_use]
    pub fn shows(&self, mark: Mark) -> bool {
        !self.hidden.contains(&mark)
    }

    #[must_use]
    pub fn toggled(&self, mark: Mark) -> Self {
        let mut hidden = self.hidden.clone();
        if self.shows(mark) {
            hidden.push(mark);
            hidden.sort();
        } else {
            hidden.retain(|other| *other != mark);
        }
        Self { hidden }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    #[default]
    Home,
    /// `#/release`, with `?hide=info,warning` where a filter is on.
    Findings(Filter),
    /// `#/release/finding/3`: all findings, and the third of them before one's eyes. Counts from 1.
    Finding(usize),
    /// `#/release/files/2`: the files of the second artifact, counted from 1; with `?path=…`, that one of them.
    Files(usize, Option<String>),
    /// `#/release/checks`
    Checks,
}

/// Severities that a filter may name.
pub const SEVERITIES: [Mark; 3] = [Mark::Error, Mark::Warning, Mark::Info];

impl Route {
    /// What the hash says; the home page for what no version of this page has written.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let hash = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["release"] => Self::Findings(filter(query)),
            ["release", "finding", number] => match number.parse() {
                Ok(number @ 1..) => Self::Finding(number),
                _ => Self::Findings(Filter::default()),
            },
            ["release", "files"] => Self::Files(1, None),
            ["release", "files", number] => Self::Files(number.parse().unwrap_or(1).max(1), path_of(query)),
            ["release", "checks"] => Self::Checks,
            _ => Self::Home,
        }
    }

    #[must_use]
    pub fn hash(&self) -> String {
        match self {
            Self::Home => "#/".to_owned(),
            Self::Findings(filter) if filter.hidden.is_empty() => "#/release".to_owned(),
            Self::Findings(filter) => {
                let names: Vec<&str> = filter.hidden.iter().map(|mark| mark.name()).collect();
                format!("#/release?hide={}", names.join(","))
            }
            Self::Finding(number) => format!("#/release/finding/{number}"),
            Self::Files(number, None) => format!("#/release/files/{number}"),
            Self::Files(number, Some(path)) => format!("#/release/files/{number}?path={}", encode(path)),
            Self::Checks => "#/release/checks".to_owned(),
        }
    }

    /// The view that it shows, without what it shows in it first.
    #[must_use]
    pub fn view(self) -> Self {
        match self {
            Self::Home | Self::Findings(_) | Self::Finding(_) => Self::Findings(Filter::default()),
            Self::Files(..) | Self::Checks => self,
        }
    }

    /// Whether it shows a release, which must have been dropped first.
    #[must_use]
    pub fn needs_release(&self) -> bool {
        *self != Self::Home
    }
}

fn path_of(query: &str) -> Option<String> {
    query.split('&').find_map(|pair| pair.strip_prefix("path=")).map(decode)
}

/// Percent-encodes all that a hash could lose.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.first_chunk::<2>().filter(|_| first == b'%');
        let byte = digits.and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn filter(query: &str) -> Filter {
    let names = query.split('&').filter_map(|pair| pair.strip_prefix("hide=")).flat_map(|names| names.split(','));
    let mut hidden: Vec<Mark> =
        names.filter_map(|name| SEVERITIES.into_iter().find(|mark| mark.name() == name)).collect();
    hidden.sort();
    hidden.dedup();
    Filter { hidden }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_read_as_it_is_written() {
        let filter = Filter::default().toggled(Mark::Warning).toggled(Mark::Error);
        for route in [
            Route::Home,
            Route::Findings(Filter::default()),
            Route::Findings(filter),
            Route::Finding(12),
            Route::Files(3, None),
            Route::Files(1, Some("a b/ü%41&path=?#+.py".to_owned())),
            Route::Checks,
        ] {
            assert_eq!(Route::parse(&route.hash()), route);
        }
    }

    #[test]
    fn what_nobody_wrote_leads_home_or_nearby() {
        for (hash, route) in [
            ("", Route::Home),
            ("#", Route::Home),
            ("#/nowhere/else", Route::Home),
            ("#/release/finding/0", Route::Findings(Filter::default())),
            ("#/release/files", Route::Files(1, None)),
            ("#/release/files/x", Route::Files(1, None)),
            ("#/release/files/0", Route::Files(1, None)),
            ("#/release/files/1?path=%zz%4", Route::Files(1, Some("%zz%4".to_owned()))),
            ("#release?hide=good,all", Route::Findings(Filter::default())),
        ] {
            assert_eq!(Route::parse(hash), route, "{hash}");
        }
    }

    #[test]
    fn a_filter_is_toggled_and_toggled_back() {
        let off = Filter::default().toggled(Mark::Info);
        assert!(!off.shows(Mark::Info) && off.shows(Mark::Error));
        assert_eq!(off.toggled(Mark::Info), Filter::default());
    }
}
