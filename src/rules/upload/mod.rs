//! What only PyPI's endpoint judges: its refusals as findings, in its own words.

pub mod classifier_deprecated;
pub mod classifier_unknown;
pub mod dynamic_invalid;
pub mod email_syntax;
pub mod license_expression;
pub mod license_file_path;
pub mod metadata_content_type;
pub mod metadata_description_unrenderable;
pub mod metadata_license_conflict;
pub mod name_syntax;
pub mod path_not_utf8;
pub mod provides_extra;
pub mod provides_obsoletes_dist;
pub mod requirement_crash;
pub mod requires_python;
pub mod sec_encrypted_source;
pub mod summary_length;
pub mod summary_line;
pub mod tag_unknown_platform;
pub mod upload_refused;
pub mod url_invalid;
pub mod url_label;
pub mod version_pep440;
pub mod wheel_build_tag_invalid;
pub mod wheel_fn_long;
pub mod wheel_local_version;
pub mod zip_duplicate_extra;
pub mod zip_header_mismatch;
pub mod zip_malformed;
pub mod zip_orphan_entry;
pub mod zip_zip64_extensible;

use std::collections::BTreeSet;

use crate::artifact::Distribution;
use crate::artifact::wheel::Wheel;
use crate::finding::{Fact, Location, Message, Severity};
use crate::message;
use crate::rules::Check;
use crate::upload::answer::Prediction;
use crate::upload::form::Uploader;

/// What PyPI answers to the file as twine sends it.
fn to_twine(distribution: &dyn Distribution) -> Option<&Prediction> {
    distribution.predictions().iter().find(|prediction| prediction.uploader == Uploader::Twine)
}

/// Whether PyPI takes the file as twine sends it.
pub(super) fn is_accepted(distribution: &dyn Distribution) -> bool {
    to_twine(distribution).is_some_and(|prediction| prediction.status == Some(200))
}

/// The platform tag that PyPI refuses a wheel for, if it does: the first that is not one of those it takes.
pub(super) fn refused_platform(wheel: &Wheel) -> Option<&str> {
    let refused = wheel.predictions.iter().flat_map(|prediction| &prediction.refusals);
    let message = &refused.into_iter().find(|located| located.refusal.rule == "wheel-platform")?.refusal.message;
    let name = wheel.filename.as_ref().ok()?;
    let named = name.platform.iter().find(|tag| message.contains(&format!("'{tag}'")));
    named.or(name.platform.first()).map(String::as_str)
}

/// Turns the refusals under these ids of the endpoint into findings. What only uv's form leads to is a warning that says so.
pub(super) fn refused(distribution: &dyn Distribution, rules: &[&str], check: &mut Check<'_>, fix: &Message) {
    let file = distribution.file();
    let mut seen = BTreeSet::new();
    for prediction in distribution.predictions() {
        for located in prediction.refusals.iter().filter(|located| rules.contains(&located.refusal.rule)) {
            if !seen.insert(located.refusal.message.as_str()) {
                continue;
            }
            let location = match (located.line, distribution.metadata()) {
                (Some(line), Some(metadata)) => Location { line: Some(line), ..file.at(&metadata.path) },
                _ => file.location(),
            };
            let status = Fact::Number(u64::from(located.refusal.status));
            let answer = Fact::text(&located.refusal.message);
            if prediction.uploader == Uploader::Twine {
                check.find(
                    location,
                    message!("PyPI answers {status}: {answer}", status = status, answer = answer),
                    fix.clone(),
                );
            } else {
                let message = message!(
                    "Uploaded with {tool}, PyPI answers {status}: {answer}",
                    tool = Fact::text(prediction.uploader.name()),
                    status = status,
                    answer = answer,
                );
                check.find(location, message, fix.clone()).severity = Severity::Warning;
            }
        }
    }
}
