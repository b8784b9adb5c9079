//! What the kit has to know of a project, read from its `pyproject.toml` alone.
//!
//! The values end up in workflows, in Python and in shell, so each is taken only in the plain form that all of them share;
//! what is spelled otherwise is left out and said.

use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};

use crate::artifact::entry_points::ObjectReference;
use crate::artifact::normalize_name;
use crate::artifact::pyproject::{Entry, Pyproject, Value};
use crate::finding::{Fact, Message};
use crate::message;

/// Minor versions of Python 3 that uv can install: nothing older is put into a workflow.
const OLDEST_MINOR: u64 = 8;

/// Where the version of the project comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionSource {
    /// `[project] version`.
    Static,
    /// A file of the project that the backend reads.
    File,
    /// The tags of the repository, which must all be there when it is built.
    Vcs,
}

/// The project's own names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// As written under `[project]`.
    pub name: String,
    /// What a user imports.
    pub imports: Vec<String>,
    /// Whether the file states them; else they are concluded from its commands or its name.
    pub imports_are_stated: bool,
    /// Commands in the order of the file.
    pub commands: Vec<String>,
    /// The oldest and the newest Python that it supports, as `3.11`; one where they are the same.
    pub pythons: Vec<String>,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    pub version: VersionSource,
}

impl Project {
    /// The project and what could not be taken; an error where it has no usable name.
    pub fn read(pyproject: &Pyproject, pythons: (u64, u64)) -> Result<(Self, Vec<Message>), Message> {
        let mut notes = Vec::new();
        let poetry = pyproject.get(&["tool", "poetry"]);
        let poetry_name = poetry.and_then(|table| table.get(&["name"])).and_then(Value::as_str);
        let Some(name) = pyproject.project_str("name").or(poetry_name) else {
            return Err(message!("`[project]` names no project: without `name` there is nothing to fill in"));
        };
        if !is_name(name) {
            return Err(message!("{name} is no name of a project", name = Fact::code(name)));
        }
        let scripts = scripts(pyproject);
        let mut commands = Vec::new();
        for entry in scripts {
            if is_name(&entry.key) {
                commands.push(entry.key.clone());
            } else {
                notes.push(message!(
                    "The command {name} is left out of the smoke test: write it there by hand",
                    name = Fact::code(&entry.key)
                ));
            }
        }
        let (imports, imports_are_stated) = imports(pyproject, name, scripts);
        if let Some(backend) = platform_backend(pyproject) {
            notes.push(message!(
                "{backend} builds wheels for one platform, and PyPI refuses those of a plain Linux build: build them with cibuildwheel in place of the step `uv build`",
                backend = Fact::code(backend)
            ));
        }
        let project = Self {
            name: name.to_owned(),
            imports,
            imports_are_stated,
            commands,
            pythons: python_range(pyproject, pythons),
            repository: repository(pyproject),
            version: version_source(pyproject),
        };
        Ok((project, notes))
    }
}

/// A name of the core metadata, which no workflow, shell or Python string can misread.
fn is_name(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(b))
}

/// Whether a text is a dotted name of a module.
pub fn is_module(text: &str) -> bool {
    !text.is_empty()
        && text.split('.').all(|part| {
            part.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
}

fn scripts(pyproject: &Pyproject) -> &[Entry] {
    let tables = [["project", "scripts"].as_slice(), &["tool", "poetry", "scripts"]];
    tables.into_iter().find_map(|path| pyproject.get(path)).map_or(&[], Value::entries)
}

/// Import names: those that the file states for the specification or for its backend, else those that the commands point
/// into, else the name of the project.
fn imports(pyproject: &Pyproject, name: &str, scripts: &[Entry]) -> (Vec<String>, bool) {
    let stated = stated_imports(pyproject);
    if !stated.is_empty() {
        return (stated, true);
    }
    let mut tops: Vec<String> = Vec::new();
    for entry in scripts {
        let reference = entry.value.as_str().and_then(ObjectReference::parse);
        let top = reference.and_then(|reference| reference.module.split('.').next().map(str::to_owned));
        tops.extend(top.filter(|top| is_module(top) && !tops.contains(top)));
    }
    // Modules that are called like the project are its own, in the spelling that the file has for them.
    let project = normalize_name(name);
    let own = |top: &&String| {
        normalize_name(top).strip_prefix(&project).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let own: Vec<String> = tops.iter().filter(own).cloned().collect();
    let imports = if own.is_empty() {
        vec![tops.into_iter().next().unwrap_or_else(|| project.replace(['-', '.'], "_"))]
    } else {
        own
    };
    (imports, false)
}

fn stated_imports(pyproject: &Pyproject) -> Vec<String> {
    let listed = |path: &[&str]| {
        let items = pyproject.get(path).into_iter().flat_map(Value::strings);
        items.map(str::to_owned).collect::<Vec<String>>()
    };
    let text = |path: &[&str]| pyproject.get(path).and_then(Value::as_str).map(str::to_owned);
    // `; private` may follow an import name (PEP 794).
    let names = listed(&["project", "import-names"]);
    let names = names.iter().filter(|name| !name.contains(';')).cloned().collect::<Vec<_>>();
    let folder = |path: &String| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let hatch = listed(&["tool", "hatch", "build", "targets", "wheel", "packages"]);
    let setuptools = [listed(&["tool", "setuptools", "packages"]), listed(&["tool", "setuptools", "py-modules"])];
    let poetry = pyproject.get(&["tool", "poetry", "packages"]).into_iter().flat_map(Value::items);
    let poetry = poetry.filter_map(|item| item.get(&["include"])?.as_str().map(str::to_owned));
    let modules = [["tool", "flit", "module", "name"].as_slice(), &["tool", "uv", "build-backend", "module-name"]];
    let candidates = [
        names,
        hatch.iter().map(folder).collect(),
        setuptools.concat(),
        modules.into_iter().filter_map(text).collect(),
        poetry.collect(),
    ];
    let tops = candidates.into_iter().find(|names| !names.is_empty()).unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for name in tops {
        // A package inside one that is listed is imported with it.
        let top = name.split(['.', '/']).next().unwrap_or_default();
        if is_module(top) && !found.iter().any(|known| known == top) {
            found.push(top.to_owned());
        }
    }
    found
}

/// The oldest and the newest Python that `requires-python` and the classifiers admit.
fn python_range(pyproject: &Pyproject, (oldest, newest): (u64, u64)) -> Vec<String> {
    let specifiers = pyproject.project_str("requires-python").and_then(|text| VersionSpecifiers::from_str(text).ok());
    let admits = |minor: u64| {
        specifiers
            .as_ref()
            .is_none_or(|specifiers| [0, 99].iter().any(|patch| specifiers.contains(&Version::new([3, minor, *patch]))))
    };
    let first = if specifiers.is_some() { OLDEST_MINOR } else { oldest };
    let classifiers = pyproject.get(&["project", "classifiers"]).into_iter().flat_map(Value::strings);
    let declared = classifiers
        .filter_map(|text| text.strip_prefix("Programming Language :: Python :: 3.")?.parse::<u64>().ok())
        .filter(|minor| admits(*minor))
        .max();
    let admitted: Vec<u64> = (first..=newest).filter(|minor| admits(*minor)).collect();
    let low = admitted.first().copied().unwrap_or(newest);
    let high = declared.filter(|minor| (low..=newest).contains(minor));
    let high = high.or_else(|| admitted.last().copied()).unwrap_or(newest);
    let mut minors = vec![low, high];
    minors.dedup();
    minors.iter().map(|minor| format!("3.{minor}")).collect()
}

/// `owner/name` of the first URL under `[project.urls]` that is a repository on GitHub.
fn repository(pyproject: &Pyproject) -> Option<String> {
    let urls = pyproject.get(&["project", "urls"]).into_iter().flat_map(Value::entries);
    urls.filter_map(|entry| entry.value.as_str()).find_map(github_repository)
}

/// `owner/name` out of `https://github.com/owner/name…`.
#[must_use]
pub fn github_repository(url: &str) -> Option<String> {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("github.com/")?;
    let mut parts = rest.split(['/', '#', '?']);
    let repository = format!("{}/{}", parts.next()?, parts.next()?.trim_end_matches(".git"));
    is_repository(&repository).then_some(repository)
}

/// Whether a text is `owner/name`.
#[must_use]
pub fn is_repository(text: &str) -> bool {
    let Some((owner, name)) = text.split_once('/') else { return false };
    let plain = |part: &str, also: &[u8]| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || also.contains(&byte))
    };
    plain(owner, b"-") && plain(name, b"-._") && !name.starts_with('.')
}

/// Plugins that derive a version from the tags of a repository.
const VCS_PLUGINS: [&str; 12] = [
    "setuptools-scm",
    "hatch-vcs",
    "vcs-versioning",
    "versioneer",
    "versioningit",
    "dunamai",
    "poetry-dynamic-versioning",
    "uv-dynamic-versioning",
    "setuptools-git-versioning",
    "setuptools-vcs-versioning",
    "flit-scm",
    "scikit-build-core-scm",
];

/// Whether a VCS plugin is asked for in the build requirements or configured under `[tool]`.
fn version_source(pyproject: &Pyproject) -> VersionSource {
    if !pyproject.is_dynamic("version") {
        return VersionSource::Static;
    }
    let requires = pyproject.build_requires();
    let mut names = requires.iter().filter_map(|requirement| Some(requirement.parsed.as_ref().ok()?.name.to_string()));
    let tables = [["tool", "setuptools_scm"], ["tool", "versioneer"], ["tool", "versioningit"], ["tool", "pbr"]];
    let sources = [
        (["tool", "hatch", "version", "source"].as_slice(), ["vcs", "uv-dynamic-versioning"].as_slice()),
        (&["tool", "pdm", "version", "source"], &["scm"]),
        (&["tool", "scikit-build", "metadata", "version", "provider"], &["scikit_build_core.metadata.setuptools_scm"]),
    ];
    let sourced = |(path, words): &(&[&str], &[&str])| {
        pyproject.get(path).and_then(Value::as_str).is_some_and(|word| words.contains(&word))
    };
    let derived = names.any(|name| VCS_PLUGINS.contains(&name.as_str()))
        || tables.iter().any(|path| pyproject.get(path).is_some())
        || sources.iter().any(sourced);
    if derived { VersionSource::Vcs } else { VersionSource::File }
}

/// A backend whose wheels hold compiled code.
fn platform_backend(pyproject: &Pyproject) -> Option<&'static str> {
    let backend = pyproject.build_backend();
    let compiled = [
        ("maturin", "maturin"),
        ("scikit_build_core", "scikit-build-core"),
        ("mesonpy", "meson-python"),
        ("py_build_cmake", "py-build-cmake"),
        ("sipbuild", "sip"),
    ];
    let known = compiled.into_iter().find(|(module, _)| backend.starts_with(module)).map(|(_, name)| name);
    let extension = pyproject.get(&["tool", "setuptools", "ext-modules"]).map(|_| "setuptools with `ext-modules`");
    known.or(extension)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::FileInfo;

    fn read(text: &str) -> (Project, Vec<String>) {
        let pyproject = Pyproject::parse(FileInfo::default(), None, text.as_bytes());
        let (project, notes) = Project::read(&pyproject, (11, 15)).unwrap();
        (project, notes.iter().map(ToString::to_string).collect())
    }

    #[track_caller]
    fn check_imports(text: &str, expected: &[&str]) {
        let (project, _) = read(&format!("[project]\nname = \"Demo-Kit\"\nversion = \"1\"\n{text}"));
        assert_eq!(project.imports, expected, "{text}");
    }

    #[test]
    fn import_names_are_those_that_the_file_states() {
        check_imports("", &["demo_kit"]);
        check_imports("import-names = [\"demo.core\", \"_demo; private\"]\n", &["demo"]);
        check_imports("[project.scripts]\nrun = \"demo.cli:main\"\n", &["demo"]);
        check_imports("[project.scripts]\nrun = \"demo.cli:main\"\nother = \"more:main\"\n", &["demo"]);
        check_imports(
            "[project.scripts]\na = \"Demo_Kit.cli:main\"\nb = \"demo_kit_mcp:main\"\nc = \"x:main\"\n",
            &["Demo_Kit", "demo_kit_mcp"],
        );
        check_imports("[tool.hatch.build.targets.wheel]\npackages = [\"src/demo\"]\n", &["demo"]);
        check_imports("[tool.setuptools]\npackages = [\"demo\", \"demo.inner\", \"extra\"]\n", &["demo", "extra"]);
        check_imports("[tool.uv.build-backend]\nmodule-name = \"demo\"\n", &["demo"]);
        check_imports("[tool.hatch.build.targets.wheel]\npackages = [\"src/de mo\"]\n", &["demo_kit"]);
    }

    #[track_caller]
    fn check_pythons(text: &str, expected: &[&str]) {
        assert_eq!(read(&format!("[project]\nname = \"demo\"\n{text}")).0.pythons, expected, "{text}");
    }

    #[test]
    fn the_python_range_is_what_the_file_supports() {
        check_pythons("", &["3.11", "3.15"]);
        check_pythons("requires-python = \">=3.9\"\n", &["3.9", "3.15"]);
        check_pythons("requires-python = \">=3.10.4,<3.13\"\n", &["3.10", "3.12"]);
        check_pythons("requires-python = \">=3.6\"\n", &["3.8", "3.15"]);
        check_pythons("requires-python = \"==3.12.*\"\n", &["3.12"]);
        check_pythons("requires-python = \">=3.99\"\n", &["3.15"]);
        check_pythons("requires-python = \"soon\"\n", &["3.11", "3.15"]);
        let classified = "requires-python = \">=3.9\"\nclassifiers = [\"Programming Language :: Python :: 3.13\"]\n";
        check_pythons(classified, &["3.9", "3.13"]);
    }

    #[test]
    fn the_source_of_the_version_is_found() {
        let version = |text: &str| read(&format!("[project]\nname = \"demo\"\n{text}")).0.version;
        assert_eq!(version("version = \"1\"\n"), VersionSource::Static);
        let dynamic = "dynamic = [\"version\"]\n";
        assert_eq!(
            version(&format!("{dynamic}[tool.hatch.version]\npath = \"demo/__init__.py\"\n")),
            VersionSource::File
        );
        for vcs in [
            "[tool.hatch.version]\nsource = \"vcs\"\n",
            "[tool.setuptools_scm]\n",
            "[build-system]\nrequires = [\"setuptools\", \"setuptools_scm[toml]>=8\"]\n",
            "[tool.pdm.version]\nsource = \"scm\"\n",
        ] {
            assert_eq!(version(&format!("{dynamic}{vcs}")), VersionSource::Vcs, "{vcs}");
        }
    }

    #[test]
    fn only_a_repository_on_github_is_one() {
        for (url, expected) in [
            ("https://github.com/owner/demo.git", Some("owner/demo")),
            ("https://github.com/owner/demo/issues", Some("owner/demo")),
            ("https://github.com/owner", None),
            ("https://example.org/owner/demo", None),
            ("https://github.com/owner/demo'}}", None),
        ] {
            assert_eq!(github_repository(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_hostile_name_reaches_no_script() {
        let pyproject = |name: &str| {
            let text = format!("[project]\nname = '''{name}'''\n[project.scripts]\n'a\"; x' = \"demo:main\"\n");
            Pyproject::parse(FileInfo::default(), None, text.as_bytes())
        };
        for name in ["a\"\nimport os", "$(reboot)", "a b", "-a", ""] {
            assert!(Project::read(&pyproject(name), (11, 15)).is_err(), "{name}");
        }
        let (project, notes) = Project::read(&pyproject("demo"), (11, 15)).unwrap();
        assert!(project.commands.is_empty());
        assert!(notes[0].to_string().contains("left out of the smoke test"), "{notes:?}");
    }

    #[test]
    fn wheels_of_one_platform_are_said() {
        let (_, notes) = read("[build-system]\nbuild-backend = \"maturin\"\n[project]\nname = \"demo\"\n");
        assert!(notes.iter().any(|note| note.contains("cibuildwheel")), "{notes:?}");
    }
}
