//! Two spellings of one extension.

use std::collections::BTreeMap;

use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{is_test_data, payload};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel mixes two spellings of one extension
    ///
    /// The wheel holds files of one kind under two extensions, such as `.yml` and `.yaml`. Tests, examples and what was bundled are left out.
    ///
    /// ## Why
    /// It does no harm; patterns such as `package-data = ["*.yml"]` miss the others.
    ///
    /// ## Fix
    /// Choose one of them.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a.yml
    /// a: 1
    /// --- demo/b.yaml
    /// b: 1
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/a.yml
    /// a: 1
    /// --- demo/b.yml
    /// b: 1
    /// ```
    ContentExtensionMix { id: "content-extension-mix", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

const KINDS: [&[&str]; 6] =
    [&["yml", "yaml"], &["jpg", "jpeg"], &["htm", "html"], &["jsonl", "ndjson"], &["tif", "tiff"], &["markdown", "md"]];

impl Rule for ContentExtensionMix {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for member in files.iter().filter(|member| !is_test_data(&member.path)) {
            if let Some((_, extension)) = member.file_name().rsplit_once('.') {
                *counts.entry(extension).or_default() += 1;
            }
        }
        for kind in KINDS {
            let found: Vec<(&str, usize)> =
                kind.iter().filter_map(|extension| Some((*extension, *counts.get(extension)?))).collect();
            if found.len() > 1 {
                let names = found.iter().map(|(extension, count)| format!(".{extension} ({count})"));
                let message = message!("The wheel mixes {names}", names = Fact::list(names));
                check.find(wheel.file.location(), message, message!("Choose one of them"));
            }
        }
    }
}
