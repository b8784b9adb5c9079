//! Installing from TestPyPI.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::tools;
use crate::pipeline::workflow::Workflow;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Dependencies are installed from TestPyPI
    ///
    /// An install has TestPyPI as its index and PyPI as an extra one, without `--no-deps`.
    ///
    /// ## Why
    /// Anybody can register any name on TestPyPI. pip takes the highest version of both, so a squatted dependency wins and
    /// its code runs.
    ///
    /// ## Fix
    /// Install the project with `--no-deps` from TestPyPI, and its dependencies from PyPI.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    ///  jobs:
    /// +  try:
    /// +    runs-on: ubuntu-latest
    /// +    timeout-minutes: 10
    /// +    steps:
    /// +      - run: pip install --index-url https://test.pypi.org/simple/ --extra-index-url https://pypi.org/simple/ demo
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TestpypiMixedIndexes { id: "testpypi-mixed-indexes", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TestpypiMixedIndexes {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for (job, step) in workflow.jobs.iter().flat_map(|job| job.steps.iter().map(move |step| (job, step))) {
            let installs = !tools::installs(step).is_empty();
            let settings = step.env.iter().chain(&job.env).chain(&workflow.env).filter(|_| installs);
            let set: Vec<String> =
                settings.filter(|it| VARIABLES.contains(&it.key.as_str())).map(|it| it.value.clone()).collect();
            for it in tools::invocations(step) {
                let values = |options: &[&str]| {
                    let after = it
                        .command
                        .words
                        .windows(2)
                        .filter(|pair| options.contains(&pair[0].text.as_str()))
                        .map(|pair| pair[1].text.clone());
                    let inline = it
                        .command
                        .words
                        .iter()
                        .filter_map(|word| word.text.split_once('='))
                        .filter(|(name, _)| options.contains(name))
                        .map(|(_, value)| value.to_owned());
                    after.chain(inline).collect::<Vec<String>>()
                };
                let mut indexes = values(&["--index-url", "-i", "--extra-index-url", "--index", "--default-index"]);
                if it.is("pip", "install") {
                    indexes.extend(set.iter().cloned());
                }
                let test = indexes.iter().any(|url| url.contains("test.pypi.org"));
                let real = indexes.iter().any(|url| url.contains("pypi.org") && !url.contains("test.pypi.org"));
                let first_match = it.program == "uv"
                    && it.value(&["--index-strategy"]).is_none_or(|strategy| strategy == "first-index")
                    && !test;
                let without = it.command.words.iter().any(|word| word.text == "--no-deps");
                if test && real && !without && !first_match {
                    let message = message!("Dependencies may come from TestPyPI, where anybody can register any name");
                    check.find(
                        workflow.at(step.at(it.offset)),
                        message,
                        message!("Install the project with `--no-deps` from TestPyPI, then its dependencies from PyPI"),
                    );
                }
            }
        }
    }
}

/// Variables by which pip is told of indexes.
const VARIABLES: [&str; 2] = ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"];
