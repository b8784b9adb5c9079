//! The release kit as the page shows it: for whom it is, what is still to do, every file, and the zip of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::drawn::{Node, code, element, sentence, text};
use super::protocol::pieces;
use super::question::{Answer, DrawnView, KitChoice};
use crate::artifact::pyproject::Pyproject;
use crate::artifact::wheel::Wheel;
use crate::artifact::{FileInfo, normalize_name};
use crate::finding::one_line;
use crate::inspect::Release;
use crate::kit::project::{VersionSource, is_module, is_repository};
use crate::kit::{File, Kit, Options, Publisher, kit, zip};
use crate::pipeline::card;

/// The kit for what was dropped.
#[must_use]
pub fn answer(release: &Release, choice: &KitChoice) -> Answer {
    let version = choice.from_tag.map(|tag| if tag { VersionSource::Vcs } else { VersionSource::Static });
    let repository = card::repository(release).map(|it| format!("{}/{}", it.owner, it.name));
    let options = Options {
        publisher: if choice.uv { Publisher::Uv } else { Publisher::Action },
        repository: repository.filter(|repository| is_repository(repository)),
        imports: imports(release),
        version,
    };
    let by_file = release.pyprojects().next().map(|pyproject| kit(pyproject, &options));
    let (made, source) = match by_file {
        Some(Ok(made)) => (Ok(made), "pyproject.toml"),
        _ => match by_wheel(release) {
            Some(pyproject) => (kit(&pyproject, &options), "the wheel, because no pyproject.toml names a project"),
            None => match by_file {
                Some(failed) => (failed, ""),
                None => return Answer::Nothing("Drop your pyproject.toml: the kit is filled in from it.".to_owned()),
            },
        },
    };
    match made {
        Ok(kit) => Answer::Drawn(view(&kit, source, choice)),
        Err(message) => Answer::Nothing(format!("{message}.")),
    }
}

fn view(kit: &Kit, source: &str, choice: &KitChoice) -> DrawnView {
    let folder = normalize_name(&kit.project.name);
    let filled = vec!["Filled in for ".into(), code(&kit.project.name), " from ".into(), source.into(), ".".into()];
    let mut nodes = vec![element("p", &[], filled)];
    if !kit.notes.is_empty() {
        let notes = kit.notes.iter().map(|note| element("li", &[], sentence(&pieces(note))));
        nodes.push(element("ul", &[("class", "kit-notes"), ("aria-label", "To know")], notes.collect()));
    }
    nodes.extend(kit.files.iter().map(|file| preview(file, &choice.step)));
    DrawnView {
        nodes,
        text: STANDARD.encode(zip::write(&folder, &kit.files)),
        name: format!("{folder}-release-kit.zip"),
        chosen: kit.project.version == VersionSource::Vcs,
    }
}

/// One file, folded but for the one with the step that is meant.
fn preview(file: &File, step: &str) -> Node {
    let content = String::from_utf8_lossy(&file.bytes);
    let count = format!("{} lines", content.lines().count());
    let wanted = format!("- name: {step}");
    let mut open = false;
    let mut lines: Vec<Node> = Vec::new();
    let mut plain = String::new();
    for line in content.lines() {
        // The same step may stand in both workflows; the one of the release is meant.
        if !step.is_empty() && !open && file.path.ends_with("release.yml") && line.trim() == wanted {
            open = true;
            lines.push(std::mem::take(&mut plain).into());
            let attributes = [("id", "kit-step"), ("tabindex", "-1"), ("class", "wanted")];
            lines.push(element("span", &attributes, vec![format!("{line}\n").into()]));
        } else {
            plain.push_str(&format!("{}\n", one_line(line)));
        }
    }
    lines.push(plain.into());
    let head = vec![code(file.path), " ".into(), text("span", "quiet", count)];
    let mut attributes = vec![("class", "kit-file")];
    if open {
        attributes.push(("open", ""));
    }
    let body = element("pre", &[], vec![element("code", &[], lines)]);
    element("details", &attributes, vec![element("summary", &[], head), body])
}

/// What a wheel says of its project, in the form of the file that the kit reads.
fn by_wheel(release: &Release) -> Option<Pyproject> {
    let wheel = release.wheels().next()?;
    let metadata = wheel.metadata.as_ref()?;
    let quoted = |text: &str| format!("\"{}\"", text.replace(['"', '\\', '\n', '\r'], ""));
    let mut toml = format!("[project]\nname = {}\nversion = \"0\"\n", quoted(metadata.name()?));
    if let Some(python) = metadata.value("Requires-Python") {
        toml.push_str(&format!("requires-python = {}\n", quoted(python)));
    }
    toml.push_str("[project.scripts]\n");
    for entry in wheel.entry_points.iter().flat_map(|points| &points.entries).filter(|entry| entry.is_script()) {
        toml.push_str(&format!("{} = {}\n", quoted(&entry.name), quoted(&entry.value)));
    }
    let pyproject = Pyproject::parse(FileInfo::default(), None, toml.as_bytes());
    pyproject.problems.is_empty().then_some(pyproject)
}

/// The one package or module at the top of a wheel; nothing where there are several, because one of them may be an accident.
fn imports(release: &Release) -> Vec<String> {
    let tops = |wheel: &Wheel| {
        let mut tops: Vec<String> = Vec::new();
        for path in &wheel.site {
            let top = match path.split_once('/') {
                Some((package, "__init__.py")) => package,
                None => path.strip_suffix(".py").unwrap_or_default(),
                Some(_) => continue,
            };
            if is_module(top) && !tops.iter().any(|known| known == top) {
                tops.push(top.to_owned());
            }
        }
        tops
    };
    release.wheels().next().map(tops).filter(|tops| tops.len() == 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::zip::ZipArchive;
    use crate::fixture;

    const SOUND: &str = include_str!("../../tests/fixtures/samples/sound.txt");

    fn made(text: &str, choice: &KitChoice) -> DrawnView {
        match answer(&fixture::release(text), choice) {
            Answer::Drawn(view) => view,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_kit_is_shown_and_zipped_with_the_same_files() {
        let view = made(SOUND, &KitChoice::default());
        assert_eq!(view.name, "paper-plane-release-kit.zip");
        assert!(!view.chosen);
        let bytes = STANDARD.decode(&view.text).unwrap();
        let mut zip = ZipArchive::open(&bytes);
        assert_eq!(zip.problems, []);
        let workflow = zip.read("paper-plane/.github/workflows/release.yml").unwrap();
        let shown: String = view.nodes.iter().map(Node::text).collect();
        assert!(shown.contains(std::str::from_utf8(&workflow).unwrap()));
        assert!(shown.contains("Filled in for paper-plane from pyproject.toml."), "{shown}");
    }

    #[test]
    fn choices_change_what_is_written() {
        let uv = KitChoice { uv: true, from_tag: Some(true), step: "Check the metadata".to_owned() };
        let view = made(SOUND, &uv);
        let shown: String = view.nodes.iter().map(Node::text).collect();
        assert!(shown.contains("uv publish") && shown.contains("fetch-depth: 0") && view.chosen);
        let json = serde_json::to_string(&view.nodes).unwrap();
        assert_eq!(json.matches("kit-step").count(), 1);
    }

    #[test]
    fn a_wheel_alone_fills_it_in_too_and_nothing_does_not() {
        let wheel = "=== demo-1.0-py3-none-any.whl\n--- other/__init__.py\n--- other/cli.py\ndef main(): ...\n\
                     --- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\nrun-demo = other.cli:main\n";
        let shown: String = made(wheel, &KitChoice::default()).nodes.iter().map(Node::text).collect();
        assert!(
            shown.contains("from the wheel")
                && shown.contains("IMPORTS = [\"other\"]")
                && shown.contains("\"run-demo\"")
        );
        let log = fixture::release("=== release.log\n##[error]Process completed with exit code 1.\n");
        assert!(
            matches!(answer(&log, &KitChoice::default()), Answer::Nothing(words) if words.contains("pyproject.toml"))
        );
    }
}
