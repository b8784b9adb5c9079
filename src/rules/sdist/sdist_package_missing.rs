//! Packages that the configuration of setuptools names and the sdist does not hold.

use crate::artifact::pyproject::{Pyproject, Value};
use crate::artifact::sdist::Sdist;
use crate::artifact::setuptools::{Discovery, discovery};
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist does not hold the package that its configuration looks for
    ///
    /// `[tool.setuptools.packages.find]` looks in a folder that is not in the sdist, or in which no Python file lies; or `packages` or
    /// `py-modules` under `[tool.setuptools]` name what lies nowhere in it. Flit, hatchling, poetry and uv, if nothing else is
    /// configured, pack the package that is called like the project: it has to be there.
    ///
    /// ## Why
    /// A wheel built from such an sdist is empty, or the build stops because the folder is not there. pip builds from the
    /// sdist wherever no wheel fits.
    ///
    /// ## Fix
    /// Let `where` name the folder that holds the packages, and build again.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [tool.setuptools.packages.find]
    /// where = ["lib"]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["setuptools>=77"]
    /// build-backend = "setuptools.build_meta"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [tool.setuptools.packages.find]
    /// where = ["src"]
    /// ```
    SdistPackageMissing { id: "sdist-package-missing", gate: Run, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistPackageMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if !sdist.is_whole() {
            check.undecided(format!("{} could not be read to its end", sdist.file.name));
            return;
        }
        let Some(pyproject) = &sdist.pyproject else {
            check.skip("the sdist holds no pyproject.toml");
            return;
        };
        listed(sdist, pyproject, check);
        named_like_the_project(sdist, pyproject, check);
        let Some(Discovery::Find { folders, .. }) = discovery(pyproject) else {
            check.skip("`[tool.setuptools.packages.find]` is not configured");
            return;
        };
        let holds_python = |folder: &String| {
            let folder = folder.trim_start_matches("./").trim_end_matches('/');
            sdist.files().any(|(path, _)| {
                let below = if matches!(folder, "" | ".") {
                    Some(path)
                } else {
                    path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'))
                };
                // Directly in the folder lies no package, and `setup.py` is none.
                below.is_some_and(|below| below.contains('/') && is_code(below))
            })
        };
        if folders.iter().any(holds_python) {
            return;
        }
        let span = pyproject.get(&["tool", "setuptools", "packages", "find"]).map(|value| value.span.clone());
        let location = span.map_or_else(|| pyproject.location(), |span| pyproject.at(&span));
        let message = message!(
            "Packages are looked for in {folders}, and the sdist holds none there; a wheel built from it is empty or cannot be built",
            folders = Fact::list(folders),
        );
        let fix = if sdist.has_directory("src") {
            message!("Write {line}", line = Fact::code("where = [\"src\"]"))
        } else {
            message!("Let `where` name the folder that holds the packages")
        };
        check.find(location, message, fix);
    }
}

/// Packages and modules that setuptools is told by name. Where they lie can be configured; that they lie nowhere is certain.
fn listed(sdist: &Sdist, pyproject: &Pyproject, check: &mut Check<'_>) {
    if !pyproject.build_backend().starts_with("setuptools") || !sdist.files().any(|(path, _)| path.ends_with(".py")) {
        return;
    }
    for (key, suffix) in [("packages", "/"), ("py-modules", ".py")] {
        let names = pyproject.get(&["tool", "setuptools", key]).into_iter().flat_map(Value::items);
        for value in names {
            // A stub package has a name that is no name of a module.
            let Some(name) = value.as_str().filter(|name| !name.is_empty()) else { continue };
            let last = name.rsplit(['.', '/']).next().unwrap_or(name);
            let own = format!("{last}{suffix}");
            let there = |path: &str| path.starts_with(&own) || path.contains(&format!("/{own}"));
            // `package-dir` may give the package any folder.
            if pyproject.get(&["tool", "setuptools", "package-dir"]).is_some()
                || sdist.files().any(|(path, _)| there(path))
            {
                continue;
            }
            check.find(
                pyproject.at(&value.span),
                message!(
                    "{name} is to be packed, and the sdist does not hold it; the build stops",
                    name = Fact::code(name)
                ),
                message!("Include it in the sdist, or correct {key}", key = Fact::code(key)),
            );
        }
    }
}

/// Backends that pack the package which is called like the project, unless they are told otherwise, and stop where there is none:
/// tried with flit_core 4.2, hatchling 1.33, poetry-core 2.5 and uv_build 0.13. Where it lies may be anywhere.
fn named_like_the_project(sdist: &Sdist, pyproject: &Pyproject, check: &mut Check<'_>) {
    let set = |path: &[&str]| pyproject.get(path).is_some();
    let told = match pyproject.build_backend().split('.').next().unwrap_or_default() {
        "flit_core" => pyproject.get(&["tool", "flit", "module", "name"]).and_then(Value::as_str),
        "uv_build" if !set(&["tool", "uv", "build-backend"]) => None,
        "hatchling" if !set(&["tool", "hatch", "build"]) && !sdist.has_file("hatch.toml") => None,
        "poetry" if !["packages", "include", "package-mode"].iter().any(|key| set(&["tool", "poetry", key])) => None,
        _ => return,
    };
    let Some(name) = told.or_else(|| pyproject.project_str("name")) else { return };
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    let (whole, last) = (plain(name).replace('.', "_"), plain(name.rsplit('.').next().unwrap_or(name)));
    let is_own = |part: &str| {
        let part = plain(part);
        let stem = part.split('.').next().unwrap_or_default();
        let stem = stem.strip_suffix("_stubs").unwrap_or(stem);
        stem == whole || stem == last
    };
    // Without any module there is nothing to tell a package that got lost by.
    if sdist.files().any(|(path, _)| path.split('/').any(is_own))
        || !sdist.files().any(|(path, _)| path.ends_with(".py"))
    {
        return;
    }
    check.find(
        pyproject.location(),
        message!(
            "The package {name} is to be packed, and the sdist does not hold it; the build stops",
            name = Fact::code(last)
        ),
        message!("Include it in the sdist, or tell the backend which packages there are"),
    );
}

fn is_code(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("py" | "pyx" | "pyi" | "c" | "cpp" | "so" | "pyd"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn backends_stop_without_the_package_of_the_project() {
        let sdist = |backend: &str, path: &str, more: &str| {
            format!(
                "=== demo_kit-1.0.tar.gz\n--- demo_kit-1.0/{path}\n--- demo_kit-1.0/pyproject.toml\n[build-system]\n\
                 requires = ['{backend}>=1.27,<9']\nbuild-backend = '{backend}.build'\n[project]\nname = 'demo-kit'\n\
                 version = '1.0'\nrequires-python = '>=3.10'\n{more}\n"
            )
        };
        for backend in ["hatchling", "uv_build"] {
            check(&sdist(backend, "src/demo_kit/__init__.py", ""), &[]);
            check(&sdist(backend, "docs/conf.py", ""), &["sdist-package-missing"]);
        }
        check(&sdist("hatchling", "other/__init__.py", "[tool.hatch.build.targets.wheel]\npackages = ['other']"), &[]);
        check(
            &sdist(
                "hatchling",
                "other/__init__.py",
                "--- demo_kit-1.0/hatch.toml\n[build.targets.wheel]\npackages = ['other']",
            ),
            &[],
        );
        check(&sdist("pdm", "docs/conf.py", ""), &[]);
    }

    #[test]
    fn packages_that_are_listed_have_to_be_there() {
        let sdist = |listed: &str| {
            format!(
                "=== demo-1.0.tar.gz\n--- demo-1.0/src/demo/core/__init__.py\n--- demo-1.0/pyproject.toml\n[build-system]\n\
                 requires = ['setuptools>=77']\nbuild-backend = 'setuptools.build_meta'\n[project]\nname = 'demo'\n\
                 version = '1.0'\nrequires-python = '>=3.10'\n[tool.setuptools]\n{listed}\n"
            )
        };
        check(&sdist("packages = ['demo.core']"), &[]);
        check(&sdist("packages = ['other']\npackage-dir = {other = 'src'}"), &[]);
        check(&sdist("packages = ['other']"), &["sdist-package-missing"]);
        check(&sdist("packages = ['demo.core']\npy-modules = ['tool']"), &["sdist-package-missing"]);
    }
}
