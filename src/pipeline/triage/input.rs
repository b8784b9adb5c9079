//! Logs from files: a text, or the archive of logs that GitHub offers for a run.
//!
//! That archive holds `0_build.txt` for each job, and the same lines once more in `build/3_Run tests.txt` for each step.

use super::judge::judge;
use super::normalize::{MAX_LOG_BYTES, Part};
use super::{Log, Triage, looks_like_log};
use crate::archive::zip::ZipArchive;
use crate::inspect::{Dropped, Input, Options, Progress, Release, artifact, file_name, hashed, read_up_to};
use crate::report::Report;
use crate::rules::log::no_known_cause;
use crate::source::Source;

/// Reads a log and the files beside it, and says why the run failed. The findings of the report are those of the triage.
#[must_use]
pub fn report(
    log: &Input<'_>,
    beside: &[Input<'_>],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> (Report, Triage) {
    let mut release = crate::inspect::read(beside, progress);
    let mut on_bytes = |_| {};
    let read_log = read_archive(&log.path, log.source, &mut on_bytes)
        .unwrap_or_else(|| read(&log.path, log.source, &mut on_bytes));
    release.files.insert(0, Dropped::Log(Box::new(read_log)));
    report_of(&release, 0, options).unwrap_or_default()
}

/// The same for a release that was read before, by the place of the log among its files; nothing where that is no log.
#[must_use]
pub fn report_of(release: &Release, log: usize, options: &Options) -> Option<(Report, Triage)> {
    let chosen = release.files.get(log)?;
    let Dropped::Log(read) = chosen else { return None };
    let triage = judge(read, Some(release));
    let others = release.files.iter().enumerate().filter(|(index, _)| *index != log).map(|(_, file)| file);
    let artifacts = std::iter::once(chosen).chain(others).map(|file| artifact(file, options)).collect();
    let findings: Vec<_> = triage.findings().cloned().collect();
    let rules = vec![no_known_cause::run(&findings)];
    Some((Report { artifacts, findings, ignored: Vec::new(), rules, publishers: Vec::new() }, triage))
}

/// A log as a run's page, `gh run view --log` or a terminal gives it.
pub(crate) fn read(path: &str, source: &dyn Source, on_bytes: &mut dyn FnMut(u64)) -> Log {
    let file = hashed(file_name(path), source, on_bytes);
    let bytes = read_up_to(source, MAX_LOG_BYTES as u64 + 1);
    Log::read(file, &[Part { path: None, bytes: &bytes }])
}

/// The logs of all jobs of a run, as GitHub packs them for download.
pub(crate) fn read_archive(path: &str, source: &dyn Source, on_bytes: &mut dyn FnMut(u64)) -> Option<Log> {
    if !path.to_ascii_lowercase().ends_with(".zip") {
        return None;
    }
    let mut zip = ZipArchive::open(source);
    let paths = members(zip.members.iter().filter(|member| member.is_file()).map(|member| member.path.as_str()))?;
    let mut left = MAX_LOG_BYTES as u64;
    let mut texts: Vec<(String, Vec<u8>)> = Vec::new();
    for path in paths {
        let Some(bytes) = zip.read_up_to(&path, left) else { continue };
        left = left.saturating_sub(bytes.len() as u64);
        texts.push((path, bytes));
    }
    let parts: Vec<Part<'_>> = texts.iter().map(|(path, bytes)| Part { path: Some(path), bytes }).collect();
    let known = parts.iter().any(|part| looks_like_log(part.bytes));
    let file = hashed(file_name(path), source, on_bytes);
    known.then(|| Log::read(file, &parts))
}

/// Members that hold the log, in the order of the run; nothing where this is another archive.
fn members<'m>(paths: impl Iterator<Item = &'m str>) -> Option<Vec<String>> {
    let mut jobs: Vec<(u32, &str)> = Vec::new();
    let mut steps: Vec<(&str, u32, &str)> = Vec::new();
    for path in paths {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        if file == "system.txt" {
            continue;
        }
        let numbered =
            file.strip_suffix(".txt").and_then(|name| name.split_once('_')).and_then(|(number, _)| number.parse().ok());
        match (numbered, folder.contains('/')) {
            (Some(number), false) if folder.is_empty() => jobs.push((number, path)),
            (Some(number), false) => steps.push((folder, number, path)),
            _ => return None,
        }
    }
    jobs.sort_unstable();
    steps.sort_unstable();
    let paths: Vec<String> = if jobs.is_empty() {
        steps.into_iter().map(|(_, _, path)| path.to_owned()).collect()
    } else {
        jobs.into_iter().map(|(_, path)| path.to_owned()).collect()
    };
    (!paths.is_empty()).then_some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_read_in_order_and_steps_only_without_them() {
        let paths = ["1_publish.txt", "0_build.txt", "build/2_Run tests.txt", "build/system.txt"];
        assert_eq!(members(paths.into_iter()), Some(vec!["0_build.txt".to_owned(), "1_publish.txt".to_owned()]));
        let paths = ["build/10_Post.txt", "build/2_Run tests.txt"];
        assert_eq!(
            members(paths.into_iter()),
            Some(vec!["build/2_Run tests.txt".to_owned(), "build/10_Post.txt".to_owned()])
        );
        assert_eq!(members(["notes.txt"].into_iter()), None);
        assert_eq!(members(["demo-1.0/PKG-INFO"].into_iter()), None);
    }
}
