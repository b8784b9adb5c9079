//! Where people enter a wheel: its public packages and its commands.

use std::collections::BTreeSet;

use super::imports::{Root, module_name};
use crate::artifact::entry_points::{EntryPoints, is_identifier};
use crate::artifact::normalize_name;

/// Names under which folders of a repository are packed that nobody imports.
const NOT_ENTERED: [&str; 22] = [
    "test",
    "tests",
    "testing",
    "doc",
    "docs",
    "example",
    "examples",
    "script",
    "scripts",
    "benchmark",
    "benchmarks",
    "tool",
    "tools",
    "setup",
    "conftest",
    "build",
    "dist",
    "samples",
    "demo_app",
    "sitecustomize",
    "usercustomize",
    "share",
];

/// The packages of a wheel that are public, then its commands, which only add what no package imports. `project` is the normalised name.
#[must_use]
pub fn roots(site: &BTreeSet<String>, project: &str, points: Option<&EntryPoints>) -> Vec<Root> {
    let mut commands = Vec::new();
    for entry in points.into_iter().flat_map(EntryPoints::scripts) {
        let Some(reference) = entry.reference() else { continue };
        commands.push(Root { module: reference.module, command: Some(entry.name.clone()), main: true });
    }
    let packages = packages(site);
    let tops: BTreeSet<&str> = packages.iter().filter_map(|module| module.split('.').next()).collect();
    let alone = tops.len() == 1;
    // Of several plain modules of a namespace each is entered by itself, and one may be for those who have an extra.
    let one_of_many = |module: &str| {
        packages.len() > 1 && module.contains('.') && site.contains(&format!("{}.py", module.replace('.', "/")))
    };
    let mut packages: Vec<Root> = packages
        .iter()
        .map(|module| {
            let main = alone && !one_of_many(module) || normalize_name(&module.replace('.', "-")) == project;
            Root { module: module.clone(), command: None, main }
        })
        .collect();
    // What people install the project for speaks first.
    packages.sort_by_key(|root| !root.main);
    packages.extend(commands);
    packages
}

/// The regular packages and plain modules that no other package of the wheel holds, below shared namespaces too.
fn packages(site: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut closed: Option<&str> = None;
    for path in site {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if closed.is_some_and(|closed| path.strip_prefix(closed).is_some_and(|rest| rest.starts_with('/'))) {
            continue;
        }
        let top = path.split(['/', '.']).next().unwrap_or_default();
        if top.starts_with('_') || NOT_ENTERED.contains(&top) || !is_identifier(top) {
            continue;
        }
        // Every package sorts its files behind `__init__`, except those that begin with a capital or a lower sign.
        if let Some(package) = outermost(site, folder) {
            closed = Some(package);
            found.insert(package.replace('/', "."));
        } else if name.ends_with(".py")
            && (folder.is_empty() || folder.split('/').all(is_identifier))
            && let Some(module) =
                module_name(path).filter(|module| !module.split('.').any(|part| part.starts_with('_')))
            && (folder.is_empty() || is_shared(folder))
        {
            found.insert(module);
        }
    }
    found.retain(|module| module.split('.').all(|part| is_identifier(part) && !part.starts_with('_')));
    found
}

/// The outermost regular package that a folder is or lies in.
fn outermost<'p>(site: &BTreeSet<String>, folder: &'p str) -> Option<&'p str> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    ends.filter(|end| *end > 0)
        .filter_map(|end| folder.get(..end))
        .find(|part| site.contains(&format!("{part}/__init__.py")))
}

/// Whether plain modules in a folder that is no package are meant to be imported: only in namespaces that are known.
fn is_shared(folder: &str) -> bool {
    super::distributions::is_namespace(folder.split('/').next().unwrap_or(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `googleapis-common-protos` 1.76.0: `operations_pb2_grpc` needs `grpcio`, which is an extra.
    #[test]
    fn one_of_many_modules_of_a_namespace_is_not_what_people_install_the_project_for() {
        let main = |files: &[&str]| {
            let site: BTreeSet<String> = files.iter().map(|file| (*file).to_owned()).collect();
            roots(&site, "demo", None).into_iter().filter(|root| root.main).count()
        };
        assert_eq!(main(&["google/rpc/code_pb2.py", "google/rpc/code_pb2_grpc.py"]), 0);
        assert_eq!(main(&["google/rpc/code_pb2.py"]), 1);
        assert_eq!(main(&["zope/event.py", "zope/event.pyi"]), 1);
    }

    #[test]
    fn public_packages_are_entered() {
        let files = [
            "demo/__init__.py",
            "demo/A.py",
            "demo/sub/__init__.py",
            "six.py",
            "_private.py",
            "tests/__init__.py",
            "google/cloud/x/__init__.py",
            "google/cloud/x/y.py",
            "zope/event.py",
            "data/run.py",
        ];
        let site: BTreeSet<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let points = EntryPoints::parse("", b"[console_scripts]\ndemo = demo.cli:main\n");
        let found: Vec<(String, bool)> =
            roots(&site, "demo", Some(&points)).into_iter().map(|root| (root.module, root.main)).collect();
        let expected =
            [("demo", true), ("google.cloud.x", false), ("six", false), ("zope.event", false), ("demo.cli", true)];
        assert_eq!(found, expected.map(|(module, main)| (module.to_owned(), main)));
    }
}
