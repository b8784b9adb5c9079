//! Artifacts by gates: the worst that was found of each file at each gate. Derived from the report, decides nothing anew.

use serde::{Deserialize, Serialize};

use super::protocol::{FindingView, Mark};
use crate::finding::Gate;
use crate::report::{Artifact, Outcome, Report};
use crate::rules;

/// One cell: what stands at a gate for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellView {
    pub mark: Mark,
    /// Findings of this mark.
    pub count: usize,
}

/// One row, in the order of [`Gate::ALL`].
#[must_use]
pub fn row(report: &Report, artifact: &Artifact, findings: &[FindingView]) -> Vec<CellView> {
    Gate::ALL.into_iter().map(|gate| cell(report, artifact, gate, findings)).collect()
}

fn cell(report: &Report, artifact: &Artifact, gate: Gate, findings: &[FindingView]) -> CellView {
    let file = crate::finding::one_line(&artifact.file);
    let here = findings
        .iter()
        .filter(|finding| finding.gate == gate.name() && finding.places.iter().any(|place| place.file == file));
    let marks: Vec<Mark> = here.map(|finding| finding.mark).collect();
    if let Some(worst) = marks.iter().min() {
        let count = marks.iter().filter(|mark| *mark == worst).count();
        // A remark does not keep a gate shut.
        let mark = if *worst == Mark::Info { Mark::Info } else { *worst };
        return CellView { mark, count };
    }
    if gate == Gate::Upload && !artifact.upload.answers.is_empty() {
        let mark = match artifact.upload.status {
            Some(200) => Mark::Good,
            Some(_) => Mark::Error,
            None => Mark::Undecided,
        };
        return CellView { mark, count: 0 };
    }
    let about = report
        .rules
        .iter()
        .filter(|run| run.gate == gate)
        .filter(|run| rules::by_id(run.rule).is_some_and(|rule| rule.meta().reads.contains(&artifact.kind)));
    let outcomes: Vec<Outcome> = about.map(|run| run.outcome).collect();
    let mark = if outcomes.contains(&Outcome::Undecided) {
        Mark::Undecided
    } else if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Passed | Outcome::Failed)) {
        Mark::Good
    } else {
        Mark::Skipped
    };
    CellView { mark, count: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::web::protocol::view;

    #[test]
    fn every_file_has_a_cell_for_every_gate() {
        let view = view(&fixture::report(include_str!("../../tests/fixtures/samples/broken.txt")));
        let wheel = view.artifacts.iter().find(|artifact| artifact.kind == "wheel").unwrap();
        let marks: Vec<Mark> = wheel.matrix.iter().map(|cell| cell.mark).collect();
        assert_eq!(marks.len(), Gate::ALL.len());
        assert_eq!((marks[0], marks[2]), (Mark::Error, Mark::Error));
    }
}
