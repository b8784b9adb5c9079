//! A release that was read, as the page keeps it: the report, and what is made of it when it is looked at.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::changes::Changes;
use super::protocol::{Mark, MemberView, ReportView};
use super::tree::Tree;

/// A release that was read.
pub struct Release {
    pub report: ReportView,
    pub json: String,
    /// What of the drop was not read, in a sentence.
    pub left_out: Option<String>,
    /// From the drop to the report, in seconds.
    pub seconds: f64,
    /// Where the smoke test changed the report: the mark of the gate `run` as reading alone gave it.
    pub read: Option<Mark>,
    /// Since the last look at these files.
    pub changes: Option<Changes>,
    /// Beside the artifacts: made when they are first looked at.
    trees: Vec<OnceLock<Arc<Tree>>>,
    /// Whether its report was on the screen.
    seen: AtomicBool,
}

impl Release {
    /// The gate `run`, as reading alone answers it.
    pub fn read_run(&self) -> Mark {
        let gate = || self.report.gates.iter().find(|gate| gate.name == "run").map_or(Mark::Skipped, |gate| gate.mark);
        self.read.unwrap_or_else(gate)
    }

    /// With what the engine said of it; nothing of it was on the screen yet.
    pub fn new(report: ReportView, json: String, left_out: Option<String>, seconds: f64) -> Self {
        let trees = report.artifacts.iter().map(|_| OnceLock::new()).collect();
        Self { report, json, left_out, seconds, read: None, changes: None, trees, seen: AtomicBool::new(false) }
    }

    /// The same with a report that says what was executed; members stay as they are.
    pub fn executed(&self, mut report: ReportView) -> Self {
        for (artifact, before) in report.artifacts.iter_mut().zip(&self.report.artifacts) {
            artifact.members.clone_from(&before.members);
        }
        Self {
            read: Some(self.read_run()),
            changes: self.changes.clone(),
            trees: self.trees.clone(),
            seen: AtomicBool::new(true),
            ..Self::new(report, self.json.clone(), self.left_out.clone(), self.seconds)
        }
    }

    /// The members of an artifact as a tree.
    pub fn tree(&self, artifact: usize) -> Option<Arc<Tree>> {
        let members = &self.report.artifacts.get(artifact)?.members;
        self.trees.get(artifact).map(|tree| tree.get_or_init(|| Arc::new(Tree::new(members))).clone())
    }

    /// Whether that was asked before, so that it costs nothing any more.
    pub fn has_tree(&self, artifact: usize) -> bool {
        self.trees.get(artifact).is_none_or(|tree| tree.get().is_some())
    }

    /// Whether its report was on the screen already; from now on it was.
    pub fn seen(&self) -> bool {
        self.seen.swap(true, Ordering::Relaxed)
    }

    /// The place of a member by its path, as it is shown.
    pub fn member(&self, artifact: usize, path: &str) -> Option<usize> {
        let members = &self.report.artifacts.get(artifact)?.members;
        let path = path.trim_end_matches('/');
        members.iter().position(|MemberView(other, ..)| other.trim_end_matches('/') == path)
    }

    /// Members of an artifact that findings name, each with the worst of them.
    pub fn marked(&self, artifact: usize) -> Vec<(usize, Mark)> {
        let mut worst: HashMap<&str, Mark> = HashMap::new();
        for finding in &self.report.findings {
            for path in finding.places.iter().filter(|place| place.artifact == Some(artifact)) {
                if let Some(path) = path.path.as_deref() {
                    let mark = worst.entry(path).or_insert(finding.mark);
                    *mark = finding.mark.min(*mark);
                }
            }
        }
        let members = self.report.artifacts.get(artifact).map(|one| one.members.as_slice()).unwrap_or_default();
        let marked = members.iter().enumerate().filter_map(|(index, MemberView(path, ..))| {
            worst.get(path.trim_end_matches('/')).map(|mark| (index, *mark))
        });
        marked.collect()
    }
}
