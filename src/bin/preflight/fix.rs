//! `preflight fix`: the repairs of a `pyproject.toml` and of workflows as a unified diff, and the safe ones written.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use preflight::artifact::FileInfo;
use preflight::fix::{self, Fix, Left, Options, Repairs, Safety, settle, unified_diff};
use preflight::inspect::{Input, Kind, file_name, read};
use preflight::pipeline::workflow::{Form, Workflow};
use preflight::rules;
use preflight::source::{FileSource, Source};

#[derive(Args)]
pub struct Arguments {
    /// Write the safe repairs into the files
    #[arg(long)]
    write: bool,
    /// What to require in place of a URL, such as `name>=1.0`; may be given several times
    #[arg(long, value_name = "REQUIREMENT")]
    require: Vec<String>,
    /// The pyproject.toml, or a workflow
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Workflows, which are repaired too, and wheels and sdists of the project, which tell what the commands point to; or
    /// folders that hold them
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// A file that is repaired.
struct Target {
    path: PathBuf,
    shown: String,
    text: String,
}

/// Everything that is looked at together.
struct Drop {
    targets: Vec<Target>,
    beside: Vec<(PathBuf, FileSource)>,
    options: Options,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let mut drop = Drop::read(arguments)?;
    let left = RefCell::new(Vec::new());
    let (mut headings, mut diffs) = (String::new(), String::new());
    for index in 0..drop.targets.len() {
        let look = |text: &str| {
            let found = drop.repairs(index, text);
            left.replace(found.left);
            found.fixes
        };
        let Target { path, shown, text: before } = &drop.targets[index];
        let (safe, written) = settle(before, |text| look(text).into_iter().filter(is_safe).collect());
        let (rest, proposed) = settle(&written, look);
        let name = shown.trim_start_matches("./").trim_start_matches('/');
        let mut from = before;
        if arguments.write && !safe.is_empty() {
            fs::write(path, &written).map_err(|error| format!("{shown}: {error}"))?;
            for fix in &safe {
                super::print(&format!("# written: {}\n", told(fix)))?;
            }
            super::print(&format!("{}\n", unified_diff(name, before, &written)))?;
        }
        if arguments.write {
            from = &written;
        }
        let listed = safe.iter().filter(|_| !arguments.write).chain(&rest);
        for fix in listed {
            headings.push_str(&format!("# {}: {}\n", fix.safety.name(), told(fix)));
        }
        for left in left.take() {
            headings.push_str(&format!("# left: {}\n", told_left(&left)));
        }
        diffs.push_str(&unified_diff(name, from, &proposed));
        if headings.is_empty() && diffs.is_empty() && (safe.is_empty() || !arguments.write) {
            super::print(&format!("{shown}: nothing to repair\n"))?;
        }
        super::print(&headings)?;
        super::print(&diffs)?;
        headings.clear();
        diffs.clear();
        drop.targets[index].text = if arguments.write { written } else { proposed };
    }
    Ok(ExitCode::SUCCESS)
}

impl Drop {
    fn read(arguments: &Arguments) -> Result<Self, String> {
        let first = &arguments.file;
        let text = if Kind::of(&first.to_string_lossy()) == Kind::Workflow {
            fs::read_to_string(first).map_err(|error| format!("{}: {error}", first.display()))?
        } else {
            super::kit::read(first)?.text
        };
        let options = Options { requirements: arguments.require.clone(), src_layout: src_layout(first) };
        let mut files = Vec::new();
        for given in &arguments.paths {
            super::collect(given, 0, &mut files)?;
        }
        let mut drop = Self { targets: vec![Target::new(first, text)], beside: Vec::new(), options };
        let same = |one: &Path, other: &Path| one == other || one.canonicalize().ok() == other.canonicalize().ok();
        let mut seen = BTreeSet::new();
        for file in files.into_iter().filter(|file| seen.insert(file.clone()) && !same(file, first)) {
            if file.file_name().is_some_and(|name| name == "pyproject.toml") {
                continue;
            }
            match workflow_text(&file) {
                Some(text) => drop.targets.push(Target::new(&file, text)),
                None => drop.beside.push((file.clone(), super::open(&file)?)),
            }
        }
        if Kind::of(&drop.targets[0].shown) == Kind::Workflow && workflow_text(first).is_none() {
            return Err(format!("{} is neither a pyproject.toml nor a workflow", first.display()));
        }
        Ok(drop)
    }

    /// The repairs of one of the files, whose text is given, beside the others as they are now.
    fn repairs(&self, index: usize, text: &str) -> Repairs {
        let texts: Vec<(String, Vec<u8>)> = self
            .targets
            .iter()
            .enumerate()
            .map(|(at, target)| {
                let text = if at == index { text } else { target.text.as_str() };
                (target.input(), text.as_bytes().to_vec())
            })
            .collect();
        let mut inputs: Vec<Input<'_>> = Vec::new();
        for (path, bytes) in &texts {
            inputs.push(Input { path: path.clone(), source: bytes as &dyn Source });
        }
        for (path, source) in &self.beside {
            inputs.push(Input { path: path.to_string_lossy().replace('\\', "/"), source });
        }
        let release = read(&inputs, &mut |_| {});
        let (findings, _) = rules::run(&release);
        let mut repairs = fix::repairs(&release, &findings, &self.options);
        let name = self.targets.get(index).map(Target::input).unwrap_or_default();
        repairs.fixes.retain(|fix| fix.file.file == file_name(&name));
        repairs.left.retain(|left| left.location.file == file_name(&name));
        repairs
    }
}

impl Target {
    fn new(path: &Path, text: String) -> Self {
        Self { path: path.to_owned(), shown: path.display().to_string().replace('\\', "/"), text }
    }

    /// The path by which it is known what the file is.
    fn input(&self) -> String {
        if Kind::of(&self.shown) == Kind::Workflow { self.shown.clone() } else { "pyproject.toml".to_owned() }
    }
}

/// The text of a file that is a workflow.
fn workflow_text(path: &Path) -> Option<String> {
    let shown = path.to_string_lossy();
    if Kind::of(&shown) != Kind::Workflow {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    let workflow = Workflow::parse(FileInfo::default(), None, &shown, text.as_bytes())?;
    (workflow.form == Form::Workflow).then_some(text)
}

fn is_safe(fix: &Fix) -> bool {
    fix.safety == Safety::Safe
}

fn told(fix: &Fix) -> String {
    let place = fix.locations.first().map(|place| {
        let path = place.path.as_ref().map(|path| format!(":{path}")).unwrap_or_default();
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!(" {}{path}{line}", place.file)
    });
    format!("{}{}: {}", fix.rule, place.unwrap_or_default(), fix.title)
}

fn told_left(left: &Left) -> String {
    let line = left.location.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{} {}{line}: {}", left.rule, left.location.file, left.reason)
}

/// Whether packages lie in `src/` beside the file, and no module of their own.
fn src_layout(pyproject: &Path) -> Option<bool> {
    let entries: Vec<PathBuf> =
        pyproject.parent()?.join("src").read_dir().ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let is_python = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "py");
    let is_package = |path: &PathBuf| path.is_dir() && path.join("__init__.py").is_file();
    Some(entries.iter().any(is_package) && !entries.iter().any(is_python))
}
