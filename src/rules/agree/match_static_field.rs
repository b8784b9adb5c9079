//! Fields that the sdist promises and the wheel changes. Fields with a rule of their own are left to it: name, version,
//! requirements, extras, Requires-Python and licence files.

use std::collections::BTreeSet;

use crate::artifact::metadata::Metadata;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::{is_dynamic, releases};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel changes a field that the sdist calls static
    ///
    /// PKG-INFO of the sdist has metadata 2.2 or newer and does not name the field in `Dynamic`, and the wheel of the
    /// same release has another value for it. Order and blanks do not matter. Where the two files are of different
    /// metadata versions, which the versions of backends decide, or were built by two backends, it is a warning.
    ///
    /// ## Why
    /// A field that is not dynamic must be the same in every wheel that is built from the sdist (PEP 643). Installers
    /// and indexes read it from one file and trust it for the other.
    ///
    /// ## Fix
    /// Build both from one commit with one backend, or let the backend mark the field as dynamic.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Keywords: demonstration
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    MatchStaticField { id: "match-static-field", gate: Agree, severity: Error, since: "0.1.0", reads: all [Wheel, Sdist] }
}

/// Fields without a rule of their own.
const FIELDS: [&str; 13] = [
    "Summary",
    "Description-Content-Type",
    "Keywords",
    "Author",
    "Author-email",
    "Maintainer",
    "Maintainer-email",
    "License",
    "License-Expression",
    "Classifier",
    "Project-URL",
    "Import-Name",
    "Import-Namespace",
];

impl Rule for MatchStaticField {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, one, wheel, other) in releases(release, check) {
            let mut changed: Vec<&str> = FIELDS
                .into_iter()
                .filter(|field| !is_dynamic(one, field) && values(one, field) != values(other, field))
                .collect();
            if !is_dynamic(one, "Description") && !one.body.split_whitespace().eq(other.body.split_whitespace()) {
                changed.push("Description");
            }
            if changed.is_empty() {
                continue;
            }
            let finding = check.find(
                wheel.file.at(&other.path),
                message!(
                    "{file} does not call {fields} dynamic, and the wheel has other values",
                    file = Fact::code(&sdist.file.name),
                    fields = Fact::list(changed),
                ),
                message!("Build both from one commit with one backend, or mark the fields as dynamic"),
            );
            if one.metadata_version() != other.metadata_version() || built_by_another(sdist, wheel) {
                finding.severity = Severity::Warning;
            }
        }
    }
}

/// Whether another backend than that of the sdist built the wheel, as far as both are known.
fn built_by_another(sdist: &Sdist, wheel: &Wheel) -> bool {
    const BACKENDS: [&str; 9] =
        ["setuptools", "hatchling", "flit", "poetry", "pdm", "maturin", "meson", "scikit", "uv"];
    let known = |text: &str| BACKENDS.into_iter().find(|name| text.starts_with(name));
    let generator = wheel.wheel_file.as_ref().and_then(|file| file.fields().iter().find(|it| it.name == "Generator"));
    let one = sdist.pyproject.as_ref().and_then(|file| known(file.build_backend()));
    let other = generator.and_then(|field| known(field.value.trim()));
    one.is_some() && other.is_some() && one != other
}

/// The values of a field, each without the blanks that folding adds.
fn values(metadata: &Metadata, field: &str) -> BTreeSet<String> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let values = metadata.all(field).map(|field| plain(&field.value));
    match field {
        "Keywords" => values
            .flat_map(|it| it.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>())
            .filter(|it| !it.is_empty())
            .collect(),
        "Project-URL" => values.map(|it| it.replace(", ", ",")).collect(),
        // UTF-8 is what stands there where nothing does (Core metadata, "Description-Content-Type").
        "Description-Content-Type" => values
            .map(|it| it.to_ascii_lowercase().replace(' ', "").replace(";charset=utf-8", ""))
            .filter(|it| !it.is_empty())
            .collect(),
        // A name may stand before the address, or in the field without `-email`.
        "Author" | "Maintainer" => {
            let of_address = format!("{field}-email");
            let named = metadata.all(&of_address).map(|field| plain(&field.value));
            let names = named.filter_map(|it| Some(it.split_once(" <")?.0.trim_matches('"').to_owned()));
            values.chain(names).filter(|it| !it.is_empty()).collect()
        }
        "Author-email" | "Maintainer-email" => values
            .map(|it| it.split_once(" <").map_or(it.clone(), |(_, address)| address.trim_end_matches('>').to_owned()))
            .filter(|it| !it.is_empty())
            .collect(),
        _ => values.filter(|it| !it.is_empty()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words;

    fn release(backend: &str, wheel: &str, sdist: &str) -> String {
        format!(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {{merge}}\n{wheel}\n\
             --- demo-1.0.dist-info/WHEEL\nWheel-Version: 1.0\nGenerator: poetry-core 2.5.0\nRoot-Is-Purelib: true\n\
             Tag: py3-none-any\n=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/PKG-INFO {{merge}}\n{sdist}\n\
             --- demo-1.0/pyproject.toml\n[build-system]\nrequires = ['{backend}']\nbuild-backend = '{backend}'\n"
        )
    }

    /// `pendulum` 3.3.0, whose wheel for all platforms is poetry's and whose sdist is of another backend.
    #[test]
    fn two_backends_of_one_release_write_one_thing_in_two_ways() {
        let words = |severity: &str| {
            format!(
                "{severity} match-static-field: `demo-1.0.tar.gz` does not call `Keywords` dynamic, and the wheel has other values"
            )
        };
        check_words(&release("hatchling", "Keywords: a", "Keywords: b"), &[&words("warning")]);
        check_words(&release("poetry.core.masonry.api", "Keywords: a", "Keywords: b"), &[&words("error")]);
    }

    #[test]
    fn an_author_with_an_address_is_the_same_in_one_field_or_two() {
        let text = "Description-Content-Type: text/markdown";
        check_words(
            &release(
                "poetry.core.masonry.api",
                &format!("Author: Ann\nAuthor-email: ann@example.org\n{text}"),
                &format!("Author-email: Ann <ann@example.org>\n{text}; charset=UTF-8"),
            ),
            &[],
        );
    }
}
