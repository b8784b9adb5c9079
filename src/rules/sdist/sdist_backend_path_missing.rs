//! The backend of the project's own, and the folders that it is looked for in.

use crate::artifact::pyproject::Value;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{all_paths, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The build backend of the project is not in the sdist
    ///
    /// `backend-path` under `[build-system]` names a folder that was not packed, or the module of `build-backend` lies
    /// in none of them.
    ///
    /// ## Why
    /// Nobody can build from the sdist: pip stops with `Cannot import` the backend.
    ///
    /// ## Fix
    /// Include the folder in the sdist.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = []
    /// build-backend = "backend"
    /// backend-path = ["_build"]
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/_build/backend.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = []
    /// build-backend = "backend"
    /// backend-path = ["_build"]
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    /// ```
    SdistBackendPathMissing { id: "sdist-backend-path-missing", gate: Install, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistBackendPathMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(root) = whole_root(sdist, check) else { return };
        let Some(pyproject) = &sdist.pyproject else {
            check.skip("the sdist has no pyproject.toml");
            return;
        };
        let Some(list) = pyproject.get(&["build-system", "backend-path"]) else { return };
        let Some(backend) = pyproject.get(&["build-system", "build-backend"]).and_then(Value::as_str) else { return };
        let module = backend.split(':').next().unwrap_or_default().trim().replace('.', "/");
        let paths = all_paths(sdist);
        let in_root = |path: &str| {
            let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
            std::iter::once(root).chain(parts).collect::<Vec<_>>().join("/")
        };
        let mut found = list.strings().any(|folder| folder.contains(".."));
        for item in list.items() {
            let Some(folder) = item.as_str() else { continue };
            let place = in_root(&format!("{folder}/{module}"));
            found |= paths.contains(place.as_str()) || paths.contains(format!("{place}.py").as_str());
        }
        if found || module.is_empty() {
            return;
        }
        check.find(
            pyproject.at(&list.span),
            message!(
                "The backend {backend} is looked for in {folders}, and the sdist does not hold it; nobody can build from it",
                backend = Fact::code(backend),
                folders = Fact::list(list.strings()),
            ),
            message!("Include the backend in the sdist"),
        );
    }
}
