//! Package discovery of setuptools for a `src/` layout.

use toml_edit::{Array, DocumentMut, Item, value};

use super::license::require;
use super::toml::{item_mut, set, table_mut};
use super::{Case, Repair};
use crate::artifact::sdist::Sdist;
use crate::artifact::setuptools::{Discovery, FIRST_WITH_DISCOVERY, discovery, oldest_allowed, only_older};
use crate::finding::Fact;
use crate::message;

const FIND: [&str; 4] = ["tool", "setuptools", "packages", "find"];

/// Writes down what setuptools finds by itself: packages in `src/`.
pub fn explicit(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    if case.at.is_none()
        || !has_src_layout(case)
        || case.pyproject.get(&["tool", "setuptools", "package-dir"]).is_some()
    {
        return None;
    }
    table_mut(document, &FIND)?.insert("where", value(["src"].into_iter().collect::<Array>()));
    let first = FIRST_WITH_DISCOVERY.parse::<pep440_rs::Version>().ok()?;
    if !only_older(case.pyproject) && oldest_allowed(case.pyproject).is_some_and(|oldest| oldest >= first) {
        // The same packages as before, found by name.
        return Some(Repair::safe(message!("Let setuptools look for packages in `src/`, and nowhere else")));
    }
    require(document, case.pyproject, "setuptools", FIRST_WITH_DISCOVERY)?;
    Some(Repair::review(message!(
        "Let setuptools look for packages in `src/`, and require {wanted}, the first that does",
        wanted = Fact::code(format!("setuptools>={FIRST_WITH_DISCOVERY}"))
    )))
}

/// Points a configured discovery, which finds nothing, to `src/`.
pub fn folder(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let Some(Discovery::Find { folders, include }) = discovery(case.pyproject) else { return None };
    if !has_src_layout(case) {
        return None;
    }
    let find = item_mut(document, &FIND)?.as_table_like_mut()?;
    if !folders.iter().any(|folder| folder.trim_start_matches("./").trim_end_matches('/') == "src") {
        let src = ["src"].into_iter().collect::<Array>();
        match find.get_mut("where").and_then(Item::as_value_mut) {
            Some(written) => set(written, src),
            None => {
                find.insert("where", value(src));
            }
        }
        return Some(Repair::review(message!(
            "Let setuptools look for packages in `src/`, in place of {folders}",
            folders = Fact::list(folders)
        )));
    }
    if include.is_empty() {
        return None;
    }
    find.remove("include");
    Some(Repair::review(message!(
        "Take every package below `src/`: none is called like {include}",
        include = Fact::list(include)
    )))
}

/// Whether packages lie in `src/` and no module beside them, which discovery by package would leave out.
fn has_src_layout(case: &Case<'_>) -> bool {
    let of_sdist = |sdist: &Sdist| {
        let modules = sdist.files().any(|(path, _)| {
            path.strip_prefix("src/").is_some_and(|rest| !rest.contains('/') && rest.ends_with(".py"))
        });
        let packages = sdist
            .files()
            .any(|(path, _)| path.strip_prefix("src/").is_some_and(|rest| rest.contains('/') && rest.ends_with(".py")));
        packages && !modules
    };
    case.options.src_layout.unwrap_or_else(|| case.release.sdists().any(of_sdist))
}

#[cfg(test)]
mod tests {
    use crate::fix::Options;
    use crate::fix::Safety::{Review, Safe};
    use crate::fix::testing::{check_all, check_none};

    const SRC: &str = "=== demo-1.0.tar.gz\n--- demo-1.0/src/demo/__init__.py\n";
    const FLAT: &str = "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n";

    fn file(requires: &str, rest: &str) -> String {
        format!(
            "[build-system]\nrequires = [\n    \"{requires}\", # the backend\n]\nbuild-backend = \"setuptools.build_meta\"\n\n[project]\n\
             name = \"demo\"\nversion = \"1.0\"\nrequires-python = \">=3.10\"\n{rest}"
        )
    }

    const FOUND: &str = "\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n";

    #[test]
    fn what_setuptools_finds_is_written_down() {
        let rule = "pyproject-discovery-implicit";
        let options = Options::default();
        check_all(rule, &file("setuptools>=68", ""), SRC, &options, Safe, &file("setuptools>=68", FOUND));
        let known = Options { src_layout: Some(true), ..Options::default() };
        check_all(rule, &file("setuptools>=68", ""), "", &known, Safe, &file("setuptools>=68", FOUND));
        check_all(rule, &file("setuptools", ""), SRC, &options, Review, &file("setuptools>=61", FOUND));
        check_all(rule, &file("setuptools>=42,<60", ""), SRC, &options, Review, &file("setuptools>=61", FOUND));
        let tool = "\n[tool.setuptools] # ours\nzip-safe = false\n";
        check_all(
            rule,
            &file("setuptools>=68", tool),
            SRC,
            &options,
            Safe,
            &file("setuptools>=68", &format!("{tool}{FOUND}")),
        );
    }

    #[test]
    fn without_a_src_folder_nothing_is_claimed() {
        check_none("pyproject-discovery-implicit", &file("setuptools>=68", ""), "");
        check_none("pyproject-discovery-implicit", &file("setuptools>=68", ""), FLAT);
        let module = format!("{SRC}--- demo-1.0/src/extra.py\n");
        check_none("pyproject-discovery-implicit", &file("setuptools>=68", ""), &module);
    }

    #[test]
    fn a_discovery_that_finds_nothing_looks_in_src() {
        let empty = "=== demo-1.0-py3-none-any.whl\n--- demo-1.0.dist-info/METADATA {merge}\n";
        let beside = format!("{SRC}{empty}");
        let options = Options::default();
        let before = file("setuptools>=68", "\n[tool.setuptools.packages.find]\nwhere = [\"lib\"] # here\n");
        let after = before.replace("\"lib\"", "\"src\"");
        check_all("content-empty", &before, &beside, &options, Review, &after);
        // The sdist has its own copy of the file, which the finding is about.
        let inside =
            format!("=== demo-1.0.tar.gz\n--- demo-1.0/src/demo/__init__.py\n--- demo-1.0/pyproject.toml\n{before}");
        check_all("sdist-package-missing", &before, &inside, &options, Review, &after);
        let before =
            file("setuptools>=68", "\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\ninclude = [\"dem\"]\n");
        check_all("content-empty", &before, &beside, &options, Review, &before.replace("include = [\"dem\"]\n", ""));
    }
}
