//! The one entry point: dropped files in, a report out.
//!
//! Decides what each file is, opens it once, keeps what rules read and runs them. A broken file never hides another.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::zip::ZipArchive;
use crate::archive::{ArchiveProblem, Member, Want, limits, magic, tar};
use crate::artifact::entry_points::EntryPoints;
use crate::artifact::filename::{SdistFilename, WheelFilename};
use crate::artifact::metadata::Metadata;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::record::Record;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::{Wheel, site_paths};
use crate::artifact::wheel_file::WheelFile;
use crate::artifact::{FileInfo, normalize_name};
use crate::contents::wheel_pass::{Gathered, WheelPass};
use crate::contents::{Contents, Plan};
use crate::ignore;
use crate::pipeline::card::{self, Publisher};
use crate::pipeline::carried::carried;
use crate::pipeline::triage::{Log, input as logs, looks_like_log};
use crate::pipeline::workflow::{Form, Workflow};
use crate::python::imports::{self, EagerImports};
use crate::python::roots::roots;
use crate::report::{Answer, Artifact, Report, Upload};
use crate::rules;
use crate::source::{Source, Stream};
use crate::source_tree::SourceTree;
use crate::upload::answer::{self as judge, Prediction};
use crate::upload::form::Uploader;
use crate::upload::python_tar::PyTar;
use crate::upload::scanner::{self, is_scannable};
use crate::upload::tar_archive::{TarJudgement, judge_sdist, judge_sdist_read};
use crate::upload::zip_archive::{judge_wheel, judge_wheel_scanned, metadata_for_twine};

/// One file as the visitor gave it.
pub struct Input<'a> {
    /// Its path as far as it is known, with `/`; only the last component names the file.
    pub path: String,
    pub source: &'a dyn Source,
}

/// How to look at them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whose form PyPI would get.
    pub uploader: Uploader,
    /// Rules whose findings are set aside, by id or as `prefix-*`, beside those that a `pyproject.toml` names.
    pub ignore: Vec<String>,
    pub publisher: Publisher,
    /// The tag of the release, as it is or will be pushed.
    pub tag: Option<String>,
    /// Patterns of paths that each wheel has to hold.
    pub expect: Vec<String>,
    /// Patterns of paths that no wheel may hold.
    pub unexpected: Vec<String>,
    /// `SOURCE_DATE_EPOCH` of the build, in seconds since 1970.
    pub epoch: Option<i64>,
    /// The source tree that the release was built from.
    pub source: Option<SourceTree>,
    /// The time of whoever asks, in seconds since 1970: the library reads no clock.
    pub now: Option<i64>,
}

/// What is told while the files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Bytes of one file read so far.
    Bytes { index: usize, read: u64, total: u64 },
    /// One file was read to its end.
    Read { index: usize },
}

/// What a dropped file is taken for, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Wheel,
    Sdist,
    Pyproject,
    Workflow,
    Log,
    Other,
}

impl Kind {
    #[must_use]
    pub fn of(path: &str) -> Self {
        let name = file_name(path);
        let lower = name.to_ascii_lowercase();
        if lower.ends_with(".whl") {
            Self::Wheel
        } else if lower.ends_with(".tar.gz") {
            Self::Sdist
        } else if lower == "pyproject.toml" {
            Self::Pyproject
        } else if lower.ends_with(".yml") || lower.ends_with(".yaml") {
            Self::Workflow
        } else if lower.ends_with(".log") {
            Self::Log
        } else {
            Self::Other
        }
    }

    /// The word of JSON v1.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wheel => "wheel",
            Self::Sdist => "sdist",
            Self::Pyproject => "pyproject",
            Self::Workflow => "workflow",
            Self::Log => "log",
            Self::Other => "other",
        }
    }

    /// With its article, for "needs a wheel".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Wheel => "a wheel",
            Self::Sdist => "an sdist",
            Self::Pyproject => "a pyproject.toml",
            Self::Workflow => "a workflow",
            Self::Log => "a log",
            Self::Other => "another file",
        }
    }
}

/// Everything that was dropped, read.
#[derive(Debug, Default)]
pub struct Release {
    pub files: Vec<Dropped>,
    /// What rules are told beside the files.
    pub options: Options,
}

#[derive(Debug)]
pub enum Dropped {
    Wheel(Box<Wheel>),
    Sdist(Box<Sdist>),
    Pyproject(Box<Pyproject>),
    Log(Box<Log>),
    Workflow(Box<Workflow>),
    Other(Other),
}

impl Dropped {
    #[must_use]
    pub fn info(&self) -> &FileInfo {
        match self {
            Self::Wheel(wheel) => &wheel.file,
            Self::Sdist(sdist) => &sdist.file,
            Self::Pyproject(pyproject) => &pyproject.file,
            Self::Log(log) => &log.file,
            Self::Workflow(workflow) => &workflow.file,
            Self::Other(other) => &other.file,
        }
    }
}

/// A file whose content no rule reads yet, or that this tool does not know.
#[derive(Debug, Clone)]
pub struct Other {
    pub file: FileInfo,
    pub kind: Kind,
    /// What its first bytes say that it is.
    pub found: &'static str,
    /// The content of `uv.lock` and of attestations; empty for other files.
    pub text: Vec<u8>,
    /// What PyPI would answer, where it is a distribution of another kind.
    pub predictions: Vec<Prediction>,
}

/// What the name of an attestation ends with, behind the name of the file that it is about (PEP 740).
pub const ATTESTATION: &str = ".publish.attestation";
/// What uv locked: the one file of its kind that a rule reads.
pub const LOCK: &str = "uv.lock";

/// Extensions of distributions that PyPI took once or never did.
pub const FOREIGN: [&str; 14] = [
    ".egg", ".tgz", ".tar", ".tar.bz2", ".tbz2", ".tar.xz", ".tar.zst", ".zip", ".exe", ".msi", ".rpm", ".deb", ".dmg",
    ".conda",
];

/// Whether a file is called like a distribution that is neither a wheel nor a `.tar.gz` sdist.
#[must_use]
pub fn is_foreign_distribution(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    FOREIGN.iter().any(|extension| path.ends_with(extension))
}

/// PyPI's answer to a distribution of another kind: a `.zip` is read as the sdist that it may have been.
fn judge_foreign(name: &str, source: &dyn Source) -> Vec<Prediction> {
    if !name.ends_with(".zip") {
        return predictions(name, source.len(), [None; 2], &judge::Archive::Tar(&TarJudgement::default()));
    }
    let judgement = judge_wheel(source, name);
    let metadata = judgement.archive.as_ref().and_then(|zip| {
        let path = zip.names().find(|path| path.ends_with("/PKG-INFO") && path.matches('/').count() == 1)?.to_owned();
        Some(Metadata::parse(&path, &zip.read(&path).ok()?))
    });
    predictions(name, source.len(), [metadata.as_ref(); 2], &judge::Archive::Zip(&judgement))
}

impl Release {
    pub fn wheels(&self) -> impl Iterator<Item = &Wheel> {
        self.files.iter().filter_map(|file| match file {
            Dropped::Wheel(wheel) => Some(&**wheel),
            _ => None,
        })
    }

    pub fn sdists(&self) -> impl Iterator<Item = &Sdist> {
        self.files.iter().filter_map(|file| match file {
            Dropped::Sdist(sdist) => Some(&**sdist),
            _ => None,
        })
    }

    /// Those that were dropped themselves; where none was, those inside the sdists.
    pub fn pyprojects(&self) -> impl Iterator<Item = &Pyproject> {
        let dropped = self.files.iter().filter_map(|file| match file {
            Dropped::Pyproject(pyproject) => Some(&**pyproject),
            _ => None,
        });
        let inside = self.sdists().filter_map(|sdist| sdist.pyproject.as_ref());
        let any_dropped = self.files.iter().any(|file| matches!(file, Dropped::Pyproject(_)));
        dropped.chain(inside.filter(move |_| !any_dropped))
    }

    pub fn logs(&self) -> impl Iterator<Item = &Log> {
        self.files.iter().filter_map(|file| match file {
            Dropped::Log(log) => Some(&**log),
            _ => None,
        })
    }

    /// Workflows, composite actions and settings of update bots that were dropped themselves; where no workflow was, those
    /// inside the sdists.
    pub fn automation(&self) -> impl Iterator<Item = &Workflow> {
        let dropped = self.files.iter().filter_map(|file| match file {
            Dropped::Workflow(workflow) => Some(&**workflow),
            _ => None,
        });
        let inside = self.sdists().flat_map(|sdist| &sdist.workflows);
        let any_dropped = dropped.clone().any(|file| file.form == Form::Workflow);
        dropped.chain(inside.filter(move |_| !any_dropped))
    }

    pub fn workflows(&self) -> impl Iterator<Item = &Workflow> {
        self.automation().filter(|file| file.form == Form::Workflow)
    }

    pub fn others(&self) -> impl Iterator<Item = &Other> {
        self.files.iter().filter_map(|file| match file {
            Dropped::Other(other) => Some(other),
            _ => None,
        })
    }

    #[must_use]
    pub fn has(&self, kind: Kind) -> bool {
        match kind {
            Kind::Wheel => self.wheels().next().is_some(),
            Kind::Sdist => self.sdists().next().is_some(),
            Kind::Pyproject => self.pyprojects().next().is_some(),
            Kind::Log => self.logs().next().is_some(),
            Kind::Workflow => self.automation().next().is_some(),
            Kind::Other => self.others().any(|other| other.kind == kind),
        }
    }
}

/// Reads every file and runs every rule.
#[must_use]
pub fn inspect(inputs: &[Input<'_>], options: &Options, progress: &mut dyn FnMut(Progress)) -> Report {
    let release = Release { options: options.clone(), ..read(inputs, progress) };
    judge(&release)
}

/// Runs every rule over what was read.
#[must_use]
pub fn judge(release: &Release) -> Report {
    let options = &release.options;
    let (mut findings, mut rules) = rules::run(release);
    let ignored = ignore::apply(release, &options.ignore, &mut findings, &mut rules);
    let artifacts = release.files.iter().map(|file| artifact(file, options)).collect();
    Report { artifacts, findings, ignored, rules, publishers: card::cards(release) }
}

/// Reads every file of the drop; a zip that holds distributions, or the logs of a run, is opened one level.
#[must_use]
pub fn read(inputs: &[Input<'_>], progress: &mut dyn FnMut(Progress)) -> Release {
    let mut release = Release::default();
    for (index, input) in inputs.iter().enumerate() {
        release.files.extend(read_input(index, input, progress).into_iter().map(|(file, _)| file));
    }
    release
}

/// Reads one file of the drop, which is the one with that index: what it is or holds. Beside each stands its path where it
/// lies in a zip.
pub fn read_input(
    index: usize,
    input: &Input<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Vec<(Dropped, Option<String>)> {
    let total = input.source.len();
    let mut on_bytes = |read| progress(Progress::Bytes { index, read, total });
    let files = if let Some(files) = bundle(input) {
        let inner = files.into_iter().map(|(path, bytes)| {
            let file = read_file(&path.replace('\\', "/"), &bytes, &mut on_bytes);
            (file, Some(path))
        });
        inner.collect()
    } else {
        let file = match logs::read_archive(&input.path, input.source, &mut on_bytes) {
            Some(log) => Dropped::Log(Box::new(log)),
            None => read_file(&input.path, input.source, &mut on_bytes),
        };
        vec![(file, None)]
    };
    progress(Progress::Read { index });
    files
}

/// A log that is not named as one says so in its first lines, and a short one as a whole.
const HEAD: usize = 64 << 10;

fn read_file(path: &str, source: &dyn Source, on_bytes: &mut dyn FnMut(u64)) -> Dropped {
    match Kind::of(path) {
        // PyPI refuses a backslash in the name of a file.
        Kind::Wheel => Dropped::Wheel(Box::new(read_wheel(behind_last_slash(path), source, on_bytes))),
        Kind::Sdist => Dropped::Sdist(Box::new(read_sdist(behind_last_slash(path), source, on_bytes))),
        Kind::Pyproject => {
            let file = hashed(file_name(path), source, on_bytes);
            Dropped::Pyproject(Box::new(Pyproject::parse(file, None, &read_text(source))))
        }
        Kind::Log => Dropped::Log(Box::new(logs::read(path, source, on_bytes))),
        kind => {
            let workflow = kind == Kind::Workflow;
            if workflow {
                let file = hashed(file_name(path), source, on_bytes);
                if let Some(workflow) = Workflow::parse(file, None, path, &read_text(source)) {
                    return Dropped::Workflow(Box::new(workflow));
                }
            }
            // YAML that describes no automation is none of the files that belong to a release.
            let kind = if workflow { Kind::Other } else { kind };
            let mut head = vec![0; HEAD];
            let n = source.read_at(0, &mut head).unwrap_or(0);
            if kind == Kind::Other && is_text(path) && looks_like_log(&head[..n]) {
                return Dropped::Log(Box::new(logs::read(path, source, on_bytes)));
            }
            let file = hashed(file_name(path), source, on_bytes);
            let predictions =
                if is_foreign_distribution(path) { judge_foreign(file_name(path), source) } else { Vec::new() };
            let reads = file.name == LOCK || file.name.ends_with(ATTESTATION);
            let text = if reads { read_text(source) } else { Vec::new() };
            Dropped::Other(Other { file, kind, found: magic(&head[..n]), text, predictions })
        }
    }
}

fn behind_last_slash(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether a file is called like a plain text.
fn is_text(path: &str) -> bool {
    let name = file_name(path);
    name.to_ascii_lowercase().ends_with(".txt") || !name.contains('.')
}

/// The distributions inside a zip that is none itself, such as the artifact of a CI run.
fn bundle(input: &Input<'_>) -> Option<Vec<(String, Vec<u8>)>> {
    if !input.path.to_ascii_lowercase().ends_with(".zip") {
        return None;
    }
    let mut zip = ZipArchive::open(input.source);
    let holds = zip.members.iter().any(|member| matches!(Kind::of(&member.path), Kind::Wheel | Kind::Sdist));
    if !holds {
        return None;
    }
    let files = zip.members.iter().filter(|member| member.is_file());
    let paths: Vec<String> =
        files.filter(|member| Kind::of(&member.path) != Kind::Other).map(|member| member.path.clone()).collect();
    let mut left = limits::MAX_NESTED_BYTES;
    let mut inner = Vec::new();
    for path in paths {
        let bytes = zip.read_up_to(&path, left)?;
        left -= bytes.len() as u64;
        inner.push((path, bytes));
    }
    Some(inner)
}

/// The last component of a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit_once(['/', '\\']).map_or(path, |(_, name)| name)
}

pub(crate) fn hashed(name: &str, source: &dyn Source, on_bytes: &mut dyn FnMut(u64)) -> FileInfo {
    let sha256 = Stream::new(source, on_bytes).finish().unwrap_or_default();
    FileInfo { name: name.to_owned(), size: source.len(), sha256 }
}

fn read_text(source: &dyn Source) -> Vec<u8> {
    read_up_to(source, limits::MAX_TEXT_BYTES)
}

pub(crate) fn read_up_to(source: &dyn Source, most: u64) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(source.len().min(most)).unwrap_or(0)];
    let n = source.read_at(0, &mut bytes).unwrap_or(0);
    bytes.truncate(n);
    bytes
}

fn read_wheel(name: &str, source: &dyn Source, on_bytes: &mut dyn FnMut(u64)) -> Wheel {
    let file = hashed(name, source, on_bytes);
    let mut zip = ZipArchive::open(source);
    let filename = WheelFilename::parse(name);
    let mut dist_infos: Vec<String> = zip
        .members
        .iter()
        .filter_map(|member| member.path.split_once('/'))
        .map(|(root, _)| root)
        .filter(|root| root.ends_with(".dist-info"))
        .map(str::to_owned)
        .collect();
    dist_infos.sort();
    dist_infos.dedup();
    let expected = filename.as_ref().ok().map(WheelFilename::dist_info);
    let named = expected.filter(|expected| dist_infos.contains(expected));
    let dist_info = named.or_else(|| dist_infos.first().cloned());
    let mut part = |part: &str| {
        let path = format!("{}/{part}", dist_info.as_deref()?);
        let bytes = zip.read(&path)?;
        Some((path, bytes))
    };
    let metadata = part("METADATA").map(|(path, bytes)| Metadata::parse(&path, &bytes));
    let wheel_file = part("WHEEL").map(|(path, bytes)| WheelFile::parse(&path, &bytes));
    let record = part("RECORD").map(|(path, bytes)| Record::parse(&path, &bytes));
    let entry_points = part("entry_points.txt").map(|(path, bytes)| EntryPoints::parse(&path, &bytes));
    let top_level = part("top_level.txt").map(|(_, bytes)| {
        let text = String::from_utf8_lossy(&bytes);
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    });
    let mut pass = WheelPass::new(record.as_ref(), Plan::Wheel, &zip.details);
    zip.verify(&mut |i, member, chunk| pass.chunk(i, member, chunk), on_bytes);
    let unverified: BTreeSet<&str> = zip.problems.iter().filter_map(ArchiveProblem::member).collect();
    let Gathered { digests, contents, scan } = pass.finish(&zip.members, &unverified);
    let judgement = judge_wheel_scanned(source, name, &scan);
    let own = metadata.as_ref().map(|own| own.path.as_str());
    let read_by_twine = metadata_for_twine(&judgement, source, own);
    let [twine, uv] = [read_by_twine.as_ref().or(metadata.as_ref()), metadata.as_ref().or(read_by_twine.as_ref())];
    let archive = judge::Archive::Zip(&judgement);
    let mut predictions = predictions(name, source.len(), [twine, uv], &archive);
    if metadata.is_some() && read_by_twine.is_some() {
        // The lines are those of another file than the wheel's own.
        let twine = predictions.iter_mut().filter(|prediction| prediction.uploader == Uploader::Twine);
        twine.flat_map(|prediction| &mut prediction.refusals).for_each(|located| located.line = None);
    }
    let site = site_paths(&zip.members);
    let imports = eager_imports(name, &site, &contents, metadata.as_ref(), entry_points.as_ref());
    Wheel {
        file,
        filename,
        site,
        imports,
        opened: !zip.members.is_empty() || zip.problems.is_empty(),
        members: zip.members,
        details: zip.details,
        records: zip.records,
        problems: zip.problems,
        dist_infos,
        dist_info,
        metadata,
        wheel_file,
        record,
        entry_points,
        top_level,
        digests,
        contents,
        predictions,
    }
}

/// What importing the packages of a wheel and starting its commands certainly imports.
fn eager_imports(
    file_name: &str,
    site: &BTreeSet<String>,
    contents: &Contents,
    metadata: Option<&Metadata>,
    entry_points: Option<&EntryPoints>,
) -> EagerImports {
    let name = metadata.and_then(Metadata::name).or_else(|| file_name.split('-').next());
    let roots = roots(site, &normalize_name(name.unwrap_or_default()), entry_points);
    let modules = contents.modules.iter().filter_map(|(path, module)| Some((Wheel::site_path(path)?, module)));
    imports::eager(site, &modules.collect(), roots)
}

/// The answer to the file as each of the tools would send it.
fn predictions(
    file_name: &str,
    size: u64,
    [twine, uv]: [Option<&Metadata>; 2],
    archive: &judge::Archive<'_>,
) -> Vec<Prediction> {
    [(Uploader::Twine, twine), (Uploader::Uv, uv)]
        .map(|(uploader, metadata)| judge::predict(uploader, &judge::Subject { file_name, size, metadata, archive }))
        .into()
}

/// CRC-32, as zip archives have it of their members.
fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn read_sdist(name: &str, source: &dyn Source, on_bytes: &mut dyn FnMut(u64)) -> Sdist {
    let mut contents = Contents::default();
    let want = |member: &Member| {
        let scanned = is_scannable(&member.path) && member.size <= scanner::MAX_MEMBER_BYTES;
        if scanned || Plan::Sdist.wants(member) { Want::Content } else { Want::Head }
    };
    let mut scans = BTreeMap::new();
    let mut visit = |index: usize, member: &Member, bytes: Vec<u8>| {
        contents.seen.look_at_head(member, &bytes);
        if want(member) == Want::Head {
            return;
        }
        if member.path.ends_with(".py") {
            contents.checksums.insert(member.path.clone(), checksum(&bytes));
        }
        if is_scannable(&member.path) {
            let mut matcher = scanner::Matcher::default();
            matcher.feed(&bytes);
            scans.insert(index, matcher.finish());
        }
        if Plan::Sdist.wants(member) {
            contents.look(Plan::Sdist, &member.path, bytes);
        }
    };
    let archive = tar::read(source, &want, &mut visit, on_bytes);
    let judgement = judge_sdist_read(source, &archive, &scans).unwrap_or_else(|| judge_sdist(source));
    let file = FileInfo { name: name.to_owned(), size: source.len(), sha256: archive.sha256 };
    let mut roots: Vec<String> = archive
        .members
        .iter()
        .map(|member| member.path.trim_start_matches("./"))
        .map(|path| path.split_once('/').map_or(path, |(root, _)| root).to_owned())
        // A path that leaves the archive is no second folder in it.
        .filter(|root| !root.is_empty() && root != "." && root != "..")
        .collect();
    roots.sort();
    roots.dedup();
    // Of nested folders with nothing beside them PyPI and twine take the innermost for the top, and they keep a leading slash.
    let top = judgement.archive.as_ref().and_then(PyTar::top_level).filter(|top| top.contains('/'));
    let nested = top.and_then(|top| contents.texts.remove_entry(&format!("{top}/PKG-INFO")));
    let mut take = |name: &str| {
        let [root] = roots.as_slice() else { return None };
        let path = format!("{root}/{name}");
        let bytes = contents.texts.remove(&path)?;
        Some((path, bytes))
    };
    let metadata = nested.or_else(|| take("PKG-INFO")).map(|(path, bytes)| Metadata::parse(&path, &bytes));
    let pyproject = take("pyproject.toml").map(|(path, bytes)| Pyproject::parse(file.clone(), Some(path), &bytes));
    let predictions = predictions(name, source.len(), [metadata.as_ref(); 2], &judge::Archive::Tar(&judgement));
    Sdist {
        filename: SdistFilename::parse(name),
        workflows: carried(&file, &mut contents.texts),
        file,
        members: archive.members,
        details: archive.details,
        gzip: archive.gzip,
        problems: archive.problems,
        roots,
        metadata,
        pyproject,
        contents,
        predictions,
    }
}

pub(crate) fn artifact(file: &Dropped, options: &Options) -> Artifact {
    let info = file.info();
    let (kind, name, version, members) = match file {
        Dropped::Wheel(wheel) => {
            let parts = wheel.filename.as_ref().ok().map(|parts| (parts.name.as_str(), parts.version.as_str()));
            let (name, version) = identity(wheel.metadata.as_ref(), parts);
            (Kind::Wheel, name, version, wheel.members.clone())
        }
        Dropped::Sdist(sdist) => {
            let parts = sdist.filename.as_ref().ok().map(|parts| (parts.name.as_str(), parts.version.as_str()));
            let (name, version) = identity(sdist.metadata.as_ref(), parts);
            (Kind::Sdist, name, version, sdist.members.clone())
        }
        Dropped::Pyproject(pyproject) => {
            let field = |key| pyproject.project_str(key).map(str::to_owned);
            (Kind::Pyproject, field("name"), field("version"), Vec::new())
        }
        Dropped::Log(_) => (Kind::Log, None, None, Vec::new()),
        Dropped::Workflow(_) => (Kind::Workflow, None, None, Vec::new()),
        Dropped::Other(other) => (other.kind, None, None, Vec::new()),
    };
    Artifact {
        file: info.name.clone(),
        kind,
        size: info.size,
        sha256: info.sha256.clone(),
        name,
        version,
        upload: upload(file, options),
        members,
    }
}

/// Name and version: of the metadata, else of the file name.
fn identity(metadata: Option<&Metadata>, file_name: Option<(&str, &str)>) -> (Option<String>, Option<String>) {
    let name = metadata.and_then(Metadata::name).map(str::to_owned);
    let version = metadata.and_then(Metadata::version).map(str::to_owned);
    (
        name.or_else(|| file_name.map(|(name, _)| normalize_name(name))),
        version.or_else(|| file_name.map(|(_, version)| version.to_owned())),
    )
}

/// The answer to the tool that was asked for.
fn upload(file: &Dropped, options: &Options) -> Upload {
    let predictions = match file {
        Dropped::Wheel(wheel) => &wheel.predictions,
        Dropped::Sdist(sdist) => &sdist.predictions,
        Dropped::Other(other) if !other.predictions.is_empty() => &other.predictions,
        Dropped::Pyproject(_) | Dropped::Workflow(_) | Dropped::Log(_) | Dropped::Other(_) => {
            return Upload { message: "not a distribution".to_owned(), ..Upload::default() };
        }
    };
    let answer = |prediction: &Prediction| Answer {
        uploader: prediction.uploader,
        status: prediction.status,
        message: prediction.message.clone(),
        refused_by_tool: prediction.refused_by_tool.clone(),
    };
    let answers: Vec<Answer> = predictions.iter().map(answer).collect();
    let chosen = answers.iter().find(|answer| answer.uploader == options.uploader);
    let (status, message) = chosen.map(|answer| (answer.status, answer.message.clone())).unwrap_or_default();
    Upload { status, message, answers }
}
