//! Says, before anything is uploaded, whether a Python release will fly.
//!
//! The modules in reading order: bytes come in through [`source`], become members in [`archive`], typed parts in
//! [`artifact`] and facts of their [`contents`] (with [`python`] and [`native`] for what is inside modules, [`pipeline`] for
//! workflows and logs); [`rules`] judge them into [`finding`]s, of which the user may [`ignore`] some; [`inspect`] runs it all
//! and returns a [`report`], which [`render`] writes as text, JSON, SARIF, Markdown or HTML; [`compare`] sets two
//! distributions side by side, [`fix`] repairs, [`kit`] writes a release process. One direction, no way back.
//!
//! The library does no I/O but through [`source`], reads no clock, has no randomness and opens no connection.

pub mod archive;
pub mod artifact;
pub mod compare;
pub mod contents;
pub mod finding;
pub mod fix;
#[cfg(feature = "fixture")]
pub mod fixture;
pub mod ignore;
pub mod inspect;
pub mod kit;
pub mod native;
pub mod pipeline;
pub mod python;
pub mod render;
pub mod report;
pub mod rules;
pub mod source;
pub mod source_tree;
pub mod upload;
pub mod web;
