//! What the contents of members say, gathered in the one pass over them.
//!
//! Contents live only as long as the pass: a [`Plan`] decides beforehand which are looked at, and what is kept of them are
//! the facts that rules need, by the path of the member. Nothing here judges.

pub mod watch;
pub mod wheel_pass;

use std::collections::BTreeMap;

use crate::archive::Member;
use crate::archive::limits::MAX_TEXT_BYTES;
use crate::artifact::entry_points::{EntryPoint, EntryPoints};
use crate::artifact::wheel::Wheel;
use crate::python::Module;
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
#[derive(Debug)]
pub enum Plan {
    Wheel {
        /// Modules whose names rules ask for, as paths below `site-packages` without a suffix.
        modules: Vec<String>,
    },
    Sdist,
}

/// PKG-INFO of deeper folders of an sdist is not looked at.
const DEEPEST_METADATA: usize = 4;

impl Plan {
    /// For a wheel: the modules of its entry points, and what Python runs or reads at start-up.
    #[must_use]
    pub fn wheel(entry_points: Option<&EntryPoints>) -> Self {
        let entries = entry_points.into_iter().flat_map(|points| &points.entries);
        let references = entries.filter_map(EntryPoint::reference);
        Self::Wheel { modules: references.map(|reference| reference.module.replace('.', "/")).collect() }
    }

    /// Whether the whole content of the member is handed to [`Contents::look`].
    #[must_use]
    pub fn wants(&self, member: &Member) -> bool {
        if !member.is_file() || member.size > MAX_TEXT_BYTES {
            return false;
        }
        match self {
            Self::Wheel { modules } => is_start_up_file(&member.path) || is_one_of(modules, &member.path),
            Self::Sdist => {
                let depth = member.path.matches('/').count();
                match member.file_name() {
                    "pyproject.toml" | "setup.py" | "setup.cfg" => depth <= 1,
                    "PKG-INFO" => depth <= DEEPEST_METADATA,
                    _ => false,
                }
            }
        }
    }
}

impl Contents {
    /// Takes the facts from one member's content, which [`Plan::wants`].
    pub fn look(&mut self, plan: &Plan, path: &str, content: Vec<u8>) {
        if matches!(plan, Plan::Wheel { .. }) && path.ends_with(".py") {
            self.modules.insert(path.to_owned(), Module::parse(&content));
        } else {
            self.texts.insert(path.to_owned(), content);
        }
    }
}

/// Files at the root that Python runs or reads at start-up.
fn is_start_up_file(path: &str) -> bool {
    Wheel::site_path(path)
        .is_some_and(|site| !site.contains('/') && (site.ends_with(".pth") || site.ends_with(".start")))
}

/// Whether a file of a wheel is one of the modules or of the packages above them, which decide whether it can be found.
fn is_one_of(modules: &[String], path: &str) -> bool {
    let Some(site) = Wheel::site_path(path).and_then(|path| path.strip_suffix(".py")) else { return false };
    let module = site.strip_suffix("/__init__").unwrap_or(site);
    modules.iter().any(|wanted| {
        wanted == module || wanted.strip_prefix(module).is_some_and(|rest| rest.starts_with('/') && site != module)
    })
}
