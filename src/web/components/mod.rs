//! One component a module, with a stylesheet of the same name in `style/`. Thin: data in, elements out.

pub mod answer;
pub mod artifacts;
pub mod carry;
pub mod checks;
pub mod copy_button;
pub mod drawn;
pub mod drop_overlay;
pub mod fetch;
pub mod file_tree;
pub mod findings;
pub mod fixed;
pub mod gates;
pub mod icon;
pub mod later;
pub mod log_box;
pub mod matrix;
pub mod picker;
pub mod repair;
pub mod sentence;
pub mod sheets;
pub mod since;
pub mod site_header;
pub mod sizes;
pub mod smoke;
pub mod viewer;
