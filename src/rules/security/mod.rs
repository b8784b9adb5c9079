//! Group J: does it ship what nobody should get, or run what nobody asked for?

pub mod sec_bidi;
pub mod sec_bytecode_only;
pub mod sec_embedded_executable;
pub mod sec_extra_index;
pub mod sec_foreign_top_level;
pub mod sec_hidden_file;
pub mod sec_high_entropy;
pub mod sec_obfuscated_exec;
pub mod sec_personal_path;
pub mod sec_pth_code;
pub mod sec_sbom_invalid;
pub mod sec_secret_content;
pub mod sec_secret_file;
pub mod sec_setup_network;
pub mod sec_site_customize;
pub mod sec_stdlib_shadow;
pub mod sec_url_credentials;

use crate::rules::members::is_test_data;

/// Whether a secret at this path is most likely one that only tests and examples use.
fn is_for_tests(path: &str) -> bool {
    let Some((folders, _)) = path.rsplit_once('/') else { return false };
    let test = |word: &str| matches!(word, "test" | "tests" | "testing");
    is_test_data(path)
        || folders.split('/').any(|folder| {
            let folder = folder.to_ascii_lowercase();
            // `t` is what Perl calls the folder of tests, and some projects after it.
            folder == "t"
                || folder.split(['_', '-', '.']).any(test)
                || ["dummy", "fake", "mock"].iter().any(|word| folder.starts_with(word))
                || ["test", "tests"].iter().any(|word| folder.ends_with(word)) && !ends_by_chance(&folder)
        })
}

/// Words that end like tests and are none.
fn ends_by_chance(folder: &str) -> bool {
    ["latest", "contest", "attest", "fastest", "greatest"].iter().any(|word| folder.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::is_for_tests;

    /// Keys of celery 5.7.0, gevent 26.9.0, grpcio 1.85.1 and urllib3 2.8.0 were taken for leaks.
    #[test]
    fn folders_of_tests_that_are_not_called_tests() {
        for path in [
            "celery-5.7.0/t/unit/security/__init__.py",
            "gevent-26.9.0/src/greentest/3.10/keycert.pem",
            "grpcio-1.85.1/src/core/tsi/test_creds/server1.key",
            "urllib3-2.8.0/dummyserver/certs/server.key",
        ] {
            assert!(is_for_tests(path), "{path}");
        }
        for path in ["demo/latest/server.key", "demo/attest/server.key", "demo/certs/server.key", "test.key"] {
            assert!(!is_for_tests(path), "{path}");
        }
    }
}
