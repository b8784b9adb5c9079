//! Repairs as the page shows them: each at its finding as a diff, and the whole file with all of them.

use super::drawn::{Node, copy, diff, element, icon, sentence, text};
use super::protocol::{FindingView, Mark, RepairableView, ReportView, pieces};
use super::question::{Answer, DrawnView};
use crate::artifact::pyproject::Pyproject;
use crate::finding::{Finding, Location, one_line};
use crate::fix::{Fix, Options, Safety, apply, fixes, settle, unified_diff};
use crate::ignore;
use crate::inspect::{Dropped, Release, file_name};
use crate::pipeline::workflow::Workflow;
use crate::rules;

/// Puts each repair to the findings that it answers, and lists the files that can be repaired.
pub fn add(view: &mut ReportView, release: &Release, findings: &[Finding]) {
    for fix in fixes(release, findings, &Options::default()) {
        let Some(artifact) = artifact_of(release, &fix.file) else { continue };
        let path = fix.file.path.clone();
        let Some(before) = file_text(release, artifact, path.as_deref()) else { continue };
        let node = drawn(&fix, before, view.repairable.iter().map(|file| file.safe + file.review).sum());
        for finding in view.findings.iter_mut().filter(|finding| answers(&fix, finding)) {
            finding.more.push(node.clone());
        }
        let safe = usize::from(fix.safety == Safety::Safe);
        let same = |file: &&mut RepairableView| (file.artifact, &file.path) == (artifact, &path);
        match view.repairable.iter_mut().find(same) {
            Some(file) => {
                file.safe += safe;
                file.review += 1 - safe;
            }
            None => view.repairable.push(RepairableView {
                artifact,
                name: one_line(file_name(path.as_deref().unwrap_or(&fix.file.file))),
                path,
                safe,
                review: 1 - safe,
            }),
        }
    }
}

/// One repair: what it does, whether it may be written unseen, and the diff.
fn drawn(fix: &Fix, before: &str, number: usize) -> Node {
    let shown = fix.file.path.as_deref().unwrap_or(&fix.file.file);
    let text_of_it = unified_diff(shown, before, &apply(before, &[fix]));
    let (mark, words) = match fix.safety {
        Safety::Safe => (Mark::Good, "Safe repair"),
        Safety::Review => (Mark::Warning, "Repair to be reviewed"),
    };
    let what = format!("the diff of repair {}", number + 1);
    let head =
        vec![icon(mark), text("strong", "", words), ": ".into(), element("span", &[], sentence(&pieces(&fix.title)))];
    element(
        "details",
        &[("class", "repair"), ("data-mark", mark.name()), ("open", "")],
        vec![element("summary", &[], head), diff(&text_of_it), copy(&text_of_it, &what)],
    )
}

fn answers(fix: &Fix, finding: &FindingView) -> bool {
    finding.rule == fix.rule
        && finding.places.iter().any(|place| {
            fix.locations.iter().any(|location| {
                place.file == one_line(&location.file)
                    && place.path == location.path.as_deref().map(one_line)
                    && (place.line, place.column) == (location.line, location.column)
            })
        })
}

/// A file with its repairs written: the text, and the diff to what it was.
pub fn fixed(release: &mut Release, artifact: usize, path: Option<&str>, all: bool) -> Answer {
    let text = file_text(release, artifact, path).map(str::to_owned);
    let Some((before, file)) = text.zip(release.files.get(artifact)) else {
        return Answer::Nothing("There is no such file in this release.".to_owned());
    };
    let name = path.unwrap_or(&file.info().name).to_owned();
    let (_, after) = settle(&before, |text| {
        replace(release, artifact, path, text);
        let (mut findings, mut runs) = rules::run(release);
        let _ = ignore::apply(release, &release.options.ignore, &mut findings, &mut runs);
        let mut fixes = fixes(release, &findings, &Options::default());
        fixes.retain(|fix| {
            let here = artifact_of(release, &fix.file) == Some(artifact) && fix.file.path.as_deref() == path;
            here && (all || fix.safety == Safety::Safe)
        });
        fixes
    });
    replace(release, artifact, path, &before);
    let nodes = vec![diff(&unified_diff(&name, &before, &after))];
    Answer::Drawn(DrawnView { nodes, text: after, name: file_name(&name).to_owned(), chosen: all })
}

/// The file that a repair edits, by the place of its artifact.
fn artifact_of(release: &Release, file: &Location) -> Option<usize> {
    (0..release.files.len()).find(|index| {
        release.files[*index].info().name == file.file && file_text(release, *index, file.path.as_deref()).is_some()
    })
}

/// The text of a file that repairs edit: a `pyproject.toml` or a workflow that was dropped, or the `pyproject.toml` of an
/// sdist.
fn file_text<'r>(release: &'r Release, artifact: usize, path: Option<&str>) -> Option<&'r str> {
    let pyproject = match (release.files.get(artifact)?, path) {
        (Dropped::Workflow(file), None) if !file.text.is_empty() => return Some(&file.text),
        (Dropped::Pyproject(file), None) => file,
        (Dropped::Sdist(sdist), Some(_)) => sdist.pyproject.as_ref().filter(|file| file.member.as_deref() == path)?,
        _ => return None,
    };
    Some(&pyproject.text)
}

/// Puts another text in its place; the one that [`file_text`] gives.
fn replace(release: &mut Release, artifact: usize, path: Option<&str>, text: &str) {
    let pyproject = match release.files.get_mut(artifact) {
        Some(Dropped::Workflow(file)) => {
            if let Some(read) = Workflow::parse(file.file.clone(), None, &file.path, text.as_bytes()) {
                **file = read;
            }
            return;
        }
        Some(Dropped::Pyproject(file)) => Some(&mut **file),
        Some(Dropped::Sdist(sdist)) => sdist.pyproject.as_mut(),
        _ => None,
    };
    if let Some(file) = pyproject {
        *file = Pyproject::parse(file.file.clone(), path.map(str::to_owned), text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::inspect::judge;
    use crate::render::json_v1;
    use crate::web::protocol::view;

    const BROKEN: &str = include_str!("../../tests/fixtures/samples/broken.txt");

    fn shown(text: &str) -> (Release, ReportView) {
        let release = fixture::release(text);
        let report = judge(&release);
        let mut view = view(&report);
        add(&mut view, &release, &report.findings);
        (release, view)
    }

    #[test]
    fn a_repair_stands_at_every_finding_that_it_answers() {
        let (_, view) = shown(BROKEN);
        let finding = view.findings.iter().find(|finding| finding.rule == "dep-direct-url").unwrap();
        let repair = finding.more.iter().map(Node::text).find(|text| text.contains("@@")).unwrap();
        assert!(repair.contains("\n-") && repair.contains("\n+"), "{repair}");
        assert_eq!(view.repairable.len(), 1, "{:?}", view.repairable);
        assert_eq!(view.repairable[0].name, "pyproject.toml");
    }

    #[test]
    fn the_repaired_file_has_no_such_finding_and_the_release_is_as_it_was() {
        let (mut release, view) = shown(BROKEN);
        let before = json_v1::render(&judge(&release));
        let file = view.repairable[0].clone();
        let Answer::Drawn(view) = fixed(&mut release, file.artifact, file.path.as_deref(), true) else { panic!() };
        assert_eq!(json_v1::render(&judge(&release)), before);
        let after = fixture::report(&format!("=== pyproject.toml\n{}", view.text));
        assert!(after.findings.iter().all(|finding| finding.rule != "dep-direct-url"), "{}", view.text);
        let Answer::Drawn(safe) = fixed(&mut release, file.artifact, file.path.as_deref(), false) else { panic!() };
        assert!(!safe.chosen);
    }

    #[test]
    fn a_workflow_is_repaired_as_well() {
        let workflow = "=== release.yml {sound}\n-permissions: {}\n   smoke:\n-    permissions: {}\n";
        let (mut release, view) = shown(workflow);
        let before = release.workflows().next().unwrap().text.clone();
        let file = view.repairable.iter().find(|file| file.name == "release.yml").unwrap().clone();
        let Answer::Drawn(view) = fixed(&mut release, file.artifact, None, true) else { panic!() };
        assert!(view.text.contains("permissions:\n  contents: read"), "{}", view.text);
        let after = fixture::report(&format!("=== release.yml\n{}", view.text));
        assert!(after.findings.iter().all(|finding| finding.rule != "perm-top-level-missing"), "{}", view.text);
        assert_eq!(release.workflows().next().unwrap().text, before);
    }
}
