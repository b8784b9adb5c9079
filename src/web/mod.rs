//! The page and its engine: two wasm binaries that share only [`protocol`].
//!
//! [`protocol`], [`route`], [`tree`], [`triage`], [`order`] and [`smoke`] are plain data and functions, compiled and tested
//! natively. The rest exists only in the browser: `worker` in the engine, everything else in the page. Nothing here judges a
//! release.

pub mod order;
pub mod protocol;
pub mod route;
pub mod smoke;
pub mod tree;
pub mod triage;

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
mod smoke_run;
#[cfg(all(target_family = "wasm", feature = "page"))]
mod state;
