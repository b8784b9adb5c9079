//! The native command: arguments in, a report out. Everything else is the library.

#[path = "preflight/fix.rs"]
mod fix;
#[path = "preflight/kit.rs"]
mod kit;
#[path = "preflight/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand, ValueEnum};
use preflight::compare::compare;
use preflight::finding::one_line;
use preflight::ignore;
use preflight::inspect::{Input, Options, inspect};
use preflight::pipeline::card::Publisher;
use preflight::pipeline::triage::normalize::MAX_LOG_BYTES;
use preflight::pipeline::triage::{input as logs, signature};
use preflight::render::{comparison, html, json_v1, markdown, sarif, text, triage as triage_text};
use preflight::rules::{self, Meta, RULES};
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
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
        /// The tool whose upload PyPI would answer
        #[arg(long, value_enum, default_value_t = Tool::Twine)]
        uploader: Tool,
        /// Set aside the findings of a rule, or of several as `dep-*`; may be given several times
        #[arg(long, value_name = "RULE", value_parser = known_rules)]
        ignore: Vec<String>,
        /// Repository of the trusted publisher, as the index has it on record
        #[arg(long, value_name = "OWNER/NAME")]
        repository: Option<String>,
        /// Environment of the trusted publisher, as the index has it on record; empty for none
        #[arg(long, value_name = "NAME")]
        environment: Option<String>,
        /// Tag of the release, such as `v1.2.0`: the files must have its version
        #[arg(long, value_name = "TAG")]
        tag: Option<String>,
        /// Paths that each wheel has to hold, as a pattern
        #[arg(long, value_name = "GLOB")]
        expect: Vec<String>,
        /// Paths that no wheel may hold, as a pattern
        #[arg(long, value_name = "GLOB")]
        unexpected: Vec<String>,
        /// `SOURCE_DATE_EPOCH` of the build, which the members must have
        #[arg(long, value_name = "SECONDS")]
        epoch: Option<i64>,
        /// The checkout that the release was built from, to compare an sdist with
        #[arg(long, value_name = "FOLDER")]
        source: Option<PathBuf>,
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
    /// Compare two distributions: a wheel with its sdist, or two versions of either
    Compare {
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// A wheel or an sdist
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// A wheel or an sdist
        #[arg(value_name = "NEW")]
        new: PathBuf,
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
    /// Show what can be repaired in a pyproject.toml, as a unified diff
    Fix(fix::Arguments),
    /// Write a release process for a project: workflows, checks and the runbook
    Kit(kit::Arguments),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What a report can be written as.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For a terminal or a log
    Text,
    /// Version 1, described in docs/json-v1.md
    Json,
    /// Version 2.1.0, for code scanning
    Sarif,
    /// For a comment on a pull request
    Markdown,
    /// One file that reads offline
    Html,
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
        Command::Check {
            format,
            uploader,
            ignore,
            repository,
            environment,
            tag,
            expect,
            unexpected,
            epoch,
            source,
            paths,
        } => {
            let publisher = Publisher { repository, environment };
            let uploader = match uploader {
                Tool::Twine => Uploader::Twine,
                Tool::Uv => Uploader::Uv,
            };
            let tree = source.as_deref().map(source::read).transpose();
            tree.and_then(|source| {
                let options =
                    Options { uploader, ignore, publisher, tag, expect, unexpected, epoch, source, now: now() };
                check(format, &options, &paths)
            })
        }
        Command::Compare { format, old, new } => compare_two(format, &old, &new),
        Command::Triage { format, log, paths } => triage(format, &log, &paths),
        Command::Rules { format } => list_rules(format),
        Command::Explain { rule } => explain(&rule),
        Command::Fix(arguments) => fix::run(&arguments),
        Command::Kit(arguments) => kit::run(&arguments),
    };
    outcome.unwrap_or_else(|message| {
        // Names of files stand in it. Where nobody reads it, there is nobody to tell.
        let _ = writeln!(io::stderr(), "preflight: {}", one_line(&message));
        ExitCode::from(COULD_NOT_RUN)
    })
}

/// Seconds since 1970, for members that come from the future.
fn now() -> Option<i64> {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(elapsed.as_secs()).ok()
}

/// Writes to standard output. A reader that has seen enough, such as `head`, ends nothing: the exit code is that of the answer.
fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

/// An id or `prefix-*` for which there is a rule.
fn known_rules(pattern: &str) -> Result<String, String> {
    if !ignore::is_known(pattern) {
        return Err(format!("no rule is called {}; `preflight rules` lists all", one_line(pattern)));
    }
    Ok(pattern.to_owned())
}

fn check(format: ReportFormat, options: &Options, paths: &[PathBuf]) -> Result<ExitCode, String> {
    let files = collect_all(paths)?;
    let sources: Result<Vec<_>, _> = files.iter().map(|path| open(path)).collect();
    let sources = sources?;
    let inputs: Vec<Input<'_>> = files.iter().zip(&sources).map(|(path, source)| input(path, source)).collect();
    let report = inspect(&inputs, options, &mut |_| {});
    print(&match format {
        ReportFormat::Text => text::render(&report, style()),
        ReportFormat::Json => json_v1::render(&report),
        ReportFormat::Sarif => {
            let paths: Vec<String> = inputs.iter().map(|input| input.path.clone()).collect();
            sarif::render(&report, &paths)
        }
        ReportFormat::Markdown => markdown::render(&report),
        ReportFormat::Html => html::render(&report),
    })?;
    Ok(ExitCode::from(u8::from(report.has_errors())))
}

fn compare_two(format: Format, old: &Path, new: &Path) -> Result<ExitCode, String> {
    for path in [old, new] {
        if !path.metadata().map_err(|error| format!("{}: {error}", path.display()))?.is_file() {
            return Err(format!("{}: not a file; name one wheel or sdist on each side", path.display()));
        }
    }
    let (old_source, new_source) = (open(old)?, open(new)?);
    let comparison = compare(&input(old, &old_source), &input(new, &new_source), &mut |_| {})?;
    print(&match format {
        Format::Text => comparison::text(&comparison, style()),
        Format::Json => comparison::json_v1(&comparison),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn input<'a>(path: &Path, source: &'a FileSource) -> Input<'a> {
    Input { path: path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"), source }
}

/// Colours for a terminal, unless the user wants none (<https://no-color.org>).
fn style() -> text::Style {
    let none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if io::stdout().is_terminal() && !none { text::Style::Coloured } else { text::Style::Plain }
}

/// Every file that was named or lies in a named folder, each once.
fn collect_all(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            return Err(
                "standard input is not read, because a release is known by its file names: name a file or a folder"
                    .to_owned(),
            );
        }
        let before = files.len();
        collect(path, 0, &mut files)?;
        if files.len() == before {
            return Err(format!("no files in {}", path.display()));
        }
    }
    let mut seen = BTreeSet::new();
    files.retain(|path| seen.insert(path.clone()));
    Ok(files)
}

fn triage(format: Format, log: &Path, paths: &[PathBuf]) -> Result<ExitCode, String> {
    let files = collect_all(paths)?;
    let sources: Result<Vec<_>, _> = files.iter().map(|path| open(path)).collect();
    let sources = sources?;
    let beside: Vec<Input<'_>> = files.iter().zip(&sources).map(|(path, source)| input(path, source)).collect();
    let read = |log: &Input<'_>| logs::report(log, &beside, &Options::default(), &mut |_| {});
    let (report, triage) = if log == Path::new("-") {
        let mut bytes = Vec::new();
        // One byte more than is looked at, so that a longer log is known to be one.
        let most = MAX_LOG_BYTES as u64 + 1;
        let got = io::stdin().lock().take(most).read_to_end(&mut bytes);
        got.map_err(|error| format!("standard input: {error}"))?;
        read(&Input { path: "standard input".to_owned(), source: &bytes })
    } else {
        if log.is_dir() {
            return Err(format!("{}: is a folder; give the log first, then the files of the release", log.display()));
        }
        read(&input(log, &open(log)?))
    };
    print(&match format {
        Format::Json => json_v1::render_triage(&report, &triage),
        Format::Text => triage_text::render(&triage, style()),
    })?;
    Ok(ExitCode::from(u8::from(report.has_errors())))
}

/// Files of a folder, in the order of their names, so that the same folder gives the same report.
fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    /// `dist/` is flat and a CI run's artifacts are one folder deeper; nobody means a whole home directory.
    const DEEPEST: usize = 4;
    let said = |error: io::Error| format!("{}: {error}", path.display());
    let metadata = match path.metadata() {
        // A link in a folder that leads nowhere is no file of the release.
        Err(error) if depth > 0 && error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(said)?,
    };
    if metadata.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    if !metadata.is_dir() {
        // A pipe or a device has no length and may never end.
        return if depth == 0 { Err(format!("{}: neither a file nor a folder", path.display())) } else { Ok(()) };
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

fn list_rules(format: Format) -> Result<ExitCode, String> {
    print(&match format {
        Format::Text => RULES.iter().map(|rule| rule_line(rule.meta())).collect(),
        Format::Json => json_v1::rules(),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn rule_line(meta: &Meta) -> String {
    format!("{:<32} {:<8} {:<8} {}\n", meta.id, meta.severity.name(), meta.gate.name(), meta.title())
}

fn explain(id: &str) -> Result<ExitCode, String> {
    let page = rules::by_id(id).map(|rule| rules::page(rule.meta()));
    let page = page.or_else(|| signature::by_id(id).map(signature::page));
    let unknown = || format!("no rule is called {id}, and no signature; `preflight rules` lists all rules");
    print(&page.ok_or_else(unknown)?)?;
    Ok(ExitCode::SUCCESS)
}
