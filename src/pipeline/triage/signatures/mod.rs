//! The tables of known failures, one file for each phase. Data only: `judge` decides what they mean for one log.

mod auth;
mod build;
mod check;
mod platform;
mod publish;
mod server;
mod smoke;

use super::signature::Signature;

/// In the order of the phases; within one, the more specific first.
pub const TABLES: &[&[Signature]] =
    &[platform::TABLE, build::TABLE, smoke::TABLE, check::TABLE, auth::TABLE, publish::TABLE, server::TABLE];
