//! Several unrelated packages in one wheel. Names that other rules know, such as `tests`, are left to them.

use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::content::{content_generic_top_level, content_tests_top_level};
use crate::rules::members::{import_names, payload, project};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel installs several top-level packages
    ///
    /// Beside a package that is called like the project the wheel installs others that are not.
    ///
    /// ## Why
    /// Often a folder of the repository was packed that nobody meant to publish. Many wheels do this on purpose, so it is only
    /// worth knowing. Names with `_` in front, stubs, and names that begin like the project are not counted, nor are those that the
    /// metadata declares by `Import-Name`.
    ///
    /// ## Fix
    /// Look whether each of them is meant. If so, declare `import-names` under `[project]`; if not, tell the backend which packages
    /// to take.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- helperlib/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo_plugins/__init__.py
    /// --- _demo/__init__.py
    /// ```
    ContentMultipleTopLevel { id: "content-multiple-top-level", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel] }
}

/// Further top-level names that rules of their own judge.
const JUDGED_ELSEWHERE: [&str; 5] = ["src", "sitecustomize", "usercustomize", "setup", "__init__"];

impl Rule for ContentMultipleTopLevel {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let names = import_names(&files);
        let lists: [&[&str]; 3] =
            [&content_tests_top_level::NAMES, &content_generic_top_level::NAMES, &JUDGED_ELSEWHERE];
        let judged = |name: &str| lists.iter().any(|list| list.contains(&name));
        let public: Vec<&str> = names
            .into_iter()
            .filter(|name| !name.starts_with('_') && !name.contains(['-', '.', '\\', ' ']) && !judged(name))
            // What mypyc shares among the modules that it compiled has a name of its own making.
            .filter(|name| !name.ends_with("__mypyc"))
            .collect();
        let declared = wheel
            .metadata
            .iter()
            .flat_map(|metadata| metadata.all("Import-Name").chain(metadata.all("Import-Namespace")));
        if public.len() < 2 || declared.count() > 0 {
            return;
        }
        let project = project(wheel).unwrap_or_default();
        let related = |name: &str| {
            let name = normalize_name(name);
            name.starts_with(&project) || project.starts_with(&name)
        };
        let foreign: Vec<&str> = public.iter().copied().filter(|name| !related(name)).collect();
        if foreign.is_empty() {
            return;
        }
        check.find(
            wheel.file.location(),
            message!(
                "The wheel installs {count} top-level names, some not called like the project: {names}",
                count = Fact::count(public.len()),
                names = Fact::list(foreign),
            ),
            message!("Check that each is meant, and declare `import-names` under `[project]`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `black`, `mypy` and `chardet`.
    #[test]
    fn the_module_of_mypyc_is_nobodys_package() {
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- 85cae5__mypyc.py\n", &[]);
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- other.py\n", &["content-multiple-top-level"]);
    }
}
