//! The native command: arguments in, a report out. Everything else is the library.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand, ValueEnum};
use preflight::inspect::{Input, Options, inspect};
use preflight::render::{json_v1, text};
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
        /// Paths that each wheel has to hold, as a pattern
        #[arg(long, value_name = "GLOB")]
        expect: Vec<String>,
        /// Paths that no wheel may hold, as a pattern
        #[arg(long, value_name = "GLOB")]
        unexpected: Vec<String>,
        /// `SOURCE_DATE_EPOCH` of the build, which the members must have
        #[arg(long, value_name = "SECONDS")]
        epoch: Option<i64>,
        /// Files, or folders that hold them
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// List all rules
    Rules {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Explain a rule
    Explain {
        #[arg(value_name = "RULE")]
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
        Command::Check { format, uploader, expect, unexpected, epoch, paths } => {
            let uploader = match uploader {
                Tool::Twine => Uploader::Twine,
                Tool::Uv => Uploader::Uv,
            };
            check(format, &Options { uploader, expect, unexpected, epoch, now: now() }, &paths)
        }
        Command::Rules { format } => Ok(list_rules(format)),
        Command::Explain { rule } => explain(&rule),
    };
    outcome.unwrap_or_else(|message| {
        eprintln!("preflight: {message}");
        ExitCode::from(COULD_NOT_RUN)
    })
}

/// Seconds since 1970, for members that come from the future.
fn now() -> Option<i64> {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(elapsed.as_secs()).ok()
}

fn check(format: Format, options: &Options, paths: &[PathBuf]) -> Result<ExitCode, String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, 0, &mut files)?;
    }
    if files.is_empty() {
        return Err(format!("no files in {}", paths[0].display()));
    }
    let sources: Result<Vec<_>, _> = files.iter().map(|path| open(path)).collect();
    let sources = sources?;
    let inputs: Vec<Input<'_>> = files
        .iter()
        .zip(&sources)
        .map(|(path, source)| Input { path: path.to_string_lossy().replace('\\', "/"), source })
        .collect();
    let report = inspect(&inputs, options, &mut |_| {});
    match format {
        Format::Json => print!("{}", json_v1::render(&report)),
        Format::Text => {
            let coloured = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            print!("{}", text::render(&report, if coloured { text::Style::Coloured } else { text::Style::Plain }));
        }
    }
    Ok(ExitCode::from(u8::from(report.has_errors())))
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
    let rule = rules::by_id(id).ok_or_else(|| format!("no rule is called {id}; `preflight rules` lists all"))?;
    print!("{}", rules::page(rule.meta()));
    Ok(ExitCode::SUCCESS)
}
