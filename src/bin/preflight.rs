//! The native command: arguments in, a report out. Everything else is the library.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use preflight::inspect::{Input, Options, inspect};
use preflight::pipeline::triage::normalize::MAX_LOG_BYTES;
use preflight::pipeline::triage::{input as logs, signature};
use preflight::render::{json_v1, text, triage as triage_text};
use preflight::rules::{self, RULES};
use preflight::source::FileSource;
use preflight::upload::form::Uploader;

#[derive(Parser)]
#[command(name = "preflight", version, about = "Says, before anything is uploaded, whether a Python release will fly")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the files of a release, or a folder of them
    Check {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// The tool whose upload PyPI would answer
        #[arg(long, value_enum, default_value_t = Tool::Twine)]
        uploader: Tool,
        /// Files, or folders that hold them
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Say why a release failed, from the log of its run
    Triage {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// The log, or the archive of logs of a run; `-` reads it from standard input
        #[arg(value_name = "LOG")]
        log: PathBuf,
        /// Files of the release, to compare with what the log says
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// List all rules
    Rules {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Explain a rule, or a signature of a failed release
    Explain {
        #[arg(value_name = "ID")]
        rule: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tool {
    Twine,
    Uv,
}

/// The command could not run: no such file, bad usage.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Check { format, uploader, paths } => check(format, uploader, &paths),
        Command::Triage { format, log, paths } => triage(format, &log, &paths),
        Command::Rules { format } => Ok(list_rules(format)),
        Command::Explain { rule } => explain(&rule),
    };
    outcome.unwrap_or_else(|message| {
        eprintln!("preflight: {message}");
        ExitCode::from(COULD_NOT_RUN)
    })
}

fn check(format: Format, tool: Tool, paths: &[PathBuf]) -> Result<ExitCode, String> {
    let files = collect_all(paths)?;
    if files.is_empty() {
        return Err(format!("no files in {}", paths[0].display()));
    }
    let sources = open_all(&files)?;
    let inputs = inputs(&files, &sources);
    let uploader = match tool {
        Tool::Twine => Uploader::Twine,
        Tool::Uv => Uploader::Uv,
    };
    let report = inspect(&inputs, &Options { uploader }, &mut |_| {});
    match format {
        Format::Json => print!("{}", json_v1::render(&report)),
        Format::Text => print!("{}", text::render(&report, style())),
    }
    Ok(ExitCode::from(u8::from(report.has_errors())))
}

fn triage(format: Format, log: &Path, paths: &[PathBuf]) -> Result<ExitCode, String> {
    let files = collect_all(paths)?;
    let sources = open_all(&files)?;
    let beside = inputs(&files, &sources);
    let (report, triage) = if log == Path::new("-") {
        let mut bytes = Vec::new();
        // One byte more than is looked at, so that a longer log is known to be one.
        let most = MAX_LOG_BYTES as u64 + 1;
        let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
        read.map_err(|error| format!("standard input: {error}"))?;
        logs::report(
            &Input { path: "standard input".to_owned(), source: &bytes },
            &beside,
            &Options::default(),
            &mut |_| {},
        )
    } else {
        if log.is_dir() {
            return Err(format!("{}: is a folder; give the log first, then the files of the release", log.display()));
        }
        let source = open(log)?;
        let path = log.to_string_lossy().replace('\\', "/");
        logs::report(&Input { path, source: &source }, &beside, &Options::default(), &mut |_| {})
    };
    match format {
        Format::Json => print!("{}", json_v1::render_triage(&report, &triage)),
        Format::Text => print!("{}", triage_text::render(&triage, style())),
    }
    Ok(ExitCode::from(u8::from(report.has_errors())))
}

fn style() -> text::Style {
    let coloured = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if coloured { text::Style::Coloured } else { text::Style::Plain }
}

fn collect_all(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    paths.iter().try_for_each(|path| collect(path, 0, &mut files))?;
    Ok(files)
}

fn open_all(files: &[PathBuf]) -> Result<Vec<FileSource>, String> {
    files.iter().map(|path| open(path)).collect()
}

fn inputs<'s>(files: &[PathBuf], sources: &'s [FileSource]) -> Vec<Input<'s>> {
    let named = files.iter().zip(sources);
    named.map(|(path, source)| Input { path: path.to_string_lossy().replace('\\', "/"), source }).collect()
}

/// Files of a folder, in the order of their names, so that the same folder gives the same report.
fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    /// `dist/` is flat and a CI run's artifacts are one folder deeper; nobody means a whole home directory.
    const DEEPEST: usize = 4;
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    if !path.metadata().map_err(said)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    if depth == DEEPEST {
        return Ok(());
    }
    let entries = path.read_dir().map_err(said)?.collect::<Result<Vec<_>, _>>().map_err(said)?;
    let mut inside: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    inside.sort();
    inside.iter().try_for_each(|path| collect(path, depth + 1, files))
}

fn open(path: &Path) -> Result<FileSource, String> {
    FileSource::open(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn list_rules(format: Format) -> ExitCode {
    match format {
        Format::Text => {
            for rule in RULES {
                let meta = rule.meta();
                println!("{:<32} {:<8} {:<8} {}", meta.id, meta.severity.name(), meta.gate.name(), meta.title());
            }
        }
        Format::Json => print!("{}", json_v1::rules()),
    }
    ExitCode::SUCCESS
}

fn explain(id: &str) -> Result<ExitCode, String> {
    let page = rules::by_id(id).map(|rule| rules::page(rule.meta()));
    let page = page.or_else(|| signature::by_id(id).map(signature::page));
    let unknown = || format!("no rule is called {id}, and no signature; `preflight rules` lists the rules");
    print!("{}", page.ok_or_else(unknown)?);
    Ok(ExitCode::SUCCESS)
}
