//! The release pipeline: workflows of GitHub Actions, what their steps do and what publishes; and why a run of one failed.
//!
//! Owns reading YAML, expressions and shell commands, and telling what a step is for. Judges nothing: that is `rules::pipeline`.

pub mod actions;
pub mod card;
pub mod carried;
pub mod expression;
pub mod glob;
pub mod publish;
pub mod shell;
pub mod tag;
pub mod tools;
pub mod triage;
pub mod values;
pub mod workflow;
pub mod yaml;
