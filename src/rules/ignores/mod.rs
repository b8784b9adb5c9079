//! What the user has set aside in `[tool.preflight]`.

pub mod ignore_invalid;
