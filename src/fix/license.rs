//! Licences in the form of PEP 639, and the backend that reads it. Which licence it is, is taken from the file or not at all.

use toml_edit::{DocumentMut, Item, value};

use super::toml::{Step, array_mut, item_mut, path_at, push, remove, set, value_mut};
use super::{Case, Repair};
use crate::artifact::backend::Backend;
use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::requirement::Requirement;
use crate::finding::Fact;
use crate::message;
use crate::upload::license_expression::canonicalize;

/// What people write and SPDX spells otherwise; nothing whose version or terms it leaves open.
const SPELLINGS: [(&str, &str); 16] = [
    ("mit license", "MIT"),
    ("the mit license", "MIT"),
    ("apache 2", "Apache-2.0"),
    ("apache 2.0", "Apache-2.0"),
    ("apache-2", "Apache-2.0"),
    ("apache license 2.0", "Apache-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    ("apache software license 2.0", "Apache-2.0"),
    ("bsd 3-clause", "BSD-3-Clause"),
    ("bsd-3", "BSD-3-Clause"),
    ("3-clause bsd", "BSD-3-Clause"),
    ("bsd 2-clause", "BSD-2-Clause"),
    ("2-clause bsd", "BSD-2-Clause"),
    ("mpl 2.0", "MPL-2.0"),
    ("isc license", "ISC"),
    ("the unlicense", "Unlicense"),
];

/// Classifiers that name one licence.
const CLASSIFIERS: [(&str, &str); 9] = [
    ("License :: OSI Approved :: MIT License", "MIT"),
    ("License :: OSI Approved :: MIT No Attribution License (MIT-0)", "MIT-0"),
    ("License :: OSI Approved :: ISC License (ISCL)", "ISC"),
    ("License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
    ("License :: OSI Approved :: The Unlicense (Unlicense)", "Unlicense"),
    ("License :: OSI Approved :: Boost Software License 1.0 (BSL-1.0)", "BSL-1.0"),
    ("License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"),
    ("License :: OSI Approved :: GNU Lesser General Public License v3 or later (LGPLv3+)", "LGPL-3.0-or-later"),
    ("License :: OSI Approved :: GNU Affero General Public License v3 or later (AGPLv3+)", "AGPL-3.0-or-later"),
];

/// The expression that a text can only mean.
fn meant(text: &str) -> Option<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(expression) = canonicalize(&words) {
        return Some(expression);
    }
    let lower = words.to_lowercase();
    SPELLINGS.iter().find(|(spelled, _)| *spelled == lower).map(|(_, id)| (*id).to_owned())
}

/// A text that is no SPDX expression.
pub fn expression(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let written = case.pyproject.project_str("license")?;
    let expression = meant(written)?;
    set(item_mut(document, &["project", "license"])?.as_value_mut()?, expression.as_str());
    Some(Repair::review(message!(
        "Write {expression}, as SPDX spells {written}",
        expression = Fact::code(&expression),
        written = Fact::code(written)
    )))
}

/// The table from before PEP 639.
pub fn table(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    case.at?;
    let part = |key| case.pyproject.get(&["project", "license", key]).and_then(Value::as_str);
    let classified = || {
        let list = case.pyproject.get(&["project", "classifiers"])?;
        let mut named = list.strings().filter(|text| text.starts_with("License ::"));
        let one = named.next().filter(|_| named.next().is_none())?;
        CLASSIFIERS.iter().find(|(classifier, _)| *classifier == one).map(|(_, id)| (*id).to_owned())
    };
    let expression = match part("text") {
        Some(text) => Some(meant(text)?),
        None => classified(),
    };
    let file = part("file");
    let project = item_mut(document, &["project"])?.as_table_like_mut()?;
    if let Some(expression) = &expression {
        // In its place, whether it was a value or a table of its own.
        let decor = project.get("license").and_then(Item::as_value).map(|written| written.decor().clone());
        let mut licensed = toml_edit::Value::from(expression.as_str());
        if let Some(decor) = decor {
            *licensed.decor_mut() = decor;
        }
        let under_header = project.get("license").and_then(Item::as_table).is_some_and(|table| !table.is_dotted());
        if under_header {
            project.remove("license");
            project.insert("license", Item::Value(licensed));
        } else {
            *project.get_mut("license")? = Item::Value(licensed);
        }
        if let Some(file) = file.filter(|_| case.pyproject.get(&["project", "license-files"]).is_none()) {
            project.insert("license-files", value([file].into_iter().collect::<toml_edit::Array>()));
        }
    } else {
        let file = file.filter(|_| case.pyproject.get(&["project", "license-files"]).is_none())?;
        project.remove("license");
        project.insert("license-files", value([file].into_iter().collect::<toml_edit::Array>()));
    }
    if expression.is_some() {
        remove_classifiers(document);
    }
    let backend = Backend::of(case.pyproject);
    if let Some(backend) = backend.filter(|backend| !backend.needs_spdx(case.pyproject)) {
        require(document, case.pyproject, backend.distribution, backend.first_with_spdx)?;
    }
    let needs = backend.map_or_else(
        || "with a backend that reads it".to_owned(),
        |backend| format!("which {} reads from {} on", backend.distribution, backend.first_with_spdx),
    );
    Some(Repair::review(match expression {
        Some(expression) => message!(
            "State the licence as {expression}, {needs}",
            expression = Fact::code(expression),
            needs = Fact::text(needs)
        ),
        None => message!(
            "Name the file in `license-files`, {needs}; which licence it is, add as `license`",
            needs = Fact::text(needs)
        ),
    }))
}

fn remove_classifiers(document: &mut DocumentMut) {
    let list = [Step::Key("project".to_owned()), Step::Key("classifiers".to_owned())];
    let Some(array) = array_mut(document, &list) else { return };
    let licences = |array: &toml_edit::Array| {
        array.iter().position(|value| value.as_str().is_some_and(|text| text.starts_with("License ::")))
    };
    while let Some(index) = licences(array) {
        remove(array, index);
    }
}

/// A licence classifier beside an expression.
pub fn classifier(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let path = path_at(case.pyproject, case.at?)?;
    let (Step::Index(index), list) = path.split_last()? else { return None };
    let array = array_mut(document, list)?;
    let text = array.get(*index)?.as_str()?.to_owned();
    remove(array, *index);
    let license = case.pyproject.project_str("license").unwrap_or_default();
    let same = CLASSIFIERS.iter().any(|(classifier, id)| *classifier == text && *id == license);
    let title =
        message!("Remove {text}: {license} says the licence", text = Fact::code(text), license = Fact::code(license));
    Some(if same { Repair::safe(title) } else { Repair::review(title) })
}

/// A build requirement that keeps out every backend with PEP 639.
pub fn backend(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    case.at?;
    let backend = Backend::of(case.pyproject)?;
    require(document, case.pyproject, backend.distribution, backend.first_with_spdx)?;
    Some(Repair::review(message!(
        "Require {wanted}, the first that reads the licence fields",
        wanted = Fact::code(format!("{}>={}", backend.distribution, backend.first_with_spdx))
    )))
}

/// Makes a build requirement ask for at least that version, whatever it asked for before.
pub fn require(document: &mut DocumentMut, pyproject: &Pyproject, name: &str, version: &str) -> Option<()> {
    let list = [Step::Key("build-system".to_owned()), Step::Key("requires".to_owned())];
    let items = pyproject.get(&["build-system", "requires"])?.items();
    let written = items.iter().position(|item| {
        let requirement = item.as_str().map(|text| Requirement::parse(text, None));
        requirement.and_then(|requirement| requirement.name()).as_deref() == Some(name)
    });
    let Some(index) = written else {
        push(array_mut(document, &list)?, &format!("{name}>={version}"));
        return Some(());
    };
    let requirement = Requirement::parse(items.get(index)?.as_str()?, None);
    let marker = requirement.text.split_once(';').map(|(_, marker)| format!("; {}", marker.trim())).unwrap_or_default();
    let extras = requirement.parsed.as_ref().ok()?.extras.iter().map(ToString::to_string).collect::<Vec<_>>();
    let extras = if extras.is_empty() { String::new() } else { format!("[{}]", extras.join(",")) };
    let text = format!("{}{extras}>={version}{marker}", requirement.written_name());
    set(value_mut(document, &[&list[..], &[Step::Index(index)]].concat())?, text.as_str());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::Safety::{Review, Safe};
    use crate::fix::testing::{check_file, check_none};
    use crate::upload::tables;

    fn file(backend: &str, project: &str) -> String {
        let (requirement, module) = backend.split_once(" | ").unwrap();
        format!(
            "[build-system]\nrequires = [\"{requirement}\"]\nbuild-backend = \"{module}\"\n\n[project]\nname = \"demo\"\nversion = \"1.0\"\n\
             requires-python = \">=3.10\"\n{project}"
        )
    }

    const HATCHLING: &str = "hatchling>=1.27.0 | hatchling.build";
    const SETUPTOOLS: &str = "setuptools>=77.0.3 | setuptools.build_meta";
    const FIND: &str = "\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n";

    #[test]
    fn the_tables_hold_what_there_is() {
        for (_, id) in SPELLINGS.iter().chain(&CLASSIFIERS) {
            assert_eq!(canonicalize(id).as_deref(), Some(*id));
        }
        for (classifier, _) in CLASSIFIERS {
            assert!(tables::classifier(classifier).is_some(), "{classifier}");
        }
    }

    #[test]
    fn a_table_becomes_an_expression_and_the_backend_reads_it() {
        check_file(
            "pyproject-license-table",
            &file("setuptools>=61 | setuptools.build_meta", &format!("license = {{ text = \"MIT\" }} # ours\n{FIND}")),
            Review,
            &file(SETUPTOOLS, &format!("license = \"MIT\" # ours\n{FIND}")),
        );
        check_file(
            "pyproject-license-table",
            &file(
                "hatchling | hatchling.build",
                "license.file = \"LICENSE.txt\"\nclassifiers = [\"License :: OSI Approved :: MIT License\", \"Typing :: Typed\"]\n",
            ),
            Review,
            &file(
                HATCHLING,
                "license = \"MIT\"\nclassifiers = [\"Typing :: Typed\"]\nlicense-files = [\"LICENSE.txt\"]\n",
            ),
        );
        check_file(
            "pyproject-license-table",
            &file(
                HATCHLING,
                "\n[project.urls]\nSource = \"https://example.org\"\n\n[project.license]\ntext = \"Apache 2.0\"\n",
            ),
            Review,
            &file(HATCHLING, "license = \"Apache-2.0\"\n\n[project.urls]\nSource = \"https://example.org\"\n"),
        );
        check_file(
            "pyproject-license-table",
            &file(HATCHLING, "license = { file = \"LICENSE\" }\n"),
            Review,
            &file(HATCHLING, "license-files = [\"LICENSE\"]\n"),
        );
    }

    #[test]
    fn a_licence_that_is_not_named_is_not_guessed() {
        check_none("pyproject-license-table", &file(HATCHLING, "license = { text = \"GPL\" }\n"), "");
        check_none("license-expression", &file(HATCHLING, "license = \"BSD\"\n"), "");
    }

    #[test]
    fn spdx_has_one_spelling() {
        check_file(
            "license-expression",
            &file(HATCHLING, "license = \"Apache License 2.0\" # ours\n"),
            Review,
            &file(HATCHLING, "license = \"Apache-2.0\" # ours\n"),
        );
    }

    #[test]
    fn classifiers_of_the_licence_go() {
        let classifiers =
            "classifiers = [\n    \"License :: OSI Approved :: MIT License\",\n    \"Typing :: Typed\",\n]\n";
        let after = "classifiers = [\n    \"Typing :: Typed\",\n]\n";
        check_file(
            "metadata-license-conflict",
            &file(HATCHLING, &format!("license = \"MIT\"\n{classifiers}")),
            Safe,
            &file(HATCHLING, &format!("license = \"MIT\"\n{after}")),
        );
        check_file(
            "metadata-license-conflict",
            &file(SETUPTOOLS, &format!("license = \"Zlib\"\n{classifiers}{FIND}")),
            Review,
            &file(SETUPTOOLS, &format!("license = \"Zlib\"\n{after}{FIND}")),
        );
    }

    #[test]
    fn the_backend_is_raised() {
        check_file(
            "pyproject-backend-too-old",
            &file("hatchling ~=1.20.0 | hatchling.build", "license = \"MIT\"\n"),
            Review,
            &file(HATCHLING, "license = \"MIT\"\n"),
        );
    }
}
