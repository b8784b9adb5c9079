//! What a second look at a release found that the first did not, and what is gone since. Compares what the two reports say;
//! judges nothing.

use std::collections::{HashMap, HashSet};

use super::protocol::{ArtifactView, FindingView, Piece, ReportView};
use crate::render::words::plural;

/// Differences between two reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Findings of the first report that the second does not have.
    pub gone: Vec<FindingView>,
    /// Places in [`ReportView::findings`] of the second report.
    pub new: Vec<usize>,
    /// Findings that are in both.
    pub stayed: usize,
    /// Files that are new, gone or other than before, each in a few words.
    pub files: Vec<String>,
}

impl Changes {
    /// "2 findings are gone, 1 is new, 3 stayed."
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.files.is_empty() && self.gone.is_empty() && self.new.is_empty() {
            return "The files are the same as before, and so is the report.".to_owned();
        }
        if self.gone.is_empty() && self.new.is_empty() {
            return match self.stayed {
                0 => "The files changed; there is still nothing to find.".to_owned(),
                stayed => format!("The files changed; {} stayed.", plural(stayed, "finding")),
            };
        }
        let be = |count: usize| if count == 1 { "is" } else { "are" };
        let (gone, new) = (self.gone.len(), self.new.len());
        format!("{} {} gone, {new} {} new, {} stayed.", plural(gone, "finding"), be(gone), be(new), self.stayed)
    }
}

#[must_use]
pub fn changes(before: &ReportView, after: &ReportView) -> Changes {
    // A rebuilt release may have another version, and so other names of files: words decide, not places.
    let mut left: HashMap<String, Vec<&FindingView>> = HashMap::new();
    for finding in &before.findings {
        left.entry(key(finding, before)).or_default().push(finding);
    }
    let mut new = Vec::new();
    let mut kept: HashSet<*const FindingView> = HashSet::new();
    for (index, finding) in after.findings.iter().enumerate() {
        match left.get_mut(&key(finding, after)).and_then(Vec::pop) {
            Some(old) => {
                kept.insert(std::ptr::from_ref(old));
            }
            None => new.push(index),
        }
    }
    let gone = before.findings.iter().filter(|finding| !kept.contains(&std::ptr::from_ref(*finding)));
    Changes { gone: gone.cloned().collect(), new, stayed: kept.len(), files: files(before, after) }
}

/// What a finding says, without the names of the files that it is about.
fn key(finding: &FindingView, report: &ReportView) -> String {
    let mut text = format!("{}\n{:?}\n", finding.rule, finding.mark);
    for Piece::Text(piece) | Piece::Code(piece) in &finding.message {
        text.push_str(piece);
    }
    for artifact in &report.artifacts {
        if let Some(version) = artifact.release.as_ref().and_then(|release| release.split_once(' ')).map(|(_, v)| v) {
            // One digit is part of many words.
            if version.len() > 2 {
                text = text.replace(version, "VERSION");
            }
        }
    }
    text
}

fn files(before: &ReportView, after: &ReportView) -> Vec<String> {
    let named = |artifacts: &[ArtifactView], file: &str| artifacts.iter().find(|one| one.file == file).cloned();
    let mut words = Vec::new();
    for artifact in &after.artifacts {
        match named(&before.artifacts, &artifact.file) {
            None => words.push(format!("{} is new", artifact.file)),
            Some(old) if old.sha256 != artifact.sha256 => words.push(format!("{} changed", artifact.file)),
            Some(_) => {}
        }
    }
    for artifact in &before.artifacts {
        if named(&after.artifacts, &artifact.file).is_none() {
            words.push(format!("{} is gone", artifact.file));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::web::protocol::view;

    fn report(text: &str) -> ReportView {
        view(&fixture::report(text))
    }

    #[test]
    fn a_repaired_release_says_what_is_gone() {
        let bad = "=== demo-1.0.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.0.dist-info/entry_points.txt\n\
                   [console_scripts]\ndemo = demo.cli:main\n";
        let good = "=== demo-1.0.1-py3-none-any.whl\n--- demo/__init__.py\n--- demo/cli.py\ndef main(): ...\n\
                    --- demo-1.0.1.dist-info/entry_points.txt\n[console_scripts]\ndemo = demo.cli:main\n";
        let changes = changes(&report(bad), &report(good));
        assert_eq!(changes.gone.iter().map(|one| one.rule.as_str()).collect::<Vec<_>>(), ["entry-module-missing"]);
        assert_eq!(changes.new, Vec::<usize>::new());
        assert_eq!(changes.files, ["demo-1.0.1-py3-none-any.whl is new", "demo-1.0.0-py3-none-any.whl is gone"]);
        assert!(changes.sentence().starts_with("1 finding is gone, 0 are new, "), "{}", changes.sentence());
    }

    #[test]
    fn the_same_files_have_no_changes() {
        let text = include_str!("../../tests/fixtures/samples/broken.txt");
        let changes = changes(&report(text), &report(text));
        assert_eq!(changes.sentence(), "The files are the same as before, and so is the report.");
        assert!(changes.stayed > 0);
    }
}
