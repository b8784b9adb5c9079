//! The release pipeline: what a workflow does, and why a run of it failed.

pub mod triage;
