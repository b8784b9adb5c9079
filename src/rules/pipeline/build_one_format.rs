//! Wheel and sdist.

use crate::finding::{Certainty, Fact};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::pipeline::{publish, tools};
use crate::rules::pipeline::{one_a_job, publishing_publicly, seen_before};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// Only one kind of distribution is built
    ///
    /// What runs before publishing builds only wheels, or only an sdist.
    ///
    /// ## Why
    /// Without a wheel every user builds the project; without an sdist nobody can build it for another platform, and
    /// distributions of Linux leave it out.
    ///
    /// ## Fix
    /// Build both: `uv build` or `python -m build` without `--wheel` or `--sdist`.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -        run: uv build --clear --no-sources
    /// +        run: uv build --clear --no-sources --wheel
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    BuildOneFormat { id: "build-one-format", gate: Pipeline, severity: Warning, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for BuildOneFormat {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        let publishes = one_a_job(publishing_publicly(workflow, release, check));
        let Some(publish) = publishes.first() else { return };
        // Wheels and sdist may be published by different jobs.
        let mut builds = Vec::new();
        for publish in publish::all(release) {
            let Some(before) = seen_before(&publish, release, check) else { return };
            builds.extend(before.builds().into_iter().map(|(_, build)| build));
            builds.extend(publish.job.steps.iter().flat_map(tools::builds));
        }
        let (wheel, sdist) = (builds.iter().any(|it| it.wheel), builds.iter().any(|it| it.sdist));
        if wheel != sdist {
            let (built, missing) = if wheel { ("wheels", "sdist") } else { ("an sdist", "wheel") };
            let message = message!(
                "The release is built as {built} only, and has no {missing}",
                built = Fact::text(built),
                missing = Fact::text(missing)
            );
            let finding = check.find(workflow.at(publish.place), message, message!("Build both from one commit"));
            finding.certainty = Certainty::Likely;
        }
    }
}
