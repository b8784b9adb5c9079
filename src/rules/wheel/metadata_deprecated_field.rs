//! Fields of core metadata that have successors.

use crate::artifact::Distribution;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The metadata use a deprecated field
    ///
    /// `Home-page`, `Download-URL`, `Requires`, `Provides` or `Obsoletes` is there. `Home-page` is passed over where a `Project-URL` says the same.
    ///
    /// ## Why
    /// PyPI and other tools look at the successors: `Project-URL`, `Requires-Dist`, `Provides-Dist` and `Obsoletes-Dist`.
    ///
    /// ## Fix
    /// Use `[project.urls]` in place of `url` and `download_url`, and `dependencies` in place of `requires`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Home-page: https://example.org
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Project-URL: Homepage, https://example.org
    /// ```
    MetadataDeprecatedField { id: "metadata-deprecated-field", gate: Upload, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

const DEPRECATED: [(&str, &str); 5] = [
    ("Home-page", "Project-URL"),
    ("Download-URL", "Project-URL"),
    ("Requires", "Requires-Dist"),
    ("Provides", "Provides-Dist"),
    ("Obsoletes", "Obsoletes-Dist"),
];

impl Rule for MetadataDeprecatedField {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let Some(metadata) = check.need_metadata(distribution) else { return };
        for (name, successor) in DEPRECATED {
            let Some(field) = metadata.first(name).filter(|field| !matches!(field.value.trim(), "" | "UNKNOWN")) else {
                continue;
            };
            let url = field.value.trim().trim_end_matches('/');
            let mut urls = metadata.all("Project-URL").filter_map(|field| field.value.split_once(','));
            if name == "Home-page" && urls.any(|(_, other)| other.trim().trim_end_matches('/') == url) {
                continue;
            }
            check.find(
                distribution.file().at_line(&metadata.path, field.line),
                message!(
                    "{name} is deprecated; {successor} took its place",
                    name = Fact::code(name),
                    successor = Fact::code(successor),
                ),
                message!("Use the successor"),
            );
        }
    }
}
