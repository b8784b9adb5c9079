//! `preflight fix`: the repairs of a `pyproject.toml` and of workflows as a unified diff, and the safe ones written.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use preflight::artifact::FileInfo;
use preflight::fix::{self, Fix, Left, Options, ROUNDS, Repairs, Safety, round, unified_diff};
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
struct Files {
    targets: Vec<Target>,
    beside: Vec<(PathBuf, FileSource)>,
    options: Options,
}

/// What was done to the files, by their order, and what is left.
struct Settled {
    done: Vec<Vec<Fix>>,
    texts: Vec<String>,
    left: Vec<Left>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let drop = Files::read(arguments)?;
    let before: Vec<String> = drop.targets.iter().map(|target| target.text.clone()).collect();
    let safe = drop.settle(before.clone(), |fix| fix.safety == Safety::Safe);
    let rest = drop.settle(safe.texts.clone(), |_| true);
    for (index, target) in drop.targets.iter().enumerate() {
        let Target { path, shown, .. } = target;
        let none = (Vec::new(), String::new());
        let at = |settled: &Settled| {
            settled.done.get(index).cloned().zip(settled.texts.get(index).cloned()).unwrap_or(none.clone())
        };
        let ((safe, written), (review, proposed)) = (at(&safe), at(&rest));
        let left: Vec<&Left> = rest.left.iter().filter(|left| target.is(&left.location.file)).collect();
        let name = shown.trim_start_matches("./").trim_start_matches('/');
        if safe.is_empty() && review.is_empty() && left.is_empty() {
            super::print(&format!("{shown}: nothing to repair\n"))?;
            continue;
        }
        if arguments.write && !safe.is_empty() {
            fs::write(path, &written).map_err(|error| format!("{shown}: {error}"))?;
            for fix in &safe {
                super::print(&format!("# written: {}\n", told(fix)))?;
            }
            super::print(&unified_diff(name, &target.text, &written))?;
            if !review.is_empty() || !left.is_empty() {
                super::print("\n")?;
            }
        }
        let listed = safe.iter().filter(|_| !arguments.write).chain(&review);
        for fix in listed {
            super::print(&format!("# {}: {}\n", fix.safety.name(), told(fix)))?;
        }
        for left in left {
            super::print(&format!("# left: {}\n", told_left(left)))?;
        }
        let from = if arguments.write { &written } else { &target.text };
        super::print(&unified_diff(name, from, &proposed))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Files {
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

    /// Repairs until there is nothing to repair. The files are looked at together, because workflows call each other.
    fn settle(&self, mut texts: Vec<String>, wanted: impl Fn(&Fix) -> bool) -> Settled {
        let mut done: Vec<Vec<Fix>> = vec![Vec::new(); texts.len()];
        let mut left = Vec::new();
        for _ in 0..ROUNDS {
            let found = self.repairs(&texts);
            left = found.left;
            let fixes: Vec<Fix> = found.fixes.into_iter().filter(&wanted).collect();
            let mut changed = false;
            for (index, target) in self.targets.iter().enumerate() {
                let (Some(text), Some(done)) = (texts.get_mut(index), done.get_mut(index)) else { continue };
                let own = fixes.iter().filter(|fix| target.is(&fix.file.file)).cloned();
                let (applied, after) = round(text, own);
                changed |= !applied.is_empty();
                done.extend(applied);
                *text = after;
            }
            if !changed {
                break;
            }
        }
        Settled { done, texts, left }
    }

    fn repairs(&self, texts: &[String]) -> Repairs {
        let bytes: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        let targets = self.targets.iter().zip(&bytes);
        let mut inputs: Vec<Input<'_>> =
            targets.map(|(target, bytes)| Input { path: target.input(), source: bytes as &dyn Source }).collect();
        for (path, source) in &self.beside {
            inputs.push(Input { path: path.to_string_lossy().replace('\\', "/"), source });
        }
        let release = read(&inputs, &mut |_| {});
        let (findings, _) = rules::run(&release);
        fix::repairs(&release, &findings, &self.options)
    }
}

impl Target {
    fn new(path: &Path, text: String) -> Self {
        Self { path: path.to_owned(), shown: path.display().to_string().replace('\\', "/"), text }
    }

    /// Whether a finding names it so.
    fn is(&self, name: &str) -> bool {
        file_name(&self.input()) == name
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
