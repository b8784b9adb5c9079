//! Group J: does it ship what nobody should get, or run what nobody asked for?

pub mod sec_hidden_file;
pub mod sec_pth_code;
pub mod sec_secret_file;
pub mod sec_site_customize;
