//! Group J: does it ship what nobody should get, or run what nobody asked for?

pub mod sec_bidi;
pub mod sec_bytecode_only;
pub mod sec_extra_index;
pub mod sec_foreign_top_level;
pub mod sec_hidden_file;
pub mod sec_high_entropy;
pub mod sec_obfuscated_exec;
pub mod sec_personal_path;
pub mod sec_pth_code;
pub mod sec_sbom_invalid;
pub mod sec_secret_content;
pub mod sec_secret_file;
pub mod sec_setup_network;
pub mod sec_site_customize;
pub mod sec_stdlib_shadow;
pub mod sec_url_credentials;
