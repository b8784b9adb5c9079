//! The endpoint's steps in its order, put together: what it answers first, and everything that it would refuse.
//!
//! Steps that need the index or an account (name taken, version exists, quota, permissions) are not taken; [`NOT_DECIDED`]
//! lists them.

use super::description::{self, Rendering};
use super::entry_points::{entry_points_refusal, validate_entry_points};
use super::filename::{
    check_metadata_storable, check_sdist_filename, check_storable, check_wheel_filename, validate_filename,
};
use super::form::{Form, Uploader};
use super::metadata::{self, FieldError, framed};
use super::python_tar::PyTar;
use super::python_zip::PyZip;
use super::record::{RecordVerdict, record_refusal, validate_record};
use super::refusal::Refusal;
use super::tar_archive::{TarJudgement, sdist_license_refusal};
use super::version::Version;
use super::zip_archive::{ZipJudgement, license_refusal, metadata_refusal};
use crate::artifact::metadata::Metadata;

/// What the endpoint also looks at and nobody can know from the file.
pub const NOT_DECIDED: [&str; 6] = [
    "whether the name is taken, prohibited or too similar to another project's",
    "whether the version or the file name was used before",
    "whether the release is older than 14 days or has an sdist already",
    "the limits of the project on file and total size",
    "the rights of the account or token, and attestations",
    "changes of PyPI after the date of the data",
];

/// PyPI's limit on one file, unless the project has a higher one (spec: `size-file`).
pub const MAX_FILE_BYTES: u64 = 100 << 20;

/// The predicted answer for one file, sent by one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prediction {
    pub uploader: Uploader,
    /// `None` where it is not decided.
    pub status: Option<u16>,
    /// The endpoint's words, `OK` for 200; the reason for `None`.
    pub message: String,
    /// Everything that would be refused, in the endpoint's order.
    pub refusals: Vec<Located>,
    /// Why the tool would not send the file at all, in its own words.
    pub refused_by_tool: Option<String>,
}

/// A refusal and the line of the metadata that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub refusal: Refusal,
    pub line: Option<u32>,
}

/// A file as the endpoint gets to see it.
pub struct Subject<'a> {
    pub file_name: &'a str,
    /// Bytes.
    pub size: u64,
    /// What the upload tool reads; `None` where it finds none.
    pub metadata: Option<&'a Metadata>,
    pub archive: &'a Archive<'a>,
}

pub enum Archive<'a> {
    Zip(&'a ZipJudgement<'a>),
    Tar(&'a TarJudgement),
}

impl Archive<'_> {
    fn refusals(&self) -> &[Refusal] {
        match self {
            Self::Zip(judgement) => &judgement.refusals,
            Self::Tar(judgement) => &judgement.refusals,
        }
    }

    fn undecided(&self) -> bool {
        match self {
            Self::Zip(judgement) => judgement.undecided,
            Self::Tar(judgement) => judgement.undecided,
        }
    }
}

/// Gathers refusals in order, and remembers the first step that could not be decided.
struct Steps {
    refusals: Vec<Located>,
    /// How many refusals came before the undecided step, and its reason.
    undecided: Option<(usize, String)>,
}

impl Steps {
    fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(Located { refusal, line: None });
    }

    fn check(&mut self, outcome: Result<(), Refusal>) {
        if let Err(refusal) = outcome {
            self.refuse(refusal);
        }
    }

    fn undecided(&mut self, reason: String) {
        let before = self.refusals.len();
        self.undecided.get_or_insert((before, reason));
    }
}

/// Predicts the answer to a file that one tool sends.
#[must_use]
pub fn predict(uploader: Uploader, subject: &Subject<'_>) -> Prediction {
    let none = Metadata::default();
    let mut form = Form::new(uploader, subject.file_name, subject.metadata.unwrap_or(&none));
    let mut steps = Steps { refusals: Vec::new(), undecided: None };
    if subject.metadata.is_none() {
        form.refused_by_tool = Some("the metadata cannot be found or read".to_owned());
    } else {
        metadata_step(&form, &mut steps);
        description_step(&form, &mut steps);
    }
    steps.check(validate_filename(subject.file_name, form.filetype));
    size_step(subject, &form, &mut steps);
    steps.check(check_storable(subject.file_name));
    for refusal in subject.archive.refusals() {
        steps.refuse(refusal.clone());
    }
    if subject.archive.undecided() {
        steps.undecided("a part of the archive is larger than what is read here".to_owned());
    }
    let parsed = form.value("version").and_then(Version::parse);
    if let (Some(name), Some(version)) = (form.value("name"), &parsed) {
        let named = match subject.archive {
            Archive::Zip(_) if subject.file_name.ends_with(".whl") => {
                check_wheel_filename(subject.file_name, name, version).map(|_| ())
            }
            _ => check_sdist_filename(subject.file_name, name, version),
        };
        steps.check(named);
    }
    match subject.archive {
        Archive::Zip(ZipJudgement { archive: Some(zip), .. }) if subject.file_name.ends_with(".whl") => {
            wheel_steps(zip, subject.file_name, &form, &mut steps);
        }
        Archive::Tar(TarJudgement { archive: Some(tar), .. }) => sdist_steps(tar, subject.file_name, &form, &mut steps),
        _ => {}
    }
    answer(uploader, form, steps)
}

fn answer(uploader: Uploader, form: Form, steps: Steps) -> Prediction {
    let Steps { refusals, undecided } = steps;
    let first = refusals.first().map(|located| (located.refusal.status, located.refusal.message.clone()));
    let (status, message) = match (undecided, first) {
        (Some((0, reason)), None) => (None, reason),
        (Some((0, reason)), Some((status, message))) => {
            (None, format!("{reason}; if that passes, PyPI answers {status} {message}"))
        }
        (_, Some((status, message))) => (Some(status), message),
        (_, None) => match &form.refused_by_tool {
            Some(reason) if form.fields.is_empty() => (None, reason.clone()),
            _ => (Some(200), "OK".to_owned()),
        },
    };
    Prediction { uploader, status, message, refusals, refused_by_tool: form.refused_by_tool }
}

fn metadata_step(form: &Form, steps: &mut Steps) {
    let located = |error: &FieldError, status, message| Located {
        refusal: Refusal { rule: error.rule, status, message },
        line: error.line,
    };
    match metadata::judge(form) {
        metadata::Verdict::Accepted => {}
        metadata::Verdict::Refused(errors) => {
            steps.refusals.extend(errors.iter().map(|error| located(error, 400, framed(error))));
        }
        metadata::Verdict::Crashes(error) => {
            let message = format!("Internal Server Error while {} is read", error.field);
            steps.refusals.push(located(&error, 500, message));
        }
        metadata::Verdict::Undecided { field, reason } => steps.undecided(format!("{field} is not decided: {reason}")),
    }
}

fn description_step(form: &Form, steps: &mut Steps) {
    let Some(value) = form.values("description").first() else { return };
    let given = form.value("description_content_type").filter(|text| !text.is_empty());
    match description::check(&value.text, given) {
        Rendering::Renders => {}
        Rendering::Fails { line, .. } => {
            let what = match given {
                Some(given) => format!("for '{given}'."),
                None => "in the default format of reStructuredText.".to_owned(),
            };
            let message = format!("The description failed to render {what} See <help> for more information.");
            let line = line.zip(value.line).map(|(inside, start)| start.saturating_add(inside).saturating_sub(1));
            let refusal = Refusal { rule: "description-render", status: 400, message };
            steps.refusals.push(Located { refusal, line: line.or(value.line) });
        }
        Rendering::Undecided { reason } => {
            steps.undecided(format!("the description needs docutils to be decided: {reason}"));
        }
    }
}

fn size_step(subject: &Subject<'_>, form: &Form, steps: &mut Steps) {
    if subject.size <= MAX_FILE_BYTES {
        return;
    }
    let project = super::python::repr(form.value("name").unwrap_or_default());
    let link = "https://docs.pypi.org/project-management/storage-limits#requesting-a-file-size-limit-increase";
    let message = format!("File too large. Limit for project {project} is 100 MB. See {link} for more information.");
    steps.refuse(Refusal { rule: "size-file", status: 400, message });
}

fn wheel_steps(zip: &PyZip<'_>, file_name: &str, form: &Form, steps: &mut Steps) {
    for license in form.values("license_file") {
        if let Some(refusal) = license_refusal(zip, file_name, &license.text) {
            steps.refusals.push(Located { refusal, line: license.line });
        }
    }
    let record = validate_record(zip, file_name);
    if record == RecordVerdict::Undecided {
        steps.undecided("RECORD is larger than what is read here".to_owned());
    }
    for refusal in record_refusal(record, file_name)
        .into_iter()
        .chain(entry_points_refusal(validate_entry_points(zip, file_name), file_name))
        .chain(metadata_refusal(zip, file_name))
    {
        steps.refuse(refusal);
    }
    steps.check(check_metadata_storable(file_name));
}

fn sdist_steps(tar: &PyTar, file_name: &str, form: &Form, steps: &mut Steps) {
    for license in form.values("license_file") {
        if let Some(refusal) = sdist_license_refusal(tar, file_name, &license.text) {
            steps.refusals.push(Located { refusal, line: license.line });
        }
    }
}
