//! Group E: do the files of one release say the same?

pub mod match_attestation_subject;
pub mod match_classifier_python;
pub mod match_content_differs;
pub mod match_dependencies;
pub mod match_dynamic_append;
pub mod match_extras;
pub mod match_import_names;
pub mod match_license_files;
pub mod match_name_version;
pub mod match_project_table;
pub mod match_requires_python;
pub mod match_scripts;
pub mod match_sdist_only_module;
pub mod match_static_field;
pub mod match_wheel_only_module;
pub mod match_wheel_set_gap;
pub mod match_wheels_disagree;
mod pairs;
pub mod version_artifacts_disagree;
