//! One module a view. Pages arrange components; they decide nothing about a release.

pub mod failed;
pub mod home;
pub mod reading;
pub mod release;
