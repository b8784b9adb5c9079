//! `preflight fix`: the repairs of a `pyproject.toml` as a unified diff, and the safe ones written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use preflight::fix::{self, Fix, Options, Safety, settle, unified_diff};
use preflight::inspect::{Input, read};
use preflight::rules;
use preflight::source::Source;

#[derive(Args)]
pub struct Arguments {
    /// Write the safe repairs into the file
    #[arg(long)]
    write: bool,
    /// What to require in place of a URL, such as `name>=1.0`; may be given several times
    #[arg(long, value_name = "REQUIREMENT")]
    require: Vec<String>,
    #[arg(value_name = "PYPROJECT")]
    pyproject: PathBuf,
    /// Wheels and sdists of the project, or folders that hold them: they tell what the commands point to
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let path = &arguments.pyproject;
    let shown = path.display().to_string().replace('\\', "/");
    let name = shown.trim_start_matches(['/', '.']);
    let before = super::kit::read(path)?.text;
    let mut files = Vec::new();
    for given in &arguments.paths {
        super::collect(given, 0, &mut files)?;
    }
    let beside: Result<Vec<_>, _> = files.iter().map(|file| Ok((file.clone(), super::open(file)?))).collect();
    let beside: Vec<(PathBuf, _)> = beside.map_err(|error: String| error)?;
    let beside: Vec<Input<'_>> = beside
        .iter()
        .filter(|(file, _)| file.file_name().is_some_and(|name| name != "pyproject.toml"))
        .map(|(file, source)| Input { path: file.to_string_lossy().replace('\\', "/"), source })
        .collect();
    let options = Options { requirements: arguments.require.clone(), src_layout: src_layout(path) };
    let look = |text: &str| repairs(text, &beside, &options);

    let (safe, written) = settle(&before, |text| look(text).into_iter().filter(is_safe).collect());
    let (rest, proposed) = settle(&written, &look);
    if safe.is_empty() && rest.is_empty() {
        super::print(&format!("{shown}: nothing to repair\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.write && !safe.is_empty() {
        fs::write(path, &written).map_err(|error| format!("{shown}: {error}"))?;
        for fix in &safe {
            super::print(&format!("# written: {}\n", told(fix)))?;
        }
        super::print(&unified_diff(name, &before, &written))?;
        if !rest.is_empty() {
            super::print("\n")?;
        }
    }
    let (from, listed): (&str, Vec<&Fix>) =
        if arguments.write { (&written, rest.iter().collect()) } else { (&before, safe.iter().chain(&rest).collect()) };
    for fix in listed {
        super::print(&format!("# {}: {}\n", fix.safety.name(), told(fix)))?;
    }
    super::print(&unified_diff(name, from, &proposed))?;
    Ok(ExitCode::SUCCESS)
}

fn is_safe(fix: &Fix) -> bool {
    fix.safety == Safety::Safe
}

/// The repairs of the text, beside the artifacts.
fn repairs(text: &str, beside: &[Input<'_>], options: &Options) -> Vec<Fix> {
    let bytes = text.as_bytes().to_vec();
    let mut inputs = vec![Input { path: "pyproject.toml".to_owned(), source: &bytes as &dyn Source }];
    inputs.extend(beside.iter().map(|input| Input { path: input.path.clone(), source: input.source }));
    let release = read(&inputs, &mut |_| {});
    let (findings, _) = rules::run(&release);
    fix::fixes(&release, &findings, options)
}

fn told(fix: &Fix) -> String {
    let place = fix.locations.first().map(|place| {
        let path = place.path.as_ref().map(|path| format!(":{path}")).unwrap_or_default();
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!(" {}{path}{line}", place.file)
    });
    format!("{}{}: {}", fix.rule, place.unwrap_or_default(), fix.title)
}

/// Whether packages lie in `src/` beside the file, and no module of their own.
fn src_layout(pyproject: &Path) -> Option<bool> {
    let entries: Vec<PathBuf> =
        pyproject.parent()?.join("src").read_dir().ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let is_python = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "py");
    let is_package = |path: &PathBuf| path.is_dir() && path.join("__init__.py").is_file();
    Some(entries.iter().any(is_package) && !entries.iter().any(is_python))
}
