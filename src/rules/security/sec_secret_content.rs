//! Tokens and private keys inside files, by their shape. Neither the file's name nor what the secret opens is its business.

use crate::artifact::Distribution;
use crate::contents::hits::HitKind;
use crate::finding::{Certainty, Fact, Severity};
use crate::message;
use crate::rules::security::is_for_tests;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A file holds a token or a private key
    ///
    /// A text has the form of a token of PyPI, GitHub, GitLab, AWS, Slack, Stripe, npm and others, each by its prefix
    /// and length, or is a private key without a password. Text files up to 1 MB are read. Values that look written by
    /// hand, such as `AKIA…EXAMPLE`, are left out; among tests, examples and documentation the finding is only worth
    /// knowing. The secret itself is never shown.
    ///
    /// ## Why
    /// Whatever is published can be read by everybody, is searched by robots within minutes, and stays readable after
    /// the release was deleted.
    ///
    /// ## Fix
    /// Revoke the secret now, whether the release is published or not yet. Then remove it, and build again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/client.py
    /// TOKEN = "ghp_q7Rt2mXz9LkV4bNc8WpY3sHd6FgJ1aTe5uQo"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/client.py
    /// TOKEN = os.environ["GITHUB_TOKEN"]
    /// EXAMPLE = "AKIAIOSFODNN7EXAMPLE"
    /// ```
    SecSecretContent { id: "sec-secret-content", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

/// More findings than this would hide the others.
const MAX_FINDINGS: usize = 20;

impl Rule for SecSecretContent {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        if check.need_members(distribution).is_none() {
            return;
        }
        let found =
            distribution.contents().hits.iter().flat_map(|(path, hits)| hits.iter().map(move |hit| (path, hit)));
        let secrets = found.filter_map(|(path, hit)| match hit.kind {
            HitKind::Token(service) => Some((path, hit.line, format!("token of {service}"))),
            HitKind::PrivateKey => Some((path, hit.line, "private key".to_owned())),
            _ => None,
        });
        let (tests, shipped): (Vec<_>, Vec<_>) = secrets.partition(|(path, ..)| is_for_tests(path));
        for (path, line, kind) in shipped.into_iter().take(MAX_FINDINGS) {
            let finding = check.find(
                distribution.file().at_line(path, line),
                message!(
                    "{path} holds what looks like a {kind}, and everybody can read what is published",
                    path = Fact::code(path),
                    kind = Fact::text(kind),
                ),
                message!("Revoke it now, remove it, and build again"),
            );
            finding.certainty = Certainty::Likely;
        }
        let mut paths: Vec<&str> = tests.iter().map(|(path, ..)| path.as_str()).collect();
        paths.dedup();
        if paths.is_empty() {
            return;
        }
        let finding = check.find(
            distribution.file().location(),
            message!(
                "{count} files among tests and examples hold what looks like secrets: {paths}",
                count = Fact::count(paths.len()),
                paths = Fact::list(paths),
            ),
            message!("Look whether they open anything; keys that only tests use are fine"),
        );
        finding.severity = Severity::Info;
        finding.certainty = Certainty::Likely;
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn the_report_never_shows_the_secret() {
        let secret = "q7Rt2mXz9LkV4bNc8WpY3sHd6FgJ1aTe5uQo";
        for place in ["demo/client.py", "tests/client.py"] {
            let report = fixture::report(&format!(
                "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/{place}\nT = 'ghp_{secret}'\n"
            ));
            assert!(report.findings.iter().any(|finding| finding.rule == "sec-secret-content"));
            assert!(!format!("{report:?}").contains(secret));
        }
    }
}
