//! Group D: is the sdist whole, and does `pyproject.toml` say how to build it?

pub mod pyproject_build_system;
pub mod pyproject_discovery_implicit;
pub mod pyproject_dynamic_conflict;
pub mod pyproject_invalid;
pub mod pyproject_python_cap;
pub mod pyproject_reserved_group;
pub mod sdist_bloat;
pub mod sdist_build_output;
pub mod sdist_dangling_link;
pub mod sdist_filename;
pub mod sdist_hardlink;
pub mod sdist_junk;
pub mod sdist_license_missing;
pub mod sdist_mode_bits;
pub mod sdist_multiple_roots;
pub mod sdist_package_missing;
pub mod sdist_path_escape;
pub mod sdist_pkg_info_mismatch;
pub mod sdist_pkg_info_missing;
pub mod sdist_pkg_info_old;
pub mod sdist_pyproject_missing;
pub mod sdist_readme_missing;
pub mod sdist_root_name;
pub mod sdist_sparse;
pub mod sdist_special_file;
pub mod sdist_symlink;
