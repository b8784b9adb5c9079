//! What the commands and actions of a step are for: building, installing, checking, starting something.
//!
//! Runners (`uv run`, `uvx`, `pipx run`, `python -m`, `sudo`) are taken away first, so that rules ask for the tool itself.

use super::shell::{Command, Word};
use super::workflow::Step;
use super::yaml::Place;

/// A command without what only starts it.
#[derive(Debug, Clone)]
pub struct Invocation<'c> {
    /// Without folders, extensions and versions: `twine`, `python`, `pip`.
    pub program: String,
    pub arguments: Vec<&'c Word>,
    pub command: &'c Command,
    /// Byte of the script at which the program's name stands.
    pub offset: usize,
    /// What a runner installs for it: `--with`, `--from`, `--spec`.
    pub with: Vec<&'c Word>,
    pub runner: Option<Runner>,
    /// `uv run --no-project`: nothing of the checkout is installed.
    pub no_project: bool,
    /// Whether its version is fixed where it is started: `uvx twine@7.0.0`.
    pub fixed: bool,
    /// Module that `python -m` runs, or the code of `python -c`.
    pub code: Option<&'c str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    UvRun,
    /// `uvx`, `uv tool run`, `pipx run`.
    Tool,
    PythonModule,
    /// `poetry run`, `hatch run`, `pdm run`.
    Project,
}

/// Options of `uv run` and `uvx` that take a value.
const UV_VALUES: [&str; 30] = [
    "--with",
    "--with-editable",
    "--with-requirements",
    "--from",
    "--python",
    "-p",
    "--extra",
    "--group",
    "--no-group",
    "--only-group",
    "--index",
    "--default-index",
    "--index-url",
    "-i",
    "--extra-index-url",
    "--find-links",
    "-f",
    "--directory",
    "--project",
    "--env-file",
    "--package",
    "--refresh-package",
    "--upgrade-package",
    "-P",
    "--index-strategy",
    "--keyring-provider",
    "--resolution",
    "--prerelease",
    "--exclude-newer",
    "--config-setting",
];

/// Runners inside runners.
const MAX_RUNNERS: usize = 6;

impl<'c> Invocation<'c> {
    /// What a command comes to; `None` where it has no words.
    #[must_use]
    pub fn read(command: &'c Command) -> Option<Self> {
        let first = command.words.first()?;
        let mut it = Self {
            program: program_name(&first.text),
            arguments: command.words.iter().skip(1).collect(),
            command,
            offset: first.offset,
            with: Vec::new(),
            runner: None,
            no_project: false,
            fixed: false,
            code: None,
        };
        for _ in 0..MAX_RUNNERS {
            if !it.unwrap_once() {
                break;
            }
        }
        Some(it)
    }

    /// Takes one runner away; false where there is none.
    fn unwrap_once(&mut self) -> bool {
        let first = self.arguments.first().map(|word| word.text.as_str());
        match (self.program.as_str(), first) {
            ("sudo" | "exec" | "nohup" | "command" | "env" | "nice" | "timeout" | "xvfb-run" | "retry", _) => {
                let options = self.arguments.iter().take_while(|word| {
                    let text = &word.text;
                    text.starts_with('-') || text.contains('=') || text.starts_with(|c: char| c.is_ascii_digit())
                });
                let options = options.count();
                self.take(options)
            }
            ("uv", Some("run")) => {
                self.runner = Some(Runner::UvRun);
                self.options(1)
            }
            ("uvx", _) => {
                self.runner = Some(Runner::Tool);
                self.options(0)
            }
            ("uv", Some("tool")) if self.arguments.get(1).is_some_and(|word| word.text == "run") => {
                self.runner = Some(Runner::Tool);
                self.options(2)
            }
            ("pipx", Some("run")) => {
                self.runner = Some(Runner::Tool);
                self.pipx()
            }
            ("poetry" | "hatch" | "pdm" | "pipenv" | "rye", Some("run")) => {
                self.runner = Some(Runner::Project);
                self.take(1)
            }
            ("coverage", Some("run")) => self.take(1),
            ("python", _) => self.python(),
            _ => false,
        }
    }

    /// The word after `skip` arguments becomes the program.
    fn take(&mut self, skip: usize) -> bool {
        let Some(word) = self.arguments.get(skip).copied() else { return false };
        let (name, version) = tool_name(&word.text, self.runner == Some(Runner::Tool));
        self.program = name;
        self.fixed |= version;
        self.offset = word.offset;
        self.arguments.drain(..=skip);
        true
    }

    /// Options of `uv run` and `uvx` from the `at`th argument on.
    fn options(&mut self, mut at: usize) -> bool {
        while let Some(word) = self.arguments.get(at).copied() {
            let text = word.text.as_str();
            if text == "--" {
                at += 1;
                break;
            }
            if !text.starts_with('-') {
                break;
            }
            if matches!(text, "-m" | "--module") {
                self.runner = Some(Runner::PythonModule);
                return self.take(at + 1);
            }
            self.no_project |= text == "--no-project";
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            let takes = UV_VALUES.contains(&name) && value.is_none();
            if matches!(name, "--with" | "--from" | "-w") {
                let given = if takes || name == "-w" { self.arguments.get(at + 1).copied() } else { Some(word) };
                self.with.extend(given);
            }
            at += 1 + usize::from(takes || name == "-w");
        }
        // `--from x==1 y` fixes y.
        self.fixed |= self.with.iter().any(|word| word.text.contains("=="));
        self.take(at)
    }

    fn pipx(&mut self) -> bool {
        let mut at = 1;
        while let Some(word) = self.arguments.get(at).copied().filter(|word| word.text.starts_with('-')) {
            let name = word.text.split('=').next().unwrap_or_default();
            let takes = matches!(name, "--spec" | "--python" | "--pip-args" | "--index-url" | "-i");
            let inline = word.text.contains('=') && takes;
            if name == "--spec" {
                let given = if inline { Some(word) } else { self.arguments.get(at + 1).copied() };
                self.with.extend(given);
            }
            at += 1 + usize::from(takes && !inline);
        }
        self.fixed |= self.with.iter().any(|word| word.text.contains("=="));
        self.take(at)
    }

    fn python(&mut self) -> bool {
        let mut at = 0;
        while let Some(word) = self.arguments.get(at).copied() {
            match word.text.as_str() {
                "-m" => {
                    self.runner.get_or_insert(Runner::PythonModule);
                    return self.take(at + 1);
                }
                "-c" => {
                    self.code = self.arguments.get(at + 1).map(|word| word.text.as_str());
                    return false;
                }
                "-X" | "-W" => at += 2,
                option if option.starts_with('-') && option.len() > 1 => {
                    // `-Im module` is `-I -m module`.
                    if option.ends_with('m') && !option.starts_with("--") {
                        self.runner.get_or_insert(Runner::PythonModule);
                        return self.take(at + 1);
                    }
                    if option.ends_with('c') && !option.starts_with("--") {
                        self.code = self.arguments.get(at + 1).map(|word| word.text.as_str());
                        return false;
                    }
                    at += 1;
                }
                _ => return false,
            }
        }
        false
    }

    /// The first argument that is no option.
    #[must_use]
    pub fn subcommand(&self) -> Option<&'c str> {
        self.arguments.iter().find(|word| !word.text.starts_with('-')).map(|word| word.text.as_str())
    }

    #[must_use]
    pub fn is(&self, program: &str, subcommand: &str) -> bool {
        self.program == program && self.subcommand() == Some(subcommand)
    }

    #[must_use]
    pub fn has(&self, options: &[&str]) -> bool {
        self.arguments.iter().any(|word| {
            let name = word.text.split('=').next().unwrap_or_default();
            options.contains(&name)
        })
    }

    /// The value of an option, written `--name value` or `--name=value`.
    #[must_use]
    pub fn option(&self, options: &[&str]) -> Option<&'c Word> {
        let at = self.arguments.iter().position(|word| options.contains(&word.text.as_str()));
        if let Some(at) = at {
            return self.arguments.get(at + 1).copied();
        }
        self.arguments
            .iter()
            .copied()
            .find(|word| word.text.split_once('=').is_some_and(|(name, _)| options.contains(&name)))
    }

    /// The text of an option's value.
    #[must_use]
    pub fn value(&self, options: &[&str]) -> Option<&'c str> {
        let word = self.option(options)?;
        Some(match word.text.split_once('=') {
            Some((name, value)) if options.contains(&name) => value,
            _ => &word.text,
        })
    }
}

/// Every invocation of a step.
pub fn invocations(step: &Step) -> impl Iterator<Item = Invocation<'_>> {
    step.commands.iter().filter_map(Invocation::read)
}

/// `C:\x\python3.12.exe` → `python`.
fn program_name(word: &str) -> String {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    match bare {
        "python" | "pypy" | "py" => "python".to_owned(),
        "pip" => "pip".to_owned(),
        _ if word == "$PYTHON" || word == "${PYTHON}" => "python".to_owned(),
        _ => name.to_owned(),
    }
}

/// The tool of `twine@7.0.0` or `twine==7.0.0`, and whether its version is fixed.
fn tool_name(word: &str, versioned: bool) -> (String, bool) {
    if versioned && let Some(at) = word.find(['@', '=']).filter(|at| *at > 0) {
        let version = word[at..].trim_start_matches(['@', '=']);
        return (program_name(&word[..at]), version != "latest");
    }
    (program_name(word), false)
}

/// What a step builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build {
    pub place: Place,
    pub wheel: bool,
    pub sdist: bool,
}

/// What the step builds, in order.
#[must_use]
pub fn builds(step: &Step) -> Vec<Build> {
    let mut found: Vec<Build> = invocations(step)
        .filter_map(|it| {
            let (wheel, sdist) = built_by(&it)?;
            Some(Build { place: step.at(it.offset), wheel, sdist })
        })
        .collect();
    if let Some(uses) = &step.uses {
        let with = |key: &str| step.with(key).map(|setting| setting.value.as_str());
        let formats = match uses.action.as_str() {
            "hynek/build-and-inspect-python-package" => Some((true, true)),
            "pypa/cibuildwheel" | "joerick/cibuildwheel" => Some((true, false)),
            "pyo3/maturin-action" | "messense/maturin-action" => match with("command").unwrap_or("build") {
                "sdist" => Some((false, true)),
                "build" => Some((true, with("args").is_some_and(|args| args.contains("--sdist")))),
                "publish" | "upload" if with("command") == Some("publish") => Some((true, true)),
                _ => None,
            },
            _ => None,
        };
        found.extend(formats.map(|(wheel, sdist)| Build { place: uses.place, wheel, sdist }));
    }
    found
}

/// Wheel and sdist.
fn built_by(it: &Invocation<'_>) -> Option<(bool, bool)> {
    let only = |wheel: &[&str], sdist: &[&str]| match (it.has(wheel), it.has(sdist)) {
        (true, false) => (true, false),
        (false, true) => (false, true),
        _ => (true, true),
    };
    let format = |options: &[&str]| match it.value(options) {
        Some("wheel") => (true, false),
        Some("sdist") => (false, true),
        _ => (true, true),
    };
    match (it.program.as_str(), it.subcommand()) {
        ("uv" | "rye", Some("build")) => Some(only(&["--wheel"], &["--sdist"])),
        ("build", _) if it.runner.is_some() => Some(only(&["--wheel", "-w"], &["--sdist", "-s"])),
        ("pyproject-build", _) => Some(only(&["--wheel", "-w"], &["--sdist", "-s"])),
        ("hatch", Some("build")) => Some(format(&["-t", "--target"])),
        ("poetry", Some("build")) => Some(format(&["-f", "--format"])),
        ("flit", Some("build")) => Some(format(&["--format"])),
        ("pdm", Some("build")) => Some(match (it.has(&["--no-sdist"]), it.has(&["--no-wheel"])) {
            (true, false) => (true, false),
            (false, true) => (false, true),
            _ => (true, true),
        }),
        ("poetry", Some("publish")) if it.has(&["--build"]) => Some((true, true)),
        ("pdm", Some("publish")) if !it.has(&["--no-build"]) => Some((true, true)),
        ("flit" | "maturin", Some("publish")) => Some((true, true)),
        ("maturin", Some("build")) => Some((true, it.has(&["--sdist"]))),
        ("maturin", Some("sdist")) => Some((false, true)),
        ("cibuildwheel", _) | ("pip", Some("wheel")) => Some((true, false)),
        ("python", Some("setup.py")) => {
            let has = |name: &str| it.arguments.iter().any(|word| word.text == name);
            let formats = (has("bdist_wheel"), has("sdist"));
            (formats != (false, false)).then_some(formats)
        }
        _ => None,
    }
}

/// What a step installs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Install {
    pub place: Place,
    pub what: Installed,
    /// Whether the checkout was not installed with it: a tool's own environment, or `--no-project`.
    pub isolated: bool,
    /// Whether it stands in a loop or a retry.
    pub retried: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installed {
    Wheel,
    Sdist,
    /// A built file, of whichever kind a variable says.
    Built,
    /// The checkout.
    Project,
    /// A requirement from an index.
    Named(String),
}

/// What the step installs, in order.
#[must_use]
pub fn installs(step: &Step) -> Vec<Install> {
    let mut found = Vec::new();
    for it in invocations(step) {
        let mut add = |offset: usize, what: Installed, isolated: bool| {
            found.push(Install { place: step.at(offset), what, isolated, retried: it.command.in_loop });
        };
        for word in &it.with {
            let isolated = it.runner != Some(Runner::UvRun) || it.no_project;
            let value = word.text.split_once('=').filter(|(name, _)| name.starts_with("--")).map(|(_, value)| value);
            let value = value.unwrap_or(&word.text);
            add(word.offset, installed(value), isolated);
        }
        if it.has(&["--installpkg"]) {
            let value = it.value(&["--installpkg"]).unwrap_or_default();
            add(it.offset, installed(value), true);
        }
        let Some(targets) = install_arguments(&it) else { continue };
        let from_folder = it.value(&["--find-links", "-f"]).is_some() && it.has(&["--no-index"]);
        for (word, editable) in targets {
            let what = match installed(&word.text) {
                // Only a folder with source can be edited.
                _ if editable => Installed::Project,
                Installed::Named(_) if from_folder => Installed::Built,
                other => other,
            };
            add(word.offset, what, true);
        }
    }
    found
}

/// Options of installers that take a value.
const INSTALL_VALUES: [&str; 22] = [
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "--python",
    "-p",
    "--prefix",
    "--root",
    "--index",
    "--default-index",
    "--index-strategy",
    "--with",
    "--progress-bar",
    "--python-version",
    "--retries",
];

/// Whether it installs a folder by reference, as `pip install -e .` does.
#[must_use]
pub fn installs_editable(it: &Invocation<'_>) -> bool {
    install_arguments(it).is_some_and(|targets| targets.iter().any(|(_, editable)| *editable))
}

/// The requirements of `pip install`, `uv pip install`, `uv tool install`, `pipx install`, and whether each is editable.
fn install_arguments<'c>(it: &Invocation<'c>) -> Option<Vec<(&'c Word, bool)>> {
    let skip = match (it.program.as_str(), it.subcommand()) {
        ("pip" | "pipx" | "mamba" | "conda", Some("install")) => 1,
        ("uv", Some("pip" | "tool")) if it.arguments.iter().any(|word| word.text == "install") => 2,
        _ => return None,
    };
    let mut words = Vec::new();
    let mut skipped = 0;
    let mut value = false;
    let mut editable = false;
    for word in &it.arguments {
        if std::mem::take(&mut value) {
            continue;
        }
        if word.text == "-e" || word.text == "--editable" {
            editable = true;
        } else if word.text.starts_with("-e") || word.text.starts_with("--editable=") {
            words.push((*word, true));
        } else if word.text.starts_with('-') {
            value = INSTALL_VALUES.contains(&word.text.as_str());
        } else if skipped < skip {
            skipped += 1;
        } else {
            words.push((*word, std::mem::take(&mut editable)));
        }
    }
    Some(words)
}

/// How scripts name the folder of the checkout.
const CHECKOUT: [&str; 5] = ["$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}", "$PWD", "$(pwd)", "${{ github.workspace }}"];

fn installed(text: &str) -> Installed {
    let path = text.split(" @ ").last().unwrap_or(text);
    let path = path.split('[').next().unwrap_or(path);
    if path.contains(".whl") {
        Installed::Wheel
    } else if path.contains(".tar.gz") {
        Installed::Sdist
    } else if path == "." || path == "./" || path.starts_with("./.") || CHECKOUT.contains(&path) {
        Installed::Project
    } else if path.contains("dist/") || path.contains("dist\\") || text.starts_with('$') || text.starts_with("./$") {
        Installed::Built
    } else if path.contains('/') || path.starts_with('.') {
        Installed::Project
    } else {
        Installed::Named(text.to_owned())
    }
}

/// Commands that do something which only another file shows: a task runner, a script of the checkout.
#[must_use]
pub fn hands_over(step: &Step) -> Option<String> {
    if let Some(uses) = &step.uses {
        let local = uses.action.starts_with("./") || uses.action.starts_with("$/");
        return local.then(|| uses.text.clone());
    }
    let runners = ["nox", "tox", "make", "just", "task", "invoke", "inv", "doit", "bazel", "pants", "earthly", "poe"];
    invocations(step).find_map(|it| {
        let script = |name: &str| name.ends_with(".sh") || name.ends_with(".py") || name.ends_with(".ps1");
        let first = it.command.words.first()?;
        let runs = runners.contains(&it.program.as_str())
            || (script(&it.program) && first.text.contains('/'))
            || (matches!(it.program.as_str(), "python" | "bash" | "sh" | "source" | ".")
                && it.subcommand().is_some_and(|name| script(name) && name != "setup.py"))
            || (it.program == "hatch" && it.runner == Some(Runner::Project));
        runs.then(|| it.command.line())
    })
}

/// Whether the step checks the metadata of what was built, strictly.
#[must_use]
pub fn checks_metadata(step: &Step) -> bool {
    step.uses("hynek/build-and-inspect-python-package")
        || invocations(step).any(|it| it.is("twine", "check") && it.has(&["--strict"]))
        || invocations(step).any(|it| matches!(it.program.as_str(), "preflight" | "pyroma"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::shell;

    #[track_caller]
    fn program(script: &str, expected: (&str, Option<&str>)) {
        let commands = shell::commands(script);
        let it = Invocation::read(&commands[0]).unwrap();
        assert_eq!((it.program.as_str(), it.subcommand()), expected, "{script}");
    }

    #[test]
    fn runners_are_taken_away() {
        program("python3.12 -m build --wheel", ("build", None));
        program("uv run --with build --no-project python -Im twine upload dist/*", ("twine", Some("upload")));
        program("uvx --from 'twine==7.0.0' twine check dist/*", ("twine", Some("check")));
        program("uvx twine@7.0.0 upload dist/*", ("twine", Some("upload")));
        program("pipx run --spec twine twine upload", ("twine", Some("upload")));
        program("sudo env A=b .venv/bin/pip install x", ("pip", Some("install")));
        program("uv run -m pytest", ("pytest", None));
        program("uv run", ("uv", Some("run")));
        program("python -c 'import demo'", ("python", Some("import demo")));
    }

    fn step(script: &str) -> Step {
        let text = format!("on: push\njobs:\n  a:\n    steps:\n    - run: |\n        {script}\n");
        let file = crate::artifact::FileInfo::default();
        let workflow = super::super::workflow::Workflow::parse(file, None, "a.yml", text.as_bytes()).unwrap();
        workflow.jobs[0].steps[0].clone()
    }

    #[test]
    fn builds_say_what_comes_out() {
        for (script, expected) in [
            ("uv build", Some((true, true))),
            ("python -m build -w", Some((true, false))),
            ("uv build --sdist", Some((false, true))),
            ("poetry build -f wheel", Some((true, false))),
            ("python setup.py sdist bdist_wheel", Some((true, true))),
            ("npm run build", None),
            ("pip install build", None),
        ] {
            let built = builds(&step(script)).first().map(|build| (build.wheel, build.sdist));
            assert_eq!(built, expected, "{script}");
        }
    }

    #[test]
    fn installs_say_what_goes_in() {
        let what = |script: &str| -> Vec<Installed> {
            installs(&step(script)).into_iter().map(|install| install.what).collect()
        };
        assert_eq!(what("pip install dist/*.whl"), [Installed::Wheel]);
        assert_eq!(what("uv run --isolated --no-project --with dist/*.tar.gz x"), [Installed::Sdist]);
        assert_eq!(what("uv pip install --system -c c.txt \"$wheel\""), [Installed::Built]);
        for checkout in
            ["-e .", "-e \"$DIR\"", "--editable=.[dev]", "-e.", "\"$GITHUB_WORKSPACE\"", "${{ github.workspace }}"]
        {
            assert_eq!(what(&format!("pip install {checkout}")), [Installed::Project], "{checkout}");
        }
        assert_eq!(
            what("pip install --extra-index-url x -e . demo"),
            [Installed::Project, Installed::Named("demo".to_owned())]
        );
        assert_eq!(what("pip install --no-index --find-links dist demo"), [Installed::Built]);
        assert_eq!(what("pip install -r x.txt demo==1.0"), [Installed::Named("demo==1.0".to_owned())]);
        assert_eq!(what("uvx --from dist/demo-1.0.tar.gz demo --help"), [Installed::Sdist]);
    }
}
