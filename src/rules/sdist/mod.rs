//! Group D: is the sdist whole, and does `pyproject.toml` say how to build it?

pub mod pyproject_discovery_implicit;
pub mod sdist_package_missing;
