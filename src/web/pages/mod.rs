//! One module a view. Pages arrange components; they decide nothing about a release.

pub mod artifact;
pub mod compare;
pub mod failed;
pub mod home;
pub mod kit;
pub mod learn;
pub mod publishers;
pub mod publishing;
pub mod reading;
pub mod release;
pub mod rules;
pub mod triage;
pub mod walk;
