//! Environment markers (PEP 508): what they compare, and on which Pythons and platforms they hold.
//!
//! Evaluation is that of `pep508_rs`; this module owns the grid of environments that it runs over. A grid shows that
//! something holds somewhere. That something holds nowhere is only said where the algebra of markers proves it, or where a
//! value is compared that no Python ever had.

use std::ops::Bound;
use std::str::FromStr as _;

use pep440_rs::{Operator, Version, VersionSpecifiers, release_specifiers_to_ranges};
use pep508_rs::{ExtraName, MarkerEnvironment, MarkerEnvironmentBuilder, MarkerTree};

/// One comparison of a marker, with the variable on the left whichever side it was written on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison<'m> {
    pub variable: &'m str,
    /// `==`, `in`, `not in` and so on, without blanks.
    pub operator: &'m str,
    pub value: &'m str,
}

enum Token<'m> {
    Variable(&'m str),
    Operator(&'m str),
    Value(&'m str),
    Other,
}

/// The marker of a requirement, as written: what follows `;`.
#[must_use]
pub fn marker_text(requirement: &str) -> Option<&str> {
    // A URL may hold `;`; the marker behind it stands after a blank.
    let separator = if requirement.contains('@') { " ;" } else { ";" };
    requirement.split_once(separator).map(|(_, marker)| marker)
}

/// The comparisons of a marker, in their order. Parentheses, `and` and `or` are left out.
#[must_use]
pub fn comparisons(marker: &str) -> Vec<Comparison<'_>> {
    let tokens = tokens(marker);
    let three = tokens.windows(3).filter_map(|three| match three {
        [Token::Variable(variable), Token::Operator(operator), Token::Value(value)]
        | [Token::Value(value), Token::Operator(operator), Token::Variable(variable)] => {
            Some(Comparison { variable, operator, value })
        }
        _ => None,
    });
    three.collect()
}

fn tokens(marker: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = marker.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '"' | '\'' => {
                let inside = rest.get(1..).unwrap_or_default();
                let end = inside.find(first).unwrap_or(inside.len());
                (Token::Value(inside.get(..end).unwrap_or_default()), end + 2)
            }
            '<' | '>' | '=' | '!' | '~' => {
                let end = rest.find(|c| !matches!(c, '<' | '>' | '=' | '!' | '~')).unwrap_or(rest.len());
                (Token::Operator(rest.get(..end).unwrap_or_default()), end)
            }
            c if c.is_ascii_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.')));
                let end = end.unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                match word {
                    "and" | "or" => (Token::Other, end),
                    "in" => (Token::Operator(word), end),
                    "not" => (Token::Operator("not in"), negated_in(rest).unwrap_or(end)),
                    _ => (Token::Variable(word), end),
                }
            }
            c => (Token::Other, c.len_utf8()),
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    tokens
}

/// How long `not in` is, with its blanks.
fn negated_in(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("not")?;
    let inside = after.trim_start().strip_prefix("in")?;
    Some(rest.len() - inside.len())
}

/// Names of extras that a marker compares with, as written.
#[must_use]
pub fn extras_named(marker: &str) -> Vec<&str> {
    comparisons(marker).into_iter().filter(|it| it.variable == "extra").map(|it| it.value).collect()
}

/// A comparison with a value that the variable has on no platform, and the value that was probably meant.
#[must_use]
pub fn impossible_value(marker: &str) -> Option<(Comparison<'_>, &'static str)> {
    let equal = comparisons(marker).into_iter().filter(|it| it.operator == "==");
    equal.into_iter().find_map(|it| Some((it.clone(), meant(it.variable, it.value)?)))
}

/// Values that are written by mistake: those of the neighbouring variable, or in another case.
fn meant(variable: &str, value: &str) -> Option<&'static str> {
    let lower = value.to_ascii_lowercase();
    let right = match variable {
        "sys_platform" | "sys.platform" => match lower.as_str() {
            "windows" | "win64" | "win" | "nt" | "win32" => "win32",
            "macos" | "mac" | "osx" | "macosx" | "darwin" => "darwin",
            "linux" | "linux3" => "linux",
            _ => return None,
        },
        "os_name" | "os.name" => match lower.as_str() {
            "windows" | "win32" | "win64" | "nt" => "nt",
            "linux" | "darwin" | "macos" | "mac" | "unix" | "posix" => "posix",
            _ => return None,
        },
        "platform_system" => match lower.as_str() {
            "windows" | "win32" | "win64" | "nt" => "Windows",
            "macos" | "mac" | "osx" | "darwin" => "Darwin",
            "linux" => "Linux",
            _ => return None,
        },
        "platform_python_implementation" | "platform.python_implementation" | "python_implementation" => {
            match lower.as_str() {
                "cpython" => "CPython",
                "pypy" => "PyPy",
                _ => return None,
            }
        }
        "implementation_name" => match lower.as_str() {
            "cpython" => "cpython",
            "pypy" => "pypy",
            _ => return None,
        },
        _ => return None,
    };
    (right != value).then_some(right)
}

/// Whether a marker holds on no Python that `requires_python` allows, whatever the platform and the extras: proven by the
/// algebra of markers, not by trying.
#[must_use]
pub fn is_never_true(marker: &MarkerTree, requires_python: Option<&VersionSpecifiers>) -> bool {
    if marker.is_false() {
        return true;
    }
    let Some(specifiers) = requires_python.filter(|specifiers| is_moderate(specifiers)) else { return false };
    let ranges = release_specifiers_to_ranges(specifiers.clone());
    let Some((lower, upper)) = ranges.bounding_range() else { return false };
    if matches!((lower, upper), (Bound::Unbounded, Bound::Unbounded)) {
        return false;
    }
    marker.clone().complexify_python_versions(lower, upper).is_false()
}

/// Whether no release satisfies all of these specifiers. Where pre-releases, post-releases or `===` are involved the
/// order of versions has exceptions, and nothing is said.
#[must_use]
pub fn is_unsatisfiable(specifiers: &VersionSpecifiers) -> bool {
    let plain = |version: &Version| {
        !version.any_prerelease() && !version.is_post() && !version.is_local() && version.epoch() == 0
    };
    let judged = specifiers.iter().all(|it| plain(it.version()) && *it.operator() != Operator::ExactEqual);
    judged && is_moderate(specifiers) && release_specifiers_to_ranges(specifiers.clone()).is_empty()
}

/// Ranges are computed by adding one to a part of a version.
fn is_moderate(specifiers: &VersionSpecifiers) -> bool {
    specifiers.iter().all(|it| it.version().release().iter().all(|part| *part < u64::from(u32::MAX)))
}

/// Pythons and platforms that requirements are resolved on.
#[derive(Debug)]
pub struct Grid(Vec<MarkerEnvironment>);

/// `os_name`, `sys_platform`, `platform_system` and `platform_machine` as Python gives them there.
const PLATFORMS: [(&str, &str, &str, &str); 18] = [
    ("posix", "linux", "Linux", "x86_64"),
    ("posix", "linux", "Linux", "aarch64"),
    ("posix", "linux", "Linux", "i686"),
    ("posix", "linux", "Linux", "armv7l"),
    ("posix", "linux", "Linux", "ppc64le"),
    ("posix", "linux", "Linux", "s390x"),
    ("posix", "linux", "Linux", "riscv64"),
    ("posix", "darwin", "Darwin", "arm64"),
    ("posix", "darwin", "Darwin", "x86_64"),
    ("nt", "win32", "Windows", "AMD64"),
    ("nt", "win32", "Windows", "ARM64"),
    ("nt", "win32", "Windows", "x86"),
    ("posix", "cygwin", "CYGWIN_NT-10.0", "x86_64"),
    ("posix", "emscripten", "Emscripten", "wasm32"),
    ("posix", "wasi", "wasi", "wasm32"),
    ("posix", "android", "Android", "aarch64"),
    ("posix", "ios", "iOS", "arm64"),
    ("posix", "freebsd14", "FreeBSD", "amd64"),
];

/// Minor versions of Python 3 from the first that anything still installs on to some that are not out yet.
const MINORS: std::ops::RangeInclusive<u64> = 6..=18;

impl Grid {
    /// The environments that `requires_python` allows.
    #[must_use]
    pub fn new(requires_python: Option<&VersionSpecifiers>) -> Self {
        let mut environments = Vec::new();
        let allowed = |full: &Version| requires_python.is_none_or(|specifiers| specifiers.contains(full));
        for minor in MINORS {
            for patch in [0, 2, 99] {
                let (short, full) = (format!("3.{minor}"), format!("3.{minor}.{patch}"));
                if !Version::from_str(&full).is_ok_and(|full| allowed(&full)) {
                    continue;
                }
                for (implementation, python) in [("cpython", "CPython"), ("pypy", "PyPy")] {
                    let environment = |(os, sys, system, machine)| {
                        MarkerEnvironment::try_from(MarkerEnvironmentBuilder {
                            implementation_name: implementation,
                            implementation_version: &full,
                            os_name: os,
                            platform_machine: machine,
                            platform_python_implementation: python,
                            platform_release: "",
                            platform_system: system,
                            platform_version: "",
                            python_full_version: &full,
                            python_version: &short,
                            sys_platform: sys,
                        })
                    };
                    environments.extend(PLATFORMS.into_iter().filter_map(|platform| environment(platform).ok()));
                }
            }
        }
        Self(environments)
    }

    /// Whether both markers hold on one of these environments with these extras.
    #[must_use]
    pub fn any_holds_both(&self, one: &MarkerTree, other: &MarkerTree, extras: &[ExtraName]) -> bool {
        self.0.iter().any(|environment| one.evaluate(environment, extras) && other.evaluate(environment, extras))
    }

    /// Whether a marker holds on one of these environments with these extras.
    #[must_use]
    pub fn any_holds(&self, marker: &MarkerTree, extras: &[ExtraName]) -> bool {
        self.0.iter().any(|environment| marker.evaluate(environment, extras))
    }

    /// Python and platform of the first environment on which both markers hold.
    #[must_use]
    pub fn first_with_both(&self, one: &MarkerTree, other: &MarkerTree, extras: &[ExtraName]) -> Option<String> {
        let found = self
            .0
            .iter()
            .find(|environment| one.evaluate(environment, extras) && other.evaluate(environment, extras))?;
        Some(format!("Python {} on {}", found.python_version(), found.platform_system()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(text: &str) -> MarkerTree {
        MarkerTree::from_str(text).unwrap()
    }

    fn specifiers(text: &str) -> VersionSpecifiers {
        VersionSpecifiers::from_str(text).unwrap()
    }

    #[test]
    fn comparisons_stand_with_the_variable_on_the_left() {
        let text =
            "(python_version<'3.9' or \"win32\" == sys_platform) and extra == 'fast' and 'a' not in platform_release";
        let found: Vec<String> =
            comparisons(text).iter().map(|it| format!("{} {} {}", it.variable, it.operator, it.value)).collect();
        assert_eq!(
            found,
            ["python_version < 3.9", "sys_platform == win32", "extra == fast", "platform_release not in a"]
        );
        assert_eq!(extras_named(text), ["fast"]);
        assert!(comparisons("'").is_empty() && comparisons("not in ü").is_empty());
    }

    #[test]
    fn never_is_proven() {
        let python = specifiers(">=3.10");
        for (text, never) in [
            ("python_version < '3.9'", true),
            ("python_version < '3.10'", true),
            ("python_version < '3.11'", false),
            ("python_full_version < '3.10.1'", false),
            ("python_version < '3' and sys_platform == 'linux'", true),
            ("sys_platform == 'win32' and sys_platform == 'linux'", true),
            ("sys_platform == 'sunos5'", false),
            ("python_version < '3.9' or extra == 'x'", false),
        ] {
            assert_eq!(is_never_true(&marker(text), Some(&python)), never, "{text}");
        }
    }

    #[test]
    fn empty_ranges_are_decided_where_the_order_has_no_exceptions() {
        for (text, empty) in [
            (">=2,<1", true),
            ("==1.0,==2.0", true),
            (">1,<1.0.1", false),
            (">=2.0b1,<2.0rc1", false),
            ("~=1.4,>=2", true),
            (">=1,!=1", false),
            ("==1.*,<1", true),
            ("===1,===2", false),
            ("==18446744073709551615.*", false),
        ] {
            assert_eq!(is_unsatisfiable(&specifiers(text)), empty, "{text}");
        }
    }

    #[test]
    fn values_of_another_variable_are_noticed() {
        assert_eq!(impossible_value("sys_platform == 'Windows'").unwrap().1, "win32");
        assert_eq!(impossible_value("platform_system == 'darwin'").unwrap().1, "Darwin");
        assert_eq!(impossible_value("sys_platform == 'win32' and sys_platform == 'sunos5'"), None);
    }
}
