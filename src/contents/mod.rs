//! What the contents of members say, gathered in the one pass over them.
//!
//! Contents live only as long as the pass: a [`Plan`] decides beforehand which are looked at, and what is kept of them are
//! the facts that rules need, by the path of the member. Nothing here judges.

pub mod watch;
pub mod wheel_pass;

use std::collections::BTreeMap;

use crate::archive::Member;
use crate::archive::limits::{MAX_SOURCE_BYTES, MAX_TEXT_BYTES};
use crate::artifact::wheel::Wheel;
use crate::inspect::LOCK;
use crate::pipeline::carried::is_automation;
use crate::python::Module;
use crate::python::imports::module_name;
use watch::Seen;

/// Facts of a distribution's contents. Each map is by the path of the member.
#[derive(Debug, Default)]
pub struct Contents {
    /// Python source, parsed.
    pub modules: BTreeMap<String, Module>,
    /// Small files that rules read whole (`.pth`, for instance).
    pub texts: BTreeMap<String, Vec<u8>>,
    /// What every member of a wheel was looked at for.
    pub seen: Seen,
}

/// Which members are looked at, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Every module that can be imported, and what Python runs or reads at start-up.
    Wheel,
    /// What says how it is built, whole; of other source what its text says.
    Sdist,
}

/// PKG-INFO of deeper folders of an sdist is not looked at.
const DEEPEST_METADATA: usize = 4;

impl Plan {
    /// Whether the whole content of the member is handed to [`Contents::look`].
    #[must_use]
    pub fn wants(self, member: &Member) -> bool {
        if !member.is_file() || member.size > MAX_TEXT_BYTES {
            return false;
        }
        if member.path.ends_with(".py") && member.size <= MAX_SOURCE_BYTES {
            return self == Self::Sdist || is_module(&member.path);
        }
        match self {
            Self::Wheel => is_start_up_file(&member.path),
            Self::Sdist => {
                let depth = member.path.matches('/').count();
                match member.file_name() {
                    _ if is_automation(&member.path, member.size) => true,
                    "pyproject.toml" | "setup.cfg" | LOCK => depth <= 1,
                    "PKG-INFO" => depth <= DEEPEST_METADATA,
                    _ => false,
                }
            }
        }
    }
}

impl Contents {
    /// Takes the facts from one member's content, which [`Plan::wants`].
    pub fn look(&mut self, plan: Plan, path: &str, content: Vec<u8>) {
        let is_source = path.ends_with(".py");
        match plan {
            Plan::Wheel if is_source => {
                self.modules.insert(path.to_owned(), Module::parse(&content));
            }
            Plan::Sdist if is_source => {
                let is_setup = path.rsplit('/').next() == Some("setup.py") && path.matches('/').count() <= 1;
                let module = if is_setup { Module::parse_build(&content) } else { Module::scan(&content) };
                if is_setup {
                    self.texts.insert(path.to_owned(), content);
                }
                if is_setup || module.says_something() {
                    self.modules.insert(path.to_owned(), module);
                }
            }
            _ => {
                self.texts.insert(path.to_owned(), content);
            }
        }
    }
}

/// Files at the root that Python runs or reads at start-up.
fn is_start_up_file(path: &str) -> bool {
    Wheel::site_path(path)
        .is_some_and(|site| !site.contains('/') && (site.ends_with(".pth") || site.ends_with(".start")))
}

/// Whether a source file of a wheel can be imported and is no test data, which nobody imports and which may be broken.
fn is_module(path: &str) -> bool {
    let Some(module) = Wheel::site_path(path).and_then(module_name) else { return false };
    !module.split('.').any(|part| matches!(part, "tests" | "test_data" | "testdata" | "fixtures"))
}
