//! `preflight kit`: writes the release kit of a project into a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use preflight::artifact::FileInfo;
use preflight::artifact::pyproject::Pyproject;
use preflight::kit::project::VersionSource;
use preflight::kit::{self, File, Options, Publisher};

#[derive(Args)]
pub struct Arguments {
    /// The folder to write into: the top of the project, or an empty one
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Who uploads: the action gh-action-pypi-publish, or uv
    #[arg(long, value_enum, default_value_t = Tool::Action)]
    publisher: Tool,
    /// The repository on GitHub; by default the one under [project.urls]
    #[arg(long, value_name = "OWNER/NAME")]
    repository: Option<String>,
    /// What users import, where it cannot be read from the file; may be given several times
    #[arg(long = "import", value_name = "MODULE")]
    imports: Vec<String>,
    /// Where the version is to come from; by default from where the file has it now
    #[arg(long, value_enum, value_name = "POLICY")]
    version_policy: Option<Policy>,
    /// Replace files that are there and differ
    #[arg(long)]
    force: bool,
    #[arg(value_name = "PYPROJECT")]
    pyproject: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tool {
    Action,
    Uv,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Policy {
    /// `version` in pyproject.toml
    Static,
    /// The tag, through hatch-vcs or setuptools-scm
    Tag,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let pyproject = read(&arguments.pyproject)?;
    let publisher = match arguments.publisher {
        Tool::Action => Publisher::Action,
        Tool::Uv => Publisher::Uv,
    };
    let version = arguments.version_policy.map(|policy| match policy {
        Policy::Static => VersionSource::Static,
        Policy::Tag => VersionSource::Vcs,
    });
    let (repository, imports) = (arguments.repository.clone(), arguments.imports.clone());
    let options = Options { publisher, repository, imports, version };
    let kit =
        kit::kit(&pyproject, &options).map_err(|message| format!("{}: {message}", arguments.pyproject.display()))?;
    let paths: Vec<PathBuf> = kit.files.iter().map(|file| arguments.out.join(file.path)).collect();
    let differs = |(path, file): &(&PathBuf, &File)| fs::read(path).is_ok_and(|old| old != file.bytes);
    let in_the_way: Vec<String> =
        paths.iter().zip(&kit.files).filter(differs).map(|(path, _)| path.display().to_string()).collect();
    if !in_the_way.is_empty() && !arguments.force {
        return Err(format!(
            "nothing was written, these exist and differ: {}; --force replaces them",
            in_the_way.join(", ")
        ));
    }
    for (path, file) in paths.iter().zip(&kit.files) {
        write(path, file).map_err(|error| format!("{}: {error}", path.display()))?;
        super::print(&format!("{}\n", path.display()))?;
    }
    for note in &kit.notes {
        super::print(&format!("note: {note}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a `pyproject.toml`.
pub fn read(path: &Path) -> Result<Pyproject, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file = FileInfo { name: path.display().to_string(), ..FileInfo::default() };
    let pyproject = Pyproject::parse(file, None, &bytes);
    match pyproject.problems.first() {
        Some((problem, _)) => Err(format!("{} is not valid TOML: {problem}", path.display())),
        None => Ok(pyproject),
    }
}

fn write(path: &Path, file: &File) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, &file.bytes)?;
    #[cfg(unix)]
    if file.executable {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}
