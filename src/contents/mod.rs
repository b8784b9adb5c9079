//! What the contents of members say, gathered in the one pass over them.
//!
//! Contents live only as long as the pass: a [`Plan`] decides beforehand which are looked at, and what is kept of them are
//! the facts that rules need, by the path of the member. Nothing here judges.

pub mod hits;
pub mod watch;
pub mod wheel_pass;

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::Member;
use crate::archive::limits::{MAX_SOURCE_BYTES, MAX_TEXT_BYTES};
use crate::artifact::wheel::Wheel;
use crate::contents::hits::Hit;
use crate::inspect::{LOCK, file_name};
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
    /// CRC-32 of the Python sources of an sdist. The directory of a wheel has its own; of its sources with the line ends of
    /// Windows, it is that with those of others.
    pub checksums: BTreeMap<String, u32>,
    /// What texts must not hold.
    pub hits: BTreeMap<String, Vec<Hit>>,
    /// Tools of developers that the modules of a wheel name.
    pub tools: BTreeSet<&'static str>,
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
        hits::looks_at(member)
            || (member.is_file() && member.size <= MAX_TEXT_BYTES && self.keeps(&member.path, member.size))
    }

    /// Whether more is kept of a member of that many bytes than what [`hits`] found in it.
    fn keeps(self, path: &str, size: u64) -> bool {
        if path.ends_with(".py") && size <= MAX_SOURCE_BYTES {
            return self == Self::Sdist || is_module(path);
        }
        match self {
            Self::Wheel => is_start_up_file(path) || is_sbom(path),
            Self::Sdist => {
                let depth = path.matches('/').count();
                match file_name(path) {
                    _ if is_automation(path, size) => true,
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
        let hits = hits::scan(path, &content);
        if plan == Plan::Wheel && (is_source || path.ends_with(".pyi")) {
            self.tools.extend(hits::tools(&content));
        }
        if !hits.is_empty() {
            self.hits.insert(path.to_owned(), hits);
        }
        if plan == Plan::Wheel && is_source && content.contains(&b'\r') {
            let mut sum = flate2::Crc::new();
            for line in content.split_inclusive(|byte| *byte == b'\n') {
                let plain = line.strip_suffix(b"\r\n");
                sum.update(plain.unwrap_or(line));
                sum.update(if plain.is_some() { b"\n" } else { b"" });
            }
            self.checksums.insert(path.to_owned(), sum.sum());
        }
        if !plan.keeps(path, content.len() as u64) {
            return;
        }
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

/// Bills of materials, as `.dist-info/sboms/` holds them (PEP 770).
fn is_sbom(path: &str) -> bool {
    path.split_once(".dist-info/sboms/").is_some_and(|(root, name)| !root.contains('/') && !name.is_empty())
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
