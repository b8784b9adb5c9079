//! YAML that GitHub does not read as a workflow. What the workflow does is the business of the other rules.

use crate::finding::{Fact, Severity};
use crate::inspect::Release;
use crate::message;
use crate::pipeline::workflow::Workflow;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The workflow cannot be read
    ///
    /// The file is no YAML, a key stands twice in one mapping, an alias names nothing, `on` is missing, or a job needs one
    /// that is not there.
    ///
    /// ## Why
    /// GitHub shows "This run likely failed because of a workflow file issue" and starts no job, so that a pushed tag
    /// publishes nothing.
    ///
    /// ## Fix
    /// Correct the line. Tabs must not indent, and every key stands once.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -    needs: [build, smoke]
    /// +    needs: [build, smoke, docs]
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    WorkflowInvalid { id: "workflow-invalid", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for WorkflowInvalid {
    fn workflow(&self, workflow: &Workflow, _release: &Release, check: &mut Check<'_>) {
        for problem in workflow.problems.iter().filter(|problem| problem.limit) {
            let message = message!(
                "{file} is not judged whole: {problem}",
                file = Fact::code(workflow.file_name()),
                problem = Fact::text(&problem.message),
            );
            check.find(workflow.at(problem.place), message, message!("Split the workflow")).severity = Severity::Info;
        }
        for problem in workflow.problems.iter().filter(|problem| !problem.limit) {
            let message = message!(
                "{file} cannot be read as a workflow, so GitHub starts no run: {problem}",
                file = Fact::code(workflow.file_name()),
                problem = Fact::text(&problem.message),
            );
            check.find(workflow.at(problem.place), message, message!("Correct this place"));
        }
        if !workflow.tree.problems.is_empty() {
            return;
        }
        for (key, known) in [("on", !workflow.triggers.is_empty()), ("jobs", !workflow.jobs.is_empty())] {
            let written = workflow.tree.root.as_ref().is_some_and(|root| root.get(key).is_some());
            if !known && !written {
                let message = message!(
                    "{file} has no {key}, so GitHub starts no run",
                    file = Fact::code(workflow.file_name()),
                    key = Fact::code(key)
                );
                check.find(workflow.location(), message, message!("Write both `on` and `jobs`"));
            }
        }
        for job in &workflow.jobs {
            for need in job.needs.iter().filter(|need| workflow.job(&need.value).is_none()) {
                let message = message!(
                    "The job {job} needs {need}, and no job is called so; GitHub starts no run",
                    job = Fact::code(&job.id),
                    need = Fact::code(&need.value),
                );
                check.find(workflow.at(need.place), message, message!("Name a job of this workflow under `needs`"));
            }
        }
    }
}
