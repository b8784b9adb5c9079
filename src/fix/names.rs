//! Names in their normal spelling, which every index and lock file uses.

use toml_edit::DocumentMut;

use super::toml::{item_mut, path_at, set, value_mut};
use super::{Case, Repair};
use crate::artifact::normalize_name;
use crate::artifact::requirement::Requirement;
use crate::finding::Fact;
use crate::message;

/// A requirement: every spelling means the same project.
pub fn requirement(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let value = value_mut(document, &path_at(case.pyproject, case.at?)?)?;
    let text = value.as_str()?.to_owned();
    let written = Requirement::parse(&text, None).written_name().to_owned();
    let normal = normalize_name(&written);
    let rest = text.trim_start().strip_prefix(&written)?;
    set(value, format!("{normal}{rest}"));
    Some(Repair::safe(message!(
        "Write {normal} in place of {written}",
        normal = Fact::code(normal),
        written = Fact::code(written)
    )))
}

/// The project's own name: indexes know one project under both, but show the spelling.
pub fn project(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let written = case.pyproject.project_str("name")?;
    let normal = normalize_name(written);
    set(item_mut(document, &["project", "name"])?.as_value_mut()?, normal.as_str());
    Some(Repair::review(message!("Call the project {normal}, as indexes do", normal = Fact::code(normal))))
}

#[cfg(test)]
mod tests {
    use crate::fix::Safety::{Review, Safe};
    use crate::fix::testing::{check, check_file};

    #[test]
    fn a_requirement_is_spelled_as_indexes_know_it() {
        check(
            "dep-name-spelling",
            "dependencies = [\n  # one\n  'Foo_Bar[x]>=1; os_name == \"nt\"', # two\n]\n",
            Safe,
            "dependencies = [\n  # one\n  'foo-bar[x]>=1; os_name == \"nt\"', # two\n]\n",
        );
    }

    #[test]
    fn the_project_is_called_as_indexes_know_it() {
        let file = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n[project]\n\
                    name = \"De_mo\" # ours\nversion = \"1\"\nrequires-python = \">=3.10\"\n";
        check_file("metadata-name-spelling", file, Review, &file.replace("De_mo", "de-mo"));
    }
}
