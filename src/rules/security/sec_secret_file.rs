//! Files that hold secrets by their names. Their content is not looked at.

use crate::artifact::Distribution;
use crate::finding::{Certainty, Severity};
use crate::message;
use crate::rules::members::{Junk, junk, places};
use crate::rules::security::is_for_tests;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A file that usually holds secrets is in the release
    ///
    /// `.env`, `.pypirc`, `.netrc`, private keys, credentials of cloud tools and the like.
    ///
    /// ## Why
    /// Whatever is published can be read by everybody, and stays readable after it was deleted. The file is judged by its name
    /// alone: `.npmrc`, `*.p12` and `*.key` may be harmless and are warnings. Empty files, and examples such as `.env.example`, are
    /// left out; files among tests, examples and templates are only worth knowing.
    ///
    /// ## Fix
    /// Remove the file and build again. If it was published, replace the secrets now, then delete the release.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/.env
    /// API_KEY=1234
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/example.env
    /// API_KEY=
    /// ```
    SecSecretFile { id: "sec-secret-file", gate: Safe, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for SecSecretFile {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(members) = check.need_members(distribution) else { return };
        let file = distribution.file();
        let judged = members.iter().filter(|member| member.is_file() && member.size > 0);
        let secrets: Vec<(&str, Severity)> = judged
            .filter(|member| junk(&member.path) != Some(Junk::Repository))
            .filter_map(|member| Some((member.path.as_str(), secret(&member.path)?)))
            .collect();
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            let paths = secrets.iter().filter(|(_, found)| *found == severity).map(|(path, _)| *path);
            let added = check.find_each(
                file.location(),
                places(file, paths),
                |name| message!("{name} usually holds secrets, and everybody can read what is published", name = name),
                |count, names| {
                    message!(
                        "{count} files usually hold secrets, and everybody can read what is published: {names}",
                        count = count,
                        names = names
                    )
                },
                &message!("Remove it and build again; if it was published, replace the secrets"),
            );
            for finding in added {
                finding.severity = severity;
                finding.certainty = Certainty::Likely;
            }
        }
    }
}

/// Whether a file holds secrets by its name, and how bad that is.
pub(crate) fn secret(path: &str) -> Option<Severity> {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name).to_ascii_lowercase();
    let sample = ["example", "sample", "template", "dist", "default", "defaults", "schema", "test", "tmpl"];
    let severity = match name.as_str() {
        ".env"
        | ".envrc"
        | ".pypirc"
        | ".netrc"
        | "_netrc"
        | ".git-credentials"
        | ".dockercfg"
        | ".boto"
        | ".s3cfg"
        | ".pgpass"
        | "id_rsa"
        | "id_dsa"
        | "id_ecdsa"
        | "id_ed25519"
        | "kubeconfig"
        | "application_default_credentials.json" => Severity::Error,
        ".npmrc" | ".yarnrc" | ".htpasswd" => Severity::Warning,
        "credentials" if path.ends_with(".aws/credentials") => Severity::Error,
        "config" if path.ends_with(".kube/config") => Severity::Error,
        "config.json" if path.ends_with(".docker/config.json") => Severity::Error,
        _ if name.starts_with(".env.") && !name.split('.').any(|part| sample.contains(&part)) => Severity::Error,
        _ if [".p12", ".pfx", ".key", ".ppk", ".jks", ".keystore"].iter().any(|suffix| name.ends_with(suffix)) => {
            Severity::Warning
        }
        _ => return None,
    };
    Some(if is_for_tests(path) { Severity::Info } else { severity })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_and_keys_of_tests_leak_nothing() {
        assert_eq!(secret("demo/.env.example"), None);
        assert_eq!(secret("demo-1.0/.env.example"), None);
        assert_eq!(secret("vectors/pkcs12/cert.p12"), Some(Severity::Info));
        assert_eq!(secret("demo/.env.production"), Some(Severity::Error));
        assert_eq!(secret("demo/environment.py"), None);
    }
}
