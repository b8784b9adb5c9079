//! What a log says beside its failures: claims of the identity, the tag, the built files, the index, actions and tools.

use super::normalize::{BOUNDARY, Folded, Part};
use super::pattern::Match;
use super::tag_check::{self, TagCheck};

/// Facts of one log. Lists are in the order of the log, without repetitions, and short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Claims of the identity token, as the publishing tool printed them.
    pub claims: Vec<Claim>,
    /// What stands behind `refs/tags/`.
    pub tag: Option<String>,
    /// Names of wheels and sdists that were built, checked or uploaded.
    pub built: Vec<String>,
    /// Where the first of them stands in the folded text.
    pub(super) built_at: usize,
    /// A check of the project's own that found tag and version to differ.
    pub(super) tag_check: Option<TagCheck>,
    /// Addresses that files were uploaded to.
    pub indexes: Vec<String>,
    /// Actions as `owner/name@ref`.
    pub actions: Vec<String>,
    /// Tools with their versions.
    pub tools: Vec<(String, String)>,
}

/// One claim of an identity token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub name: &'static str,
    /// `None` where the token has no such claim.
    pub value: Option<String>,
    /// From 1, in the pasted log.
    pub line: u32,
}

/// What is noted of each kind at most.
const MOST: usize = 40;

/// As the publishing action and uv print them.
const CLAIMS: [&str; 9] = [
    "sub",
    "repository",
    "repository_owner",
    "repository_owner_id",
    "workflow_ref",
    "job_workflow_ref",
    "ref",
    "environment",
    "event_name",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Claims,
    LooseClaims,
    Tag,
    /// A word that may be the name of a distribution.
    File,
    Index,
    Action,
    Tool(&'static str),
    /// Words with which a check says that tag and version differ.
    Differing,
    /// The upload, the installation or the build went well after all.
    Success(Success),
}

/// What a tool prints when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Success {
    Uploaded,
    Installed,
    Built,
}

const PATTERNS: &[(&str, What)] = &[
    ("claims rendered below are", What::Claims),
    ("OidcTokenClaims", What::Claims),
    ("job_workflow_ref: {value}", What::LooseClaims),
    ("refs/tags/{value}", What::Tag),
    ("Successfully built {value}", What::File),
    ("Successfully built {~} and {value}", What::File),
    ("Uploading {value}", What::File),
    ("Checking {value}:", What::File),
    ("Built {value}", What::File),
    ("Built wheel: {value}", What::File),
    ("Built sdist: {value}", What::File),
    ("Built wheel at {value}", What::File),
    ("Built sdist at {value}", What::File),
    ("Built wheel for {~} to {value}", What::File),
    ("Built source distribution to {value}", What::File),
    ("creating '{value}' and adding", What::File),
    ("Uploading distributions to {value}", What::Index),
    ("repository-url: {value}", What::Index),
    (" file to {value}", What::Index),
    (" files to {value}", What::Index),
    ("HTTPError: {~} from {value}", What::Index),
    ("to publish {~} to https:{value}", What::Index),
    ("Download action repository '{value}'", What::Action),
    ("twine version {value}", What::Tool("twine")),
    ("installed uv version {value}", What::Tool("uv")),
    ("Successfully installed {~}twine-{value}", What::Tool("twine")),
    ("View at:", What::Success(Success::Uploaded)),
    ("Successfully installed {value}", What::Success(Success::Installed)),
    ("Successfully built {value}", What::Success(Success::Built)),
];

/// The patterns that [`read`] understands, behind those of the signatures.
pub(super) fn patterns() -> impl Iterator<Item = &'static str> {
    PATTERNS.iter().map(|(pattern, _)| *pattern).chain(tag_check::WORDS)
}

/// Facts, and where tools said that they were done.
pub(super) fn read(folded: &Folded, parts: &[Part<'_>], matches: &[(usize, &Match)]) -> (Facts, Vec<(usize, Success)>) {
    let mut facts = Facts::default();
    let mut done = Vec::new();
    let mut tags: Vec<(usize, String)> = Vec::new();
    let mut differing: Vec<&Match> = Vec::new();
    for (index, found) in matches {
        let what = PATTERNS.get(*index).map_or(&What::Differing, |(_, what)| what);
        let value = found.captures.last().map_or("", |(_, value)| value.as_str());
        let echoed = folded.line_at(found.start).is_some_and(|line| line.echoed);
        match what {
            What::Claims | What::LooseClaims => {
                if facts.claims.is_empty() {
                    let start = if *what == What::Claims { found.start } else { found.start.saturating_sub(800) };
                    facts.claims = claims(folded, parts, start, found.start);
                }
            }
            What::Tag => tags.extend(tag(folded, found, value)),
            What::File if !echoed => {
                if facts.built.is_empty() {
                    facts.built_at = found.start;
                }
                add(&mut facts.built, distribution(value));
            }
            What::Index => add(&mut facts.indexes, address(value, *index)),
            What::Action => add(&mut facts.actions, Some(value.to_owned())),
            What::Tool(name) => {
                let version = value.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
                if version && facts.tools.len() < MOST && !facts.tools.iter().any(|(other, _)| other == name) {
                    facts.tools.push(((*name).to_owned(), value.to_owned()));
                }
            }
            What::Success(success) if !echoed => {
                let of_files = *success != Success::Built || distribution(value).is_some();
                done.extend(of_files.then_some((found.start, *success)));
            }
            What::Differing => differing.push(found),
            What::File | What::Success(_) => {}
        }
    }
    for segment in &folded.segments {
        let action = segment.step.strip_prefix("Run ").filter(|step| step.contains('@') && !step.contains(' '));
        add(&mut facts.actions, action.map(str::to_owned));
    }
    let claimed = facts.claim("ref").flatten().and_then(|value| value.strip_prefix("refs/tags/")).map(str::to_owned);
    tags.sort();
    facts.tag = claimed.or_else(|| tags.into_iter().next().map(|(_, tag)| tag));
    facts.tag_check = differing.into_iter().find_map(|found| tag_check::read(folded, found, facts.tag.as_deref()));
    (facts, done)
}

impl Facts {
    /// Nothing where the log does not show the claim, `Some(None)` where it says that the token lacks it.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<Option<&str>> {
        self.claims.iter().find(|claim| claim.name == name).map(|claim| claim.value.as_deref())
    }

    /// All of them as names and values, in the order in which they are shown.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let tools: Vec<String> = self.tools.iter().map(|(name, version)| format!("{name} {version}")).collect();
        let lists = [
            ("tag", self.tag.as_slice()),
            ("files", &self.built),
            ("index", &self.indexes),
            ("actions", &self.actions),
            ("tools", &tools),
        ];
        let mut rows: Vec<(&str, String)> = lists
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| (name, values.join(", ")))
            .collect();
        let claim = |claim: &Claim| (claim.name, claim.value.clone().unwrap_or_else(|| "(none)".to_owned()));
        rows.extend(self.claims.iter().map(claim));
        rows
    }

    /// The file name of the workflow that the identity names.
    #[must_use]
    pub fn workflow(&self) -> Option<&str> {
        let reference = self.claim("workflow_ref").flatten().or_else(|| self.claim("job_workflow_ref").flatten())?;
        let path = reference.split_once("/.github/workflows/")?.1;
        Some(path.split_once('@').map_or(path, |(file, _)| file)).filter(|file| !file.is_empty())
    }

    /// The environment that the identity names; `Some(None)` where it has none. Older tools print no such claim, but `sub` has it.
    #[must_use]
    pub fn environment(&self) -> Option<Option<&str>> {
        if let Some(environment) = self.claim("environment") {
            return Some(environment);
        }
        let subject = self.claim("sub").flatten()?;
        match subject.split_once(":environment:") {
            Some((_, environment)) => Some(Some(environment)),
            None => subject.contains(":ref:").then_some(None),
        }
    }
}

fn add(list: &mut Vec<String>, value: Option<String>) {
    if let Some(value) = value.filter(|value| !list.contains(value))
        && list.len() < MOST
    {
        list.push(value);
    }
}

/// The name of a wheel or an sdist; nothing for other words.
fn distribution(word: &str) -> Option<String> {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    (name.ends_with(".whl") || name.ends_with(".tar.gz")).then(|| name.to_owned())
}

fn address(value: &str, index: usize) -> Option<String> {
    let cut = PATTERNS.get(index).is_some_and(|(pattern, _)| pattern.ends_with("https:{value}"));
    let value = if cut { format!("https:{value}") } else { value.to_owned() };
    (value.starts_with("http://") || value.starts_with("https://")).then_some(value)
}

/// A tag, and how far it is to be trusted: what was checked out is the release's; a version of an action is not.
fn tag(folded: &Folded, found: &Match, value: &str) -> Option<(usize, String)> {
    let before = &folded.text[found.start.saturating_sub(24)..found.start];
    if before.ends_with(b"@") {
        return None;
    }
    let value = value.split([':', '^', '\'', '"', ',', ')', '~']).next().unwrap_or(value);
    let plain = !value.is_empty() && !value.contains(['*', '$', '{']) && value.len() < 100;
    let trust = usize::from(!before.ends_with(b"--force "));
    plain.then(|| (trust, value.to_owned()))
}

/// Claims behind a sentence that announces them.
fn claims(folded: &Folded, parts: &[Part<'_>], start: usize, about: usize) -> Vec<Claim> {
    const LENGTH: usize = 4000;
    let text = &folded.text;
    let end = (about + LENGTH).min(text.len());
    let end = text[about..end].iter().position(|byte| *byte == BOUNDARY).map_or(end, |at| about + at);
    let start = text[start..about].iter().rposition(|byte| *byte == BOUNDARY).map_or(start, |at| start + at + 1);
    let window = &text[start..end];
    let mut claims = Vec::new();
    for name in CLAIMS {
        let label = format!(" {name}: ");
        let found = window.windows(label.len()).position(|here| here == label.as_bytes());
        // Without a sentence before it the first claim has nothing before it.
        let at = match found {
            Some(at) => at + label.len(),
            None if window.starts_with(label.trim_start().as_bytes()) => label.len() - 1,
            None => continue,
        };
        let mut words = window[at..].split(|byte| *byte == b' ').map(String::from_utf8_lossy);
        let mut word = words.next().unwrap_or_default().into_owned();
        if word == "Some(" {
            word = words.next().unwrap_or_default().into_owned();
        }
        let word = word.trim_start_matches("Some(");
        let value = word.trim_matches(|c: char| matches!(c, '"' | '\'' | ',' | ')' | '(' | '}' | '*'));
        let value = (!matches!(value, "MISSING" | "None" | "null" | "")).then(|| value.to_owned());
        let line = folded.place(parts, start + at).map_or(0, |place| place.line);
        claims.push(Claim { name, value, line });
    }
    claims
}
