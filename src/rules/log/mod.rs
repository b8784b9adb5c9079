//! Logs of runs that failed. What is known of failures is data of `pipeline::triage`; here it becomes findings of a report.

pub mod no_known_cause;
