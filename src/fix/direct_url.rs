//! URL dependencies: the name without the URL, with the version that the user gave, or with none.

use pep508_rs::VersionOrUrl;
use toml_edit::DocumentMut;

use super::toml::{path_at, set, value_mut};
use super::{Case, Repair};
use crate::artifact::normalize_name;
use crate::artifact::requirement::Requirement;
use crate::finding::Fact;
use crate::message;

pub fn repair(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let value = value_mut(document, &path_at(case.pyproject, case.at?)?)?;
    let written = Requirement::parse(value.as_str()?, None);
    let url = written.url()?.to_owned();
    let name = written.written_name().to_owned();
    let parsed = written.parsed.as_ref().ok()?;
    let extras: Vec<String> = parsed.extras.iter().map(ToString::to_string).collect();
    let extras = if extras.is_empty() { String::new() } else { format!("[{}]", extras.join(",")) };
    // The marker as it is written: behind a URL it follows a blank and a semicolon.
    let marker = written.text.find(&url).and_then(|at| written.text.get(at + url.len()..)?.split_once(';'));
    let marker = marker.map(|(_, marker)| format!(" ; {}", marker.trim())).unwrap_or_default();
    let given = case.options.requirements.iter().map(|text| Requirement::parse(text, None));
    let given = given
        .filter(|given| given.url().is_none())
        .find(|given| given.parsed.is_ok() && normalize_name(given.written_name()) == normalize_name(&name));
    let version = given.and_then(|given| match given.parsed.ok()?.version_or_url {
        Some(VersionOrUrl::VersionSpecifier(specifiers)) => Some(specifiers.to_string().replace(' ', "")),
        _ => None,
    });
    set(value, format!("{name}{extras}{}{marker}", version.as_deref().unwrap_or_default()));
    Some(match version {
        Some(_) => Repair::safe(message!(
            "Require {name} from an index, in the version that you named",
            name = Fact::code(name)
        )),
        None => Repair::review(message!(
            "Require {name} from an index; which version has the code that the URL brought, only you know",
            name = Fact::code(name)
        )),
    })
}

#[cfg(test)]
mod tests {
    use crate::fix::Options;
    use crate::fix::Safety::{Review, Safe};
    use crate::fix::testing::{check, check_with};

    const BEFORE: &str = "\
dependencies = [
  \"attrs\", # kept
  'llm-ctx[cli] @ git+https://example.org/llm-ctx.git@main ; python_version < \"3.13\"', # why
]
";

    #[test]
    fn the_version_is_left_open_and_the_rest_stays() {
        check("dep-direct-url", BEFORE, Review, &BEFORE.replace(" @ git+https://example.org/llm-ctx.git@main", ""));
        check(
            "dep-direct-url",
            "dependencies = [\"a@https://example.org/a-1-py3-none-any.whl\"]\n",
            Review,
            "dependencies = [\"a\"]\n",
        );
        check(
            "dep-local-path",
            "[project.optional-dependencies]\nall = [\"a @ file:///tmp/a\", \"b\"]\n",
            Review,
            "[project.optional-dependencies]\nall = [\"a\", \"b\"]\n",
        );
    }

    #[test]
    fn a_version_that_the_user_gave_is_taken() {
        let options = Options { requirements: vec!["LLM_ctx >=0.3,<1".to_owned()], ..Options::default() };
        let after = BEFORE.replace(" @ git+https://example.org/llm-ctx.git@main", ">=0.3,<1");
        check_with("dep-direct-url", BEFORE, &options, Safe, &after);
    }
}
