//! Tests that pytest is configured to find.

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{all_paths, whole_root};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist is configured for tests that it does not hold
    ///
    /// `testpaths` of pytest in `pyproject.toml` names folders, and none of them is in the sdist.
    ///
    /// ## Why
    /// Distributions build from sdists, and run the tests to see whether a package works on their system. They then
    /// have to take the sources from somewhere else.
    ///
    /// ## Fix
    /// Include the tests in the sdist. Wheels need none.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["hatchling>=1.27"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [tool.pytest.ini_options]
    /// testpaths = ["tests"]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/tests/test_demo.py
    /// --- demo-1.0/pyproject.toml
    /// [build-system]
    /// requires = ["hatchling>=1.27"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "demo"
    /// version = "1.0"
    /// requires-python = ">=3.10"
    ///
    /// [tool.pytest.ini_options]
    /// testpaths = ["tests"]
    /// ```
    SdistTestsMissing { id: "sdist-tests-missing", gate: Install, severity: Info, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistTestsMissing {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(root) = whole_root(sdist, check) else { return };
        let Some(pyproject) = &sdist.pyproject else {
            check.skip("the sdist has no pyproject.toml");
            return;
        };
        let list = pyproject.get(&["tool", "pytest", "ini_options", "testpaths"]);
        let Some(list) = list.or_else(|| pyproject.get(&["tool", "pytest", "testpaths"])) else { return };
        let written: Vec<&str> = match list.as_str() {
            Some(text) => text.split_whitespace().collect(),
            None => list.strings().collect(),
        };
        let paths = all_paths(sdist);
        let absent = |path: &&str| {
            let plain = path.trim_start_matches("./").trim_end_matches('/');
            !matches!(plain, "" | ".")
                && !plain.contains(['*', '?', '['])
                && !paths.contains(format!("{root}/{plain}").as_str())
        };
        if written.is_empty() || !written.iter().all(absent) {
            return;
        }
        check.find(
            pyproject.at(&list.span),
            message!("pytest looks for tests in {paths}, and the sdist holds none there", paths = Fact::list(written)),
            message!("Include the tests in the sdist"),
        );
    }
}
