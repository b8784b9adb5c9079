//! A report as people and programs read it. Pure functions: nothing here judges.

pub mod json_v1;
pub mod text;
pub mod triage;
mod triage_json;
pub mod words;
