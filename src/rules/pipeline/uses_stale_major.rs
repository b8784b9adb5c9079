//! Actions older than the dated table.

use crate::inspect::Release;
use crate::message;
use crate::pipeline::actions;
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::{has_no_tag, is_retired, major, on_release_path, version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// An action is of an older major version
    ///
    /// An action on the way of a release is of an older major version than the newest that the dated table knows.
    ///
    /// ## Why
    /// Old versions stop with the runtimes that they need.
    ///
    /// ## Fix
    /// Read its release notes and update it.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
    /// +      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    UsesStaleMajor { id: "uses-stale-major", gate: Pipeline, severity: Info, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for UsesStaleMajor {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        if !on_release_path(workflow, release, check) {
            return;
        }
        let steps = workflow.jobs.iter().flat_map(|job| &job.steps).filter_map(|step| step.uses.as_ref());
        let stale = steps.filter(|uses| {
            let newest = actions::current(&uses.action).and_then(|it| actions::numbers(it.version).first().copied());
            let newer = newest.zip(major(uses)).is_some_and(|(newest, used)| used < newest);
            newer && !is_retired(uses) && !has_no_tag(uses)
        });
        let places = stale.map(|uses| {
            let newest = actions::current(&uses.action).map_or("", |it| it.version);
            (
                workflow.at(uses.place),
                format!("{} {} (newest {newest})", uses.action, version(uses).unwrap_or_default()),
            )
        });
        let places = places.collect();
        check.find_each(
            workflow.location(),
            places,
            |name| message!("{name} is of an older major version", name = name),
            |count, names| {
                message!("{count} actions are of an older major version: {names}", count = count, names = names)
            },
            &message!("Update it after reading its release notes"),
        );
    }
}
