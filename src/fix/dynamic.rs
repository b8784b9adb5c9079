//! Fields that are given and dynamic at once: the name goes out of `dynamic`.

use toml_edit::DocumentMut;

use super::toml::{Step, array_mut, item_mut, path_at, remove};
use super::{Case, Repair};
use crate::artifact::pyproject::Value;
use crate::finding::Fact;
use crate::message;

/// Where backends and their plugins are told where a version comes from.
const VERSION_SOURCES: [&[&str]; 12] = [
    &["tool", "hatch", "version"],
    &["tool", "setuptools", "dynamic", "version"],
    &["tool", "setuptools_scm"],
    &["tool", "pdm", "version"],
    &["tool", "versioneer"],
    &["tool", "versioningit"],
    &["tool", "poetry-dynamic-versioning"],
    &["tool", "uv-dynamic-versioning"],
    &["tool", "scikit-build", "metadata", "version"],
    &["tool", "pbr"],
    &["tool", "maturin"],
    &["tool", "setuptools-git-versioning"],
];

pub fn repair(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let path = path_at(case.pyproject, case.at?)?;
    let (Step::Index(index), list) = path.split_last()? else { return None };
    let field = case.pyproject.get(&["project", "dynamic"])?.items().get(*index)?.as_str()?.to_owned();
    let array = array_mut(document, list)?;
    remove(array, *index);
    if array.is_empty() {
        item_mut(document, &["project"])?.as_table_like_mut()?.remove("dynamic");
    }
    let title = message!("Take {field} out of `dynamic`: it is given", field = Fact::code(&field));
    // Nothing else could give the version, so the one that is written can only be meant. Beside setuptools, `setup.py` could.
    let setuptools = case.pyproject.build_backend().starts_with("setuptools");
    let alone = field == "version" && !setuptools && !has_version_source(case);
    Some(if alone { Repair::safe(title) } else { Repair::review(title) })
}

fn has_version_source(case: &Case<'_>) -> bool {
    let requires = case.pyproject.get(&["build-system", "requires"]);
    // A plugin among the build requirements may work without a table.
    let plugins = requires.is_some_and(|list| list.strings().count() > 1 || list.items().iter().any(not_text));
    plugins || VERSION_SOURCES.iter().any(|path| case.pyproject.get(path).is_some())
}

fn not_text(value: &Value) -> bool {
    value.as_str().is_none()
}

#[cfg(test)]
mod tests {
    use crate::fix::Safety::{Review, Safe};
    use crate::fix::testing::{check, check_file};

    const HEAD: &str = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n[project]\n\
                        name = \"demo\"\nversion = \"1.0\"\nrequires-python = \">=3.10\"\n";

    #[test]
    fn what_is_given_is_not_dynamic() {
        check_file("pyproject-dynamic-conflict", &format!("{HEAD}dynamic = [\"version\"]\n"), Safe, HEAD);
        let sourced = "[tool.hatch.version]\npath = \"demo/__init__.py\"\n";
        check_file(
            "pyproject-dynamic-conflict",
            &format!("{HEAD}dynamic = [\"version\"]\n{sourced}"),
            Review,
            &format!("{HEAD}{sourced}"),
        );
    }

    #[test]
    fn the_comments_of_the_other_fields_stay() {
        check(
            "pyproject-dynamic-conflict",
            "description = \"x\"\ndynamic = [\n  \"readme\", # built\n  \"description\", # gone\n  # of the tag\n  \"classifiers\",\n]\n",
            Review,
            "description = \"x\"\ndynamic = [\n  \"readme\", # built\n  # of the tag\n  \"classifiers\",\n]\n",
        );
        check(
            "pyproject-dynamic-conflict",
            "description = \"x\"\ndynamic = [\n  \"readme\", # built\n  \"description\" # gone\n]\n",
            Review,
            "description = \"x\"\ndynamic = [\n  \"readme\" # built\n]\n",
        );
        check(
            "pyproject-dynamic-conflict",
            "description = \"x\"\ndynamic = [\"description\", \"readme\"]\n",
            Review,
            "description = \"x\"\ndynamic = [\"readme\"]\n",
        );
        check(
            "pyproject-dynamic-conflict",
            "description = \"x\"\ndynamic = [\"readme\", \"description\"]\n",
            Review,
            "description = \"x\"\ndynamic = [\"readme\"]\n",
        );
    }
}
