//! The page and its engine: two wasm binaries that share only [`protocol`].
//!
//! The modules that are public are plain data and functions, compiled and tested natively. The rest exists only in the
//! browser: `worker` in the engine, everything else in the page. Nothing here judges a release.

pub mod binary;
pub mod changes;
pub mod colour;
pub mod compared;
pub mod course;
mod described;
pub mod drawn;
pub mod executed;
pub mod explain;
pub mod fixes;
pub mod kept;
pub mod kit;
pub mod log_text;
pub mod matrix;
pub mod order;
pub mod protocol;
pub mod publishers;
pub mod question;
pub mod readme_frame;
pub mod repair;
pub mod requirement_words;
pub mod route;
pub mod shell;
pub mod smoke;
pub mod tag_words;
pub mod tree;
pub mod treemap;
pub mod triage;
pub mod wire;
mod written;

#[cfg(all(target_family = "wasm", feature = "engine"))]
pub mod worker;

#[cfg(all(target_family = "wasm", feature = "page"))]
pub mod app;
#[cfg(all(target_family = "wasm", feature = "page"))]
mod client;
#[cfg(all(target_family = "wasm", feature = "page"))]
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
mod components;
#[cfg(all(target_family = "wasm", feature = "page"))]
mod dom;
#[cfg(all(target_family = "wasm", feature = "page"))]
mod input;
#[cfg(all(target_family = "wasm", feature = "page"))]
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
mod pages;
#[cfg(all(target_family = "wasm", feature = "page"))]
mod released;
#[cfg(all(target_family = "wasm", feature = "page"))]
mod smoke_run;
#[cfg(all(target_family = "wasm", feature = "page"))]
mod state;
