//! The report in every form that the command writes, by the command's own renderers.

use super::question::Form;
use crate::render::{html, json_v1, markdown, sarif, text};
use crate::report::Report;

/// `files` are those that were given, each after its path.
pub(super) fn written<S>(report: &Report, form: Form, files: &[(String, S)]) -> String {
    match form {
        Form::Text => text::render(report, text::Style::Plain),
        Form::Markdown => markdown::render(report),
        Form::Json => json_v1::render(report),
        Form::Sarif => {
            let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
            sarif::render(report, &paths)
        }
        Form::Html => html::render(report),
    }
}
