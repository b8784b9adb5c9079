//! What a known failure looks like in a log, what caused it and what to do: the shape of the tables in `signatures/`.

use super::signatures;
use crate::finding::Severity;

/// The part of a release in which a failure shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    Platform,
    Build,
    Smoke,
    Check,
    Auth,
    Publish,
}

impl Phase {
    pub const ALL: [Self; 6] = [Self::Platform, Self::Build, Self::Smoke, Self::Check, Self::Auth, Self::Publish];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Build => "build",
            Self::Smoke => "smoke",
            Self::Check => "check",
            Self::Auth => "auth",
            Self::Publish => "publish",
        }
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Platform => "The runner and its actions",
            Self::Build => "Building",
            Self::Smoke => "Trying what was built",
            Self::Check => "Checks before the upload",
            Self::Auth => "Proving who uploads",
            Self::Publish => "The upload",
        }
    }
}

/// One known failure.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// Kebab case, never reused.
    pub id: &'static str,
    pub phase: Phase,
    /// Of the finding, where this is the cause: an error ended the release or left files out of it.
    pub severity: Severity,
    /// Without a full stop.
    pub title: &'static str,
    /// How it reads in a folded log, in every wording of the tools (see `pattern`). Empty where facts alone decide.
    pub patterns: &'static [&'static str],
    /// What it means. Of several the first whose facts were all captured is taken; the last has none.
    pub causes: &'static [&'static str],
    pub fix: &'static str,
    /// The rules of this tool that see it before anything is uploaded.
    pub rules: &'static [&'static str],
    /// Where the wording and the cause are known from: issues as `owner/repository#number`, or whose source has it.
    pub source: &'static str,
    /// A line that has it.
    pub example: &'static str,
    /// Less specific signatures that the same message also has.
    pub over: &'static [&'static str],
    /// Signatures that cause this one, where they come before; `build-*` stands for all of that beginning, `*` for all.
    pub after: &'static [&'static str],
    /// Words after which it turned out to be harmless.
    pub unless: &'static [&'static str],
    /// The tools end well in spite of it, so that a green run proves nothing.
    pub silent: bool,
}

impl Signature {
    /// What most of them have.
    pub const BASE: Self = Self {
        id: "",
        phase: Phase::Platform,
        severity: Severity::Error,
        title: "",
        patterns: &[],
        causes: &[],
        fix: "",
        rules: &[],
        source: "",
        example: "",
        over: &[],
        after: &[],
        unless: &[],
        silent: false,
    };

    /// A table as it is compiled in. The page shows neither examples nor sources, which are a third of its text, so the engine
    /// does not carry them.
    #[must_use]
    pub const fn table<const N: usize>(mut table: [Self; N]) -> [Self; N] {
        if cfg!(target_family = "wasm") {
            let mut n = 0;
            while n < N {
                table[n].source = "";
                table[n].example = "";
                n += 1;
            }
        }
        table
    }

    /// Whether this one follows from another that came before it.
    #[must_use]
    pub fn follows(&self, other: &str) -> bool {
        self.id != other
            && self.after.iter().any(|cause| match cause.strip_suffix('*') {
                Some(beginning) => other.starts_with(beginning),
                None => *cause == other,
            })
    }
}

/// Every signature, by phase, in the order of the tables.
pub fn all() -> impl Iterator<Item = &'static Signature> {
    signatures::TABLES.iter().copied().flatten()
}

#[must_use]
pub fn by_id(id: &str) -> Option<&'static Signature> {
    all().find(|signature| signature.id == id)
}

/// The page of a signature as Markdown.
#[must_use]
pub fn page(signature: &Signature) -> String {
    format!("# {}\n\n{}", signature.title, body(signature))
}

/// One page with all of them.
#[must_use]
pub fn pages() -> String {
    let mut out = String::from(
        "# Signatures\n\nWhat `preflight triage` knows of failed releases. Written by `cargo run --bin generate -- signatures \
         docs/signatures.md` from the tables in `src/pipeline/triage/signatures/`; change those.\n",
    );
    for phase in Phase::ALL {
        out.push_str(&format!("\n## {}\n", phase.title()));
        for signature in all().filter(|signature| signature.phase == phase) {
            out.push_str(&format!("\n### {}\n\n{}.\n\n{}", signature.id, signature.title, body(signature)));
        }
    }
    out
}

fn body(signature: &Signature) -> String {
    let Signature { id, phase, severity, causes, fix, rules, source, example, .. } = *signature;
    let cause = causes.last().copied().unwrap_or_default();
    let mut out = format!("`{id}` · {} · phase `{}`\n\n{cause}.\n\n**Fix:** {fix}.\n", severity.name(), phase.name());
    if !rules.is_empty() {
        let rules: Vec<String> = rules.iter().map(|rule| format!("`{rule}`")).collect();
        out.push_str(&format!("\n**Seen before by:** {}.\n", rules.join(", ")));
    }
    out.push_str(&format!("\n```text\n{example}\n```\n\nKnown from: {source}.\n"));
    out
}
