//! What texts must not hold, found while they are read: tokens, private keys, credentials in URLs, foreign indexes, home
//! directories, and lines that no person wrote. Kind and line are kept, never what was found. Nothing here judges.
//!
//! One search for all needles at once, linear in the bytes; what follows a needle is looked at within fixed bounds.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::archive::Member;
use crate::inspect::file_name;

/// Larger files are data, not text that a person wrote.
pub const MAX_SCANNED_BYTES: u64 = 1 << 20;

/// More hits in one file say nothing new.
const MAX_HITS: usize = 16;

/// Something found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    pub kind: HitKind,
    /// From 1.
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitKind {
    /// A token in the form of this service.
    Token(&'static str),
    /// A private key in PEM form, with its content and without a password.
    PrivateKey,
    /// `user:password@` in a URL of a configuration file or of metadata.
    UrlCredentials,
    /// An option that adds another index.
    ExtraIndex,
    /// An index without encryption.
    PlainIndex,
    /// `dependency_links` with a URL.
    DependencyLinks,
    /// A path in somebody's home directory.
    Home,
    /// A line of a module with more than [`MAX_LINE`] bytes.
    LongLine,
    /// A module whose bytes are as even as those of compressed or encoded data.
    Entropy,
}

/// Longer lines of source are data.
pub const MAX_LINE: usize = 5000;

/// What follows the prefix of a token.
struct Token {
    prefix: &'static str,
    service: &'static str,
    alphabet: fn(u8) -> bool,
    length: std::ops::RangeInclusive<usize>,
}

const fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const fn slug(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

const fn dotted(byte: u8) -> bool {
    slug(byte) || byte == b'.'
}

const fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

macro_rules! token {
    ($prefix:literal, $service:literal, $alphabet:ident, $length:expr) => {
        Token { prefix: $prefix, service: $service, alphabet: $alphabet, length: $length }
    };
}

/// Shapes that the services document or announce for scanners: a prefix of their own, and a length.
const TOKENS: [Token; 25] = [
    token!("pypi-AgEIcHlwaS5vcmc", "PyPI", slug, 50..=400),
    token!("pypi-AgENdGVzdC5weXBpLm9yZw", "TestPyPI", slug, 50..=400),
    token!("ghp_", "GitHub", word, 36..=36),
    token!("gho_", "GitHub", word, 36..=36),
    token!("ghu_", "GitHub", word, 36..=36),
    token!("ghs_", "GitHub", word, 36..=36),
    token!("ghr_", "GitHub", word, 36..=76),
    token!("github_pat_", "GitHub", slug, 82..=82),
    token!("glpat-", "GitLab", slug, 20..=20),
    token!("AKIA", "AWS", upper, 16..=16),
    token!("ASIA", "AWS", upper, 16..=16),
    token!("xoxb-", "Slack", slug, 40..=90),
    token!("xoxp-", "Slack", slug, 60..=90),
    token!("hooks.slack.com/services/T", "Slack", slug_or_slash, 40..=60),
    token!("sk_live_", "Stripe", word, 24..=99),
    token!("rk_live_", "Stripe", word, 24..=99),
    token!("npm_", "npm", word, 36..=36),
    token!("hf_", "Hugging Face", word, 34..=34),
    token!("SG.", "SendGrid", dotted, 66..=66),
    token!("dop_v1_", "DigitalOcean", word, 64..=64),
    token!("sk-ant-api03-", "Anthropic", slug, 90..=100),
    token!("sk-proj-", "OpenAI", slug, 80..=170),
    token!("AGE-SECRET-KEY-1", "age", upper, 58..=58),
    token!("shpat_", "Shopify", word, 32..=32),
    token!("lin_api_", "Linear", word, 40..=40),
];

const fn slug_or_slash(byte: u8) -> bool {
    slug(byte) || byte == b'/'
}

/// Tools of developers that a module which uses them names, by import or as a command.
pub const TOOLS: [&str; 16] = [
    "pytest",
    "black",
    "mypy",
    "flake8",
    "twine",
    "wheel",
    "ruff",
    "isort",
    "pylint",
    "tox",
    "nox",
    "pre-commit",
    "coverage",
    "bandit",
    "yapf",
    "autopep8",
];

const PEM: &str = "-----BEGIN ";
const URL: &str = "://";
const HOMES: [&str; 3] = ["/home/", "/Users/", ":\\Users\\"];

static NEEDLES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let tokens = TOKENS.iter().map(|token| token.prefix);
    AhoCorasick::new(tokens.chain([PEM, URL]).chain(HOMES)).ok()
});

static TOOL_NEEDLES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(TOOLS).ok());

/// Whether a member is read as text here, by its name and size.
#[must_use]
pub fn looks_at(member: &Member) -> bool {
    const TEXTS: [&str; 35] = [
        ".py",
        ".pyi",
        ".pyx",
        ".toml",
        ".cfg",
        ".ini",
        ".conf",
        ".json",
        ".yml",
        ".yaml",
        ".env",
        ".txt",
        ".sh",
        ".bash",
        ".pem",
        ".key",
        ".crt",
        ".js",
        ".ts",
        ".mjs",
        ".xml",
        ".properties",
        ".pypirc",
        ".netrc",
        ".npmrc",
        ".ps1",
        ".bat",
        ".tf",
        ".tfvars",
        ".sql",
        ".md",
        ".rst",
        ".ipynb",
        ".cnf",
        ".lock",
    ];
    let name = member.file_name();
    let by_name =
        matches!(name, "METADATA" | "PKG-INFO" | "Dockerfile" | "Makefile" | "config" | "credentials" | "id_rsa");
    let dotted = name.starts_with(".env");
    member.is_file()
        && member.size <= MAX_SCANNED_BYTES
        && (by_name || dotted || TEXTS.iter().any(|suffix| name.ends_with(suffix)))
}

/// What is found in one text.
#[must_use]
pub fn scan(path: &str, content: &[u8]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut lines = Lines { content, at: 0, line: 1 };
    let configures = is_configuration(path);
    let shows_paths = file_name(path).ends_with(".py");
    if let Some(needles) = NEEDLES.as_ref() {
        for found in needles.find_iter(content) {
            if hits.len() >= MAX_HITS {
                break;
            }
            let (before, after) =
                (content.get(..found.start()).unwrap_or_default(), content.get(found.end()..).unwrap_or_default());
            let kind = match found.pattern().as_usize() {
                i if i < TOKENS.len() => {
                    TOKENS.get(i).filter(|token| is_token(token, before, after)).map(|it| HitKind::Token(it.service))
                }
                i if i == TOKENS.len() => is_private_key(after).then_some(HitKind::PrivateKey),
                i if i == TOKENS.len() + 1 => (configures && has_credentials(after)).then_some(HitKind::UrlCredentials),
                _ => (shows_paths && is_home(before, after)).then_some(HitKind::Home),
            };
            if let Some(kind) = kind {
                hits.push(Hit { kind, line: lines.of(found.start()) });
            }
        }
    }
    if configures {
        hits.extend(indexes(path, content).into_iter().take(MAX_HITS));
    }
    if path.ends_with(".py") {
        hits.extend(source_shape(content));
    }
    hits.sort_unstable();
    hits.dedup();
    hits
}

/// Tools of developers that a module names.
pub fn tools(content: &[u8]) -> impl Iterator<Item = &'static str> {
    let found = TOOL_NEEDLES.as_ref().map(|needles| needles.find_overlapping_iter(content));
    found.into_iter().flatten().filter_map(|found| TOOLS.get(found.pattern().as_usize()).copied())
}

/// Counts lines from hit to hit, so that a text is counted once.
struct Lines<'c> {
    content: &'c [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u32 {
        let between = self.content.get(self.at..offset).unwrap_or_default();
        let lines = between.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = offset;
        self.line
    }
}

fn is_token(token: &Token, before: &[u8], after: &[u8]) -> bool {
    if before.last().is_some_and(|byte| slug(*byte)) && !token.prefix.contains('/') {
        return false;
    }
    let limit = *token.length.end() + 1;
    let run = after.iter().take(limit).take_while(|byte| (token.alphabet)(**byte)).count();
    let value = after.get(..run).unwrap_or_default();
    token.length.contains(&run) && is_random(value) && (token.service != "Slack" || has_slack_ids(value))
}

/// Whether a value has what stands in front of Slack's secrets: the number of a workspace, or in a URL its id and that of a webhook.
fn has_slack_ids(value: &[u8]) -> bool {
    match value.iter().position(|byte| *byte == b'/') {
        Some(slash) => value.get(slash + 1) == Some(&b'B'),
        None => value.iter().take_while(|byte| byte.is_ascii_digit()).count() >= 9,
    }
}

/// Whether a value looks drawn at random, and not written by hand as an example.
fn is_random(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let text = String::from_utf8_lossy(&lower);
    let placeholder =
        ["example", "xxxx", "placeholder", "redacted", "dummy", "0000", "your", "token", "1234567890", "abcdefgh"];
    let distinct: BTreeSet<&u8> = value.iter().collect();
    let varied = distinct.len() >= 8.min(value.len() / 2);
    let digits = value.iter().any(u8::is_ascii_digit);
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    varied && digits && letters && !placeholder.iter().any(|word| text.contains(word))
}

/// Behind `-----BEGIN `: the name of a private key, and then its content. A key with a password holds no secret alone.
fn is_private_key(after: &[u8]) -> bool {
    /// The shortest private keys have more than this many characters of base64.
    const SHORTEST: usize = 56;
    /// No random key repeats one character so often; the heads of some forms have half of them.
    const MADE_UP: usize = 20;
    let head = after.get(..after.len().min(40)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let Some((name, _)) = head.split_once("-----") else { return false };
    if !name.ends_with("PRIVATE KEY") || name.starts_with("ENCRYPTED") {
        return false;
    }
    let body = after.get(name.len() + 5..).unwrap_or_default();
    let (mut count, mut same, mut last) = (0, 0, 0);
    for byte in body.iter().take(400) {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => {
                same = if *byte == last { same + 1 } else { 0 };
                if same >= MADE_UP {
                    return false;
                }
                (count, last) = (count + 1, *byte);
            }
            // Line feeds, also as they stand in strings of source.
            b'\n' | b'\r' | b' ' | b'\t' | b'\\' | b'"' | b'\'' | b',' => {}
            _ => break,
        }
    }
    count > SHORTEST
}

/// Behind `://`: `user:password@host`, with a password that looks real and a host that others can reach.
fn has_credentials(after: &[u8]) -> bool {
    let end = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'/' | b'"' | b'\'' | b'<' | b'>' | b'`' | b')' | b'?' | b'#' | b',')
    };
    let span = after.get(..after.len().min(256)).unwrap_or_default();
    let span = span.get(..span.iter().position(end).unwrap_or(span.len())).unwrap_or_default();
    let Ok(authority) = std::str::from_utf8(span) else { return false };
    let Some((user_info, host)) = authority.rsplit_once('@') else { return false };
    let Some((user, password)) = user_info.split_once(':') else { return false };
    let (lower, host) = (password.to_ascii_lowercase(), host.to_ascii_lowercase());
    let placeholder =
        ["pass", "pwd", "secret", "token", "xxx", "example", "user", "key", "changeme", "your", "***", "..."];
    let local = ["localhost", "127.", "0.0.0.0", "[::1]", "example", "host", "db", "redis", "postgres", "mysql"];
    password.len() >= 4
        && !user.is_empty()
        && password != user
        && !password.contains(['$', '{', '}', '<', '*', '%', '(', '['])
        && !placeholder.iter().any(|word| lower.contains(word))
        && host.contains('.')
        && !local.iter().any(|word| host.starts_with(word))
        && ![".example", ".test", ".invalid", ".local"].iter().any(|end| host.ends_with(end))
        && !host.contains("example.")
}

/// Behind the folder of all home directories: a name that is somebody's, and a path in it.
fn is_home(before: &[u8], after: &[u8]) -> bool {
    let other = [
        "user",
        "username",
        "me",
        "you",
        "your",
        "yourname",
        "name",
        "runner",
        "build",
        "builder",
        "vagrant",
        "ubuntu",
        "test",
        "foo",
        "bar",
        "public",
        "default",
        "shared",
        "root",
        "someone",
        "example",
        "admin",
        "home",
        "jovyan",
        "docker",
        "app",
        "linuxbrew",
        "travis",
        "circleci",
        "vsts",
        "guido",
        "alice",
        "bob",
        "john",
        "jane",
        "my",
    ];
    // A string that starts with it, and no path of a URL, below another folder or in prose.
    let before = before.strip_suffix(b"C").unwrap_or(before);
    if !matches!(before.last(), Some(b'"' | b'\'')) {
        return false;
    }
    let end = after.iter().take(64).position(|byte| !dotted(*byte));
    let Some(end) = end.filter(|end| *end > 1) else { return false };
    let name = String::from_utf8_lossy(after.get(..end).unwrap_or_default()).to_ascii_lowercase();
    matches!(after.get(end), Some(b'/' | b'\\'))
        && matches!(after.get(end + 1), Some(byte) if slug(*byte) || *byte == b'\\' || *byte == b'.')
        && !other.contains(&name.as_str())
}

/// Files that tell tools where to get things, and metadata.
fn is_configuration(path: &str) -> bool {
    let name = file_name(path);
    let requirements = name.starts_with("requirements") && name.ends_with(".txt");
    let named = [
        "METADATA",
        "PKG-INFO",
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "pip.conf",
        "pip.ini",
        ".pypirc",
        ".npmrc",
        "uv.toml",
        "Pipfile",
        "Pipfile.lock",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        ".condarc",
        "dependency_links.txt",
        ".env",
    ];
    requirements || named.contains(&name) || path.ends_with(".git/config")
}

/// Options and files that send installers to another index.
fn indexes(path: &str, content: &[u8]) -> Vec<Hit> {
    let name = file_name(path);
    let text = String::from_utf8_lossy(content);
    let mut hits = Vec::new();
    let mut number = 0_u32;
    for line in text.lines() {
        number = number.saturating_add(1);
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            continue;
        }
        let kind = if name == "dependency_links.txt" {
            line.contains("://").then_some(HitKind::DependencyLinks)
        } else if name.starts_with("requirements") || name.starts_with("pip.") {
            let option = line.trim_start_matches('-');
            let index = option.starts_with("extra-index-url") || option.starts_with("index-url");
            let short = line.starts_with("-i ") && name.starts_with("requirements");
            if (index || short) && line.contains("http://") {
                Some(HitKind::PlainIndex)
            } else {
                (option.starts_with("extra-index-url") && line.contains("://")).then_some(HitKind::ExtraIndex)
            }
        } else if matches!(name, "setup.py" | "setup.cfg")
            && !line.starts_with('#')
            && line.contains("dependency_links")
        {
            let from = line.as_ptr() as usize - text.as_ptr() as usize;
            let near: String = text.get(from..).unwrap_or_default().chars().take(200).collect();
            near.contains("://").then_some(HitKind::DependencyLinks)
        } else {
            None
        };
        hits.extend(kind.map(|kind| Hit { kind, line: number }));
    }
    hits
}

/// Lines and bytes of a module that no person wrote.
fn source_shape(content: &[u8]) -> Option<Hit> {
    /// Shorter modules have too few bytes to measure.
    const MEASURED: usize = 2048;
    let mut line = 1_u32;
    for text in content.split(|byte| *byte == b'\n') {
        if text.len() > MAX_LINE {
            return Some(Hit { kind: HitKind::LongLine, line });
        }
        line = line.saturating_add(1);
    }
    (content.len() >= MEASURED && entropy(content) > 6.0).then_some(Hit { kind: HitKind::Entropy, line: 1 })
}

/// Bits a byte (Shannon). Source has about 4.5, base64 nearly 6.
#[expect(clippy::cast_precision_loss, reason = "a measure with one decimal")]
fn entropy(content: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in content {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let all = content.len() as f64;
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / all);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(path: &str, text: &str) -> Vec<(HitKind, u32)> {
        scan(path, text.as_bytes()).iter().map(|hit| (hit.kind, hit.line)).collect()
    }

    /// Put together here, so that no scanner of repositories takes them for real.
    fn token(prefix: &str) -> String {
        format!("{prefix}{}", "q7Rt2mXz9LkV4bNc8WpY3sHd6FgJ1aTe5uQo")
    }

    #[test]
    fn tokens_are_known_by_prefix_length_and_chance() {
        let line = format!("x = 1\ntoken = \"{}\"\n", token("ghp_"));
        assert_eq!(kinds("demo/a.py", &line), [(HitKind::Token("GitHub"), 2)]);
        for text in [
            "AKIAIOSFODNN7EXAMPLE".to_owned(),
            format!("ghp_{}", "x".repeat(36)),
            "ghp_short".to_owned(),
            format!("{}tail", token("ghp_")),
            format!("my{}", token("ghp_")),
        ] {
            assert_eq!(kinds("demo/a.py", &text), [], "{text}");
        }
    }

    /// `apprise` 1.13.1, in comments.
    #[test]
    fn tokens_of_slack_with_made_up_ids_are_examples() {
        let hit = (HitKind::Token("Slack"), 1);
        let secret = "4ddbc191d40ee098cbaae6f3523ada2d";
        assert_eq!(kinds("a.py", &format!("xoxb-1234-1234-{secret}")), []);
        assert_eq!(kinds("a.py", &format!("xoxb-{}-{secret}", "2345678901")), [hit]);
        let hook = |id: &str| format!("https://hooks.slack.com/services/T{id}/{}", "TIiajkdnlazkcOXrIdevi7FQ");
        assert_eq!(kinds("a.py", &hook("1JJ3T3L2/A1BRTD4JD")), []);
        assert_eq!(kinds("a.py", &hook("1JJ3T3L2/B1BRTD4JD")), [hit]);
    }

    #[test]
    fn a_header_without_a_key_is_no_key() {
        let key = "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49AwEHoUQDQgAE";
        let pem = |name: &str, body: &str| format!("-----BEGIN {name}-----\n{body}\n-----END {name}-----\n");
        assert_eq!(kinds("a.py", &pem("EC PRIVATE KEY", key)), [(HitKind::PrivateKey, 1)]);
        assert_eq!(kinds("a.py", &pem("PUBLIC KEY", key)), []);
        assert_eq!(kinds("a.py", &pem("ENCRYPTED PRIVATE KEY", key)), []);
        assert_eq!(kinds("a.py", "marker = '-----BEGIN PRIVATE KEY-----'\n"), []);
        // `mitmproxy` 12.3.1 ships the key of an authority that chose one of zeros.
        assert_eq!(kinds("a.py", &pem("PRIVATE KEY", &format!("MIG2AgEAMBAG{}{key}", "A".repeat(40)))), []);
    }

    #[test]
    fn credentials_in_urls_of_examples_are_none() {
        let hit = (HitKind::UrlCredentials, 1);
        assert_eq!(kinds("pip.conf", "index = https://ci:h7Gf3kQz@pypi.acme.io/simple"), [hit]);
        for url in [
            "https://user:password@pypi.acme.io/simple",
            "https://__token__:${TOKEN}@pypi.acme.io",
            "postgres://scott:tiger9@localhost/db",
            "https://pypi.acme.io/a:b@c",
            "https://a:h7Gf3kQz@pypi.example.org",
        ] {
            assert_eq!(kinds("pip.conf", url), [], "{url}");
        }
        assert_eq!(kinds("demo/a.py", "https://ci:h7Gf3kQz@pypi.acme.io/simple"), []);
    }

    #[test]
    fn homes_are_those_of_persons() {
        assert_eq!(kinds("a.py", "P = '/home/mkowalski/work/data'"), [(HitKind::Home, 1)]);
        assert_eq!(kinds("a.py", "P = 'C:\\Users\\mkowalski\\work'"), [(HitKind::Home, 1)]);
        for text in ["'/home/user/work'", "'https://acme.io/home/page/x'", "'/home/'", "'templates/home/index/x'"] {
            assert_eq!(kinds("a.py", text), [], "{text}");
        }
    }

    #[test]
    fn indexes_and_links() {
        assert_eq!(kinds("requirements.txt", "a\n--extra-index-url https://x.org"), [(HitKind::ExtraIndex, 2)]);
        assert_eq!(kinds("pip.conf", "index-url = http://x.org"), [(HitKind::PlainIndex, 1)]);
        assert_eq!(kinds("setup.cfg", "dependency_links =\n  https://x.org/a"), [(HitKind::DependencyLinks, 1)]);
        assert_eq!(kinds("setup.py", "setup(dependency_links=['https://x.org/a'])"), [(HitKind::DependencyLinks, 1)]);
        assert_eq!(kinds("setup.py", "dependency_links=[],"), []);
    }

    #[test]
    fn lines_of_data_are_noticed() {
        assert_eq!(kinds("a.py", &format!("x = 1\nd = '{}'\n", "a".repeat(6000))), [(HitKind::LongLine, 2)]);
    }
}
