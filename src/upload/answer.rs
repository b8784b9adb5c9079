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
    /// The steps that could not be decided, in order.
    pub open: Vec<Open>,
    /// The description, where docutils has the last word on it.
    pub described: Option<Described>,
}

/// A step that could not be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// How many refusals came before it.
    pub before: usize,
    pub reason: String,
    /// Whether it is the step that renders the description.
    pub is_description: bool,
}

/// A description in reStructuredText, as the endpoint gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    pub text: String,
    /// Whether it renders, as far as reading it can tell.
    pub read: Option<bool>,
    /// How many refusals came before it, and how many steps that could not be decided.
    pub before: usize,
    pub open_before: usize,
    /// PyPI's answer if it does not render.
    pub refusal: Located,
}

impl Prediction {
    /// Takes what docutils itself said of the description in the place of what reading it said.
    pub fn rendered(&mut self, renders: bool) {
        let Some(Described { before, open_before, refusal, .. }) = self.described.clone() else { return };
        self.open.retain(|open| !open.is_description);
        let refused = self.refusals.get(before).is_some_and(|found| found.refusal.rule == DESCRIPTION);
        let later = self.open.iter_mut().skip(open_before);
        if refused && renders {
            self.refusals.remove(before);
            later.for_each(|open| open.before -= 1);
        } else if !refused && !renders {
            self.refusals.insert(before, refusal);
            later.for_each(|open| open.before += 1);
        }
        (self.status, self.message) = outcome(&self.refusals, &self.open);
    }
}

/// The rule of the step that renders the description.
const DESCRIPTION: &str = "description-render";

/// What the endpoint answers first, and its words, or why that is not decided.
fn outcome(refusals: &[Located], open: &[Open]) -> (Option<u16>, String) {
    let first = refusals.first().map(|located| (located.refusal.status, located.refusal.message.clone()));
    match (open.first().filter(|open| open.before == 0), first) {
        (Some(open), None) => (None, open.reason.clone()),
        (Some(open), Some((status, message))) => {
            (None, format!("{}; if that passes, PyPI answers {status} {message}", open.reason))
        }
        (None, Some((status, message))) => (Some(status), message),
        (None, None) => (Some(200), "OK".to_owned()),
    }
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

/// Gathers refusals in order, and what could not be decided.
#[derive(Default)]
struct Steps {
    refusals: Vec<Located>,
    open: Vec<Open>,
    described: Option<Described>,
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
        self.open.push(Open { before: self.refusals.len(), reason, is_description: false });
    }
}

/// Predicts the answer to a file that one tool sends.
#[must_use]
pub fn predict(uploader: Uploader, subject: &Subject<'_>) -> Prediction {
    let none = Metadata::default();
    let mut form = Form::new(uploader, subject.file_name, subject.metadata.unwrap_or(&none));
    let mut steps = Steps::default();
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
    let Steps { refusals, open, described } = steps;
    let (status, message) = match &form.refused_by_tool {
        Some(reason) if form.fields.is_empty() && refusals.is_empty() && open.is_empty() => (None, reason.clone()),
        _ => outcome(&refusals, &open),
    };
    Prediction { uploader, status, message, refusals, refused_by_tool: form.refused_by_tool, open, described }
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
    let refusal = |inside: Option<u32>| {
        let what = match given {
            Some(given) => format!("for '{given}'."),
            None => "in the default format of reStructuredText.".to_owned(),
        };
        let message = format!("The description failed to render {what} See <help> for more information.");
        let line = inside.zip(value.line).map(|(inside, start)| start.saturating_add(inside).saturating_sub(1));
        let refusal = Refusal { rule: DESCRIPTION, status: 400, message };
        Located { refusal, line: line.or(value.line) }
    };
    let (before, open_before) = (steps.refusals.len(), steps.open.len());
    let rendering = description::check(&value.text, given);
    if description::needs_docutils(given) {
        let (read, line) = match &rendering {
            Rendering::Renders => (Some(true), None),
            Rendering::Fails { line, .. } => (Some(false), *line),
            Rendering::Undecided { .. } => (None, None),
        };
        steps.described =
            Some(Described { text: value.text.clone(), read, before, open_before, refusal: refusal(line) });
    }
    match rendering {
        Rendering::Renders => {}
        Rendering::Fails { line, .. } => steps.refusals.push(refusal(line)),
        Rendering::Undecided { reason } => {
            let reason = format!("the description needs docutils to be decided: {reason}");
            steps.open.push(Open { before, reason, is_description: true });
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What only docutils reads.
    const OPEN: &str = ".. csv-table::\n   :header: a, b\n\n   1, 2\n";

    fn prediction(description: &str, size: u64) -> Prediction {
        let head = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nDescription-Content-Type: text/x-rst\n\n";
        let metadata = Metadata::parse("METADATA", format!("{head}{description}").as_bytes());
        let judgement = TarJudgement::default();
        let archive = Archive::Tar(&judgement);
        let subject = Subject { file_name: "demo-1.0.tar.gz", size, metadata: Some(&metadata), archive: &archive };
        predict(Uploader::Twine, &subject)
    }

    #[test]
    fn what_docutils_said_takes_the_place_of_what_reading_said() {
        let read = |description: &str| prediction(description, 1);
        for (description, renders) in [("A *text*.\n", true), ("An *open text.\n", false)] {
            let mut other = read(description);
            other.rendered(!renders);
            assert_ne!(other.status, read(description).status);
            other.rendered(renders);
            assert_eq!(other, read(description));
        }
    }

    #[test]
    fn steps_behind_the_description_keep_their_place() {
        let mut large = prediction("A *text*.\n", MAX_FILE_BYTES + 1);
        assert!(large.message.starts_with("File too large"), "{}", large.message);
        large.open.push(Open { before: 1, reason: "a later step".to_owned(), is_description: false });
        large.rendered(false);
        assert!(large.message.starts_with("The description failed"), "{}", large.message);
        assert_eq!((large.open[0].before, large.refusals.len()), (2, 2));
    }

    #[test]
    fn a_description_that_was_left_open_is_decided_by_docutils() {
        let mut open = prediction(OPEN, 1);
        assert_eq!(open.status, None, "{}", open.message);
        open.rendered(true);
        assert_eq!((open.status, open.message.as_str()), (Some(200), "OK"));
        open.rendered(false);
        assert_eq!(open.status, Some(400));
    }
}
