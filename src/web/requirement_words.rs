//! Requirements and their markers in words, and whether they apply somewhere. Parses nothing itself.

use std::str::FromStr as _;

use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};
use pep508_rs::{
    ExtraName, ExtraOperator, MarkerEnvironment, MarkerEnvironmentBuilder, MarkerExpression, MarkerOperator,
    MarkerTree, VersionOrUrl,
};

use super::question::{Environment, Platform, RequirementView};
use crate::artifact::requirement::Requirement;
use crate::finding::one_line;

/// Markers with more alternatives are shown as written: their normal form can grow with the power of them.
const MOST_ALTERNATIVES: usize = 6;

#[must_use]
pub fn view(
    requirement: &Requirement,
    environment: Option<&MarkerEnvironment>,
    extras: &[ExtraName],
) -> RequirementView {
    let text = one_line(&requirement.text);
    let Ok(parsed) = &requirement.parsed else {
        let name = one_line(requirement.written_name());
        return RequirementView {
            text,
            name,
            what: "cannot be read".to_owned(),
            when: String::new(),
            applies: None,
            line: requirement.line,
        };
    };
    let mut what = match &parsed.version_or_url {
        None => "any version".to_owned(),
        Some(VersionOrUrl::VersionSpecifier(specifiers)) => versions(specifiers),
        Some(VersionOrUrl::Url(url)) => format!("from {}", one_line(&url.0)),
    };
    if !parsed.extras.is_empty() {
        let names: Vec<String> = parsed.extras.iter().map(ToString::to_string).collect();
        what = format!("{what}, with {} {}", if names.len() == 1 { "extra" } else { "extras" }, names.join(" and "));
    }
    let written = requirement.text.split_once(';').map_or("", |(_, marker)| marker.trim());
    RequirementView {
        name: parsed.name.to_string(),
        what,
        when: when(&parsed.marker, written),
        applies: environment.map(|environment| parsed.marker.evaluate(environment, extras)),
        text,
        line: requirement.line,
    }
}

/// The environment that the visitor chose; `None` where the version is none.
#[must_use]
pub fn environment(chosen: &Environment) -> Option<MarkerEnvironment> {
    let version = Version::from_str(&chosen.python).ok()?;
    let [major, minor] = *version.release().first_chunk::<2>()?;
    let full = match version.release().get(2) {
        Some(patch) => format!("{major}.{minor}.{patch}"),
        None => format!("{major}.{minor}.0"),
    };
    let short = format!("{major}.{minor}");
    let (os, system, platform, machine) = match chosen.platform {
        Platform::Linux => ("posix", "Linux", "linux", "x86_64"),
        Platform::Macos => ("posix", "Darwin", "darwin", "arm64"),
        Platform::Windows => ("nt", "Windows", "win32", "AMD64"),
    };
    MarkerEnvironment::try_from(MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: &full,
        os_name: os,
        platform_machine: machine,
        platform_python_implementation: "CPython",
        platform_release: "",
        platform_system: system,
        platform_version: "",
        python_full_version: &full,
        python_version: &short,
        sys_platform: platform,
    })
    .ok()
}

/// `2.31 or later, below 3`
#[must_use]
pub fn versions(specifiers: &VersionSpecifiers) -> String {
    let words: Vec<String> = specifiers.iter().map(version).collect();
    if words.is_empty() { "any version".to_owned() } else { words.join(", ") }
}

fn version(specifier: &VersionSpecifier) -> String {
    let version = specifier.version();
    match specifier.operator() {
        Operator::Equal | Operator::ExactEqual => format!("exactly {version}"),
        Operator::EqualStar => format!("any {version}.x"),
        Operator::NotEqual => format!("not {version}"),
        Operator::NotEqualStar => format!("no {version}.x"),
        Operator::TildeEqual => {
            let release = version.release();
            let series: Vec<String> =
                release.iter().take(release.len().saturating_sub(1)).map(u64::to_string).collect();
            format!("{version} or later within {}.x", series.join("."))
        }
        Operator::LessThan => format!("below {version}"),
        Operator::LessThanEqual => format!("up to {version}"),
        Operator::GreaterThan => format!("above {version}"),
        Operator::GreaterThanEqual => format!("{version} or later"),
    }
}

/// When a requirement is needed; empty for always.
fn when(marker: &MarkerTree, written: &str) -> String {
    if marker.is_true() {
        return String::new();
    }
    if marker.is_false() {
        return "never".to_owned();
    }
    if written.matches(" or ").count() > MOST_ALTERNATIVES || written.matches(" and ").count() > 4 * MOST_ALTERNATIVES {
        return one_line(written);
    }
    let alternatives: Vec<String> = marker
        .to_dnf()
        .iter()
        .map(|all| {
            let words: Vec<String> = all.iter().map(expression).collect();
            words.join(" and ")
        })
        .collect();
    one_line(&alternatives.join(", or "))
}

fn expression(expression: &MarkerExpression) -> String {
    match expression {
        MarkerExpression::Version { key, specifier } => {
            let what = match key.to_string().as_str() {
                "implementation_version" => "the implementation's version",
                _ => "Python",
            };
            format!("{what} {}", version(specifier))
        }
        MarkerExpression::VersionIn { versions, negated, .. } => {
            let all: Vec<String> = versions.iter().map(ToString::to_string).collect();
            format!("Python {}{}", if *negated { "none of " } else { "" }, all.join(" or "))
        }
        MarkerExpression::String { key, operator, value } => {
            let (known, is) = system(&key.to_string(), value);
            match operator {
                MarkerOperator::Equal => format!("{is} {known}"),
                MarkerOperator::NotEqual => format!("not {is} {known}"),
                operator => format!("{key} {operator} {value}"),
            }
        }
        MarkerExpression::Extra { operator, name } => match operator {
            ExtraOperator::Equal => format!("with extra {name}"),
            ExtraOperator::NotEqual => format!("without extra {name}"),
        },
    }
}

/// A value of a marker as people call it, and the word before it.
fn system<'a>(key: &str, value: &'a str) -> (&'a str, &'static str) {
    match (key, value) {
        ("sys_platform", "win32") | ("platform_system", "Windows") | ("os_name", "nt") => ("Windows", "on"),
        ("sys_platform", "darwin") | ("platform_system", "Darwin") => ("macOS", "on"),
        ("sys_platform", "linux") | ("platform_system", "Linux") => ("Linux", "on"),
        ("sys_platform", "cygwin") => ("Cygwin", "on"),
        ("sys_platform", "emscripten") => ("Emscripten (Python in a browser)", "on"),
        ("os_name", "posix") => ("Linux, macOS or another Unix", "on"),
        ("platform_machine", value) => (value, "on a machine of type"),
        ("implementation_name", "cpython") => ("CPython", "on"),
        ("implementation_name", "pypy") => ("PyPy", "on"),
        // Names of systems, interpreters and releases.
        (_, value) => (value, "on"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, what: &str, when: &str) {
        let view = view(&Requirement::parse(text, None), None, &[]);
        assert_eq!((view.what.as_str(), view.when.as_str()), (what, when), "{text}");
    }

    #[test]
    fn a_requirement_reads_as_a_sentence() {
        check("a", "any version", "");
        check("a>=2.31,<3", "2.31 or later, below 3", "");
        check("a[b,c]~=1.4.2", "1.4.2 or later within 1.4.x, with extras b and c", "");
        check("a==1.*; extra == 'cli'", "any 1.x", "with extra cli");
        check("a; sys_platform == 'win32'", "any version", "on Windows");
        check("a; python_version < '3.11' and os_name == 'nt'", "any version", "Python below 3.11 and on Windows");
        check("a @ https://example.org/a.zip", "from https://example.org/a.zip", "");
        check("a (", "cannot be read", "");
    }

    #[test]
    fn markers_are_evaluated_where_the_visitor_is() {
        let applies = |text: &str, platform, extras: &[&str]| {
            let environment =
                environment(&Environment { python: "3.12".to_owned(), platform, extras: Vec::new() }).unwrap();
            let extras: Vec<ExtraName> = extras.iter().map(|extra| ExtraName::from_str(extra).unwrap()).collect();
            view(&Requirement::parse(text, None), Some(&environment), &extras).applies
        };
        assert_eq!(applies("a; sys_platform == 'win32'", Platform::Windows, &[]), Some(true));
        assert_eq!(applies("a; sys_platform == 'win32'", Platform::Linux, &[]), Some(false));
        assert_eq!(applies("a; python_version >= '3.13'", Platform::Linux, &[]), Some(false));
        assert_eq!(applies("a; extra == 'cli'", Platform::Macos, &["cli"]), Some(true));
        assert_eq!(applies("a; extra == 'cli'", Platform::Macos, &[]), Some(false));
    }

    #[test]
    fn a_marker_that_explodes_is_shown_as_written() {
        let marker: Vec<String> =
            (0..12).map(|n| format!("(platform_version != '{n}' or platform_release != '{n}')")).collect();
        let text = format!("a; {}", marker.join(" and "));
        assert!(view(&Requirement::parse(&text, None), None, &[]).when.starts_with("(platform_version != '0'"));
    }
}
