//! Says, before anything is uploaded, whether a Python release will fly.
//!
//! The modules in reading order: bytes come in through [`source`], become members in [`archive`], typed parts in
//! [`artifact`] and facts of their [`contents`] (with [`python`] and [`native`] for what is inside modules); [`rules`] judge them into [`finding`]s; [`inspect`] runs it all
//! and returns a [`report`], which [`render`] writes as text or JSON. One direction, no way back.
//!
//! The library does no I/O but through [`source`], reads no clock, has no randomness and opens no connection.

pub mod archive;
pub mod artifact;
pub mod contents;
pub mod finding;
#[cfg(feature = "fixture")]
pub mod fixture;
pub mod inspect;
pub mod native;
pub mod python;
pub mod render;
pub mod report;
pub mod rules;
pub mod source;
pub mod upload;
pub mod web;
