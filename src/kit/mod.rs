//! The release kit: workflows, checks and the runbook of a project, filled in from its `pyproject.toml`.
//!
//! The templates are whole, valid files in `public/templates/`, written for a project that is called `your-project`; here
//! its names are replaced by others, and two parts by their other variant. The tree is plain data: who asked for it zips it
//! or writes it.

pub mod project;
pub mod runbook;
pub mod zip;

use crate::artifact::normalize_name;
use crate::artifact::pyproject::Pyproject;
use crate::finding::{Fact, Message};
use crate::message;
use project::{Project, VersionSource, is_module, is_repository};

/// Who uploads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Publisher {
    /// The action `pypa/gh-action-pypi-publish`, which signs attestations by itself.
    #[default]
    Action,
    /// `uv publish`, after `astral-sh/attest-action` has signed.
    Uv,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub publisher: Publisher,
    /// `owner/name` on GitHub; by default the one under `[project.urls]`.
    pub repository: Option<String>,
    /// What a user imports, for who knows it, such as from a wheel; by default what the file tells.
    pub imports: Vec<String>,
    /// Where the version is to come from; by default from where the file has it now.
    pub version: Option<VersionSource>,
}

/// One file of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// From the top of the project, with `/`.
    pub path: &'static str,
    pub bytes: Vec<u8>,
    /// A script that is run by its name.
    pub executable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kit {
    pub project: Project,
    pub files: Vec<File>,
    /// What its user has to know or to do.
    pub notes: Vec<Message>,
}

const RELEASE: &str = include_str!("../../public/templates/release.yml");
const REHEARSAL: &str = include_str!("../../public/templates/publish-testpypi.yml");
const SMOKE_TEST: &str = include_str!("../../public/templates/tests/smoke_test.py");
const VALIDATE: &str = include_str!("../../public/templates/scripts/release/validate_metadata.py");
const VERIFY: &str = include_str!("../../public/templates/scripts/release/verify_install.sh");
const RUNBOOK: &str = include_str!("../../docs/publishing.md");
const DATA: &str = include_str!("../../data/kit.txt");

/// The steps that publish with uv, in place of the step of that name in the templates, and after uv was installed.
const PUBLISH: &str = "Publish with attestations";
const ATTEST: &str = "      - name: Sign attestations
        uses: astral-sh/attest-action@f589a42a7efb6fe400b4f400de60b4bc90390027 # v0.0.6

";
const UV_PUBLISH: &str = "      - name: Publish with attestations
        run: uv publish --trusted-publishing always
";
const UV_PUBLISH_TESTPYPI: &str = "      - name: Publish with attestations
        # The check passes over what is there already, so that a tag may be rehearsed twice; here only.
        run: >-
          uv publish --trusted-publishing always
          --publish-url https://test.pypi.org/legacy/ --check-url https://test.pypi.org/simple/
";

/// The lines after which a checkout brings the whole history.
const CHECKOUT: &str = "          persist-credentials: false\n";
const WHOLE_HISTORY: &str =
    "          # All commits and tags: the version is derived from them.\n          fetch-depth: 0\n";

/// The tree for a project.
///
/// # Errors
/// A sentence for the user where the file names no project, or the repository is none.
pub fn kit(pyproject: &Pyproject, options: &Options) -> Result<Kit, Message> {
    let (mut project, mut notes) = Project::read(pyproject, (python("python-oldest"), python("python-newest")))?;
    if let Some(repository) = &options.repository {
        if !is_repository(repository) {
            return Err(message!("{given} is not `OWNER/NAME`", given = Fact::code(repository)));
        }
        project.repository = Some(repository.clone());
    }
    if let Some(wrong) = options.imports.iter().find(|name| !is_module(name)) {
        return Err(message!("{given} is no name of a module", given = Fact::code(wrong)));
    }
    if !options.imports.is_empty() {
        project.imports = options.imports.clone();
    } else if !project.imports_are_stated {
        notes.push(message!(
        "{imports} is what the kit imports; if users import something else, give {option}, or change {test} and {script}",
        imports = Fact::list(project.imports.clone()),
        option = Fact::code("--import"),
        test = Fact::code("tests/smoke_test.py"),
        script = Fact::code("scripts/release/validate_metadata.py"),
    ));
    }
    if let Some(version) = options.version {
        notes.extend(other_version(project.version, version));
        project.version = version;
    }
    if project.repository.is_none() {
        notes.push(message!(
            "`[project.urls]` names no repository on GitHub, so the workflows only keep forks from publishing; name it and make the kit again"
        ));
    }
    let workflow = |text: &str| fill(&workflow(text, project.version, options.publisher), &project);
    let script = |text: &str| fill(&scripted(text, &project), &project);
    let plain = |path, text: String| File { path, bytes: text.into_bytes(), executable: false };
    let files = vec![
        plain(".github/workflows/release.yml", workflow(RELEASE)),
        plain(".github/workflows/publish-testpypi.yml", workflow(REHEARSAL)),
        plain("docs/publishing.md", fill(RUNBOOK, &project)),
        plain("scripts/release/validate_metadata.py", script(VALIDATE)),
        File { executable: true, ..plain("scripts/release/verify_install.sh", fill(VERIFY, &project)) },
        plain("tests/smoke_test.py", script(SMOKE_TEST)),
    ];
    Ok(Kit { project, files, notes })
}

/// What is still to be done for another version policy than the file's.
fn other_version(now: VersionSource, chosen: VersionSource) -> Option<Message> {
    match (now == VersionSource::Vcs, chosen == VersionSource::Vcs) {
        (false, true) => Some(message!(
            "`pyproject.toml` does not derive the version from the tag yet: name `hatch-vcs` or `setuptools-scm` under `[build-system]`, and put {version} under {dynamic}",
            version = Fact::code("version"),
            dynamic = Fact::code("[project] dynamic"),
        )),
        (true, false) => Some(message!(
            "`pyproject.toml` derives the version from the tag: write {version} under {project} in place of the plugin's settings",
            version = Fact::code("version = \"1.2.0\""),
            project = Fact::code("[project]"),
        )),
        _ => None,
    }
}

/// The templates whose publisher is uv, as they lie in `public/templates/uv/`.
#[must_use]
pub fn uv_templates() -> [(&'static str, String); 2] {
    [("release.yml", RELEASE), ("publish-testpypi.yml", REHEARSAL)]
        .map(|(name, text)| (name, workflow(text, VersionSource::Static, Publisher::Uv)))
}

/// A workflow with the parts that depend on how the version is found and on who publishes.
fn workflow(template: &str, version: VersionSource, publisher: Publisher) -> String {
    let mut text = template.to_owned();
    if version == VersionSource::Vcs {
        text = text.replace(CHECKOUT, &format!("{CHECKOUT}{WHOLE_HISTORY}"));
    }
    if publisher == Publisher::Uv {
        let rehearsal = text.contains("repository-url: https://test.pypi.org");
        let publish = if rehearsal { UV_PUBLISH_TESTPYPI } else { UV_PUBLISH };
        let install = step(&text, "Install uv").to_owned();
        let action = step(&text, PUBLISH).to_owned();
        text = text.replace(&action, &format!("{install}\n{ATTEST}{publish}"));
    }
    text
}

/// The lines of a step of the release workflow, as the template has them.
#[must_use]
pub fn release_step(name: &str) -> &'static str {
    step(RELEASE, name)
}

/// The lines of a step, without the empty one after it.
fn step<'t>(workflow: &'t str, name: &str) -> &'t str {
    let from = workflow.find(&format!("      - name: {name}\n")).unwrap_or(workflow.len());
    let text = &workflow[from..];
    let end = text.find("\n\n").map_or(text.len(), |at| at + 1);
    &text[..end]
}

/// The lists of a script.
fn scripted(template: &str, project: &Project) -> String {
    let imports: Vec<String> = project.imports.iter().map(|name| format!("\"{name}\"")).collect();
    let commands: Vec<String> =
        project.commands.iter().map(|name| format!("    \"{name}\": [\"--help\"],\n")).collect();
    let commands = commands.concat();
    template
        .replace("IMPORTS = [\"your_project\"]", &format!("IMPORTS = [{}]", imports.join(", ")))
        .replace("COMMANDS = {\n    \"your-command\": [\"--help\"],\n}", &listed(&commands))
}

fn listed(commands: &str) -> String {
    if commands.is_empty() { "COMMANDS = {}".to_owned() } else { format!("COMMANDS = {{\n{commands}}}") }
}

/// The project's names in place of those of the template.
fn fill(template: &str, project: &Project) -> String {
    let pythons: Vec<String> = project.pythons.iter().map(|python| format!("\"{python}\"")).collect();
    let guard = "github.repository == 'your-name/your-project'";
    let (guard_by, repository) = match &project.repository {
        Some(repository) => (format!("github.repository == '{repository}'"), repository.as_str()),
        None => ("github.event.repository.fork == false".to_owned(), "your-name/your-project"),
    };
    let (owner, repository_name) = repository.split_once('/').unwrap_or((repository, repository));
    let command = project.commands.first().map_or("your-command", String::as_str);
    template
        .replace("python: [\"3.11\", \"3.15\"]", &format!("python: [{}]", pythons.join(", ")))
        .replace(guard, &guard_by)
        .replace("your-name/your-project", repository)
        .replace("your-repository", repository_name)
        .replace("your-name", owner)
        .replace("project/your-project/", &format!("project/{}/", normalize_name(&project.name)))
        .replace("your-project", &project.name)
        .replace("your_project", project.imports.first().map_or("your_project", String::as_str))
        .replace("your-command", command)
}

/// A line of the data file: the minor version behind `3.`.
fn python(name: &str) -> u64 {
    let line = DATA.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("\t3."));
    line.and_then(|minor| minor.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::FileInfo;

    const STATIC: &str = "\
[build-system]
requires = [\"hatchling\"]
build-backend = \"hatchling.build\"

[project]
name = \"Demo.Kit\"
version = \"1.0\"
requires-python = \">=3.10,<3.14\"

[project.urls]
Source = \"https://github.com/example/demo-kit\"

[project.scripts]
demo = \"demo_kit.cli:main\"
demo-more = \"demo_kit.more:main\"
";

    fn make(text: &str, options: &Options) -> Kit {
        kit(&Pyproject::parse(FileInfo::default(), None, text.as_bytes()), options).unwrap()
    }

    fn file(kit: &Kit, path: &str) -> String {
        let file = kit.files.iter().find(|file| file.path == path).unwrap();
        String::from_utf8(file.bytes.clone()).unwrap()
    }

    #[test]
    fn the_projects_own_names_stand_in_every_file() {
        let kit = make(STATIC, &Options::default());
        let release = file(&kit, ".github/workflows/release.yml");
        for line in [
            "python: [\"3.10\", \"3.13\"]",
            "github.repository == 'example/demo-kit'\n",
            "url: https://pypi.org/project/demo-kit/\n",
            "release.yml \"$ENVIRONMENT\" Demo.Kit \"$VERSION\"",
        ] {
            assert!(release.contains(line), "no {line} in {release}");
        }
        assert!(!release.contains("fetch-depth"));
        let smoke = file(&kit, "tests/smoke_test.py");
        for line in [
            "PROJECT = \"Demo.Kit\"\n",
            "IMPORTS = [\"demo_kit\"]\n",
            "COMMANDS = {\n    \"demo\": [\"--help\"],\n    \"demo-more\": [\"--help\"],\n}\n",
        ] {
            assert!(smoke.contains(line), "no {line} in {smoke}");
        }
        for made in &kit.files {
            let text = String::from_utf8_lossy(&made.bytes);
            for placeholder in ["your-", "your_"] {
                assert!(!text.contains(placeholder), "{} holds {placeholder}: {text}", made.path);
            }
        }
    }

    #[test]
    fn a_version_from_the_repository_needs_its_whole_history() {
        let text = STATIC
            .replace("version = \"1.0\"", "dynamic = [\"version\"]")
            .replace("\"hatchling\"]", "\"hatchling\", \"hatch-vcs\"]");
        let kit = make(&text, &Options::default());
        for path in [".github/workflows/release.yml", ".github/workflows/publish-testpypi.yml"] {
            assert_eq!(file(&kit, path).matches("          fetch-depth: 0\n").count(), 1, "{path}");
        }
    }

    #[test]
    fn uv_publishes_in_place_of_the_action() {
        let kit = make(STATIC, &Options { publisher: Publisher::Uv, ..Options::default() });
        for (path, line) in [
            (".github/workflows/release.yml", "        run: uv publish --trusted-publishing always\n"),
            (".github/workflows/publish-testpypi.yml", "--publish-url https://test.pypi.org/legacy/ --check-url"),
        ] {
            let text = file(&kit, path);
            assert!(text.contains(line) && text.contains("astral-sh/attest-action@"), "{text}");
            assert!(!text.contains("gh-action-pypi-publish") && !text.contains("skip-existing"), "{text}");
            let publish = &text[text.find("  publish:\n").unwrap()..text.find("  verify:\n").unwrap()];
            assert!(publish.contains("version: \"0.13.9\"\n"), "{publish}");
        }
    }

    #[test]
    fn without_a_repository_forks_are_kept_out() {
        let text = STATIC.replace("[project.urls]\nSource = \"https://github.com/example/demo-kit\"\n", "");
        let kit = make(&text, &Options::default());
        assert!(file(&kit, ".github/workflows/release.yml").contains("      github.event.repository.fork == false\n"));
        assert!(kit.notes.iter().any(|note| note.to_string().contains("no repository")), "{:?}", kit.notes);
        let given = Options { repository: Some("other/name".to_owned()), ..Options::default() };
        assert!(file(&make(&text, &given), ".github/workflows/release.yml").contains("== 'other/name'"));
        let hostile = Options { repository: Some("a/b' || 'x".to_owned()), ..Options::default() };
        assert!(super::kit(&Pyproject::parse(FileInfo::default(), None, text.as_bytes()), &hostile).is_err());
    }

    #[test]
    fn every_pin_is_in_the_data_file() {
        let templates = [RELEASE, REHEARSAL, ATTEST];
        let pins = templates.iter().flat_map(|text| text.lines()).filter_map(|line| line.trim().strip_prefix("uses: "));
        let mut seen = 0;
        for pin in pins {
            let (action, version) = pin.split_once(" # ").unwrap();
            let (name, commit) = action.split_once('@').unwrap();
            let line = format!("\n{name}\t{}\t{commit}\n", version.trim_start_matches('v'));
            assert!(include_str!("../../data/actions.txt").contains(&line), "{pin} is not in data/actions.txt");
            seen += 1;
        }
        assert!(seen > 10);
        for (tool, template) in [("uv\t0.13.9", RELEASE), ("twine\t7.0.0", RELEASE), ("packaging\t26.3", VALIDATE)] {
            let (name, version) = tool.split_once('\t').unwrap();
            assert!(DATA.contains(&format!("\n{tool}\n")) && template.contains(version), "{name}");
        }
        assert!(RELEASE.contains(&format!(
            "python: [\"3.{}\", \"3.{}\"]",
            python("python-oldest"),
            python("python-newest")
        )));
    }

    #[test]
    fn the_two_workflows_build_and_test_alike() {
        let steps = |text: &'static str| {
            let names = [
                "Build the sdist, and the wheel from it",
                "Check the metadata",
                "Install the wheel alone, import it, run its commands",
                "Install the sdist alone, import it, run its commands",
                "Keep the distributions",
                "Install uv",
            ];
            names.map(|name| step(text, name))
        };
        assert_eq!(steps(RELEASE), steps(REHEARSAL));
        assert!(steps(RELEASE).iter().all(|text| !text.is_empty()));
    }
}
