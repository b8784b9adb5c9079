//! Group J: does it ship what nobody should get, or run what nobody asked for?

pub mod sec_extra_index;
pub mod sec_hidden_file;
pub mod sec_high_entropy;
pub mod sec_personal_path;
pub mod sec_pth_code;
pub mod sec_sbom_invalid;
pub mod sec_secret_content;
pub mod sec_secret_file;
pub mod sec_site_customize;
pub mod sec_url_credentials;
