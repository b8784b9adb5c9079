//! What the smoke test says, as plain data, and the sentences about it. The sealed frame's messages are JSON text; all in them
//! may have been made up by the code under test, so it is typed here, bounded, and only ever shown as text.

use serde::{Deserialize, Serialize};

use super::protocol::{ArtifactView, FindingView, Mark, ReportView};
use super::shell::quoted;

/// A message of `public/smoke/frame.js`.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Ready,
    Assets,
    /// It waits for a pack that not every release needs.
    Needs {
        pack: String,
    },
    Step {
        step: Box<Step>,
    },
    /// What came of descriptions, in the order in which they were sent.
    Readme {
        texts: Vec<Description>,
        /// Why there is nothing; empty where there is.
        problem: String,
    },
    Done,
    Failed {
        message: String,
    },
}

/// A message as it is written: its `event` tells which of the others it has. An enum that serde reads by a tag costs the page
/// twice as much.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Written {
    event: String,
    pack: Option<String>,
    step: Option<Box<Step>>,
    texts: Option<Vec<Description>>,
    problem: Option<String>,
    message: Option<String>,
}

/// What PyPI's renderer says of a description.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Description {
    /// `None` where it came to no end.
    pub rendered: Option<bool>,
    pub html: String,
    pub warnings: String,
}

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Step {
    pub kind: Kind,
    /// A file, a module or a script.
    pub name: String,
    pub verdict: Verdict,
    /// Why; empty where there is nothing to add.
    pub cause: String,
    pub exit: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// What a browser lacks and the step tried.
    #[serde(default)]
    pub notes: Vec<String>,
    pub seconds: f64,
    /// Requirements that are not there, with who asks.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Files of other wheels that were installed too.
    #[serde(default)]
    pub dependencies: Vec<String>,
    /// How the wheel that was built here differs from the dropped one.
    #[serde(default)]
    pub different: Vec<String>,
    /// Versions of the build backend and of what it requires.
    #[serde(default)]
    pub versions: Vec<String>,
    /// The wheel that an sdist became.
    #[serde(default)]
    pub wheel: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Unpack,
    Build,
    Install,
    Module,
    Script,
    /// What is beyond the bound on modules and scripts.
    More,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Works,
    Fails,
    Undecided,
}

/// Characters of a message; the frame keeps to less.
const LONGEST: usize = 4 << 20;

impl Said {
    /// `None` for what no frame of ours would say.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let Written { event, pack, step, texts, problem, message } = serde_json::from_str(text).ok()?;
        Some(match event.as_str() {
            "ready" => Self::Ready,
            "assets" => Self::Assets,
            "needs" => Self::Needs { pack: pack? },
            "step" => Self::Step { step: step? },
            "readme" => Self::Readme { texts: texts?, problem: problem? },
            "done" => Self::Done,
            "failed" => Self::Failed { message: message? },
            _ => return None,
        })
    }
}

impl Verdict {
    #[must_use]
    pub fn mark(self) -> Mark {
        match self {
            Self::Works => Mark::Good,
            Self::Fails => Mark::Error,
            Self::Undecided => Mark::Undecided,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Fails => "fails",
            Self::Undecided => "cannot be decided here",
        }
    }
}

impl Step {
    /// "Import of" and its like, before the name.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self.kind {
            Kind::Unpack => "Unpack",
            Kind::Build => "Build a wheel from",
            Kind::Install => "Install",
            Kind::Module => "Import",
            Kind::Script => "Run with --help",
            Kind::More => "Not tried:",
        }
    }
}

/// The verdict on one artifact: what fails outweighs what is open, nothing works that was only installed, and stand-ins decide
/// nothing.
#[must_use]
pub fn overall(steps: &[Step]) -> Verdict {
    let decided = |step: &Step| {
        let stands_in = step.notes.iter().any(|note| note.starts_with("a stand-in for"));
        if stands_in { Verdict::Undecided } else { step.verdict }
    };
    let any = |verdict: Verdict| steps.iter().any(|step| decided(step) == verdict);
    let tried = steps.iter().any(|step| matches!(step.kind, Kind::Module | Kind::Script));
    match () {
        () if any(Verdict::Fails) => Verdict::Fails,
        () if any(Verdict::Undecided) || !tried => Verdict::Undecided,
        () => Verdict::Works,
    }
}

/// What reading the files said of one of them: the gate `run`, unless its errors are about other files.
#[must_use]
pub fn read_mark(report: &ReportView, gate: Mark, file: &str) -> Mark {
    let about = |finding: &FindingView| {
        finding.gate == "run" && finding.mark == Mark::Error && finding.places.iter().any(|place| place.file == file)
    };
    if gate == Mark::Error && !report.findings.iter().any(about) { Mark::Good } else { gate }
}

/// Beside each other: what reading the files said of the gate `run`, and what running them said.
#[must_use]
pub fn compared(read: Mark, ran: Verdict) -> &'static str {
    match (read, ran) {
        (Mark::Good, Verdict::Works) => "Reading the files and running them agree: it runs.",
        (Mark::Error, Verdict::Fails) => "Reading the files and running them agree: it does not run.",
        (Mark::Good, Verdict::Fails) => {
            "Reading the files found nothing against it, and running them failed. That is a surprise worth a look: the step \
             that failed says why."
        }
        (Mark::Error, Verdict::Works) => {
            "Reading the files found an error, and running them found none. One of them is wrong, or the error lies where \
             --help does not reach."
        }
        (_, Verdict::Undecided) => "Running it decided nothing, so what reading the files said stands alone.",
        (_, Verdict::Works | Verdict::Fails) => {
            "Reading the files decided nothing, so what running them said stands alone."
        }
    }
}

/// What is tried, and what lies beside it as a dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Name and version, as the report has them.
    pub release: String,
    /// Places in the report: wheels first, then sdists.
    pub artifacts: Vec<usize>,
}

/// Releases among what was dropped; that with an sdist first, because dependencies are dropped as wheels.
#[must_use]
pub fn choices(artifacts: &[ArtifactView]) -> Vec<Choice> {
    let mut choices: Vec<(bool, Choice)> = Vec::new();
    for (index, artifact) in artifacts.iter().enumerate() {
        let sdist = artifact.file.ends_with(".tar.gz");
        if !sdist && !artifact.file.ends_with(".whl") {
            continue;
        }
        let Some(release) = &artifact.release else { continue };
        match choices.iter_mut().find(|(_, choice)| choice.release == *release) {
            Some((with_sdist, choice)) => {
                *with_sdist |= sdist;
                choice.artifacts.push(index);
            }
            None => choices.push((sdist, Choice { release: release.clone(), artifacts: vec![index] })),
        }
    }
    choices.sort_by_key(|(with_sdist, _)| !with_sdist);
    let mut choices: Vec<Choice> = choices.into_iter().map(|(_, choice)| choice).collect();
    for choice in &mut choices {
        choice.artifacts.sort_by_key(|index| artifacts[*index].file.ends_with(".tar.gz"));
    }
    choices
}

/// The lines that do the same on a machine, by hand and with the release kit.
#[must_use]
pub fn native_lines(file: &str, release: Option<&str>, steps: &[Step]) -> String {
    let file = quoted(file);
    let mut lines = vec!["python -m venv smoke".to_owned(), format!("smoke/bin/pip install ./{file}")];
    for step in steps {
        match step.kind {
            Kind::Module => lines.push(format!("smoke/bin/python -c {}", quoted(&format!("import {}", step.name)))),
            Kind::Script => lines.push(format!("smoke/bin/{} --help", quoted(&step.name))),
            _ => {}
        }
    }
    lines.push("# with the release kit, before the upload and after it".to_owned());
    lines.push(format!("uv run --isolated --no-project --with ./{file} tests/smoke_test.py"));
    if let Some((name, version)) = release.and_then(|release| release.split_once(' ')) {
        lines.push(format!("bash scripts/release/verify_install.sh {} {}", quoted(name), quoted(version)));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(kind: Kind, verdict: Verdict) -> Step {
        Step {
            kind,
            name: "demo".to_owned(),
            verdict,
            cause: String::new(),
            exit: None,
            stdout: String::new(),
            stderr: String::new(),
            notes: Vec::new(),
            seconds: 0.0,
            missing: Vec::new(),
            dependencies: Vec::new(),
            different: Vec::new(),
            versions: Vec::new(),
            wheel: String::new(),
        }
    }

    #[test]
    fn a_step_is_read_as_the_frame_writes_it() {
        let text = r#"{"event":"step","id":1,"step":{"kind":"script","name":"demo","verdict":"fails","cause":"c","exit":2,
            "stdout":"","stderr":"e","notes":["n"],"seconds":0.5,"memory":7}}"#;
        let Some(Said::Step { step }) = Said::parse(text) else { panic!("not a step") };
        assert_eq!((step.kind, step.verdict, step.exit), (Kind::Script, Verdict::Fails, Some(2)));
        assert_eq!(Said::parse(r#"{"event":"done","id":1}"#), Some(Said::Done));
    }

    #[test]
    fn what_no_frame_says_is_nothing() {
        for text in [
            "",
            "[]",
            r#"{"event":"html"}"#,
            r#"{"event":"needs"}"#,
            r#"{"event":"readme","texts":[]}"#,
            r#"{"event":"step","step":{"verdict":"<b>works</b>"}}"#,
        ] {
            assert_eq!(Said::parse(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_works_that_was_only_installed() {
        let installed = step(Kind::Install, Verdict::Works);
        assert_eq!(overall(&[]), Verdict::Undecided);
        assert_eq!(overall(std::slice::from_ref(&installed)), Verdict::Undecided);
        let imported = step(Kind::Module, Verdict::Works);
        assert_eq!(overall(&[installed.clone(), imported.clone()]), Verdict::Works);
        let open = step(Kind::Script, Verdict::Undecided);
        assert_eq!(overall(&[installed.clone(), imported, open.clone()]), Verdict::Undecided);
        assert_eq!(overall(&[installed, open, step(Kind::Script, Verdict::Fails)]), Verdict::Fails);
        let mut imported = step(Kind::Module, Verdict::Works);
        imported.notes.push("a stand-in for requests".to_owned());
        assert_eq!(overall(&[imported]), Verdict::Undecided);
    }

    #[test]
    fn the_lines_for_a_machine_are_words_of_a_shell() {
        let steps = [step(Kind::Module, Verdict::Works), step(Kind::Script, Verdict::Works)];
        assert_eq!(
            native_lines("a b.whl", Some("demo 1.0"), &steps),
            "python -m venv smoke\nsmoke/bin/pip install ./'a b.whl'\nsmoke/bin/python -c 'import demo'\n\
             smoke/bin/demo --help\n# with the release kit, before the upload and after it\n\
             uv run --isolated --no-project --with ./'a b.whl' tests/smoke_test.py\n\
             bash scripts/release/verify_install.sh demo 1.0"
        );
    }

    #[test]
    fn the_release_with_an_sdist_comes_before_its_dependencies() {
        let artifact = |file: &str, release: &str| ArtifactView {
            file: file.to_owned(),
            kind: String::new(),
            size: 0,
            sha256: String::new(),
            release: Some(release.to_owned()),
            answers: Vec::new(),
            unanswered: String::new(),
            notes: Vec::new(),
            members: Vec::new(),
            matrix: Vec::new(),
            readable: false,
        };
        let dropped = [
            artifact("a-1-py3-none-any.whl", "a 1"),
            artifact("b-2.tar.gz", "b 2"),
            artifact("b-2-py3-none-any.whl", "b 2"),
        ];
        let found = choices(&dropped);
        assert_eq!(found[0], Choice { release: "b 2".to_owned(), artifacts: vec![2, 1] });
        assert_eq!(found[1], Choice { release: "a 1".to_owned(), artifacts: vec![0] });
    }
}
