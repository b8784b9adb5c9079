//! What the smoke test executed, put beside what reading the files said: one report that says which is which.
//!
//! PyPI's renderer has the last word on a description, because PyPI runs it too. A release that ran is not thereby without the
//! errors that were read, nor the other way round, so the gate `run` tells both.

use super::protocol::{GateView, Mark, ReportView, view};
use super::question::{Executed, Rendered};
use super::smoke::Verdict;
use crate::finding::{Gate, one_line};
use crate::inspect::{Dropped, Release, judge};
use crate::upload::answer::Prediction;

/// Descriptions that are rendered in one go; a release has one or two.
const DESCRIPTIONS: usize = 20;

/// Characters of what the renderer says that are shown.
const WARNINGS: usize = 500;

/// Descriptions in reStructuredText, each once.
#[must_use]
pub fn descriptions(release: &Release) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for described in release.files.iter().flat_map(predictions).filter_map(|prediction| prediction.described.as_ref()) {
        if !texts.contains(&described.text) && texts.len() < DESCRIPTIONS {
            texts.push(described.text.clone());
        }
    }
    texts
}

/// What the renderer made of the description of a file.
#[must_use]
pub fn rendered<'a>(file: &Dropped, executed: &'a Executed) -> Option<&'a Rendered> {
    let described = predictions(file).iter().find_map(|prediction| prediction.described.as_ref())?;
    executed.descriptions.iter().find(|rendered| rendered.text == described.text)
}

/// The report with what was executed, after `read`, the gates as reading alone answered them.
#[must_use]
pub fn report(release: &mut Release, executed: &Executed, read: &[GateView]) -> ReportView {
    for file in &mut release.files {
        let predictions = match file {
            Dropped::Wheel(wheel) => &mut wheel.predictions,
            Dropped::Sdist(sdist) => &mut sdist.predictions,
            _ => continue,
        };
        for prediction in predictions {
            let text = prediction.described.as_ref().map(|described| &described.text);
            if let Some(rendered) = executed.descriptions.iter().find(|rendered| Some(&rendered.text) == text) {
                prediction.rendered(rendered.html.is_some());
            }
        }
    }
    let mut view = view(&judge(release));
    for (file, artifact) in release.files.iter().zip(&mut view.artifacts) {
        artifact.notes.extend(note(file, executed));
    }
    let ran = combined(&executed.ran);
    for (gate, read) in view.gates.iter_mut().zip(read) {
        if gate.name == Gate::Upload.name() && release.files.iter().any(|file| rendered(file, executed).is_some()) {
            let alone =
                if gate.answer == read.answer { String::new() } else { format!("; read: {}", small(&read.answer)) };
            gate.answer = format!("{} (description rendered{alone})", gate.answer);
        }
        if let (Some(ran), true) = (ran, gate.name == Gate::Run.name()) {
            run(gate, ran);
        }
    }
    for (index, verdict) in &executed.ran {
        let place = Gate::ALL.iter().position(|gate| *gate == Gate::Run);
        let artifact = view.artifacts.get_mut(*index);
        if let Some(cell) = place.zip(artifact).and_then(|(place, artifact)| artifact.matrix.get_mut(place)) {
            match verdict {
                Verdict::Fails if cell.mark != Mark::Error => (cell.mark, cell.count) = (Mark::Error, 0),
                Verdict::Works if matches!(cell.mark, Mark::Undecided | Mark::Skipped) => cell.mark = Mark::Good,
                _ => {}
            }
        }
    }
    if ran == Some(Verdict::Fails) && !view.findings.iter().any(|finding| finding.mark == Mark::Error) {
        view.headline = format!("This release would not run: it failed when it was tried. {}", view.headline);
    }
    view
}

/// The answer of the gate `run` with its sources.
fn run(gate: &mut GateView, ran: Verdict) {
    let read = small(&gate.answer);
    let known = matches!(gate.mark, Mark::Good | Mark::Error);
    let bad = gate.mark == Mark::Error;
    gate.answer = match ran {
        Verdict::Undecided => format!("{} (read; executed: cannot be decided)", gate.answer),
        Verdict::Works if bad => "No (read; executed: yes)".to_owned(),
        Verdict::Fails if bad => "No (read and executed)".to_owned(),
        Verdict::Works if known => "Yes (read and executed)".to_owned(),
        Verdict::Works => format!("Yes (executed; read: {read})"),
        Verdict::Fails => format!("No (executed; read: {read})"),
    };
    match ran {
        Verdict::Fails => (gate.mark, gate.verdict) = (Mark::Error, "broken".to_owned()),
        Verdict::Works if !known => (gate.mark, gate.verdict) = (Mark::Good, "ok".to_owned()),
        Verdict::Works | Verdict::Undecided => {}
    }
}

/// What the artifacts that were tried come to; `None` where none was.
fn combined(ran: &[(usize, Verdict)]) -> Option<Verdict> {
    let any = |verdict: Verdict| ran.iter().any(|(_, one)| *one == verdict);
    match () {
        () if ran.is_empty() => None,
        () if any(Verdict::Fails) => Some(Verdict::Fails),
        () if any(Verdict::Undecided) => Some(Verdict::Undecided),
        () => Some(Verdict::Works),
    }
}

/// What the renderer said of a file's description, beside what reading it said.
fn note(file: &Dropped, executed: &Executed) -> Option<String> {
    let read = predictions(file).iter().find_map(|prediction| prediction.described.as_ref())?.read;
    let rendered = rendered(file, executed)?;
    let renders = rendered.html.is_some();
    let warnings: String = one_line(rendered.warnings.trim()).chars().take(WARNINGS).collect();
    let says = match (renders, warnings.is_empty()) {
        (true, _) => "the description renders".to_owned(),
        (false, true) => "the description does not render".to_owned(),
        (false, false) => format!("the description does not render: {warnings}"),
    };
    Some(match read {
        Some(read) if read == renders => {
            format!("Read and executed: PyPI's own renderer, which ran here, agrees that {says}.")
        }
        Some(_) => format!(
            "Executed: PyPI's own renderer, which ran here, says that {says}. Reading said the opposite, which is a defect of \
             Preflight; the answer above follows the renderer."
        ),
        None => {
            format!("Executed: PyPI's own renderer, which ran here, says that {says}. Reading could not decide it.")
        }
    })
}

fn predictions(file: &Dropped) -> &[Prediction] {
    match file {
        Dropped::Wheel(wheel) => &wheel.predictions,
        Dropped::Sdist(sdist) => &sdist.predictions,
        _ => &[],
    }
}

/// An answer within a sentence.
fn small(answer: &str) -> String {
    let mut letters = answer.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::inspect::{self, Input};

    /// A wheel whose description only docutils can decide.
    const OPEN: &str = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n\
                        Description-Content-Type: text/x-rst\n\n.. csv-table::\n   :header: a, b\n\n   1, 2\n";

    fn release(text: &str) -> (Release, ReportView) {
        let files = fixture::build(text);
        let inputs: Vec<Input<'_>> =
            files.iter().map(|file| Input { path: file.name.clone(), source: &file.bytes }).collect();
        let release = inspect::read(&inputs, &mut |_| {});
        let read = view(&judge(&release));
        (release, read)
    }

    fn gate(view: &ReportView, gate: Gate) -> (&str, &str) {
        let found = view.gates.iter().find(|view| view.name == gate.name()).unwrap();
        (&found.verdict, &found.answer)
    }

    fn says(release: &Release, html: Option<&str>) -> Executed {
        let texts = descriptions(release);
        let rendered =
            |text| Rendered { text, html: html.map(str::to_owned), warnings: "<string>:1: (ERROR/3) no".to_owned() };
        Executed { descriptions: texts.into_iter().map(rendered).collect(), ran: Vec::new() }
    }

    #[test]
    fn a_description_that_reading_left_open_gets_the_answer_of_the_renderer() {
        let (mut release, read) = release(OPEN);
        assert_eq!(gate(&read, Gate::Upload), ("undecided", "Cannot be decided here"));
        let executed = says(&release, Some("<p>x</p>"));
        let view = report(&mut release, &executed, &read.gates);
        assert_eq!(gate(&view, Gate::Upload), ("accepted", "Yes (description rendered; read: cannot be decided here)"));
        assert_eq!(view.artifacts[0].answers[0].status, Some(200));
        assert!(view.artifacts[0].notes[0].ends_with("Reading could not decide it."), "{:?}", view.artifacts[0].notes);
        let executed = says(&release, None);
        let view = report(&mut release, &executed, &read.gates);
        assert_eq!(gate(&view, Gate::Upload).0, "rejected");
        assert!(view.artifacts[0].answers[0].message.starts_with("The description failed to render"));
        assert!(view.findings.iter().any(|finding| finding.rule == "metadata-description-unrenderable"));
        assert!(view.artifacts[0].notes[0].contains("(ERROR/3) no"));
    }

    #[test]
    fn a_renderer_that_contradicts_reading_is_followed_and_both_are_told() {
        let text = OPEN.replace(".. csv-table::\n   :header: a, b\n\n   1, 2\n", "Some *text*.\n");
        let (mut release, read) = release(&text);
        let executed = says(&release, None);
        let view = report(&mut release, &executed, &read.gates);
        assert_eq!(gate(&view, Gate::Upload), ("rejected", "No (description rendered; read: yes)"));
        assert!(view.artifacts[0].notes[0].contains("a defect of Preflight"), "{:?}", view.artifacts[0].notes);
    }

    #[test]
    fn the_gate_run_says_what_was_read_and_what_was_executed() {
        let sound = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n";
        let broken = "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/entry_points.txt\n\
                      [console_scripts]\ndemo = demo.cli:main\n";
        for (text, ran, expected) in [
            (sound, Verdict::Works, ("ok", "Yes (read and executed)")),
            (sound, Verdict::Fails, ("broken", "No (executed; read: yes)")),
            (sound, Verdict::Undecided, ("ok", "Yes (read; executed: cannot be decided)")),
            (broken, Verdict::Works, ("broken", "No (read; executed: yes)")),
            (broken, Verdict::Fails, ("broken", "No (read and executed)")),
        ] {
            let (mut release, read) = release(text);
            let executed = Executed { descriptions: Vec::new(), ran: vec![(0, ran)] };
            let view = report(&mut release, &executed, &read.gates);
            assert_eq!(gate(&view, Gate::Run), expected);
            assert_eq!(
                view.headline.starts_with("This release would not run"),
                expected.0 == "broken",
                "{}",
                view.headline
            );
        }
    }
}
