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
    /// `#/release/files/2`: the files of the second artifact. Counts from 1.
    Files(usize),
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
            ["release", "files"] => Self::Files(1),
            ["release", "files", number] => Self::Files(number.parse().unwrap_or(1).max(1)),
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
            Self::Files(number) => format!("#/release/files/{number}"),
            Self::Checks => "#/release/checks".to_owned(),
        }
    }

    /// Whether it shows a release, which must have been dropped first.
    #[must_use]
    pub fn needs_release(&self) -> bool {
        *self != Self::Home
    }
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
        for route in
            [Route::Home, Route::Findings(Filter::default()), Route::Findings(filter), Route::Files(3), Route::Checks]
        {
            assert_eq!(Route::parse(&route.hash()), route);
        }
    }

    #[test]
    fn what_nobody_wrote_leads_home_or_nearby() {
        for (hash, route) in [
            ("", Route::Home),
            ("#", Route::Home),
            ("#/nowhere/else", Route::Home),
            ("#/release/files", Route::Files(1)),
            ("#/release/files/x", Route::Files(1)),
            ("#/release/files/0", Route::Files(1)),
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
