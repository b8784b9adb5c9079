//! Form and metadata rules: steps 2 and 3 of the endpoint, in three phases, of which a later one runs only if the earlier
//! found nothing (`forklift/legacy.py`, `forklift/forms.py`, `forklift/metadata.py`; `packaging` 26.2 `metadata.py`).

use super::content_type::{self, ContentType};
use super::form::{FIELDS, Field, Form, Value};
use super::license_expression::{self, LicenseExpression};
use super::python::{self, Formatted, repr, strip};
use super::requirement::{self, Unparsed};
use super::version::Version;
use super::{email_address, email_parse, specifier, tables, url, version};

/// One refusal of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Id of the upload gate.
    pub rule: &'static str,
    /// Lower-case header name: the endpoint shows the error of the field that sorts first.
    pub field: &'static str,
    pub message: String,
    pub line: Option<u32>,
}

/// What the form and metadata rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accepted,
    /// In the order in which the endpoint would show them; the first is what it answers.
    Refused(Vec<FieldError>),
    /// The endpoint breaks: an exception that nobody catches.
    Crashes(FieldError),
    /// A value that cannot be judged here.
    Undecided {
        field: &'static str,
        reason: String,
    },
}

/// Form rules first, then metadata.
#[must_use]
pub fn judge(form: &Form) -> Verdict {
    if let Some(error) = form_rules(form) {
        return Verdict::Refused(vec![error]);
    }
    match packaging_rules(form) {
        Ok(errors) if errors.is_empty() => warehouse_rules(form),
        Ok(errors) => Verdict::Refused(in_order(errors)),
        Err(Stop::Crash(error)) => Verdict::Crashes(error),
        Err(Stop::Undecided { field, reason }) => Verdict::Undecided { field, reason },
    }
}

/// What `packaging` alone says, for the comparison with it.
#[cfg(test)]
pub(super) fn packaging_verdict(form: &Form) -> Verdict {
    match packaging_rules(form) {
        Ok(errors) if errors.is_empty() => Verdict::Accepted,
        Ok(errors) => Verdict::Refused(errors),
        Err(Stop::Crash(error)) => Verdict::Crashes(error),
        Err(Stop::Undecided { field, reason }) => Verdict::Undecided { field, reason },
    }
}

/// Why the rules of a phase cannot be listed.
enum Stop {
    /// An exception that nobody catches.
    Crash(FieldError),
    Undecided {
        field: &'static str,
        reason: String,
    },
}

fn crash(rule: &'static str, field: &'static str, line: Option<u32>) -> Stop {
    Stop::Crash(FieldError { rule, field, message: String::new(), line })
}

const SEE: &str = "See https://packaging.python.org/specifications/core-metadata for more information.";

/// The endpoint's frame around a metadata error.
#[must_use]
pub fn framed(error: &FieldError) -> String {
    let stop = if error.message.ends_with('.') { "" } else { "." };
    if error.rule == "version-local" {
        let see = "https://packaging.python.org/en/latest/specifications/version-specifiers/#local-version-identifiers";
        return format!("{}{stop} See {see} for more information.", error.message);
    }
    match error.rule {
        // Form errors come with their frame already.
        "name-required" | "name-syntax" | "pyversion-wheel" => error.message.clone(),
        _ => format!("{}{stop} {SEE}", error.message),
    }
}

fn line(values: &[Value]) -> Option<u32> {
    values.first().and_then(|value| value.line)
}

/// `UploadForm.validate` for what the upload tools can get wrong.
fn form_rules(form: &Form) -> Option<FieldError> {
    let values = form.fields.get("name").map(Vec::as_slice).unwrap_or_default();
    let name = values.first().map_or("", |value| value.text.as_str());
    let error = |rule, message: String| Some(FieldError { rule, field: "name", message, line: line(values) });
    if name.is_empty() {
        return error(
            "name-required",
            format!("'' is an invalid value for Name. Error: This field is required. {SEE}"),
        );
    }
    if !is_project_name(name) {
        let shown = shortened(name);
        let rule = "Start and end with a letter or numeral containing only ASCII numeric and '.', '_' and '-'.";
        return error("name-syntax", format!("{} is an invalid value for Name. Error: {rule} {SEE}", repr(&shown)));
    }
    if form.filetype == "bdist_wheel" && form.pyversion.is_empty() {
        let why = "Python version is required for binary distribution uploads.";
        return error("pyversion-wheel", format!("Invalid value for pyversion. Error: {why}"));
    }
    None
}

/// Longer than 60 characters: the first and the last 30.
fn shortened(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    if chars.len() <= 60 {
        return name.to_owned();
    }
    let head: String = chars[..30].iter().collect();
    let tail: String = chars[chars.len() - 30..].iter().collect();
    format!("{head}...{tail}")
}

/// `warehouse.utils.project.PROJECT_NAME_RE`, and `packaging.utils._validate_regex` for extras.
fn is_project_name(name: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    ends(name.chars().next())
        && ends(name.chars().last())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

const VERSIONS: [&str; 8] = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"];

/// `Metadata.from_raw`. An error is a crash: `str.format_map` over a message that holds a value with braces.
fn packaging_rules(form: &Form) -> Result<Vec<FieldError>, Stop> {
    let mut errors = Errors::default();
    let version = form.values("metadata_version");
    let given = version.first().map(|value| value.text.as_str());
    let age = given.and_then(|given| VERSIONS.iter().position(|known| *known == given));
    if age.is_none() {
        let shown = given.map_or_else(|| "None".to_owned(), repr);
        errors.formatted(
            "mv-known",
            "metadata-version",
            format!("{shown} is not a valid metadata version"),
            line(version),
        )?;
    }
    for field in FIELDS.iter().filter(|field| field.key != "metadata_version") {
        let values = form.values(field.key);
        let required = matches!(field.key, "name" | "version");
        if values.is_empty() && !required {
            continue;
        }
        let added = VERSIONS.iter().position(|known| *known == field.added);
        if let (Some(age), Some(given)) = (age, given)
            && added > Some(age)
        {
            let message = format!("{} introduced in metadata version {}, not {given}", field.header, field.added);
            errors.plain("field-too-new", field.header, message, line(values));
            continue;
        }
        packaging_field(field, values, &mut errors)?;
    }
    Ok(errors.0)
}

#[derive(Default)]
struct Errors(Vec<FieldError>);

impl Errors {
    fn plain(&mut self, rule: &'static str, field: &'static str, message: String, line: Option<u32>) {
        self.0.push(FieldError { rule, field, message, line });
    }

    /// `_Validator._invalid_metadata`: the message goes through `str.format_map({"field": …})`.
    fn formatted(
        &mut self,
        rule: &'static str,
        field: &'static str,
        message: impl AsRef<str>,
        line: Option<u32>,
    ) -> Result<(), Stop> {
        match python::format_field(message.as_ref(), &repr(field)) {
            Formatted::Text(message) => {
                self.plain(rule, field, message, line);
                Ok(())
            }
            Formatted::Crash => Err(crash("brace-crash", field, line)),
            Formatted::Undecided => {
                let reason = "the value holds a format of Python in braces".to_owned();
                Err(Stop::Undecided { field, reason })
            }
        }
    }
}

/// The `_process_…` method of one field.
fn packaging_field(field: &Field, values: &[Value], errors: &mut Errors) -> Result<(), Stop> {
    let header = field.header;
    let only = values.first().map_or("", |value| value.text.as_str());
    let here = line(values);
    match field.key {
        "name" if only.is_empty() => {
            errors.formatted("name-required", header, "{field} is a required field", here)?;
        }
        "name" if !is_project_name(only) => {
            errors.formatted("name-meta", header, format!("{} is invalid for {{field}}", repr(only)), here)?;
        }
        "version" if only.is_empty() => {
            errors.formatted("version-required", header, "{field} is a required field", here)?;
        }
        "version" => match Version::try_parse(only) {
            Ok(_) => {}
            Err(version::Invalid::Syntax) => {
                errors.formatted("version-pep440", header, format!("{} is invalid for {{field}}", repr(only)), here)?;
            }
            Err(version::Invalid::TooManyDigits) => return Err(crash("version-crash", header, here)),
        },
        "summary" if only.contains('\n') => {
            errors.formatted("summary-line", header, "{field} must be a single line", here)?;
        }
        "description_content_type" => match content_type::check(only) {
            ContentType::Ok(_) => {}
            ContentType::Invalid(message) => {
                let rule = if message.starts_with("valid Markdown variants") {
                    "dct-variant"
                } else if message.contains("can only specify the UTF-8 charset") {
                    "dct-charset"
                } else {
                    "dct-value"
                };
                errors.plain(rule, header, message, here);
            }
            ContentType::Crash => return Err(crash("dct-crash", header, here)),
            ContentType::Undecided(reason) => return Err(Stop::Undecided { field: header, reason: reason.to_owned() }),
        },
        "dynamic" => {
            for value in values {
                let name = python::lower(&value.text);
                if matches!(name.as_str(), "name" | "version" | "metadata-version") {
                    let message = format!("{} is not allowed as a dynamic field", repr(&name));
                    errors.formatted("dynamic-forbidden", header, message, value.line)?;
                    break;
                }
                if !FIELDS.iter().any(|known| known.header == name) {
                    let message = format!("{} is not a valid dynamic field", repr(&name));
                    errors.formatted("dynamic-unknown", header, message, value.line)?;
                    break;
                }
            }
        }
        "provides_extra" => {
            first_bad(values, |text| !is_project_name(text), "provides-extra", header, errors)?;
        }
        "requires_python" if !specifier::is_valid_specifier_set(only) => {
            errors.formatted("requires-python", header, format!("{} is invalid for {{field}}", repr(only)), here)?;
        }
        "requires_dist" => {
            for value in values {
                match requirement::parse(&value.text) {
                    Ok(_) => {}
                    Err(Unparsed::Invalid(_)) => {
                        let message = format!("{} is invalid for {{field}}", repr(&value.text));
                        errors.formatted("requires-dist", header, message, value.line)?;
                        break;
                    }
                    Err(Unparsed::Crash(_)) => return Err(crash("requirement-crash", header, value.line)),
                }
            }
        }
        "license_expression" => match license_expression::read(only) {
            LicenseExpression::Valid(_) => {}
            LicenseExpression::Invalid => {
                let message = format!("{} is invalid for {{field}}", repr(only));
                errors.formatted("license-expression", header, message, here)?;
            }
            LicenseExpression::Crash => return Err(crash("license-expression-crash", header, here)),
        },
        "license_file" => {
            if let Some((rule, why, value)) =
                values.iter().find_map(|value| license_path(&value.text).map(|(rule, why)| (rule, why, value)))
            {
                let message = format!("{} is invalid for {{field}}, {why}", repr(&value.text));
                errors.formatted(rule, header, message, value.line)?;
            }
        }
        "import_name" | "import_namespace" => {
            if let Some((rule, message, value)) =
                values.iter().find_map(|value| import_name(&value.text).map(|(rule, message)| (rule, message, value)))
            {
                errors.formatted(rule, header, message, value.line)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The first of several values that is invalid is the one that is named.
fn first_bad(
    values: &[Value],
    is_bad: impl Fn(&str) -> bool,
    rule: &'static str,
    header: &'static str,
    errors: &mut Errors,
) -> Result<(), Stop> {
    match values.iter().find(|value| is_bad(&value.text)) {
        Some(value) => {
            errors.formatted(rule, header, format!("{} is invalid for {{field}}", repr(&value.text)), value.line)
        }
        None => Ok(()),
    }
}

/// `_process_license_files`.
fn license_path(path: &str) -> Option<(&'static str, &'static str)> {
    // `ntpath.isabs` of 3.14: a character of any kind, a colon and a slash; or two slashes, whatever follows.
    let slash = |c: Option<char>| matches!(c, Some('/' | '\\'));
    let mut chars = path.chars();
    let (first, second, third) = (chars.next(), chars.next(), chars.next());
    let windows_absolute = second == Some(':') && slash(third) || slash(first) && slash(second);
    if path.contains("..") {
        Some(("license-file-dotdot", "parent directory indicators are not allowed"))
    } else if path.contains('*') {
        Some(("license-file-glob", "paths must be resolved"))
    } else if path.starts_with('/') || windows_absolute {
        Some(("license-file-abs", "paths must be relative"))
    } else if windows_as_posix(path) != path {
        Some(("license-file-delim", "paths must use '/' delimiter"))
    } else {
        None
    }
}

/// `PureWindowsPath(path).as_posix()` for a relative path: no empty and no `.` components, `/` between them, and `./` before
/// what would be read as a drive otherwise.
fn windows_as_posix(path: &str) -> String {
    let (drive, rest) = path.split_at(drive_len(path));
    let parts: Vec<&str> = rest.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
    let root = if rest.starts_with(['/', '\\']) { "/" } else { "" };
    let looks_like_drive = parts.first().is_some_and(|part| drive_len(part) > 0);
    match format!("{drive}{root}{}", parts.join("/")) {
        path if path.is_empty() => ".".to_owned(),
        path if drive.is_empty() && root.is_empty() && looks_like_drive => format!("./{path}"),
        path => path,
    }
}

/// Bytes of `ntpath.splitdrive(path)[0]` for a path that does not begin with two slashes: any character, then a colon.
fn drive_len(path: &str) -> usize {
    let mut chars = path.char_indices().skip(1);
    match chars.next() {
        Some((at, ':')) => at + 1,
        _ => 0,
    }
}

/// `_process_import_names`.
fn import_name(value: &str) -> Option<(&'static str, String)> {
    let (name, option) = value.split_once(';').map_or((value, None), |(name, option)| (name, Some(option)));
    let name = name.trim_end_matches(python::is_space);
    for part in name.split('.') {
        if !python::is_identifier(part) {
            let message = format!("{} is invalid for {{field}}; {} is not a valid identifier", repr(name), repr(part));
            return Some(("import-name-identifier", message));
        }
        if python::is_keyword(part) {
            return Some((
                "import-name-keyword",
                format!("{} is invalid for {{field}}; {} is a keyword", repr(name), repr(part)),
            ));
        }
    }
    let bad = option.is_some_and(|option| option.trim_start_matches(python::is_space) != "private");
    bad.then(|| {
        ("import-name-option", format!("{} is invalid for {{field}}; the only valid option is 'private'", repr(value)))
    })
}

/// `_validate_metadata`, in the order of its code.
fn warehouse_rules(form: &Form) -> Verdict {
    let mut errors = Errors::default();
    let mut undecided = None;
    let one = |key: &str| form.values(key).first().map(|value| (value.text.as_str(), value.line));
    if let Some((text, line)) = one("version")
        && let Some(version) = Version::parse(text)
        && version.local().is_some()
    {
        let message = format!("The use of local versions in '{version}' is not allowed.");
        errors.plain("version-local", "version", message, line);
    }
    if let Some((_, line)) = one("summary").filter(|(summary, _)| summary.chars().count() > 512) {
        errors.plain("summary-length", "summary", "'summary' field must be 512 characters or less.".to_owned(), line);
    }
    for (key, field) in [("author_email", "author-email"), ("maintainer_email", "maintainer-email")] {
        let Some((text, line)) = one(key) else { continue };
        let Some((_, address)) = email_parse::parseaddr(text) else {
            undecided = Some((field, "comments or groups nest too deeply".to_owned()));
            continue;
        };
        if address.is_empty() {
            continue;
        }
        match email_address::validate(&address) {
            email_address::Validity::Valid => {}
            email_address::Validity::Invalid(reason) => {
                let message = format!("{} is not a valid email address: {reason}", repr(&address));
                errors.plain("email-syntax", field, message, line);
            }
            email_address::Validity::Undecided(reason) => undecided = Some((field, reason)),
        }
    }
    classifiers(form, &mut errors);
    for (key, field, rule) in [("home_page", "home-page", "url-home"), ("download_url", "download-url", "url-download")]
    {
        if let Some((text, line)) = one(key).filter(|(text, _)| !url::is_valid_uri(text)) {
            errors.plain(rule, field, format!("{} is not a valid url.", repr(text)), line);
        }
    }
    for value in form.values("project_urls") {
        let (label, target) = value.text.split_once(',').unwrap_or((&value.text, ""));
        if let Some((rule, message)) = project_url(strip(label), strip(target)) {
            errors.plain(rule, "project-url", message, value.line);
        }
    }
    related_distributions(form, &mut errors);
    for value in form.values("dynamic").iter().filter(|value| python::lower(&value.text) == "dynamic") {
        let message = format!("Dynamic field {} is not a valid dynamic field.", repr(&python::lower(&value.text)));
        errors.plain("dynamic-unlisted", "dynamic", message, value.line);
    }
    if let (Some((license, line)), Some((expression, _))) = (one("license"), one("license_expression"))
        && !license.is_empty()
        && !expression.is_empty()
    {
        let message =
            "License is deprecated when License-Expression is present. Only License-Expression should be present.";
        errors.plain("license-both", "license", message.to_owned(), line);
    }
    match undecided {
        _ if !errors.0.is_empty() => Verdict::Refused(in_order(errors.0)),
        Some((field, reason)) => Verdict::Undecided { field, reason },
        None => Verdict::Accepted,
    }
}

fn classifiers(form: &Form, errors: &mut Errors) {
    let mut given: Vec<&Value> = form.values("classifiers").iter().collect();
    given.sort_by(|a, b| a.text.cmp(&b.text));
    given.dedup_by(|a, b| a.text == b.text);
    for value in &given {
        if tables::classifier(&value.text).is_none() {
            let message = format!("{} is not a valid classifier.", repr(&value.text));
            errors.plain("classifier-unknown", "classifier", message, value.line);
        }
    }
    for value in &given {
        let Some(tables::Classifier::Deprecated(instead)) = tables::classifier(&value.text) else { continue };
        let message = if instead.is_empty() {
            format!("The classifier {} has been deprecated.", repr(&value.text))
        } else {
            let instead = python::list_repr(&instead);
            format!("The classifier {} has been deprecated, use one of {instead} instead.", repr(&value.text))
        };
        errors.plain("classifier-deprecated", "classifier", message, value.line);
    }
}

fn project_url(label: &str, target: &str) -> Option<(&'static str, String)> {
    if label.is_empty() {
        Some(("purl-label", "Must have a label".to_owned()))
    } else if label.chars().count() > 32 {
        Some(("purl-label-length", format!("{} must be 32 characters or less.", repr(label))))
    } else if target.is_empty() {
        Some(("purl-url-missing", "Must have a URL".to_owned()))
    } else if url::is_valid_uri(target) {
        None
    } else {
        Some(("purl-url", format!("{} is not a valid url", repr(target))))
    }
}

/// Provides-Dist and Obsoletes-Dist, which `packaging` does not parse, and direct URLs in all three.
fn related_distributions(form: &Form, errors: &mut Errors) {
    for (key, field) in [("provides_dist", "provides-dist"), ("obsoletes_dist", "obsoletes-dist")] {
        for value in form.values(key) {
            match requirement::parse(&value.text) {
                Err(reason) => {
                    let message = format!("{} is invalid: {reason}", repr(&value.text));
                    errors.plain("provides-obsoletes-dist", field, message, value.line);
                }
                Ok(parsed) if parsed.url.is_some() => {
                    let message = format!("Can't have direct dependency: {}", repr(&value.text));
                    errors.plain("provides-obsoletes-dist-url", field, message, value.line);
                }
                Ok(_) => {}
            }
        }
    }
    for value in form.values("requires_dist") {
        if let Ok(parsed) = requirement::parse(&value.text)
            && parsed.url.is_some()
        {
            let message = format!("Can't have direct dependency: {}", parsed.display);
            errors.plain("requires-dist-url", "requires-dist", message, value.line);
        }
    }
}

/// Metadata-Version, Name and Version first, then the fields as they sort; within a field the first error found.
fn in_order(mut errors: Vec<FieldError>) -> Vec<FieldError> {
    const FIRST: [&str; 3] = ["metadata-version", "name", "version"];
    let rank = |error: &FieldError| FIRST.iter().position(|field| *field == error.field).unwrap_or(FIRST.len());
    errors.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.field.cmp(b.field)));
    errors
}

#[cfg(test)]
mod tests {
    use super::super::form::Uploader;
    use super::*;
    use crate::artifact::metadata::Metadata;

    #[track_caller]
    fn check(fields: &str, expected: &[&str]) {
        let base = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n";
        let kept: String = base
            .lines()
            .filter(|line| !fields.lines().any(|field| field.split(':').next() == line.split(':').next()))
            .flat_map(|line| [line, "\n"])
            .collect();
        let metadata = Metadata::parse("METADATA", format!("{kept}{fields}").as_bytes());
        let form = Form::new(Uploader::Twine, "demo-1.0-py3-none-any.whl", &metadata);
        let found: Vec<String> = match judge(&form) {
            Verdict::Accepted => Vec::new(),
            Verdict::Refused(errors) => {
                errors.iter().map(|error| format!("{}: {}", error.rule, error.message)).collect()
            }
            Verdict::Crashes(error) => vec![format!("500 {}", error.rule)],
            Verdict::Undecided { reason, .. } => vec![format!("? {reason}")],
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn the_field_that_sorts_first_is_shown() {
        check(
            "Summary: one\n  two\nRequires-Python: x\nDynamic: name\n",
            &[
                "dynamic-forbidden: 'name' is not allowed as a dynamic field",
                "requires-python: 'x' is invalid for 'requires-python'",
                "summary-line: 'summary' must be a single line",
            ],
        );
        check("Version: one\nAuthor-email: a@b\n", &["version-pep440: 'one' is invalid for 'version'"]);
    }

    #[test]
    fn braces_in_a_refused_value_break_the_endpoint() {
        check("Requires-Python: {x}\n", &["500 brace-crash"]);
        check("Requires-Python: {{x}}\n", &["requires-python: '{x}' is invalid for 'requires-python'"]);
        check("Summary: {x}\n", &[]);
    }

    #[test]
    fn license_paths() {
        for (path, rule) in [
            ("a..b", Some("license-file-dotdot")),
            ("LICEN*", Some("license-file-glob")),
            ("/LICENSE", Some("license-file-abs")),
            ("C:\\LICENSE", Some("license-file-abs")),
            ("a\\LICENSE", Some("license-file-delim")),
            ("./LICENSE", Some("license-file-delim")),
            ("sub/LICENSE", None),
        ] {
            assert_eq!(license_path(path).map(|(rule, _)| rule), rule, "{path}");
        }
    }

    #[test]
    fn license_paths_are_those_of_ntpath() {
        for (path, rule) in [
            ("\\\\a", Some("license-file-abs")),
            ("\\/a", Some("license-file-abs")),
            ("é:/x", Some("license-file-abs")),
            ("1:\\x", Some("license-file-abs")),
            ("\\x", Some("license-file-delim")),
            ("C:./x", Some("license-file-delim")),
            ("C:a//b", Some("license-file-delim")),
            ("./a", Some("license-file-delim")),
            ("", Some("license-file-delim")),
            (":/x", None),
            ("C:", None),
            ("C:x", None),
            ("é:x/y", None),
            // What would be a drive without its dot.
            ("./x:y", None),
            ("././x:y", Some("license-file-delim")),
        ] {
            assert_eq!(license_path(path).map(|(rule, _)| rule), rule, "{path}");
        }
    }

    #[test]
    fn a_phase_hides_the_next() {
        check(
            "Requires-Dist: foo=1\nRequires-Dist: a @ https://example.org/a\n",
            &["requires-dist: 'foo=1' is invalid for 'requires-dist'"],
        );
        check(
            "Requires-Dist: a @ https://example.org/a\nLicense: MIT\nLicense-Expression: MIT\n",
            &[
                "license-both: License is deprecated when License-Expression is present. Only License-Expression should be present.",
                "requires-dist-url: Can't have direct dependency: a @ https://example.org/a",
            ],
        );
    }
}
