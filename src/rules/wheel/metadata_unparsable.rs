//! Core metadata as a text of header fields. What fields mean is the business of other rules.

use std::collections::HashMap;

use crate::artifact::Distribution;
use crate::artifact::metadata::{Field, MetadataProblem};
use crate::finding::{Fact, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The metadata cannot be read as fields
    ///
    /// METADATA or PKG-INFO is not UTF-8, has a line that is no field, or repeats a field that may occur once with another
    /// value. A field that no specification knows is a warning, as is a repeated field other than name and version.
    ///
    /// ## Why
    /// Readers differ: `email` takes everything after a broken line for the description, so requirements get lost, and
    /// twine refuses to upload such a file.
    ///
    /// ## Fix
    /// Let the build backend write the metadata. A summary or a licence must not hold raw line feeds.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA
    /// Metadata-Version: 2.1
    /// Name: demo
    /// Version: 1.0
    /// Requires-Python: >=3.10
    /// this line is no field
    /// Requires-Dist: lost
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Keywords: one,two
    /// ```
    MetadataUnparsable {
        id: "metadata-unparsable", gate: Install, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist],
    }
}

impl Rule for MetadataUnparsable {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        let file = distribution.file();
        for problem in &metadata.problems {
            let (line, message) = match problem {
                MetadataProblem::NotUtf8 { line } => {
                    (*line, message!("The metadata are not UTF-8; upload tools refuse them"))
                }
                MetadataProblem::NotAField { line, text } => (
                    *line,
                    message!(
                        "{line} is no field; everything after it is taken for the description",
                        line = Fact::code(text)
                    ),
                ),
            };
            check.find(
                file.at_line(&metadata.path, line),
                message,
                message!("Let the build backend write the metadata again"),
            );
        }
        let mut first: HashMap<String, &Field> = HashMap::new();
        for field in &metadata.fields {
            let name = field.name.to_ascii_lowercase();
            let location = file.at_line(&metadata.path, field.line);
            if SINGLE.contains(&name.as_str()) {
                let known = *first.entry(name.clone()).or_insert(field);
                if known.line == field.line {
                    continue;
                }
                let message = message!(
                    "{field} occurs again, but may occur once; upload tools refuse it, installers differ in which they take",
                    field = Fact::code(&field.name),
                );
                let vital =
                    matches!(name.as_str(), "metadata-version" | "name" | "version") && known.value != field.value;
                let finding = check.find(location, message, message!("Keep one of them"));
                if !vital {
                    finding.severity = Severity::Warning;
                }
            } else if !MULTIPLE.contains(&name.as_str()) {
                let message = message!(
                    "{field} is no field of core metadata; twine refuses it, others ignore it",
                    field = Fact::code(&field.name)
                );
                check.find(location, message, message!("Remove it, or spell it as the specification does")).severity =
                    Severity::Warning;
            }
        }
    }
}

const SINGLE: [&str; 16] = [
    "metadata-version",
    "name",
    "version",
    "summary",
    "description",
    "description-content-type",
    "keywords",
    "home-page",
    "download-url",
    "author",
    "author-email",
    "maintainer",
    "maintainer-email",
    "license",
    "license-expression",
    "requires-python",
];

const MULTIPLE: [&str; 16] = [
    "dynamic",
    "platform",
    "supported-platform",
    "license-file",
    "classifier",
    "requires-dist",
    "requires-external",
    "project-url",
    "provides-extra",
    "import-name",
    "import-namespace",
    "provides-dist",
    "obsoletes-dist",
    "requires",
    "provides",
    "obsoletes",
];

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn a_folded_licence_and_old_field_names_are_fine() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\nLicense-Expression:\nmetadata-version: 2.4\nLicense: one\n        two\nhome-page: https://example.org\nPlatform: any\n",
            &["info metadata-deprecated-field: `Home-page` is deprecated; `Project-URL` took its place"],
        );
    }
}
