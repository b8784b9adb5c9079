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

/// How findings stand together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Worst first, not grouped.
    #[default]
    None,
    Gate,
    File,
    Rule,
}

impl Grouping {
    pub const ALL: [Self; 4] = [Self::None, Self::Gate, Self::File, Self::Rule];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "severity",
            Self::Gate => "gate",
            Self::File => "file",
            Self::Rule => "rule",
        }
    }
}

/// Which findings are shown, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    pub filter: Filter,
    pub grouping: Grouping,
    /// Only those of one artifact, counted from 1.
    pub artifact: Option<usize>,
    /// Only those of one gate, by its name.
    pub gate: Option<String>,
}

/// What is compared, counted from 1; 0 is the file beside the release, `None` what the page chooses by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    pub old: Option<usize>,
    pub new: Option<usize>,
    /// The path of the file whose difference is shown; empty for none.
    pub file: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    #[default]
    Home,
    /// `#/release`, with `?hide=info,warning&group=file&file=2&gate=upload` where something is chosen.
    Findings(Listing),
    /// `#/release/finding/3`: all findings, and the third of them before one's eyes. Counts from 1.
    Finding(usize),
    /// `#/release/checks`
    Checks,
    /// `#/release/walk`: the way of a release, told with this one.
    Walk,
    /// `#/release/2/…`: one artifact, counted from 1.
    Artifact(usize, Sheet),
    /// `#/compare`, with `?old=1&new=2&file=a/b.py` where something is chosen.
    Compare(Pair),
    /// `#/rules`
    Rules,
    /// `#/rules/dep-direct-url`
    Rule(String),
    /// `#/learn`
    Learn,
    /// `#/triage?log=2&line=88`: why a run failed, from its log.
    Triage(LogPlace),
    /// `#/release/publishers`: what to type into the forms for trusted publishers.
    Publishers,
    /// `#/kit?step=Check%20the%20metadata`: the release kit, and the step of its workflow that is meant; empty for none.
    Kit(String),
    /// `#/publishing/if-it-fails`: the runbook, at a section; empty for its beginning.
    Publishing(String),
}

/// A line of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogPlace {
    /// Which artifact, from 1; the first log of the release where none is named.
    pub log: Option<usize>,
    /// Of an archive of logs: its member.
    pub path: String,
    pub line: Option<u32>,
}

/// What is shown of an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// `files`: the tree.
    Files,
    /// `file/a/b.py?line=3`: one member beside the tree; without a path, the dropped file itself.
    File {
        path: String,
        line: Option<u32>,
    },
    /// `sizes?path=a/b`: what weighs how much below a folder.
    Sizes(String),
    Metadata,
    Requirements,
    Readme,
    Record,
}

impl Sheet {
    /// Whether it belongs to the same tab.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let tab = |sheet: &Self| match sheet {
            Self::Files | Self::File { .. } => 0,
            Self::Sizes(_) => 1,
            Self::Metadata => 2,
            Self::Requirements => 3,
            Self::Readme => 4,
            Self::Record => 5,
        };
        tab(self) == tab(other)
    }
}

/// Severities that a filter may name.
pub const SEVERITIES: [Mark; 3] = [Mark::Error, Mark::Warning, Mark::Info];

impl Route {
    /// What the hash says; the home page for what no version of this page has written.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let hash = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let (view, rest) = path.split_once('/').unwrap_or((path, ""));
        match (view, rest) {
            ("release", "") => Self::Findings(listing(query)),
            ("release", "checks") => Self::Checks,
            ("release", "walk") => Self::Walk,
            ("release", "publishers") => Self::Publishers,
            ("release", rest) => release(rest, query).unwrap_or_else(|| Self::Findings(Listing::default())),
            ("compare", _) => Self::Compare(Pair {
                old: value(query, "old").and_then(|number| number.parse().ok()),
                new: value(query, "new").and_then(|number| number.parse().ok()),
                file: value(query, "file").map(decode).unwrap_or_default(),
            }),
            ("rules", "") => Self::Rules,
            ("rules", rule) => Self::Rule(decode(rule)),
            ("learn", _) => Self::Learn,
            ("triage", _) => Self::Triage(LogPlace {
                log: value(query, "log").and_then(|number| number.parse().ok()).filter(|number| *number > 0),
                path: value(query, "path").map(decode).unwrap_or_default(),
                line: value(query, "line").and_then(|line| line.parse().ok()),
            }),
            ("kit", _) => Self::Kit(value(query, "step").map(decode).unwrap_or_default()),
            ("publishing", section) => Self::Publishing(decode(section)),
            _ => Self::Home,
        }
    }

    #[must_use]
    pub fn hash(&self) -> String {
        match self {
            Self::Home => "#/".to_owned(),
            Self::Findings(listing) => format!("#/release{}", listing.query()),
            Self::Finding(number) => format!("#/release/finding/{number}"),
            Self::Checks => "#/release/checks".to_owned(),
            Self::Walk => "#/release/walk".to_owned(),
            Self::Artifact(number, sheet) => format!("#/release/{number}/{}", sheet.hash()),
            Self::Compare(pair) => format!("#/compare{}", pair.query()),
            Self::Rules => "#/rules".to_owned(),
            Self::Rule(rule) => format!("#/rules/{}", encode(rule)),
            Self::Learn => "#/learn".to_owned(),
            Self::Triage(LogPlace { log, path, line }) => {
                let log = log.map(|log| format!("log={log}"));
                let path = (!path.is_empty()).then(|| format!("path={}", encode(path)));
                let line = line.map(|line| format!("line={line}"));
                with_query("#/triage", &[log, path, line].into_iter().flatten().collect::<Vec<_>>())
            }
            Self::Publishers => "#/release/publishers".to_owned(),
            Self::Kit(step) if step.is_empty() => "#/kit".to_owned(),
            Self::Kit(step) => format!("#/kit?step={}", encode(step)),
            Self::Publishing(section) if section.is_empty() => "#/publishing".to_owned(),
            Self::Publishing(section) => format!("#/publishing/{}", encode(section)),
        }
    }

    /// The findings as they are listed at first.
    #[must_use]
    pub fn report() -> Self {
        Self::Findings(Listing::default())
    }

    /// Why the run failed of the first log, and where a log is pasted.
    #[must_use]
    pub fn triage() -> Self {
        Self::Triage(LogPlace::default())
    }

    /// A member of an artifact, counted from 0, at a line.
    #[must_use]
    pub fn member(artifact: usize, path: &str, line: Option<u32>) -> Self {
        Self::Artifact(artifact + 1, Sheet::File { path: path.to_owned(), line })
    }

    /// Whether it shows a release, which must have been dropped first.
    #[must_use]
    pub fn needs_release(&self) -> bool {
        matches!(
            self,
            Self::Findings(_) | Self::Finding(_) | Self::Checks | Self::Walk | Self::Artifact(..) | Self::Publishers
        )
    }
}

impl Sheet {
    fn hash(&self) -> String {
        match self {
            Self::Files => "files".to_owned(),
            Self::File { path, line } => {
                let line = line.map(|line| format!("?line={line}")).unwrap_or_default();
                format!("file/{}{line}", encode(path))
            }
            Self::Sizes(path) if path.is_empty() => "sizes".to_owned(),
            Self::Sizes(path) => format!("sizes?path={}", encode(path)),
            Self::Metadata => "metadata".to_owned(),
            Self::Requirements => "requirements".to_owned(),
            Self::Readme => "readme".to_owned(),
            Self::Record => "record".to_owned(),
        }
    }
}

impl Listing {
    fn query(&self) -> String {
        let mut pairs = Vec::new();
        if !self.filter.hidden.is_empty() {
            let names: Vec<&str> = self.filter.hidden.iter().map(|mark| mark.name()).collect();
            pairs.push(format!("hide={}", names.join(",")));
        }
        if self.grouping != Grouping::None {
            pairs.push(format!("group={}", self.grouping.name()));
        }
        pairs.extend(self.artifact.map(|artifact| format!("file={artifact}")));
        pairs.extend(self.gate.as_ref().map(|gate| format!("gate={}", encode(gate))));
        with_query("", &pairs)
    }
}

impl Pair {
    fn query(&self) -> String {
        let mut pairs: Vec<String> = self.old.map(|number| format!("old={number}")).into_iter().collect();
        pairs.extend(self.new.map(|number| format!("new={number}")));
        if !self.file.is_empty() {
            pairs.push(format!("file={}", encode(&self.file)));
        }
        with_query("", &pairs)
    }
}

fn with_query(path: &str, pairs: &[String]) -> String {
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

fn listing(query: &str) -> Listing {
    let grouping = value(query, "group");
    Listing {
        filter: filter(query),
        grouping: Grouping::ALL.into_iter().find(|one| grouping == Some(one.name())).unwrap_or_default(),
        artifact: value(query, "file").and_then(|number| number.parse().ok()).filter(|number| *number > 0),
        gate: value(query, "gate").map(decode),
    }
}

/// What follows `#/release/`.
fn release(rest: &str, query: &str) -> Option<Route> {
    let (first, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let number = |text: &str| text.parse().ok().filter(|number: &usize| *number > 0);
    if first == "finding" {
        return number(rest).map(Route::Finding);
    }
    let (sheet, path) = rest.split_once('/').unwrap_or((rest, ""));
    let sheet = match sheet {
        "file" => Sheet::File { path: decode(path), line: value(query, "line").and_then(|line| line.parse().ok()) },
        "sizes" => Sheet::Sizes(value(query, "path").map(decode).unwrap_or_default()),
        "metadata" => Sheet::Metadata,
        "requirements" => Sheet::Requirements,
        "readme" => Sheet::Readme,
        "record" => Sheet::Record,
        _ => Sheet::Files,
    };
    Some(Route::Artifact(number(first)?, sheet))
}

/// The value of a name in a query, as written.
fn value<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
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
        let listing = Listing { filter, grouping: Grouping::File, artifact: Some(2), gate: Some("upload".to_owned()) };
        let odd = "a b/ü%41&path=?#+.py".to_owned();
        for route in [
            Route::Home,
            Route::report(),
            Route::Findings(listing),
            Route::Finding(12),
            Route::Checks,
            Route::Walk,
            Route::Compare(Pair::default()),
            Route::Compare(Pair { old: Some(0), new: Some(2), file: odd.clone() }),
            Route::Rules,
            Route::Rule("dep-direct-url".to_owned()),
            Route::Learn,
            Route::triage(),
            Route::Triage(LogPlace { log: Some(2), path: "0_build & test.txt".to_owned(), line: Some(88) }),
            Route::Publishers,
            Route::Kit(String::new()),
            Route::Kit("Check the README as PyPI renders it".to_owned()),
            Route::Publishing(String::new()),
            Route::Publishing("if-it-fails".to_owned()),
            Route::Artifact(3, Sheet::Files),
            Route::Artifact(1, Sheet::File { path: odd.clone(), line: Some(7) }),
            Route::Artifact(1, Sheet::File { path: "../a//b/".to_owned(), line: None }),
            Route::Artifact(1, Sheet::File { path: String::new(), line: None }),
            Route::Artifact(1, Sheet::Sizes(odd)),
            Route::Artifact(1, Sheet::Sizes(String::new())),
            Route::Artifact(1, Sheet::Metadata),
            Route::Artifact(1, Sheet::Requirements),
            Route::Artifact(1, Sheet::Readme),
            Route::Artifact(1, Sheet::Record),
        ] {
            assert_eq!(Route::parse(&route.hash()), route, "{}", route.hash());
        }
    }

    #[test]
    fn what_nobody_wrote_leads_home_or_nearby() {
        for (hash, route) in [
            ("", Route::Home),
            ("#", Route::Home),
            ("#/nowhere/else", Route::Home),
            ("#/release/finding/0", Route::report()),
            ("#/release/x/files", Route::report()),
            ("#/release/0/files", Route::report()),
            ("#/release/2", Route::Artifact(2, Sheet::Files)),
            ("#/release/2/nothing", Route::Artifact(2, Sheet::Files)),
            ("#/release/1/file/%zz%4?line=x", Route::member(0, "%zz%4", None)),
            ("#release?hide=good,all&group=x&file=0", Route::report()),
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
